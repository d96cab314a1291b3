"""Corpora in, weights out: the same each time, and never trained on what they are tested on."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("rapidfuzz")
pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq
import torch

from cleaner.cleaning import load_classifiers
from cleaner.corpora import DumpRow, PageRow, fold_of
from cleaner.errors import CorpusError
from cleaner.model.classifier import Classifier, load_classifier
from cleaner.model.features import FEATURES_VERSION, features_hash, featurize
from cleaner.model.words import N_WORD_BUCKETS
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet
from cleaner.segment.html.blocks import segment_html
from cleaner.training import dumps as rendering
from cleaner.training import train
from cleaner.training.classifiers import read_examples, read_training_corpus
from cleaner.training.examples import make_examples
from cleaner.training.fit import Example, _disguise
from cleaner.training.folds import fold_cleaners
from cleaner.training.labels import CHROME, CONTENT, UNKNOWN
from cleaner.training.made_up.comments import write_comments
from cleaner.training.made_up.mixed import mix_rows
from cleaner.training.made_up.teasers import cut_words, write_teasers
from cleaner.types import ROLES, Format, Role
from tests.model.build import random_classifier

PROSE = (
    "The ferry did not sail on Tuesday, because the wind had turned during the night.",
    "People waited in the hall of the station, and somebody made soup for all of them.",
    "The bakery opens before the sun is up, since rye takes a whole day from dough to loaf.",
)
N_PAGES = 6
NO_RULES = RuleSet([])
TRAIN = importlib.import_module("cleaner.training.classifiers")
"""The module, which the package's function of the same name hides."""


def page(i: int) -> str:
    return (
        f"<title>Day {i}</title><nav><a href=/>Home</a></nav><article><h1>Day {i}</h1>"
        f"<p>{PROSE[i % 3]}<p>{PROSE[(i + 1) % 3]}</article><footer>Imprint</footer>"
    )


def dump(i: int) -> str:
    return f"Home\n\n{PROSE[i % 3]}\n{PROSE[(i + 1) % 3]}\nImprint"


def write_pages(path: Path, n_pages: int = N_PAGES, **columns: Any) -> Path:
    table = {
        "id": [f"p{i}" for i in range(n_pages)],
        "site": [f"s{i}.example" for i in range(n_pages)],
        "html": [page(i).encode() for i in range(n_pages)],
        "gold": [f"{PROSE[i % 3]}\n{PROSE[(i + 1) % 3]}" for i in range(n_pages)],
        "title": [f"Day {i}" for i in range(n_pages)],
    }
    pq.write_table(pa.table({**table, **columns}), path)
    return path


def write_dumps(path: Path, n_pages: int = N_PAGES) -> Path:
    table = {
        "id": [f"p{i}" for i in range(n_pages)],
        "style": ["wet"] * n_pages,
        "site": [f"s{i}.example" for i in range(n_pages)],
        "text": [dump(i) for i in range(n_pages)],
        "labels": [[0, -1, 1, 1, 0]] * n_pages,
    }
    pq.write_table(pa.table(table), path)
    return path


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """One epoch, one thread."""
    torch.set_num_threads(1)
    monkeypatch.setattr(TRAIN, "EPOCHS", {"html": 1, "text": 1})


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


def test_training_writes_weights_and_their_card(corpora: list[Path], tmp_path: Path) -> None:
    reports: list[str] = []
    cards = train(corpora, tmp_path / "out", 7, reports.append)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *("html.json", "html.npz", "text.json", "text.npz"),
    ]
    card = cards["html"]
    assert card == json.loads((tmp_path / "out" / "html.json").read_text(encoding="utf-8"))
    assert card["name"] == f"html-{FEATURES_VERSION}"
    assert card["features_hash"] == features_hash()
    assert (card["seed"], card["n_examples"], card["epochs"]) == (7, N_PAGES, 1)
    assert card["corpora"] == {"bread.parquet": read_training_corpus(corpora[0]).sha256}
    assert cards["text"]["corpora"].keys() == {"dumps.parquet"}
    assert reports[0] == "bread.parquet: 6 examples of 6 rows"
    assert any(line.startswith("epoch 1/1: loss ") for line in reports)
    classifiers = load_classifiers(tmp_path / "out")
    assert classifiers["html"].card == card
    document = segment_html(page(0), None, Options())
    scores = classifiers["html"].score(featurize(document, [None] * len(document)))
    assert np.isfinite(scores.content).all()
    assert "markup.weight" not in classifiers["text"].weights


