from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import OutputError, ProfileError
from cleaner.sites.folder import ProfileFolder
from cleaner.sites.profile import Container, SiteProfile, StandingLine
from cleaner.sites.toml import dump_profile, parse_profile
from cleaner.types import Role

LINE = StandingLine(
    "more from {name}", 7.5, "after", Role.RELATED, True, date(2026, 5, 1), date(2026, 6, 1)
)
PROFILE = SiteProfile(
    "example.org",
    9,
    [LINE, StandingLine("printed in millgate", 9, "anywhere", Role.OTHER)],
    [Container("div.side-bar", 9), Container("nav", 8.5)],
    keep=["Letter from the Lock"],
    drop=["Sponsored by {name}"],
    first_seen=date(2026, 5, 1),
    last_seen=date(2026, 6, 1),
    redesigned=date(2026, 5, 20),
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
days = st.none() | st.dates(date(1970, 1, 1))


def test_a_profile_reads_as_it_was_written() -> None:
    assert parse_profile(dump_profile(PROFILE)) == PROFILE


def test_a_profile_tells_people_what_they_may_edit() -> None:
    text = dump_profile(PROFILE)
    assert text.startswith("# ")
    assert 'drop = [\n    "Sponsored by {name}",\n]' in text
    assert 'text = "more from {name}"' in text


@given(texts, texts, st.floats(0, 1e6), days, st.lists(texts))
def test_any_profile_reads_as_it_was_written(
    site: str, text: str, n: float, day: date | None, lines: list[str]
) -> None:
    entry = StandingLine(text, n, "inside", Role.SHARE, first_seen=day)
    profile = SiteProfile(site, n, [entry], [Container(text, n)], lines, lines, day)
    assert parse_profile(dump_profile(profile)) == profile


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "not TOML"),
        ("", "version None"),
        ("version = 1", "version 1"),
        ('version = 2\nsite = "a"\nn_pages = "many"', "n_pages is 'many'"),
        ('version = 2\nsite = "a"\nn_pages = -1', "n_pages is -1"),
        ('version = 2\nsite = "a"', "missing"),
        ('version = 2\nsite = "a"\nn_pages = 9\ndrops = []', "unknown key 'drops'"),
        ('version = 2\nsite = "a"\nn_pages = 9\ndrop = [1]', "drop is"),
        ('version = 2\nsite = "a"\nn_pages = 9\nline = 3', "`line` is no list"),
        ('version = 2\nsite = "a"\nn_pages = 9\n[[line]]\ntext = "x"', "missing"),
        (
            'version = 2\nsite = "a"\nn_pages = 9\n'
            '[[line]]\ntext = "x"\nn_pages = 3\nplace = "above"\nrole = "share"',
            "place is 'above'",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=message) as raised:
        ProfileFolder(tmp_path).get("a")
    assert "a.toml" in str(raised.value)


def test_a_folder_gives_the_profiles_that_it_has(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    folder.write(PROFILE)
    assert (tmp_path / "example.org.toml").is_file()
    assert folder.get("example.org") == PROFILE
    assert folder.get("example.net") is None
    assert [profile.site for profile in folder.profiles()] == ["example.org"]
    assert pickle.loads(pickle.dumps(folder)).get("example.org") == PROFILE


def test_lines_of_people_outlive_learning(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    folder.write(PROFILE)
    folder.write(replace(PROFILE, lines=[], keep=[], drop=["One more"]))
    found = folder.get("example.org")
    assert found is not None
    assert list(found.keep) == list(PROFILE.keep)
    assert list(found.drop) == [*PROFILE.drop, "One more"]
    assert list(found.lines) == []


@pytest.mark.parametrize(
    "site", ["..", ".", "../x", "a/b", "", "日本.example", "x" * 1_000, "a b", "CON", "~", "a\0b"]
)
def test_no_name_of_a_site_leads_elsewhere(tmp_path: Path, site: str) -> None:
    folder = ProfileFolder(tmp_path)
    folder.write(replace(PROFILE, site=site))
    found = folder.get(site)
    assert found is not None
    assert found.site == site
    assert [path.parent for path in tmp_path.rglob("*")] == [tmp_path]
    assert [profile.site for profile in folder.profiles()] == [site]


def test_a_name_that_no_file_can_hold_is_of_no_site(tmp_path: Path) -> None:
    assert ProfileFolder(tmp_path).get("half of a pair \udcff") is None


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no folder of profiles"):
        ProfileFolder(tmp_path / "missing")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    (tmp_path / "example.org.tmp").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        folder.write(PROFILE)
