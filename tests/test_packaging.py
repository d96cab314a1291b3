from __future__ import annotations

import importlib.metadata
import importlib.resources
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import cleaner
import cleaner.errors

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]


def test_the_package_is_typed_and_has_its_data() -> None:
    package = importlib.resources.files("cleaner")
    assert package.joinpath("py.typed").is_file()
    rules = [file.name for file in package.joinpath("rules").iterdir()]
    assert any(name.endswith(".toml") for name in rules)
    weights = [file.name for file in package.joinpath("model").joinpath("weights").iterdir()]
    assert any(not name.startswith(("_", ".")) for name in weights)


def test_the_version_is_the_same_everywhere() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d\S*)", changelog, re.MULTILINE)
    assert newest is not None
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cited = re.search(r"^version: (\S+)$", citation, re.MULTILINE)
    assert cited is not None
    assert newest[1] == cited[1] == cleaner.__version__ == importlib.metadata.version("pagecleaner")


def test_the_changelog_goes_from_the_newest_version_to_the_oldest() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (.*)", changelog, re.MULTILINE)
    released = re.compile(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)")
    assert re.fullmatch(r"\d+\.\d+\.\d+ \(.*\)", heads[0])
    assert [head for head in heads[1:] if not released.fullmatch(head)] == []
    versions = [tuple(map(int, head.split()[0].split("."))) for head in heads]
    assert versions == sorted(set(versions), reverse=True)


def test_the_source_distribution_has_all_papers() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    included = {name.strip("/") for name in built["build"]["targets"]["sdist"]["include"]}
    given = {"LICENSE", "README.md", "pyproject.toml"}  # hatchling adds them itself
    seen = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in seen if (ROOT / name).suffix in (".md", ".cff")} <= included | given
    assert {"examples", "tests", "fixtures", "docs"} <= included


def test_the_public_names_are_all_that_is_seen_and_each_has_its_description() -> None:
    assert {"Cleaner", "Options", "LimitError", "Metadata", "clean"} <= set(dir(cleaner))
    assert not [name for name in dir(cleaner) if name.startswith("_")]
    assert all(getattr(cleaner, name).__doc__ for name in dir(cleaner))


def test_every_error_is_public() -> None:
    values = vars(cleaner.errors).items()
    own = {name for name, value in values if isinstance(value, type) and name.endswith("Error")}
    assert len(own) > 10
    assert own <= set(dir(cleaner))


def test_all_has_every_extra_of_users_but_the_heavy_one() -> None:
    extras = set(PROJECT["optional-dependencies"])
    (everything,) = PROJECT["optional-dependencies"]["all"]
    named = set(re.findall(r"\w+", everything.split("[")[1]))
    assert named == extras - {"all", "docs", "test", "train"}


@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"]))
def test_the_readme_names_every_extra(extra: str) -> None:
    assert f"`{extra}`" in (ROOT / "README.md").read_text(encoding="utf-8")