def test_same_seed_gives_the_same_bytes(corpora: list[Path], tmp_path: Path) -> None:
    outs = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(corpora, tmp_path / name, seed, lambda line: None)
        outs.append([(tmp_path / name / f"{f}.npz").read_bytes() for f in ("html", "text")])
    assert outs[0] == outs[1]
    first, other = (load_classifier(tmp_path / name / "html.npz") for name in ("a", "c"))
    assert not np.array_equal(first.weights["words.weight"], other.weights["words.weight"])


def test_more_epochs_fit_better(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TRAIN, "EPOCHS", {"html": 60})
    train(corpora[:1], tmp_path, 0, lambda line: None)
    document = segment_html(page(0), None, Options())
    rules: list[Rule | None] = [None] * len(document)
    scores = load_classifier(tmp_path / "html.npz").score(featurize(document, rules))
    is_content = scores.content > 0.5
    assert list(document.text[2:4]) == [PROSE[0], PROSE[1]]
    assert is_content[2:4].all()
    assert not is_content[[0, 4]].any()


@pytest.mark.parametrize("name", ["dragnet.parquet", "dumps-dragnet-dev.parquet"])
def test_corpus_for_testing_alone_is_refused(name: str, tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / name)
    with pytest.raises(CorpusError, match=f"{name} is for testing only"):
        train([corpus], tmp_path / "out", 0, lambda line: None)
    with pytest.raises(CorpusError, match="for testing only"):
        list(fold_cleaners([write_pages(tmp_path / "a.parquet")], 2, Options(), [corpus]))
    assert not (tmp_path / "out").exists()


def test_corpus_without_text_is_an_error(tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / "bread.parquet", html=[b"<p></p>"] * N_PAGES)
    with pytest.raises(CorpusError, match="nothing to train on"):
        train([corpus], tmp_path / "out", 0, lambda line: None)


# -- Examples ------------------------------------------------------------------------------------


def test_example_of_a_page() -> None:
    row = PageRow("p0", page(0).encode(), f"{PROSE[0]}\n{PROSE[1]}", site="s.example")
    (example,) = make_examples([row], NO_RULES)
    assert (example.id, example.sites) == ("p0", ("s.example",))
    # Home, headline, two paragraphs, imprint
    assert example.labels.tolist() == [CHROME, CHROME, CONTENT, CONTENT, CHROME]
    assert example.weights.tolist() == [4, 5, len(PROSE[0]), len(PROSE[1]), 7]
    assert [ROLES[i] for i in example.roles[[0, 2, 4]]] == [
        *(Role.NAVIGATION, Role.PARAGRAPH, Role.LEGAL),
    ]


def test_headline_is_no_lesson_about_content() -> None:
    row = PageRow("p0", page(0).encode(), f"{PROSE[0]}\n{PROSE[1]}", title="Day 0")
    (example,) = make_examples([row], NO_RULES)
    assert example.labels.tolist() == [CHROME, UNKNOWN, CONTENT, CONTENT, CHROME]
    assert ROLES[example.roles[1]] is Role.HEADLINE


def test_example_of_a_dump_has_the_labels_of_its_lines() -> None:
    text = f"\nHome\r\n \n{PROSE[0]}\n\u200b\n- {PROSE[1]}\nImprint\n"
    row = DumpRow("p0", "wet", text, (1, 0, 1, 1, 0, 1, -1, 0))
    (example,) = make_examples([row], NO_RULES)
    assert example.labels.tolist() == [CHROME, CONTENT, CONTENT, UNKNOWN]
    assert example.sites == ("p0",)


@pytest.mark.parametrize(("n_heads", "label"), [(3, UNKNOWN), (4, CHROME)])
def test_heads_of_comments_are_chrome(n_heads: int, label: int) -> None:
    """One byline is each corpus' own convention; many outside of the content are no convention."""
    byline = Rule("byline.posted-by", Role.BYLINE, "an author line", text="posted by .*")
    lines = [PROSE[0], *(line for i in range(n_heads) for line in (f"Posted by Ann {i}", "Yes!"))]
    row = DumpRow("p0", "wet", "\n".join(lines), (CONTENT, *[CHROME] * 2 * n_heads))
    (example,) = make_examples([row], RuleSet([byline]))
    assert example.labels[1::2].tolist() == [label] * n_heads
    assert (ROLES.index(Role.BYLINE) in example.roles) == (label == UNKNOWN)


