"""Compares the compiled path with the pure one over mutated pages and dumps, in one process.

    python -m tests.compiled.fuzz --n 20000 --seed 1 --workers 2 [--corpus FILE.parquet]

Columns, fired rules, verdicts and what the page is are the same, scores to 1e-4. With a corpus its
records are compared as they are, each `--step`th. tests/compiled/test_fuzz.py runs a few hundred
inputs. With `--alone` the compiled path runs alone, as under a sanitizer; on Linux:

    export CFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined"
    CLEANER_COMPILE=1 LDFLAGS="-fsanitize=address,undefined" pip install --editable .
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \\
        PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 python -m tests.compiled.fuzz --alone

Exit code 1 if anything differed; each such input is told by its number: the same seed and number
give the same input.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cleaner import Page
from cleaner.compiled import which
from cleaner.errors import CleanerError
from cleaner.judge.decide import Decider
from cleaner.judge.documents import find_documents
from cleaner.judge.findings import Findings
from cleaner.judge.page import judge_page
from cleaner.model.classifier import Scores, load_classifiers
from cleaner.model.features import featurize
from cleaner.options import Options
from cleaner.page_kinds import PageVerdict
from cleaner.rules.match import load_rule_set
from cleaner.rules.pages.match import load_page_rule_set
from cleaner.segment import segment
from cleaner.types import Document, Format, Verdict
from tests.compiled.extension import pure_python
from tests.compiled.soup import make_soup
from tests.fuzz import MUTATIONS, mutate, read_own_inputs

TOLERANCE = 1e-4
"""What scores of the two paths may differ by."""
BATCH = 100
"""Inputs that a process tries at once."""
MAX_TOLD = 20
MAX_SHOWN = 300
"""Characters of a difference that are shown."""
OPTIONS = Options()
DECIDER = Decider(OPTIONS)


# -- What a path makes of a page ---------------------------------------------------------------


class Work(NamedTuple):
    """All that the stages write of a page."""

    document: Document
    fired: list[str | None]
    """The rule that fires on each block."""
    scores: Scores
    verdicts: list[Verdict]
    page: PageVerdict


def work(page: Page) -> Work | str:
    """What the stages make of a page, or the error that they end in."""
    try:
        document = segment(page, OPTIONS)
    except CleanerError as error:
        return repr(error)
    rules = load_rule_set().match(document)
    classifier = load_classifiers()[document.format]
    scores = classifier.score(featurize(document, rules))
    findings = Findings(document, rules, scores, classifier.name)
    verdicts = DECIDER.decide(findings, find_documents(findings))
    kind = judge_page(findings, verdicts, load_page_rule_set())
    return Work(
        document, [rule.id if rule else None for rule in rules], scores, list(verdicts), kind
    )


def differences(page: Page) -> Iterator[str]:
    """What the two paths write differently of a page."""
    compiled = work(page)
    with pure_python():
        pure = work(page)
    if isinstance(compiled, str) or isinstance(pure, str):
        if compiled != pure:
            yield f"one fails: {compiled!r:.200} {pure!r:.200}"
        return
    for column in fields(Document):
        one, other = (getattr(made.document, column.name) for made in (compiled, pure))
        if one != other:
            yield f"{column.name}: {first_difference(one, other)}"
    if compiled.fired != pure.fired:
        yield f"rules: {first_difference(compiled.fired, pure.fired)}"
    yield from differences_of_scores(compiled.scores, pure.scores)
    yield from differences_of_verdicts(compiled, pure)


def differences_of_scores(compiled: Scores, pure: Scores) -> Iterator[str]:
    for name in ("content", "roles", "page_types"):
        one, other = getattr(compiled, name), getattr(pure, name)
        if (one is None) != (other is None) or np.shape(one) != np.shape(other):
            yield f"{name}: {np.shape(one)} and {np.shape(other)}"
        elif one is not None and one.size and not abs(one - other).max() <= TOLERANCE:
            yield f"{name}: by {abs(one - other).max()}"


def differences_of_verdicts(compiled: Work, pure: Work) -> Iterator[str]:
    """Of verdicts but for their scores, which are as near as those of the model."""
    one, other = (
        [v._replace(score=0.0) for v in made.verdicts] + [made.page._replace(probability=0.0)]
        for made in (compiled, pure)
    )
    if one != other:
        yield f"verdicts: {first_difference(one, other)}"


def first_difference(one: object, other: object) -> str:
    """Where two columns differ, and what stands there."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        pairs = zip(one, other, strict=False)
        at = next((i for i, pair in enumerate(pairs) if pair[0] != pair[1]), None)
        if at is None:
            return f"{len(one)} and {len(other)} entries"
        return f"{at}: {one[at]!r:.{MAX_SHOWN}} and {other[at]!r:.{MAX_SHOWN}}"
    return f"{one!r:.{MAX_SHOWN}} and {other!r:.{MAX_SHOWN}}"


# -- Inputs ------------------------------------------------------------------------------------


def crowd_tag(rng: random.Random, data: bytes, _: bytes) -> bytes:
    """With a tag of many attributes, or of a long one."""
    n = rng.choice([10, 1_000, 25_000])
    many = b" ".join(b"%x=%d" % (rng.randrange(n), i) for i in range(n))
    long = b"%s='%s'" % (rng.choice([b"class", b"style", b"href", b"id"]), b"a b;" * n)
    at = rng.randint(0, len(data))
    return data[:at] + b"<p " + rng.choice([many, long]) + b">" + data[at:]


