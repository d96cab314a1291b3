"""Correcting in a browser: by keys alone, ranges, undoing, and that it is there after a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.review.sample import SITE, write_records
from tests.review.support import Eyes, Review, read_labels, start_review, wait

pytestmark = pytest.mark.slow

Passage = tuple[str | None, str | None]
"""The record and the place of what the queue asks of; None at its end."""
QUAY = "If you were on the quay"


def chip(eyes: Eyes, place: int) -> str:
    return eyes.text(f".blocks li[data-place='{place}'] .chip")


def test_twenty_doubtful_passages_take_no_more_than_25_keys(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    n_keys = 0
    eyes.open(review, "/queue")
    eyes.one(".passage")
    seen: set[Passage] = set()
    while len(seen) < 20:
        where = current(eyes)
        seen.add(where)
        text = eyes.text(".passage li.it .text")
        eyes.press("p" if text.startswith(QUAY) else Keys.ENTER)
        n_keys += 1
        wait_for_another(eyes, where)
    assert n_keys <= 25
    entries = read_labels(labels)
    assert len(entries) == 20
    said = {entry["role"] for entry in entries if entry["text"].startswith(QUAY)}
    assert said == {"paragraph"}


def kinds(labels: Path) -> list[str]:
    return [next(iter(entry)) for entry in read_labels(labels)]


def wait_for_another(eyes: Eyes, passage: Passage) -> None:
    wait(lambda: current(eyes) != passage)


def current(eyes: Eyes) -> Passage:
    found = eyes.driver.execute_script(
        "const it = document.querySelector('.passage');"
        "return it && [it.dataset.record, it.dataset.place]"
    )
    return (None, None) if found is None else (found[0], found[1])


def test_keys_that_come_faster_than_answers_are_not_lost(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    eyes.open(review, "/queue")
    eyes.one(".passage")
    eyes.press(*["x"] * 8)
    wait(lambda: len(read_labels(labels)) == 8)
    entries = read_labels(labels)
    assert len({(entry["record"], entry["place"]) for entry in entries}) == 8


def test_the_queue_undoes_skips_and_ends(review: Review, eyes: Eyes, labels: Path) -> None:
    eyes.open(review, "/queue")
    eyes.one(".passage")
    first = current(eyes)
    eyes.press("x")
    wait(lambda: current(eyes) != first)
    eyes.press("u")
    eyes.hears("Undone")
    assert current(eyes) == first
    assert kinds(labels) == ["label", "undoes"]
    eyes.press("n")
    wait(lambda: current(eyes)[0] != first[0])
    for _ in range(8):
        before = current(eyes)
        eyes.press("n")
        if before[0] is not None:
            wait_for_another(eyes, before)
    eyes.sees("#task", "Nothing is left to ask")
    assert len(read_labels(labels)) == 2


def test_a_letter_corrects_a_block_at_once_and_a_reload_shows_it(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    eyes.open_record(review, "swans")
    eyes.one(".blocks li[data-place='16'] .text").click()
    assert "goes" in chip(eyes, 16)
    eyes.press("p")
    wait(lambda: "stays: paragraph" in chip(eyes, 16))
    eyes.hears("Block 17: paragraph, stays.")
    (entry,) = read_labels(labels)
    assert (entry["record"], entry["place"], entry["role"]) == ("story-5", 16, "paragraph")
    assert (entry["site"], entry["was"]["keep"]) == (SITE, False)
    eyes.driver.refresh()
    wait(lambda: "stays: paragraph" in chip(eyes, 16))
    assert "you" in eyes.text(".blocks li[data-place='16'] .by")
    eyes.one('.tabs a[href*="pane=text"]').click()
    assert "told to us by a reader" in eyes.one(".output").text
    eyes.open(review, "/?state=corrected")
    assert eyes.text(".records .done") == "1 label"


def test_a_range_by_shift_click_and_by_keys_then_undo(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    eyes.open_record(review, "swans")
    eyes.one(".blocks li[data-place='0'] .text").click()
    last = eyes.one(".blocks li[data-place='3'] .text")
    ActionChains(eyes.driver).key_down(Keys.SHIFT).click(last).key_up(Keys.SHIFT).perform()
    assert len(eyes.all(".blocks li[aria-selected=true]")) == 4
    eyes.press("x")
    eyes.hears("4 blocks: other, goes.")
    assert [entry["place"] for entry in read_labels(labels)] == [0, 1, 2, 3]
    eyes.press(Keys.ESCAPE, Keys.ARROW_DOWN)
    held = ActionChains(eyes.driver).key_down(Keys.SHIFT)
    held.send_keys(Keys.ARROW_DOWN).key_up(Keys.SHIFT).perform()
    assert len(eyes.all(".blocks li[aria-selected=true]")) == 2
    eyes.press("g")
    eyes.hears("2 blocks: legal, goes.")
    eyes.press("u")
    eyes.hears("Undone")
    wait(lambda: "legal" not in chip(eyes, 4))
    eyes.press("u")
    wait(lambda: "navigation" in chip(eyes, 1))
    assert kinds(labels) == ["label"] * 6 + ["undoes"] * 6


def test_one_key_applies_it_to_all_identical_lines_of_the_site(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    eyes.open_record(review, "swans")
    eyes.one(".blocks li[data-place='15'] .text").click()
    eyes.press("x")
    eyes.hears("+ applies it to all 6 identical lines of this site.")
    eyes.press("+")
    eyes.hears(f"So are all 6 identical lines of {SITE}.")
    assert read_labels(labels)[-1]["everywhere"] is True
    eyes.open_record(review, "bathing hut")
    item = next(e for e in eyes.all(".blocks li[data-place]") if QUAY in e.text)
    assert "goes: other" in " ".join(item.text.split())
    assert "you, on all lines like it" in item.text


def test_what_was_said_is_there_after_a_kill_and_can_be_undone_then(
    tmp_path: Path, eyes: Eyes, labels: Path
) -> None:
    records = write_records(tmp_path / "sample.jsonl")
    with start_review(records, "--labels", labels) as review:
        review.wait_for(9)
        eyes.open_record(review, "swans")
        eyes.one(".blocks li[data-place='16'] .text").click()
        before = chip(eyes, 16)
        assert "goes" in before
        eyes.press("p")
        eyes.hears("Block 17")
        review.kill()
        eyes.press("q")
        eyes.hears("The server does not answer: nothing was saved.")
    with labels.open("ab") as file:
        file.write(b'{"label": "half of a li')
    with start_review(records, "--labels", labels) as review:
        review.wait_for(9)
        eyes.open_record(review, "swans")
        assert "stays: paragraph" in chip(eyes, 16)
        eyes.press("u")
        eyes.hears("Undone")
        wait(lambda: chip(eyes, 16) == before)
    assert kinds(labels) == ["label", "undoes"]


def test_who_agrees_with_a_whole_record_sees_it_marked(
    review: Review, eyes: Eyes, labels: Path
) -> None:
    eyes.open_record(review, "swans")
    ActionChains(eyes.driver).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(
        Keys.SHIFT
    ).perform()
    wait(lambda: len(read_labels(labels)) == 1)
    eyes.open(review, "/?state=seen")
    assert eyes.text(".records .done") == "✓ agreed"
    assert eyes.text(".records tbody th a") == "Nine swans, one bus lane"


def test_keys_alone_lead_through_it_all(review: Review, eyes: Eyes, labels: Path) -> None:
    eyes.open(review)
    eyes.one(".records tbody tr")
    eyes.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    eyes.one(".blocks li")
    eyes.press("?")
    assert eyes.one("#keys").is_displayed()
    assert "agree with the verdict" in eyes.text("#keys")
    eyes.press("x")
    eyes.press(Keys.ESCAPE)
    assert not eyes.one("#keys").is_displayed()
    eyes.press(Keys.ARROW_DOWN, "v")
    eyes.hears("Block 2: navigation, goes.")
    here = eyes.driver.current_url
    eyes.press("n")
    wait(lambda: eyes.driver.current_url != here)
    assert len(read_labels(labels)) == 1
