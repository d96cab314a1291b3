"""Real pipelines of datatrove with our extractor and our formatter in them."""

from __future__ import annotations

import gzip
import inspect
import json
import os
import pickle
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.cleaning import Cleaner
from cleaner.options import Options
from cleaner.sites import ProfileFolder, SiteProfile
from tests.integrations.pages import ARTICLE, CHROME, DUMP, LOGIN, PNG, STORY, warc
from tests.model.build import write_blind

pytest.importorskip("datatrove")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader, WarcReader
from datatrove.pipeline.writers import JsonlWriter

import cleaner.integrations.datatrove as steps
from cleaner.integrations.datatrove import CleanerExtractor, CleanerFormatter

# datatrove forks its children; from 3.12 on, Python warns where there are threads.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
TEXT = "\n\n".join(["Last ferry leaves with a piano", *STORY])


def run(folder: Path, reader: Any, step: Any) -> list[dict[str, Any]]:
    """The documents that come out, by way of a file; the step keeps no stats of this run."""
    writer = JsonlWriter(str(folder / "out"), compression=None)
    executor = LocalPipelineExecutor([reader, step, writer], logging_dir=str(folder / "logs"))
    executor.run()
    lines = (folder / "out" / "00000.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def stats_of(folder: Path) -> dict[str, Any]:
    """The second step's stats, as the executor wrote them: totals."""
    stats = json.loads((folder / "logs" / "stats.json").read_text(encoding="utf-8"))[1]["stats"]
    return {key: n["total"] if isinstance(n, dict) else n for key, n in stats.items()}


def totals(step: Any) -> dict[str, float]:
    return {key: stat.total for key, stat in step.stats.stats.items()}


def test_a_warc_file_becomes_articles(tmp_path: Path) -> None:
    for package in ("warcio", "cchardet", "orjson"):
        pytest.importorskip(package)
    pytest.importorskip("magic", exc_type=ImportError)  # a library of the system stands behind it
    (tmp_path / "in").mkdir()
    pages = {"https://example.org/ferry": ARTICLE, "https://example.org/login": LOGIN}
    (tmp_path / "in" / "0.warc.gz").write_bytes(gzip.compress(warc(pages)))
    (document,) = run(tmp_path, WarcReader(str(tmp_path / "in")), CleanerExtractor())
    assert document["text"] == TEXT
    metadata = document["metadata"]
    assert metadata["url"] == "https://example.org/ferry"
    assert metadata["title"] == "Last ferry leaves with a piano"
    assert (metadata["language"], metadata["has_article"]) == ("en", True)
    assert metadata["confidence"] > 0.5
    assert (metadata["page_kind"], metadata["n_invisible"]) == ("article", 0)
    stats = stats_of(tmp_path)
    assert (
        stats.items()
        >= {
            "total": 2,
            "extracted": 2,
            "forwarded": 1,
            "dropped": 1,
            "no_article": 1,
            "kept_chars": len(TEXT.replace("\n", "")),
            "doc_len": len(TEXT),
        }.items()
    )
    # What a rule settles, at least; the model may take a teaser for sharing, too.
    assert stats["removed_chars/share"] >= len("Share on Facebook Share on X")


def test_a_text_dump_loses_its_chrome(tmp_path: Path) -> None:
    pytest.importorskip("orjson")
    (tmp_path / "in").mkdir()
    rows = [{"id": "dump", "text": DUMP}, {"id": "clean", "text": STORY[0]}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "in" / "0.jsonl").write_text(lines, encoding="utf-8")
    dump, clean = run(tmp_path, JsonlReader(str(tmp_path / "in")), CleanerFormatter())
    assert dump["text"] == TEXT
    assert clean["text"] == STORY[0]
    stats = stats_of(tmp_path)
    removed = {key: n for key, n in stats.items() if key.startswith("removed_chars/")}
    assert removed
    assert sum(removed.values()) == len(DUMP.replace("\n", "")) - len(TEXT.replace("\n", ""))
    assert stats["kept_chars"] == len(TEXT.replace("\n", "")) + len(STORY[0])


def extract(step: CleanerExtractor, *texts: str) -> list[Document]:
    return list(step.run([Document(text, str(i)) for i, text in enumerate(texts)]))


def test_what_the_reader_knows_is_not_replaced() -> None:
    document = Document(ARTICLE, "1", metadata={"language": "sco", "url": "https://example.org"})
    (document,) = CleanerExtractor().run([document])
    assert document.metadata["language"] == "sco"
    assert document.metadata["title"] == "Last ferry leaves with a piano"


def test_characters_that_nobody_sees_are_counted() -> None:
    page = ARTICLE.replace("eleven passengers", "eleven\u200b\u200b passengers")
    (document,) = extract(CleanerExtractor(), page)
    assert document.metadata["n_invisible"] == 2


def test_text_that_is_no_article_is_left_to_filters() -> None:
    step = CleanerExtractor(Options(html_threshold=0.0))
    (document,) = extract(step, LOGIN)
    assert "Username" in document.text
    assert document.metadata["has_article"] is False
    assert document.metadata["page_kind"] == "login"
    assert totals(step).items() >= {"no_article": 1, "forwarded": 1}.items()


def fail(page: Any) -> None:
    """Some pages hang, some kill the process that cleans them, some show a bug of ours."""
    text = getattr(page, "content", page)
    if text == "hangs":
        time.sleep(60)
    if text == "dies":
        os._exit(1)
    if text == "dies while it answers":
        answer_half()
    if text == "shows a bug":
        raise RecursionError("too deep")
    if text == "wants all the memory":
        bytearray(1 << 60)


def answer_half() -> None:
    frame: Any = inspect.currentframe()
    while "conn" not in frame.f_locals:  # the sandbox's end of the pipe
        frame = frame.f_back
    os.write(frame.f_locals["conn"].fileno(), struct.pack("!i", 1_000_000) + b"half")
    os._exit(1)


class Failing(Cleaner):
    """In the child, where pages are cleaned."""

    def extract(self, page: Any, url: str | None = None) -> Any:
        fail(page)
        return super().extract(page, url)


BAD: dict[Any, str] = {
    "dies": "broken_process",
    "dies while it answers": "broken_process",
    "shows a bug": "clean_error/RecursionError",
    "wants all the memory": "clean_error/MemoryError",
    "x" * 3_000: "clean_error/LimitError",
    PNG: "clean_error/DecodeError",
    None: "clean_error/InputError",
    5: "clean_error/InputError",
    "": "no_article",
    "\0\0\0": "no_article",
}
"""Pages that fail, and how each is counted."""


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    steps.load_cleaner.cache_clear()
    monkeypatch.setattr(steps, "Cleaner", Failing)
    yield
    steps.load_cleaner.cache_clear()


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(("page", "reason"), [*BAD.items(), ("hangs", "timeout")])
def test_a_page_that_fails_is_counted_and_costs_no_other(page: Any, reason: str) -> None:
    step = CleanerExtractor(Options(max_input_bytes=2_000), timeout=3 if page == "hangs" else 50)
    assert [document.id for document in extract(step, page, ARTICLE)] == ["1"]
    assert totals(step).items() >= {"total": 2, reason: 1, "forwarded": 1, "dropped": 1}.items()


@pytest.mark.parametrize("metadata", [None, {"url": 5}, {"url": b"x"}, {"url": lambda: 1}])
def test_a_page_whose_metadata_are_odd_is_cleaned(metadata: Any) -> None:
    (document,) = CleanerExtractor().run([Document(ARTICLE, "1", metadata=metadata)])
    assert document.text == TEXT
    assert document.metadata["title"] == "Last ferry leaves with a piano"


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize(
    ("dump", "reason"),
    [(dump, reason) for dump, reason in BAD.items() if reason.startswith("clean_error")],
)
def test_a_dump_that_cannot_be_cleaned_stays_and_is_counted(dump: Any, reason: str) -> None:
    step = CleanerFormatter(Options(max_input_bytes=2_000))
    bad, good = step.run([Document(dump, "1"), Document(DUMP, "2")])
    assert (bad.text, good.text) == (dump, TEXT)
    assert totals(step).items() >= {"total": 2, reason: 1}.items()


def test_a_dump_is_text_even_if_it_looks_like_html() -> None:
    lines = f"<p>{STORY[0]}</p>\n\n<p>{STORY[1]}</p>"
    assert CleanerFormatter().format(lines) == lines


def test_profiles_of_sites_are_used(tmp_path: Path) -> None:
    profile = SiteProfile("ferry.example", 9, drop=[STORY[1]])
    ProfileFolder(tmp_path).write(profile)
    document = Document(ARTICLE, "1", metadata={"url": "https://www.ferry.example/1"})
    (document,) = CleanerExtractor(sites=str(tmp_path)).run([document])
    assert document.text == TEXT.replace(f"{STORY[1]}\n\n", "").replace(f"\n\n{STORY[1]}", "")


def test_other_weights_judge(tmp_path: Path) -> None:
    weights = str(write_blind(tmp_path))
    assert list(CleanerExtractor(weights=weights).run([Document(ARTICLE, "1")])) == []
    options = Options(text_threshold=0.5)
    assert CleanerFormatter(options).format(DUMP) == TEXT
    assert CleanerFormatter(options, weights).format(DUMP) == ""


def test_extract_cleans_one_page() -> None:
    text = CleanerExtractor().extract(ARTICLE)
    assert text == TEXT
    assert not any(chrome in text for chrome in CHROME)


@pytest.mark.parametrize("make", [CleanerExtractor, CleanerFormatter])
def test_the_model_is_loaded_once_a_process(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []

    def load(*given: Any) -> Cleaner:
        loaded.append(os.getpid())
        return Cleaner(*given)

    monkeypatch.setattr(steps, "Cleaner", load)
    steps.load_cleaner.cache_clear()
    pickled = pickle.dumps(make(Options(mode="precision")))
    assert loaded == []
    assert len(pickled) < 2_000
    for _ in range(2):
        documents = [Document(text, "1") for text in STORY]
        assert len(list(pickle.loads(pickled).run(documents))) == 3
    assert loaded == [os.getpid()]
