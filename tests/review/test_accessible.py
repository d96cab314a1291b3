"""What axe-core finds in each view, light and dark, wide and narrow."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.review.support import Eyes, Review

pytestmark = pytest.mark.slow

RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {iframes: false, resultTypes: ["violations"]}).then(
  (found) => done(found.violations.map((one) => [one.id, one.impact,
    one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + " " + node.failureSummary)])),
  (error) => done([[String(error), "critical", []]]));
"""


def serious(eyes: Eyes) -> list[Any]:
    """What makes a view hard to use for somebody."""
    pytest.importorskip("axe_core_python")
    script = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    eyes.driver.execute_script(script)
    found = eyes.driver.execute_async_script(RUN)
    return [one for one in found if one[1] in ("serious", "critical")]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, eyes: Eyes) -> str:
    features = [{"name": "prefers-color-scheme", "value": request.param}]
    eyes.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    return str(request.param)


@pytest.mark.parametrize("width", [1440, 600])
def test_no_view_has_anything_serious(shown: Review, eyes: Eyes, scheme: str, width: int) -> None:
    eyes.driver.set_window_size(width, 900)
    eyes.open(shown, "/queue")
    eyes.one(".passage")
    assert serious(eyes) == []
    eyes.open(shown)
    eyes.one(".records tbody tr")
    eyes.press(Keys.ARROW_DOWN)
    assert serious(eyes) == []
    eyes.press("?")
    assert serious(eyes) == []
    eyes.open_record(shown, "swans")
    here = eyes.driver.current_url.split("?")[0]
    for pane in ("page", "markdown", "compare&with=mode-recall"):
        eyes.driver.get(f"{here}?pane={pane}")
        eyes.one(".blocks li")
        eyes.press(Keys.ARROW_DOWN)
        assert serious(eyes) == [], pane
    eyes.driver.get(f"{shown.origin}/nothing")
    assert serious(eyes) == []


def test_the_focus_goes_through_a_record_in_the_order_of_what_is_seen(
    shown: Review, eyes: Eyes
) -> None:
    eyes.open_record(shown, "swans")
    assert focused(eyes) == "Blocks of the page"
    order = []
    for _ in range(2):
        eyes.press(Keys.TAB)
        order.append(focused(eyes))
    assert order == ["t headline", "h heading"]


def focused(eyes: Eyes) -> str:
    return str(
        eyes.driver.execute_script(
            "const it = document.activeElement;"
            "return it.getAttribute('aria-label') || it.title ||"
            "[...it.childNodes].map((n) => n.textContent).join(' ')"
        )
    )