def nest(rng: random.Random, data: bytes, _: bytes) -> bytes:
    """With some of it inside of many elements."""
    tags = rng.choices([b"div", b"b", b"ul", b"li", b"table", b"q", b"a", b"pre", b"ruby"], k=3)
    n = rng.choice([3, 50, 300, 1_000])
    a, b = sorted(rng.randint(0, len(data)) for _i in range(2))
    opened = b"".join(b"<%s>" % tag for tag in tags) * n
    closed = b"".join(b"</%s>" % tag for tag in reversed(tags)) * rng.choice([0, n // 2, n])
    return data[:a] + opened + data[a:b] + closed + data[b:]


def stir_in_soup(rng: random.Random, data: bytes, _: bytes) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + make_soup(rng.randrange(10**9)).encode() + data[at:]


def insert_odd_characters(rng: random.Random, data: bytes, _: bytes) -> bytes:
    """With NULs, lone surrogates and what nobody sees in several places."""
    for _i in range(rng.randint(1, 30)):
        at = rng.randint(0, len(data))
        odd = rng.choice(["\0", "\ud800", "\udfff", "\u200b", "\x85", "\U000e0041", "\ufeff"])
        data = data[:at] + odd.encode("utf-8", "surrogatepass") + data[at:]
    return data


ALL_MUTATIONS = [*MUTATIONS, crowd_tag, nest, stir_in_soup, insert_odd_characters]


def make_page(inputs: list[bytes], seed: int, number: int) -> Page:
    """A mutated input, or soup; depends on the seed and its number alone."""
    rng = random.Random(f"{seed}/{number}")
    if rng.random() < 0.1:
        return Page(make_soup(rng.randrange(10**9)), format="html")
    content = mutate(rng, inputs, ALL_MUTATIONS)
    if isinstance(content, str) and rng.random() < 0.5:
        content = content.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Page(content, format=rng.choice([None, None, "html", "text"]))


def make_pages(seed: int, numbers: range) -> Iterator[tuple[int, Page]]:
    """Mutated inputs with their numbers."""
    inputs = read_own_inputs()
    return ((number, make_page(inputs, seed, number)) for number in numbers)


def read_corpus(path: Path, numbers: range) -> Iterator[tuple[int, Page]]:
    """Those of a corpus's records, in Parquet, with their numbers: its pages, or else its dumps."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        is_html = "html" in file.schema_arrow.names
        format_: Format = "html" if is_html else "text"
        batches = file.iter_batches(batch_size=20, columns=[format_])
        contents = (content for batch in batches for content in batch.column(0))
        for number, content in enumerate(contents):
            if number in numbers:
                yield number, Page(content.as_py(), format=format_)


# -- The run -----------------------------------------------------------------------------------


@dataclass
class Report:
    """What a run found."""

    outcomes: Counter[str] = field(default_factory=Counter)
    different: list[tuple[int, str]] = field(default_factory=list)
    """Numbers of inputs, and what differs."""

    def join(self, other: Report) -> None:
        self.outcomes += other.outcomes
        self.different += other.different


def compare(pages: Iterable[tuple[int, Page]]) -> Report:
    """What the two paths make of the pages."""
    report = Report()
    for number, page in pages:
        found = list(differences(page))
        report.outcomes["different" if found else "same"] += 1
        report.different += [(number, difference) for difference in found]
    return report


def run_alone(pages: Iterable[tuple[int, Page]]) -> Report:
    """What the compiled path makes of the pages: the formats, or the errors."""
    outcomes = Counter(
        made.partition("(")[0] if isinstance(made, str) else made.document.format
        for made in (work(page) for _, page in pages)
    )
    return Report(outcomes)


def run(numbers: range, args: argparse.Namespace) -> Report:
    """What a run over the inputs of these numbers finds."""
    corpus = args.corpus
    pages = read_corpus(corpus, numbers) if corpus else make_pages(args.seed, numbers)
    return (run_alone if args.alone else compare)(pages)


def split(numbers: range, n_parts: int) -> list[range]:
    return [numbers[part::n_parts] for part in range(n_parts)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--n", type=int, default=1000, help="how many inputs")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--step", type=int, default=1, help="each how manieth input")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="a Parquet file of pages or dumps")
    parser.add_argument("--alone", action="store_true", help="the compiled path alone")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    args = parser.parse_args()
    if which() == "pure":
        parser.error("the compiled path was not built, or CLEANER_PURE is 1")
    report = Report()
    numbers = range(args.first, args.first + args.n * args.step, args.step)
    with ProcessPoolExecutor(args.workers, get_context("spawn")) as pool:
        parts = split(numbers, -(-len(numbers) // BATCH) if not args.corpus else args.workers)
        for part in pool.map(partial(run, args=args), parts):
            report.join(part)
            print(f"{sum(report.outcomes.values()):,} done", file=sys.stderr)
    print(", ".join(f"{count:,} {name}" for name, count in sorted(report.outcomes.items())))
    for number, difference in report.different[:MAX_TOLD]:
        print(f"  input {number}: {difference}")
    return 1 if report.different else 0


if __name__ == "__main__":
    sys.exit(main())
