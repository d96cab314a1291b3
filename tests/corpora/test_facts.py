"""What a corpus is good for is said in it, beside it, or by others; never by its name."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cleaner.corpora.facts import (
    BESIDE,
    METADATA,
    CorpusFacts,
    Hearsay,
    find_facts,
    pack_facts,
    parse_facts,
)
from cleaner.corpora.read import read_corpus, read_training_corpus
from cleaner.errors import CorpusError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PUBLIC = tomllib.loads(files("cleaner.corpora").joinpath("public.toml").read_text("utf-8"))


def write(path: Path, facts: CorpusFacts | None = None) -> Path:
    table = pa.table({"id": ["p"], "html": [b"<p>Rye"], "gold": ["Rye"]})
    if facts is not None:
        table = table.replace_schema_metadata({METADATA: pack_facts(facts)})
    pq.write_table(table, path)
    return path


@pytest.mark.parametrize("name", ["bread", "wcxb-dev", "readability", "dragnet"])
def test_the_name_of_a_file_says_nothing(name: str, tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / f"{name}.parquet"))
    assert corpus.facts == CorpusFacts()
    assert corpus.part == "text"


@pytest.mark.parametrize(("scores_headline", "part"), [(True, "text"), (False, "body")])
def test_a_file_says_whether_its_headline_is_scored(
    scores_headline: bool, part: str, tmp_path: Path
) -> None:
    facts = CorpusFacts(licence="CC0-1.0", may_train=True, scores_headline=scores_headline)
    corpus = read_corpus(write(tmp_path / "bread.parquet", facts))
    assert corpus.facts == facts
    assert corpus.part == part


def test_rows_have_the_convention_that_is_said(tmp_path: Path) -> None:
    """Else each corpus is taken to have one of its own."""
    path = write(tmp_path / "bread.parquet")
    assert read_corpus(path).rows[0].convention == "bread"
    hearsay = Hearsay(otherwise=CorpusFacts(convention="bakers"))
    assert read_corpus(path, hearsay=hearsay).rows[0].convention == "bakers"


def test_dumps_of_public_corpora_have_the_convention_of_their_pages() -> None:
    for name, table in PUBLIC.items():
        assert table["convention"] == PUBLIC[name.removeprefix("dumps-")]["convention"]


def test_who_says_it_first_is_believed(tmp_path: Path) -> None:
    """The file, CORPUS.toml beside, files given, then the options; each for what it tells."""
    given = tmp_path / "given.toml"
    given.write_text("[bread]\nmay_train = true\nscores_headline = true\n[rolls]\n")
    hearsay = Hearsay((given,), CorpusFacts("none", may_train=False, scores_headline=True))
    path = write(tmp_path / "bread.parquet")
    assert read_corpus(path, hearsay=hearsay).facts == CorpusFacts("none", True, True)
    (tmp_path / BESIDE).write_text("[bread]\nscores_headline = false\n")
    assert read_corpus(path, hearsay=hearsay).facts == CorpusFacts("none", True, False)
    path = write(path, CorpusFacts(may_train=False))
    assert read_corpus(path, hearsay=hearsay).facts == CorpusFacts("none", False, False)
    other = write(tmp_path / "other.parquet")
    assert read_corpus(other, hearsay=hearsay).facts == hearsay.otherwise


def test_a_table_with_hashes_is_of_the_content_not_of_the_name(tmp_path: Path) -> None:
    path = write(tmp_path / "bread.parquet")
    digest = read_corpus(path).sha256
    (tmp_path / BESIDE).write_text(f'[rye]\nsha256 = ["{digest}"]\nlicence = "MIT"\n')
    assert read_corpus(path).facts.licence == "MIT"
    (tmp_path / BESIDE).write_text('[bread]\nsha256 = ["00"]\nlicence = "MIT"\n')
    assert read_corpus(path).facts.licence is None


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (CorpusFacts("AGPL-3.0", may_train=False), r"may not be trained on \(licence AGPL-3.0\)"),
        (CorpusFacts(), "does not say whether it may be trained on: say `may_train = true`"),
    ],
)
def test_training_needs_a_yes(facts: CorpusFacts, message: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=rf"bread\.parquet {message}"):
        read_training_corpus(write(tmp_path / "bread.parquet", facts))
    free = write(tmp_path / "bread.parquet", CorpusFacts(may_train=True))
    assert read_training_corpus(free).rows


@pytest.mark.parametrize("name", PUBLIC)
def test_public_corpora_are_known_whatever_their_file_is_called(name: str, tmp_path: Path) -> None:
    for digest in PUBLIC[name]["sha256"]:
        facts = find_facts(tmp_path / "copy.parquet", digest, None, Hearsay())
        assert facts.licence == PUBLIC[name]["licence"]
        assert facts.may_train == PUBLIC[name].get("may_train")


def test_what_would_bind_the_weights_may_not_be_trained_on() -> None:
    for name, table in PUBLIC.items():
        assert len(table["sha256"]) == len(set(table["sha256"]))
        assert all(len(digest) == 64 for digest in table["sha256"])
        is_free = not table["licence"].startswith(("AGPL", "GPL", "CC-BY-SA"))
        assert is_free or table["may_train"] is False, name


def test_public_corpora_do_not_yield_to_options(tmp_path: Path) -> None:
    hearsay = Hearsay(otherwise=CorpusFacts(may_train=True))
    (digest,) = PUBLIC["dragnet"]["sha256"]
    assert find_facts(tmp_path / "news.parquet", digest, None, hearsay).may_train is False


def test_options() -> None:
    texts = ("may_train=true", "licence='CC0-1.0 = public domain'")
    assert parse_facts(texts, "x") == CorpusFacts("CC0-1.0 = public domain", may_train=True)
    assert parse_facts(("share=1",), "x").share == 1.0
    assert parse_facts((), "x") == CorpusFacts()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("may_train=yes", "expected may_train=true"),
        ("may_train", "expected may_train=true"),
        ("sha256=['00']", "no key 'sha256' is known"),
        ("may_train=1", "may_train is 1; expected a bool"),
        ("share=-0.5", "share is -0.5; expected 0 or more"),
        ("share=true", "share is True; expected a float"),
        ("headline=true", "no key 'headline' is known; there are licence, may_train"),
    ],
)
def test_wrong_options(text: str, message: str) -> None:
    with pytest.raises(CorpusError, match=f"--corpus-option: .*{message}"):
        parse_facts((text,), "--corpus-option")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[bread", "not TOML"),
        ("bread = 1", "bread is 1; expected a table"),
        ("[bread]\nmay_train = 'no'", "bread: may_train is 'no'; expected a bool"),
        ("[other]\nmaytrain = false", "other: no key 'maytrain' is known"),
    ],
)
def test_wrong_files(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / BESIDE).write_text(content)
    with pytest.raises(CorpusError, match=f"{BESIDE}.*{message}"):
        read_corpus(write(tmp_path / "bread.parquet"))


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"may_train": 1}'])
def test_wrong_metadata(value: bytes, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"bread\.parquet: metadata cleaner\.corpus"):
        find_facts(tmp_path / "bread.parquet", "", {METADATA: value}, Hearsay())


def test_only_what_is_known_is_packed() -> None:
    packed: dict[str, Any] = json.loads(pack_facts(CorpusFacts(may_train=False)))
    assert packed == {"may_train": False}