# -- Dumps of pages, threads below articles ------------------------------------------------------


def thread_rows() -> list[DumpRow]:
    post = ("Ann, 12:05", PROSE[2], "Reply")
    forum = DumpRow(
        "f0", "wet", "\n".join(("Menu", "Rules", *post, *post, "Imprint", "Contact", "Top")),
        (0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0), "forum.example", "en", "forum",
    )  # fmt: skip
    text = f"Home\n\n{PROSE[0]}\n{PROSE[1]}\nShare"
    labels = (0, -1, 1, 1, 0)
    articles = [
        DumpRow(f"a{i}", style, text, labels, f"a{i}.example", language, "article")
        for i in range(50)
        for style, language in (("wet", "en"), ("wet", "zh"), ("bs4", "en"))
    ]
    return [forum, *articles]


def test_lines_of_other_dumps_stand_around_articles_as_chrome() -> None:
    rows = thread_rows()
    mixed = list(mix_rows(rows, 0))
    threads = [row for row in mixed if "Rules" in row.text]
    comments = [row for row in mixed if row.comments and row not in threads]
    teasers = [row for row in mixed if not row.comments]
    # 150 articles: threads below a fifth of the 50 in the forum's language and style; comments and
    # teasers for a quarter of all, half of the comments in the forum's words where they can.
    assert 3 <= len(threads) <= 25
    assert 15 <= len(comments) <= 50
    assert 15 <= len(teasers) <= 60
    assert {row.sources for row in threads} == {("forum.example",)}
    assert "forum.example" in {source for row in comments for source in row.sources}
    assert "forum.example" not in {source for row in teasers for source in row.sources}
    assert not [row for row in mixed if row.site in row.sources]
    known = {(row.id, row.style, row.language, row.site) for row in rows}
    n_above = 0
    for row in mixed:
        assert (row.id, row.style, row.language, row.site) in known
        lines = row.text.split("\n")
        assert len(lines) == len(row.labels)
        kept = [line for line, label in zip(lines, row.labels, strict=True) if label == CONTENT]
        assert kept == [PROSE[0], PROSE[1]]
        if row.comments:
            assert row.text.index(PROSE[1]) < row.text.index(row.comments)
            others = row.text.replace(row.comments, "", 1).split("\n")
            assert [line for line in others if line] == ["Home", PROSE[0], PROSE[1], "Share"]
        n_above += row.labels.index(CONTENT) > 2
    assert 0 < n_above < len(teasers) / 2
    assert list(mix_rows(rows, 0)) == mixed
    assert not [row for row in mix_rows(rows[1:], 0) if "Rules" in row.text]


@pytest.mark.parametrize("language", ["en", "ru", "zh", "el", "ar", "xx"])
def test_comments_have_a_head_each(language: str) -> None:
    bodies = [[f"Body {i} of one.", f"Body {i}, more."] for i in range(40)]
    for seed in range(30):
        generator = np.random.default_rng(seed)
        lines = write_comments(iter(bodies), language, generator)
        assert not [line for line in lines if "{" in line or "}" in line]
        is_body = [line.startswith("Body") for line in lines]
        n_comments = sum(is_body) // 2
        assert [line for line in lines if line.startswith("Body")] == [
            line for body in bodies[:n_comments] for line in body
        ]
        assert 2 <= n_comments <= 40
        assert lines.count("") in {0, 2 * n_comments, 2 * n_comments + 1}
        n_others = sum(bool(line) for line in lines) - 2 * n_comments
        assert n_others >= n_comments
        assert lines == write_comments(iter(bodies), language, np.random.default_rng(seed))


@pytest.mark.parametrize("language", ["en", "ru", "zh", "el", "ar", "xx"])
def test_teasers_have_a_title_or_a_text_each(language: str) -> None:
    articles = [(f"Title {i}", f"Text {i} " + "word " * 90) for i in range(6)]
    n_texts = 0
    for seed in range(30):
        generator = np.random.default_rng(seed)
        lines = write_teasers(iter(articles), language, generator)
        assert not [line for line in lines if "{" in line or "}" in line]
        joined = "\n".join(lines)
        assert all(f"Title {i}" in joined or f"Text {i} word" in joined for i in range(6))
        n_texts += "Text 0 word" in joined
        # The texts are cut: 460 characters each.
        assert max(map(len, lines)) < 330
        assert lines == write_teasers(iter(articles), language, np.random.default_rng(seed))
    assert n_texts > 20


