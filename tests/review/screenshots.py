"""Pictures of a review for the documentation: `python -m tests.review.screenshots docs/images`.

Of the sample, in headless Chromium. Needs a font with Chinese letters (Debian: fonts-noto-cjk).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from selenium.webdriver.common.keys import Keys

from tests.review.sample import write_records
from tests.review.support import Eyes, Review, start_review
from tests.support.browser import open_browser

_DESK, _PHONE = (1360, 800), (390, 800)
_SETTLED_SECONDS = 2.0
"""For the frame to be drawn, anew after a correction, and for what fades."""


def main(folder: Path) -> None:
    """Write all pictures into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        records = write_records(Path(place) / "sample.jsonl")
        labels = Path(place) / "labels.jsonl"
        with (
            start_review(records, "--labels", labels) as review,
            open_browser(Path(place) / "profile") as driver,
        ):
            review.wait_for(9)
            _take_all(Eyes(driver), review, folder)


def _take_all(eyes: Eyes, review: Review, folder: Path) -> None:
    with _seen(eyes, _DESK):
        eyes.open(review, "/queue")
        eyes.one(".passage")
        _take(eyes, folder / "review-queue.png")
        _open(eyes, review, "swans")
        eyes.one(".blocks li[data-place='10'] .text").click()
        eyes.press("x")
        eyes.hears("identical lines")
        _take(eyes, folder / "review-record.png")
        for name, words in (("arabic", "نجمة البحر"), ("chinese", "潮汐钟")):
            _open(eyes, review, words)
            _take(eyes, folder / f"review-{name}.png")
        _open(eyes, review, "swans", "compare", **{"with": "mode-recall"})
        _take(eyes, folder / "review-compare.png")
        eyes.open(review)
        eyes.one(".records tbody tr")
        eyes.press(Keys.ARROW_DOWN)
        _take(eyes, folder / "review-list.png")
    with _seen(eyes, _DESK, "dark"):
        _open(eyes, review, "swans")
        eyes.press(*[Keys.ARROW_DOWN] * 6)
        _take(eyes, folder / "review-dark.png")
    with _seen(eyes, _PHONE):
        _open(eyes, review, "swans")
        _take(eyes, folder / "review-phone.png")


def _open(eyes: Eyes, review: Review, words: str, pane: str = "", **query: str) -> None:
    eyes.open_record(review, words)
    if pane:
        here = eyes.driver.current_url.split("?")[0]
        eyes.driver.get(f"{here}?{urlencode({'pane': pane, **query})}")


@contextmanager
def _seen(eyes: Eyes, size: tuple[int, int], scheme: str = "light") -> Iterator[None]:
    """A screen of so many pixels, whose user likes it light or dark."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    eyes.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    eyes.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    yield
    eyes.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _take(eyes: Eyes, path: Path) -> None:
    time.sleep(_SETTLED_SECONDS)
    eyes.driver.save_screenshot(str(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
