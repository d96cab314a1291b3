"""What an optional package that is missing says."""

from __future__ import annotations

import json

import pytest

from cleaner.errors import MissingExtra, require, requiring


def test_a_module_that_is_there_is_given() -> None:
    assert require("json", extra="dumps") is json


@pytest.mark.parametrize(
    ("package", "named"), [("", "no_such_module"), ("no-such-module", "no-such-module")]
)
def test_a_missing_module_is_named_as_one_installs_it(package: str, named: str) -> None:
    with pytest.raises(MissingExtra) as caught:
        require("no_such_module.part", extra="dumps", package=package)
    assert str(caught.value) == f"{named} is not installed: pip install 'pagecleaner[dumps]'"
    assert (caught.value.package, caught.value.extra) == (named, "dumps")


def test_what_imports_lack_is_named_with_the_extra_around_them() -> None:
    with pytest.raises(MissingExtra, match=r"no_such_module is .*\[ray\]"), requiring("ray"):
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401


def test_an_extra_inside_another_keeps_its_name() -> None:
    with pytest.raises(MissingExtra, match=r"\[spark\]"), requiring("dumps"):
        require("no_such_module", extra="spark")
