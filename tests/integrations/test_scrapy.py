"""A real crawl of real pages through the item pipeline."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cleaner.cleaning import Cleaner
from cleaner.errors import OptionsError
from cleaner.options import Options
from cleaner.sites import ProfileFolder, SiteProfile
from tests.integrations.pages import ARTICLE, CHROME, PNG, POLISH, STORY, serving
from tests.model.build import write_blind

pytest.importorskip("scrapy")

from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import StatsCollector

from cleaner.integrations.scrapy import CleanerPipeline

ROOT = Path(__file__).parents[2]
TEXT = "\n\n".join(["Last ferry leaves with a piano", *STORY])


def crawl(folder: Path, settings: dict[str, Any]) -> dict[str, Any]:
    out = folder / "found.json"
    with serving() as address:
        run = subprocess.run(
            [sys.executable, "-m", "tests.integrations.crawl", address, out, json.dumps(settings)],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return {**found, "log": run.stderr}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return crawl(tmp_path_factory.mktemp("crawl"), {})


def items_of(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [item for item in found["scraped"] if item["type"] == name]


def test_a_dict_gets_all_fields(found: dict[str, Any]) -> None:
    (item,) = [item for item in items_of(found, "dict") if item.get("page") == "article"]
    assert item.pop("confidence") > 0.5
    assert item == {
        "type": "dict",
        "page": "article",
        "text": TEXT,
        "title": "Last ferry leaves with a piano",
        "language": "en",
        "page_kind": "article",
    }


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("DeclaredItem", {"url", "text", "confidence"}),
        ("DataclassItem", {"url", "text", "title"}),
        ("AttrsItem", {"text", "language", "page_kind"}),
    ],
)
def test_other_items_get_the_fields_they_have(
    found: dict[str, Any], name: str, fields: set[str]
) -> None:
    (item,) = items_of(found, name)
    assert item["text"] == TEXT
    assert item.keys() - {"type"} == fields
    assert None not in item.values()


def test_the_header_says_how_to_decode(found: dict[str, Any]) -> None:
    (item,) = [item for item in items_of(found, "dict") if item.get("page") == "legacy"]
    assert POLISH in item["text"]
    assert item["language"] == "pl"


def test_an_item_without_a_page_passes_untouched(found: dict[str, Any]) -> None:
    assert {"type": "dict", "author": "A. Reed"} in found["scraped"]
    assert found["stats"]["cleaner/untouched"] == 1


def test_an_item_without_room_for_the_text_is_an_error(found: dict[str, Any]) -> None:
    assert items_of(found, "TextlessItem") == []
    assert found["stats"]["log_count/ERROR"] == 1
    assert "TextlessItem does not support field: text" in found["log"]


def test_pages_without_an_article_are_dropped_with_the_reason(found: dict[str, Any]) -> None:
    dropped = [re.sub(r"0\.\d+", "0.0", reason) for reason in sorted(found["dropped"])]
    assert dropped == [
        "cannot be cleaned: cannot clean a NoneType: "
        "give str, bytes, a Page, an lxml tree or a BeautifulSoup, one at a time",
        "cannot be cleaned: input is not text but PNG image: unpack or convert it first",
        "no article: confidence 0.0, page of kind login",
    ]


def test_the_stats_say_what_was_removed(found: dict[str, Any]) -> None:
    stats = {key: n for key, n in found["stats"].items() if key.startswith("cleaner/")}
    assert {key: n for key, n in stats.items() if "_chars" not in key} == {
        "cleaner/cleaned": 5,
        "cleaner/untouched": 1,
        "cleaner/dropped/no_article": 1,
        "cleaner/dropped/DecodeError": 1,
        "cleaner/dropped/InputError": 1,
    }
    # Four of the five are the article.
    assert stats["cleaner/kept_chars"] > 4 * len("".join(STORY))
    # What a rule settles, at least; the model may take a teaser for sharing, too.
    assert stats["cleaner/removed_chars/share"] >= 4 * len("Share on Facebook Share on X")
    assert found["stats"]["item_dropped_count"] == 3


def test_all_items_pass_if_the_settings_say_so(tmp_path: Path) -> None:
    fields = {"text": "html", "has_article": "is_article", "page_kind": "kind"}
    found = crawl(tmp_path, {"CLEANER_KEEP_ALL": True, "CLEANER_FIELDS": fields})
    assert found["dropped"] == []
    judged = {item["page"]: item.get("is_article") for item in found["scraped"] if "page" in item}
    assert judged == {"article": True, "legacy": True, "login": False, "logo": None, "none": None}
    kinds = {item["page"]: item.get("kind") for item in found["scraped"] if "page" in item}
    assert (kinds["article"], kinds["login"], kinds["logo"]) == ("article", "login", None)
    assert found["stats"]["cleaner/let_through/DecodeError"] == 1
    assert found["stats"]["cleaner/let_through/no_article"] == 1


def make_pipeline(settings: dict[str, Any]) -> tuple[CleanerPipeline, StatsCollector]:
    """The pipeline as a crawler would make it, and its stats; a real one starts a reactor."""
    crawler: Any = SimpleNamespace(settings=Settings(settings))
    crawler.stats = StatsCollector(crawler)
    return CleanerPipeline.from_crawler(crawler), crawler.stats


def test_the_text_can_take_the_place_of_the_page() -> None:
    pipeline, _ = make_pipeline(
        {"CLEANER_SOURCE_FIELD": "body", "CLEANER_FIELDS": {"text": "body"}}
    )
    page = "<main>" + "".join(f"<p>{line}</p>" for line in STORY) + "</main>"
    assert pipeline.process_item({"body": page}) == {"body": "\n\n".join(STORY)}


def test_characters_that_nobody_sees_are_counted() -> None:
    pipeline, _ = make_pipeline({"CLEANER_FIELDS": {"text": "text", "n_invisible": "invisible"}})
    page = ARTICLE.replace("eleven passengers", "eleven\u200b\u200b passengers")
    assert pipeline.process_item({"html": page})["invisible"] == 2


def test_the_options_decide() -> None:
    page = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><p>Share on Facebook</p>"
    plain, _ = make_pipeline({})
    kept, _ = make_pipeline({"CLEANER_OPTIONS": Options(keep_patterns=("facebook",))})
    assert not any(chrome in plain.process_item({"html": page})["text"] for chrome in CHROME)
    assert "Share on Facebook" in kept.process_item({"html": page})["text"]
    small, stats = make_pipeline({"CLEANER_OPTIONS": Options(max_input_bytes=9)})
    with pytest.raises(DropItem, match=r"Options\.max_input_bytes allows 9"):
        small.process_item({"html": page})
    assert stats.get_stats() == {"cleaner/dropped/LimitError": 1}


BAD: dict[str, tuple[Any, str]] = {
    "nothing": (None, "InputError"),
    "list": ([ARTICLE], "InputError"),
    "picture": (PNG, "DecodeError"),
    "too long": ("x" * 3_000, "LimitError"),
    "empty": ("", "no_article"),
    "empty response": (Response("https://ferry.example/", body=b""), "no_article"),
    "bug": ("shows a bug", "RecursionError"),
    "greedy": ("wants all the memory", "MemoryError"),
}
"""Pages that fail, and how each is counted."""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(cleaner: Cleaner, page: Any, url: str | None) -> Any:
        if page == "shows a bug":
            raise RecursionError("too deep")
        if page == "wants all the memory":
            bytearray(1 << 60)
        return REAL(cleaner, page, url)

    monkeypatch.setattr(Cleaner, "extract", extract)


REAL = Cleaner.extract


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(("page", "reason"), BAD.values(), ids=BAD)
def test_a_page_that_fails_is_dropped_with_its_reason(page: Any, reason: str) -> None:
    options = {"CLEANER_OPTIONS": Options(max_input_bytes=2_000)}
    pipeline, stats = make_pipeline(options)
    with pytest.raises(DropItem, match=r"cannot be cleaned: .+|no article: .+"):
        pipeline.process_item({"html": page})
    assert stats.get_stats() == {f"cleaner/dropped/{reason}": 1}
    pipeline, stats = make_pipeline({**options, "CLEANER_KEEP_ALL": True})
    assert pipeline.process_item({"html": page})["html"] is page
    assert stats.get_value(f"cleaner/let_through/{reason}") == 1


@pytest.mark.parametrize("url", [None, 5, ["https://www.ferry.example/1"], b"https://x.example/"])
def test_an_odd_address_costs_no_article(url: Any) -> None:
    pipeline, _ = make_pipeline({})
    assert pipeline.process_item({"html": ARTICLE, "url": url})["text"] == TEXT


def test_profiles_of_sites_are_used(tmp_path: Path) -> None:
    ProfileFolder(tmp_path).write(SiteProfile("ferry.example", 9, drop=[STORY[1]]))
    pipeline, _ = make_pipeline({"CLEANER_SITES": str(tmp_path)})
    page = "<main>" + "".join(f"<p>{line}</p>" for line in STORY) + "</main>"
    item = pipeline.process_item({"html": page, "url": "https://www.ferry.example/1"})
    assert item["text"].split("\n\n") == [line for line in STORY if line != STORY[1]]


def test_other_weights_judge(tmp_path: Path) -> None:
    settings = {"CLEANER_WEIGHTS": str(write_blind(tmp_path)), "CLEANER_KEEP_ALL": True}
    pipeline, _ = make_pipeline(settings)
    assert pipeline.process_item({"html": ARTICLE})["confidence"] < 0.1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"CLEANER_FIELDS": {"tite": "title"}}, "CLEANER_FIELDS names tite; it can name text,"),
        ({"CLEANER_OPTIONS": {"mode": "recall"}}, "CLEANER_OPTIONS is a dict"),
    ],
)
def test_wrong_settings_are_told(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionsError, match=message):
        make_pipeline(settings)
