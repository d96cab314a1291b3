"""What is seen in a browser: the list and its filters, a record, the page beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from cleaner.sites.folder import ProfileFolder
from cleaner.sites.profile import SiteProfile
from tests.model.build import write_blind
from tests.review.sample import CLUB_LINE, SITE, newspaper, write_records
from tests.review.support import Eyes, Review, start_review, wait

pytestmark = pytest.mark.slow


def test_the_list_is_sorted_by_doubt_and_by_anything_else(shown: Review, eyes: Eyes) -> None:
    eyes.open(shown)
    assert eyes.driver.current_url == f"{shown.origin}/"
    eyes.sees("#progress", "9 records")
    assert len(eyes.all(".records tbody tr")) == 9
    doubts = [int(e.text.strip("%")) for e in eyes.all(".records tbody td:first-child")]
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] > doubts[-1]
    eyes.one(".records thead th:nth-child(2) a").click()
    eyes.sees("#count", "by title")
    titles = [e.text for e in eyes.all(".records tbody th a")]
    assert titles == sorted(titles, key=str.lower)
    assert eyes.text("th[aria-sort=ascending]").startswith("Record")


def test_the_list_is_filtered_and_searched(shown: Review, eyes: Eyes) -> None:
    eyes.open(shown)
    eyes.one('select[name=site] option[value="harbourcourier.example"]').click()
    eyes.sees("#count", "6 records found")
    eyes.one(".clear").click()
    eyes.sees("#count", "9 records,")
    eyes.press("/", "apple trees", Keys.ENTER)
    eyes.sees("#count", "1 record found")
    assert eyes.text(".records tbody th a") == "The orchard that forgot to stop"


@pytest.mark.parametrize(
    ("query", "n"),
    [("kind=unknown", 1), ("state=seen", 0), ("state=unseen", 9), ("q=%25", 0), ("q=%27%22", 0),
     ("role=nonsense", 0), ("sort=nonsense&state=nonsense&site=", 9), ("role=headline", 9)],
)  # fmt: skip
def test_each_filter_finds_what_is_like_it(shown: Review, query: str, n: int) -> None:
    assert shown.ask(f"/?{query}").body.count('<th scope="row">') == n


def test_a_record_shows_role_sign_score_judge_and_reason(shown: Review, eyes: Eyes) -> None:
    eyes.open_record(shown, "swans")
    item = eyes.one(".blocks li[data-place='5']")
    assert item.find_element("css selector", ".text").text == "Nine swans, one bus lane"
    assert item.find_element("css selector", ".sign").text == "✓"
    why = " ".join(item.find_element("css selector", ".why").text.split())
    assert why.startswith("stays: headline score 0.")
    assert "model content 0." in why
    colours = {chip.value_of_css_property("color") for chip in eyes.all(".blocks .chip")}
    assert len(colours) > 1


def test_the_page_stands_beside_with_the_same_blocks_and_follows(shown: Review, eyes: Eyes) -> None:
    eyes.open_record(shown, "swans")
    frame = eyes.one("iframe")
    assert frame.get_attribute("sandbox") == ""
    eyes.driver.switch_to.frame(frame)
    assert " ".join(eyes.one("#b5").text.split()) == "✓6 Nine swans, one bus lane"
    eyes.driver.switch_to.default_content()
    eyes.press(*[Keys.ARROW_DOWN] * 9)
    eyes.driver.switch_to.frame(frame)
    wait(lambda: eyes.all("#b9:target"))
    eyes.driver.switch_to.default_content()


def test_the_page_is_scrolled_with_the_blocks(shown: Review, eyes: Eyes) -> None:
    eyes.driver.set_window_size(1200, 720)
    eyes.open_record(shown, "swans")
    eyes.driver.execute_script("document.querySelector('.blocks').scrollTop = 500")
    eyes.driver.switch_to.frame(eyes.one("iframe"))
    wait(lambda: eyes.all(":target"))
    wait(lambda: eyes.driver.execute_script("return scrollY") > 0)
    eyes.driver.switch_to.default_content()


@pytest.mark.parametrize(
    ("pane", "said"), [("markdown", "# Nine swans, one bus lane"), ("text", "Nine swans, one bus")]
)
def test_what_becomes_of_a_record(shown: Review, eyes: Eyes, pane: str, said: str) -> None:
    eyes.open_record(shown, "swans")
    eyes.one(f'.tabs a[href*="pane={pane}"]').click()
    assert eyes.one(".output").text.startswith(said)


def test_two_modes_are_compared(shown: Review, eyes: Eyes) -> None:
    eyes.open_record(shown, "swans")
    eyes.one('.tabs a[href*="pane=compare"]').click()
    eyes.one('select[name="with"] option[value="mode-recall"]').click()
    eyes.one(".compare button").click()
    eyes.sees(".differences li:not(.same) dl", "mode recall")
    assert eyes.text(".differences li:not(.same) dl").startswith("mode balanced")
    assert "differ" in eyes.text(".compare p")


def test_a_record_is_compared_with_other_weights(tmp_path: Path) -> None:
    path, labels = write_records(tmp_path / "sample.jsonl"), tmp_path / "labels.jsonl"
    blind = write_blind(tmp_path / "blind")
    with start_review(path, "--labels", labels, "--other-weights", blind) as review:
        review.wait_for(9)
        record = review.ask("/?q=swans").body.split('href="/record/')[1].split('"')[0]
        compared = review.ask(f"/record/{record.split('?')[0]}?pane=compare&with=weights").body
    assert "the other weights" in compared
    assert "blocks differ" in compared


def test_what_cannot_be_read_is_listed_with_its_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "none"}\n{"id": "one", "text": "Boats pass the gate."}\n')
    with start_review(path, "--labels", tmp_path / "labels.jsonl") as review:
        review.wait_for(2)
        body = review.ask("/?state=failed").body
        assert "no text in it" in body
        name = body.split("/record/")[1].split("?")[0]
        assert "This record cannot be shown: no text in it" in review.ask(f"/record/{name}").body


def test_a_phone_shows_it_all_without_scrolling_sideways(shown: Review, eyes: Eyes) -> None:
    eyes.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        eyes.open_record(shown, "swans")
        for path in ("", "/", "/queue"):
            if path:
                eyes.open(shown, path)
            width = eyes.driver.execute_script("return document.documentElement.scrollWidth")
            assert width <= 390, path
    finally:
        eyes.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_each_script_is_written_in_its_direction(shown: Review, eyes: Eyes) -> None:
    eyes.open_record(shown, "نجمة البحر")
    assert eyes.one(".blocks ol").get_attribute("lang") == "ar"
    text = eyes.one(".blocks li[data-place='3'] .text")
    assert text.value_of_css_property("direction") == "rtl"
    eyes.driver.switch_to.frame(eyes.one("iframe"))
    assert eyes.one("html").get_attribute("dir") == "rtl"
    eyes.driver.switch_to.default_content()


def test_a_record_is_compared_with_and_without_the_profile_of_its_site(tmp_path: Path) -> None:
    profiles = tmp_path / "sites"
    profiles.mkdir()
    ProfileFolder(profiles).write(SiteProfile(SITE, 6, drop=[CLUB_LINE]))
    records = write_records(tmp_path / "sample.jsonl", *newspaper())
    with start_review(
        records, "--labels", tmp_path / "labels.jsonl", "--sites", profiles
    ) as review:
        review.wait_for(6)
        name = review.ask("/").body.split("/record/")[1].split(chr(34))[0]
        body = review.ask(f"/record/{name}?pane=compare&with=no-site").body
        assert "1 block differs" in body
        assert CLUB_LINE.replace("'", "&#39;") in body.partition("differences")[2]
        assert "site harbourcourier.example" in body