def test_words_are_cut_at_spaces_where_there_are_any() -> None:
    assert cut_words("one two three", 9) == "one two"
    assert cut_words("\u4e00\u4e8c\u4e09\u56db", 3) == "\u4e00\u4e8c\u4e09"


def test_an_article_with_comments_is_of_all_sites(tmp_path: Path) -> None:
    rows = thread_rows()
    rendering.write_dumps(rows, tmp_path / "dumps-mixed.parquet")
    said: list[str] = []
    corpus = read_training_corpus(tmp_path / "dumps-mixed.parquet")
    assert corpus.rows == tuple(rows)
    examples = read_examples([corpus], 0, said.append)["text"]
    mixed = [example for example in examples if len(example.sites) > 1]
    assert "forum.example" in {site for example in mixed for site in example.sites[1:]}
    comment = ROLES.index(Role.COMMENT)
    commented = [example for example in mixed if comment in example.roles]
    assert 0.3 < len(commented) / len(mixed) < 0.9
    assert all((example.labels[example.roles == comment] != CONTENT).all() for example in mixed)
    seldom = [example for example in mixed if example.share == 0.5]  # the others are run together
    assert [example.share for example in examples[:2]] == [0.5, 1.0]  # the forum, an article
    (line,) = [line for line in said if "comments" in line]
    assert line == f"{len(seldom)} examples of articles with comments or teasers of others"


def test_pages_become_labelled_dumps() -> None:
    for name in ("inscriptis", "readability", "resiliparse"):
        pytest.importorskip(name)
    rows = [
        PageRow("p0", page(0).encode(), "\n".join(PROSE[:2]), page_type="forum", title="Day 0"),
        PageRow("no-gold", page(1).encode(), "", page_type="forum"),
        PageRow("other-gold", page(1).encode(), "A text. " * 90, page_type="forum"),
        PageRow("article", page(1).encode(), PROSE[1], page_type="article"),
    ]
    said: list[str] = []
    renderers = rendering.load_renderers()
    dumps = list(rendering.render_dumps(rows, ["forum"], renderers, said.append))
    assert not said
    assert {dump.id for dump in dumps} == {"p0"}
    assert {"wet", "bs4"} <= {dump.style for dump in dumps}
    assert len({dump.text for dump in dumps}) == len(dumps)
    for dump in dumps:
        label_of = dict(zip(dump.text.split("\n"), dump.labels, strict=True))
        assert [line for line, label in label_of.items() if label == CONTENT] == [*PROSE[:2]]
        assert label_of.get("Imprint", CHROME) == CHROME
        assert label_of.get("Day 0", UNKNOWN) == UNKNOWN


def test_a_page_that_cannot_be_rendered_costs_no_other() -> None:
    def fail(html: str) -> str:
        if "Day 0" in html:
            raise ValueError("no such element")
        return f"{PROSE[0]}\nImprint"

    rows = [
        PageRow("p0", page(0).encode(), PROSE[0], page_type="forum"),
        PageRow("p1", page(1).encode(), PROSE[0], page_type="forum"),
    ]
    said: list[str] = []
    dumps = rendering.render_dumps(rows, ["forum"], {"odd": fail, "flat": lambda _: PROSE[0]},
                                   said.append)  # fmt: skip
    assert [(dump.id, dump.style) for dump in dumps] == [
        ("p0", "flat"),
        ("p1", "odd"),
        ("p1", "flat"),
    ]
    assert said == ["p0: odd: ValueError: no such element"]


def test_rows_that_teach_nothing_are_left_out() -> None:
    rows = [
        PageRow("no-text", b"<p></p>", PROSE[0]),
        PageRow("binary", bytes(1_000), PROSE[0]),
    ]
    assert list(make_examples(rows, NO_RULES)) == []
    assert list(make_examples([DumpRow("empty", "wet", "", (0,))], NO_RULES)) == []


