"""The verb, with a made-up cleaner in the place of the real one."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.cli.evaluate import PAGE_PEERS
from cleaner.corpora.facts import Hearsay
from cleaner.labels.entries import Label, format_entry
from cleaner.labels.pages import LabelledPage, hash_text
from cleaner.options import Options
from cleaner.segment import segment
from cleaner.types import By, Document, Page, Role, Verdict

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

SYSTEMS = ("cleaner", "leave-alone", "c4")


class StubResult(NamedTuple):
    text: str
    body: str
    title: str | None = None
    confidence: float = 0.9


class Judged(NamedTuple):
    document: Document
    verdicts: Sequence[Verdict]


class StubCleaner:
    """Drops the lines that say `share`; `word` is what a fold's model or other weights add."""

    def __init__(
        self, word: str = "", weights: Path | None = None, sites: Path | None = None
    ) -> None:
        self.word = word if weights is None else weights.name

    def with_convention(self, name: str) -> StubCleaner:
        return StubCleaner(f"{self.word} as {name}")

    def extract(self, page: Page) -> StubResult:
        lines = [line for line in str(page.content).split("\n") if line != "share"]
        text = "\n".join([*lines, self.word] if self.word else lines)
        return StubResult(text, text)


class Plan(NamedTuple):
    folds: int
    only: tuple[str, ...]
    n_seeds: int
    averaged: float


def fold_cleaners(
    corpora: Sequence[Path],
    plan: Plan,
    options: Options,
    train_with: Sequence[Path],
    hearsay: Hearsay,
    labelled: Sequence[LabelledPage],
    watch: object,
    cache: Path,
) -> Iterator[tuple[int, frozenset[str], StubCleaner]]:
    assert [path.name for path in corpora] == ["pages.parquet"]
    assert [path.name for path in train_with] in ([], ["more.parquet"])
    assert options == Options()
    assert hearsay == Hearsay()
    assert [page.record for page in labelled] in ([], ["p0"])
    assert cache == Path("fast") / "cleaner" / "examples" or cache == Path("mine")
    assert plan.averaged in (0, 0.4)
    for seed in range(plan.n_seeds):
        for fold in range(plan.folds):
            if str(fold) in plan.only or not plan.only:
                words = "fold{fold}" if seed == 0 else " ".join(["so"] * (3 * seed + fold))
                yield seed, frozenset({f"p{fold}"}), StubCleaner(words.format(fold=fold))


@pytest.fixture(autouse=True)
def stub_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "fast")
    for name, attributes in (
        ("cleaner.cleaning", {"Cleaner": StubCleaner}),
        ("cleaner.training.folds", {"fold_cleaners": fold_cleaners, "Plan": Plan, "LINES": None}),
    ):
        module = ModuleType(name)
        vars(module).update(attributes)
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    columns: dict[str, Any] = {
        "id": ["p0", "p1"],
        "html": [b"rye takes a whole day\nshare", b"white rolls take one hour\nmenu"],
        "gold": ["rye takes a whole day", "white rolls take one hour"],
    }
    pq.write_table(pa.table(columns), tmp_path / "pages.parquet")
    return tmp_path / "pages.parquet"


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    columns: dict[str, Any] = {
        "id": ["p0", "p0"],
        "style": ["wet", "bs4"],
        "text": ["Rye takes a whole day.\nshare", "Rye takes\na whole day.\nshare"],
        "labels": [[1, 0], [1, 1, 0]],
    }
    pq.write_table(pa.table(columns), tmp_path / "dumps-bread.parquet")
    return tmp_path / "dumps-bread.parquet"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_pages(pages: Path) -> None:
    result = run(pages, "--against", "")
    assert result.exit_code == 0, result.output
    assert "pages.parquet: 2 pages; headline and body scored" in result.stdout
    # 1 and, with "menu", 2 * 5/6 / (11/6) = 10/11: mean 0.955
    assert "0.955" in result.stdout
    assert "trafilatura 2" not in result.stdout
    assert result.stderr == ""


def test_what_the_command_line_says_of_corpora_is_heard(pages: Path, tmp_path: Path) -> None:
    option = run(pages, "--against", "", "--corpus-option", "scores_headline=false")
    assert "2 pages; the body scored" in option.stdout
    told = tmp_path / "elsewhere.toml"
    told.write_text("[pages]\nscores_headline = false\n")
    given = run(pages, "--against", "", "--corpus-file", told)
    assert "2 pages; the body scored" in given.stdout


