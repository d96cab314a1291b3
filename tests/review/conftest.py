from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review.sample import write_records
from tests.review.support import Eyes, Review, start_review
from tests.support.browser import CHROMIUM, DRIVER, open_browser


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eyes]:
    pytest.importorskip("selenium")
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs chromium and chromedriver")
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield Eyes(driver)


@pytest.fixture
def eyes(browser: Eyes) -> Iterator[Eyes]:
    browser.driver.set_window_size(1440, 900)
    yield browser
    browser.driver.get("about:blank")


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    """A review that nobody corrects anything in."""
    folder = tmp_path_factory.mktemp("shown")
    path = write_records(folder / "sample.jsonl")
    with start_review(path, "--labels", folder / "labels.jsonl") as review:
        review.wait_for(9)
        yield review


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return tmp_path / "labels.jsonl"


@pytest.fixture
def review(tmp_path: Path, labels: Path) -> Iterator[Review]:
    with start_review(write_records(tmp_path / "sample.jsonl"), "--labels", labels) as review:
        review.wait_for(9)
        yield review
