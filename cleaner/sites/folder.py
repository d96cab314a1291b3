"""Profiles in a folder, one TOML file a site, which people may read and edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from cleaner.errors import OutputError, ProfileError
from cleaner.sites.profile import SiteProfile
from cleaner.sites.toml import dump_profile, parse_profile

_CACHED = 1_000
"""Profiles that are held at a time; one has some 100 kB."""
_SUFFIX = ".toml"
_MAX_NAME = 180
"""Bytes of a file's name, which may have 255; the rest of a longer one stands in it as a hash."""


class ProfileFolder:
    """The profiles of a folder, read when they are asked for; pickles."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise ProfileError(f"{self.path} is no folder of profiles: see `cleaner sites learn`")
        self._load = lru_cache(maxsize=_CACHED)(self._read)

    def __reduce__(self) -> tuple[type[ProfileFolder], tuple[Path]]:
        return type(self), (self.path,)

    def get(self, site: str) -> SiteProfile | None:
        """The profile of a site, or None. ProfileError if its file cannot be understood."""
        return self._load(site)

    def profiles(self) -> Iterator[SiteProfile]:
        """All profiles, in the order of their files."""
        for path in sorted(self.path.glob(f"*{_SUFFIX}")):
            profile = _read(path)
            if profile is not None:
                yield profile

    def write(self, profile: SiteProfile) -> None:
        """Write the profile, with the lines of people that its file has already."""
        path = self._file(profile.site)
        old = _read(path)
        if old is not None:
            profile = replace(
                profile,
                keep=tuple(dict.fromkeys((*old.keep, *profile.keep))),
                drop=tuple(dict.fromkeys((*old.drop, *profile.drop))),
            )
        unfinished = path.with_suffix(".tmp")
        try:
            unfinished.write_text(dump_profile(profile), encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
        self._load.cache_clear()

    def _read(self, site: str) -> SiteProfile | None:
        return _read(self._file(site))

    def _file(self, site: str) -> Path:
        name = quote(site, safe="", errors="surrogatepass")
        name = name.replace(".", "%2E", site.startswith("."))
        if len(name) > _MAX_NAME:
            digest = blake2b(name.encode(), digest_size=8).hexdigest()
            name = f"{name[:_MAX_NAME]}~{digest}"
        return self.path / f"{name}{_SUFFIX}"


def _read(path: Path) -> SiteProfile | None:
    try:
        return parse_profile(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, ProfileError) as error:
        raise ProfileError(f"{path}: {error}") from error