def test_dumps_beside_their_peers(dumps: Path) -> None:
    result = run(dumps)
    assert result.exit_code == 0, result.output
    for name in SYSTEMS:
        assert name in result.stdout
    assert "1.000" in result.stdout


def test_json(pages: Path, dumps: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.json"
    result = run(pages, dumps, "--against", "", "--json", target, "--worst", 1)
    assert result.exit_code == 0, result.output
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["folds"] is None
    assert content["environment"]["python"]
    page_record, dump_record = content["corpora"]
    assert page_record["systems"]["cleaner"]["word_f1"] == pytest.approx((1 + 10 / 11) / 2)
    assert page_record["worst"][0]["stayed"] == ["menu"]
    assert page_record["worst"][0]["lost"] == []
    assert dump_record["systems"]["cleaner"]["exact"] == 1.0
    assert dump_record["systems"]["leave-alone"]["exact"] == 0.0
    assert len(dump_record["sha256"]) == 64


@pytest.mark.parametrize(
    ("bounds", "code", "said"),
    [
        ("[pages.at_least]\nword_f1 = 0.95", 0, ""),
        ("[pages.at_least]\nword_f1 = 0.96", 1, "pages.parquet: word_f1 is 0.9545, at least 0.96"),
        ("[pages.at_most]\nword_recall = 0.9", 1, "word_recall is 1.0000, at most 0.9 is wanted"),
        ("[other.at_least]\nword_f1 = 0.1", 2, "no bounds for pages.parquet, but for other"),
        ("[pages.at_least]\nf1_words = 0.1", 2, "pages.parquet has no f1_words"),
        ("[pages.at_least]\ncomment_f1 = 0.1", 2, "pages.parquet has no comment_f1"),
        ("[pages]\nword_f1 = 0.1", 2, "pages: expected the tables at_least or at_most"),
        ("[pages.at_least]\nword_f1 = 'high'", 2, "pages.at_least: expected numbers"),
        ("[pages", 2, "not TOML"),
    ],
)
def test_a_gate_tells_what_is_worse_than_wanted(
    bounds: str, code: int, said: str, pages: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "floors.toml"
    gate.write_text(bounds)
    result = run(pages, "--against", "", "--gate", gate, "--json", tmp_path / "scores.json")
    assert result.exit_code == code, result.output
    assert said in result.stderr


def test_folds(pages: Path) -> None:
    result = run(pages, "--against", "", "--folds", 2, "--cache", "mine", "--worst", 2)
    assert result.exit_code == 0, result.output
    assert "stayed fold0" in result.stdout
    assert "stayed menu fold1" in result.stdout


def test_seeds_have_a_mean_and_a_spread(pages: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.json"
    result = run(pages, "--against", "", "--folds", 2, "--seeds", 3, "--json", target)
    assert result.exit_code == 0, result.output
    assert "pages.parquet: 2 pages, 3 seeds; headline and body scored" in result.stdout
    content = json.loads(target.read_text(encoding="utf-8"))
    table = content["pages"]["pages.parquet"]
    assert (table["id"], table["site"], table["language"]) == (["p0", "p1"], ["p0", "p1"], ["", ""])
    # p0 has 5 words of gold, and 1, 3 and 6 others of the model; p1 the same with "menu", 0 to 7
    f1 = [[10 / 11, 10 / 12], [10 / 13, 10 / 15], [10 / 16, 10 / 18]]
    assert table["scores"]["word_f1"] == [pytest.approx(seed, abs=1e-5) for seed in f1]
    means = [sum(seed) / 2 for seed in f1]
    (corpus,) = content["corpora"]
    assert corpus["seeds"] == 3
    assert corpus["systems"]["cleaner"]["word_f1"] == pytest.approx(fmean(means))
    assert corpus["spread"]["systems"]["cleaner"]["word_f1"] == pytest.approx(stdev(means))
    assert f"{stdev(means):.4f}" in result.stdout


def test_peers_run_beside_the_first_seed_alone(dumps: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.json"
    pages = dumps.rename(dumps.with_name("pages.parquet"))
    result = run(pages, "--folds", 2, "--fold", 0, "--seeds", 2, "--json", target)
    assert result.exit_code == 0, result.output
    (corpus,) = json.loads(target.read_text(encoding="utf-8"))["corpora"]
    assert list(corpus["systems"]) == list(SYSTEMS)
    assert corpus["spread"]["systems"].keys() == {"cleaner"}
    assert corpus["spread"]["styles"].keys() == {"wet", "bs4"}
    assert result.stdout.count("± seeds") == 3


def test_one_fold_can_be_asked_for(pages: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.json"
    result = run(pages, "--against", "", "--folds", 2, "--fold", 1, "--json", target)
    assert result.exit_code == 0, result.output
    assert "pages.parquet: 1 pages; " in result.stdout
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["pages"]["pages.parquet"]["id"] == ["p1"]
    assert content["corpora"][0]["systems"]["cleaner"]["n_pages"] == 1


def test_a_former_report_is_paired_by_page(pages: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert run(pages, "--against", "", "--folds", 2, "--json", before).exit_code == 0
    of_fold = ("--folds", 2, "--fold", 0)
    result = run(pages, "--against", before, *of_fold, "--json", after)
    assert result.exit_code == 0, result.output
    title = f"pages.parquet against {before}: 1 rows of 1 sites in both; seeds: 1 before, 1 now"
    assert title in result.stdout
    assert "what another would change is in no interval" in result.stdout
    (pairing,) = json.loads(after.read_text(encoding="utf-8"))["against"]
    step = pairing["steps"][0]
    assert (step["group"], step["score"], step["interval"]) == ("all", "word_f1", None)
    assert step["is_more_than_noise"] is False
    assert step["before"] == pytest.approx(step["after"], abs=1e-5)


def test_a_report_without_single_pages_cannot_be_compared_with(pages: Path, tmp_path: Path) -> None:
    report = tmp_path / "scores.json"
    assert run(pages, "--against", "", "--json", report).exit_code == 0
    refused = run(pages, "--against", report)
    assert refused.exit_code == 2
    assert "has no scores of single pages" in refused.stderr
    report.write_text("[1]")
    assert "is no report" in run(pages, "--against", report).stderr


def test_confidence_beside_what_there_was(pages: Path, tmp_path: Path) -> None:
    target = tmp_path / "scores.json"
    result = run(pages, "--against", "", "--json", target)
    assert "F1 that cleaner says a row has, and that it has" in result.stdout
    (corpus,) = json.loads(target.read_text(encoding="utf-8"))["corpora"]
    (tenth,) = corpus["reliability"]
    assert (tenth["start"], tenth["end"], tenth["n"], tenth["share"]) == (0.9, 1.0, 2, 1.0)
    assert tenth["said"] == 0.9
    assert tenth["was"] == pytest.approx((1 + 10 / 11) / 2)


@pytest.mark.parametrize(("n_measured", "shown"), [(1, "1 pages;"), (5, "2 pages, 2 seeds;")])
def test_what_was_measured_is_told_when_it_is_interrupted(
    n_measured: int, shown: str, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the first seed the folds that are done, then the seeds that have all folds."""
    count = itertools.count()

    def extract(self: StubCleaner, page: Page) -> StubResult:
        if next(count) == 2 * n_measured:  # each fold's first row once for nothing
            raise KeyboardInterrupt
        return StubResult("rye", "rye")

    monkeypatch.setattr(StubCleaner, "extract", extract)
    target = tmp_path / "scores.json"
    result = run(pages, "--against", "", "--folds", 2, "--seeds", 3, "--json", target)
    assert result.exit_code == 130
    assert result.stderr == "cleaner: interrupted; measured until then:\n"
    assert f"pages.parquet: {shown}" in result.stdout
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["is_whole"] is False
    assert content["pages"]


def test_an_interruption_before_there_is_anything_ends_it(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(self: StubCleaner, page: Page) -> StubResult:
        raise KeyboardInterrupt

    monkeypatch.setattr(StubCleaner, "extract", extract)
    result = run(pages, "--against", "")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "cleaner: interrupted\n"


def test_corpora_to_learn_from_besides_need_folds(pages: Path) -> None:
    more = pages.with_name("more.parquet")
    assert run(pages, "--against", "", "--folds", 2, "--train-with", more).exit_code == 0
    refused = run(pages, "--against", "", "--train-with", more)
    assert refused.exit_code == 2
    assert "--train-with needs --folds" in refused.stderr


def test_roles_that_were_read_are_learned_from_in_folds(pages: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    page = {"corpus": "pages", "id": "p0", "type": "article", "blocks": ["00000000 content"]}
    labels.write_text(json.dumps(page))
    assert run(pages, "--against", "", "--folds", 2, "--train-labels", labels).exit_code == 0
    refused = run(pages, "--against", "", "--train-labels", labels)
    assert refused.exit_code == 2
    assert "--train-labels needs --folds" in refused.stderr


def test_other_weights_are_measured(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    result = run(pages, "--against", "", "--weights", tmp_path / "mine", "--worst", 2)
    assert "stayed mine" in result.stdout
    refused = run(pages, "--weights", tmp_path / "mine", "--folds", 2)
    assert refused.exit_code == 2
    assert "--folds trains weights of its own" in refused.stderr


def test_cleaners_judge_by_the_convention_that_is_asked(pages: Path) -> None:
    for more in ((), ("--folds", 2, "--average", 0.4)):
        result = run(pages, "--against", "", "--convention", "theirs", "--worst", 2, *more)
        assert result.exit_code == 0, result.stderr
        assert "as theirs" in result.stdout


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("lines", "Rye\ntakes a\nday\nshare"),
        ("as-is", "Rye\n takes aday share"),
        ("glued", "Ryetakes adayshare"),
        ("flat", "Rye takes a day share"),
    ],
)
def test_pages_as_text(
    style: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = b"<title></title><h1>Rye</h1>\n<p> takes a<b>day</b> share<script>x()</script>"
    columns = {"id": ["p0"], "html": [html], "gold": ["rye takes a day"]}
    pq.write_table(pa.table(columns), tmp_path / "pages.parquet")
    seen: list[Page] = []

    def extract(self: StubCleaner, page: Page) -> StubResult:
        seen.append(page)
        return StubResult("rye", "rye")

    monkeypatch.setattr(StubCleaner, "extract", extract)
    result = run(tmp_path / "pages.parquet", "--as-text", style)
    assert result.exit_code == 0, result.output
    assert {(page.content, page.format) for page in seen} == {(text, "text")}
    assert f"1 pages as {style} text; headline and body scored" in result.stdout
    for name in SYSTEMS:
        assert name in result.stdout


def test_dumps_are_text_already(dumps: Path) -> None:
    refused = run(dumps, "--as-text", "flat")
    assert refused.exit_code == 2
    assert "dumps-bread.parquet holds dumps" in refused.stderr


def test_against_a_peer(pages: Path) -> None:
    result = run(pages, "--against", "trafilatura,trafilatura", "--limit", 1)
    assert result.exit_code == 0, result.output
    assert "pages.parquet: 1 pages" in result.stdout
    # in the rows of scores and of cost, and in the head of the latter
    assert result.stdout.count("trafilatura") == 3


def test_a_limit_above_all_rows_is_none(pages: Path) -> None:
    limited, whole = (run(pages, "--against", "", *limit) for limit in (("--limit", 10**30), ()))
    assert limited.exit_code == 0, limited.output
    assert limited.stdout.splitlines()[0] == whole.stdout.splitlines()[0]


def test_worst_shows_what_stayed(dumps: Path) -> None:
    result = run(dumps, "--worst", 2)
    assert "p0  wet  cleaner 1.000  leave-alone" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing to measure: give a CORPUS.parquet, or --labels"),
        (("PAGES", "--against", "boilerpipe"), "no peer is called 'boilerpipe'; known are"),
        (("PAGES", "--against", "c4"), "no peer is called 'c4'"),
        (("PAGES", "--folds", "1"), "--folds"),
        (("PAGES", "--folds", "many"), "neither a number in 2..999 nor language"),
        (("PAGES", "--folds", "9" * 5000), "neither a number in 2..999 nor language"),
        (("PAGES", "--folds", "²"), "neither a number in 2..999 nor language"),
        (("PAGES", "--limit", "0"), "--limit"),
        (("PAGES", "--json", "none/scores.json"), "none is not a folder"),
        (("none.parquet",), "none.parquet: no such file"),
        (("PAGES", "--seeds", "2"), "--seeds needs --folds"),
        (("PAGES", "--fold", "0"), "--fold needs --folds"),
        (("PAGES", "--against", "none.json"), "none.json cannot be read"),
        (("PAGES", "--corpus-option", "may_train"), "--corpus-option: may_train: expected"),
        (("PAGES", "--corpus-file", "none.toml"), "'none.toml' does not exist"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...], message: str, pages: Path) -> None:
    result = run(*(pages if argument == "PAGES" else argument for argument in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_wrong_corpus_exits_with_2(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["a"], "html": [b""]}), tmp_path / "half.parquet")
    result = run(tmp_path / "half.parquet")
    assert result.exit_code == 2
    assert "no column gold" in result.stderr


def test_harm_of_texts_dumps_and_pages(pages: Path, dumps: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clean"
    folder.mkdir()
    (folder / "verbs--en.txt").write_text("to bake\nto knead\nshare\n")
    path, gate = tmp_path / "harm.json", tmp_path / "floors.toml"
    gate.write_text(
        "[clean.at_least]\nalone.intact = 0.5\n[dumps-bread.at_least]\nboxed.intact = 1\n"
        "[pages.at_most]\nnfd.changed = 0"
    )
    result = run("--harm", folder, dumps, pages, "--json", path, "--gate", gate, "--worst", 1)
    assert result.exit_code == 1, result.output
    assert result.stderr == "gate missed: clean: alone.intact is 0.0000, at least 0.5 is wanted\n"
    assert "verbs--en  en  alone  lost 0.250  confidence 0.90\n  lost   share" in result.stdout
    content = json.loads(path.read_text())
    clean, bread, few = content["corpora"]
    assert clean["styles"]["alone"]["lines_lost"] == 1
    assert bread["groups"]["wet"]["boxed"]["intact"] == 1
    assert few["changes"]["crlf"] == {"n": 2, "changed": 0, "lines": 0}
    assert clean["errors"] == []


@pytest.mark.parametrize(
    ("others", "message"),
    [
        (("--folds", "2"), "--harm does not go with --folds"),
        (("--as-text", "flat"), "--harm does not go with --as-text"),
        (("--train-with", "more.parquet"), "--train-with needs --folds"),
    ],
)
def test_harm_is_measured_on_one_cleaner(
    others: tuple[str, ...], message: str, dumps: Path
) -> None:
    result = run("--harm", dumps, *others)
    assert result.exit_code == 2
    assert message in result.stderr


def test_roles_of_labelled_pages(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(self: StubCleaner, page: Page) -> Judged:
        document = segment(replace(page, format="html"), Options())
        verdict = Verdict(Role.SHARE, False, 0.1, By("model"), "")
        return Judged(document, [verdict] * len(document))

    monkeypatch.setattr(StubCleaner, "extract", extract)
    labels, path, gate = (tmp_path / name for name in ("mine.jsonl", "roles.json", "floors.toml"))
    blocks = [f"{hash_text('rye takes a whole day share')} share", "00 content"]
    page = {"corpus": "pages", "id": "p0", "type": "article", "blocks": blocks}
    labels.write_text(json.dumps(page))
    gate.write_text("[mine.at_least]\nchrome.share = 1\n[mine.at_most]\nmissing = 0\n")
    result = run("--labels", labels, pages, "--json", path, "--gate", gate)
    assert result.stderr == "gate missed: mine.jsonl: missing is 1.0000, at most 0 is wanted\n"
    assert "mine.jsonl: 1 of 1 pages found" in result.stdout
    assert json.loads(path.read_text())["corpora"][0]["roles"]["share"]["precision"] == 1
    refused = run("--labels", labels, pages, "--worst", 1)
    assert refused.exit_code == 2
    assert "--labels does not go with --worst" in refused.stderr


def test_labels_need_no_corpus(tmp_path: Path) -> None:
    label = Label(str(tmp_path / "gone"), "1", 0, "Rye", Role.SHARE)
    (tmp_path / "labels.jsonl").write_bytes(format_entry(label))
    result = run("--labels", tmp_path / "labels.jsonl")
    assert result.exit_code == 2
    assert "no such file or folder" in result.stderr
    refused = run(tmp_path / "c.parquet", "--sites", tmp_path)
    assert "--sites needs --labels" in refused.stderr


def test_help_has_examples() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "Examples:\n    cleaner evaluate wcxb-dev.parquet\n" in result.stdout
    for name in PAGE_PEERS:
        assert name in result.stdout
