"""What repeats over the pages of a site: learned from many pages, used on each."""

from cleaner.sites.folder import ProfileFolder
from cleaner.sites.learn import learn_profile
from cleaner.sites.profile import Profiles, SiteProfile

__all__ = ["ProfileFolder", "Profiles", "SiteProfile", "learn_profile"]