def test_disguise_changes_the_words_and_nothing_else(corpora: list[Path]) -> None:
    corpus = read_training_corpus(corpora[1])
    example = next(iter(make_examples(corpus.rows, NO_RULES)))
    generator = np.random.default_rng(0)
    shown = [_disguise(example, generator) for _ in range(400)]
    foreign = [page for page in shown if page is not example]
    assert 0.15 < len(foreign) / len(shown) < 0.35
    before, after = example.features.word_ids, foreign[0].features.word_ids
    assert (before != after).any()
    assert ((after >= 0) & (after < N_WORD_BUCKETS)).all()
    pairs = set(zip(before.tolist(), after.tolist(), strict=True))
    assert len(pairs) == len(set(before.tolist())) == len(set(after.tolist()))
    assert foreign[0].features.numbers is example.features.numbers
    assert foreign[0].labels is example.labels


def test_dumps_are_learned_from_in_other_scripts_too(corpora: list[Path]) -> None:
    lines: list[str] = []
    corpus = read_training_corpus(corpora[1])
    examples = read_examples([corpus], 0, lines.append)["text"]
    n_plain = len(corpus.rows)
    foreign = examples[n_plain:]
    assert lines[-1] == f"{len(foreign)} examples of dumps in another script"
    assert 0 < len(foreign) < n_plain
    assert {example.share for example in examples[:n_plain]} == {1.0}
    assert {example.share for example in foreign} == {0.5}
    by_id = {example.id: example for example in examples[:n_plain]}
    for example in foreign:
        assert (example.labels == by_id[example.id].labels).all()
        assert example.sites == by_id[example.id].sites
    pages = read_examples([read_training_corpus(corpora[0])], 0, lines.append)
    assert lines[-1].startswith("bread.parquet")
    assert set(pages) == {"html"}


# -- Folds ---------------------------------------------------------------------------------------


def test_folds_are_disjoint_and_never_trained_on(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[tuple[Format, int, set[str]]] = []

    def fit(
        examples: Sequence[Example],
        format_: Format,
        seed: int,
        corpora: Mapping[str, str],
        report: object,
    ) -> Classifier:
        learned.append((format_, seed, {site for example in examples for site in example.sites}))
        return random_classifier(format_, seed)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    more = write_pages(tmp_path / "more.parquet", 12)
    cleaners = list(fold_cleaners(corpora, 2, Options(mode="recall"), [more]))
    held_out = [ids for ids, _ in cleaners]
    assert all(held_out)
    assert not held_out[0] & held_out[1]
    assert held_out[0] | held_out[1] == {f"p{i}" for i in range(N_PAGES)}
    assert [(format_, fold) for format_, fold, _ in learned] == [
        *(("html", 0), ("text", 0), ("html", 1), ("text", 1)),
    ]
    for format_, fold, sites in learned:
        n_sites = 12 if format_ == "html" else N_PAGES
        known = {f"s{i}.example" for i in range(n_sites)}
        assert sites == {site for site in known if fold_of(site, 2) != fold}
        assert not sites & {f"s{id_[1:]}.example" for id_ in held_out[fold]}
    for _, cleaner in cleaners:
        assert cleaner.options.mode == "recall"
        assert len(cleaner.extract(page(0)).verdicts) == 5


def test_a_fold_for_each_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[set[str]] = []

    def fit(examples: Sequence[Example], format_: Format, *_: object) -> Classifier:
        learned.append({example.language for example in examples})
        return random_classifier(format_)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    tested = write_pages(tmp_path / "pages.parquet", language=["el", "zh", "el", "ru", "zh", "el"])
    more = write_pages(tmp_path / "more.parquet", 3, language=["zh", "en", "en"])
    cleaners = list(fold_cleaners([tested], "language", Options(), [more]))
    assert [ids for ids, _ in cleaners] == [{"p0", "p2", "p5"}, {"p3"}, {"p1", "p4"}]
    assert learned == [{"zh", "ru", "en"}, {"el", "zh", "en"}, {"el", "ru", "en"}]


# -- The extra -----------------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["torch", "rapidfuzz"])
def test_missing_package_is_named_with_its_extra(package: str) -> None:
    code = f"import sys; sys.modules['{package}'] = None; import cleaner.training"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"MissingExtra: {package} is not installed" in run.stderr
    assert "[train]" in run.stderr
