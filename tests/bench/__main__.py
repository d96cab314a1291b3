"""python -m tests.bench [FOLDER] [ROUNDS]: how fast it is, beside others, by stage and by size.

The systems in turn, page by page, within one run: ratios hold, seconds are this machine's at this
hour. FOLDER has wcxb-dev.parquet and dumps-wcxb-dev.parquet, whose figures go to
docs/figures/bench.json; without it, the pages and dumps of fixtures/ are measured, which are
smaller than real ones, and the figures go to build/bench.json.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.compiled import which
from cleaner.corpora.read import read_corpus
from cleaner.corpora.rows import PageCorpus, decode_page, dump_page
from cleaner.evaluation.record import describe_run
from cleaner.segment.encoding import decode
from cleaner.types import Page
from tests.bench.beside import compare_systems, measure_dumps, measure_threads, spread
from tests.bench.growth import measure_growth
from tests.bench.stages import measure_stages
from tests.bench.start import measure_start

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "fixtures"
PAGES, DUMPS = "wcxb-dev.parquet", "dumps-wcxb-dev.parquet"
N_PAGES = 300
"""Pages of a corpus, spread over it: all of WCXB's take all extractors an hour."""
N_DUMPS = 1_000
ROUNDS = 3
"""Rounds over all pages of which the middle one counts."""


class Input(NamedTuple):
    """What is measured, and where it is from, ready for JSON."""

    source: dict[str, Any]
    pages: Sequence[Page]


def read_fixtures(suffix: str) -> Input:
    """The inputs of the golden cases, decoded: what reading costs is in neither."""
    contents = [path.read_bytes() for path in sorted(FIXTURES.glob(f"*/input{suffix}"))]
    digest = hashlib.sha256(b"".join(contents)).hexdigest()
    source = {"file": f"fixtures/*/input{suffix}", "sha256": digest, "rows": len(contents)}
    return Input(source, [Page(decode(content, None)) for content in contents])


def read_corpus_input(path: Path, n_pages: int) -> Input:
    corpus = read_corpus(path)
    source = {"file": path.name, "sha256": corpus.sha256, "rows": len(corpus.rows)}
    if isinstance(corpus, PageCorpus):
        return Input(source, [decode_page(row) for row in spread(corpus.rows, n_pages)])
    return Input(source, [dump_page(row) for row in spread(corpus.rows, n_pages)])


def measure_all(pages: Input, dumps: Input, n_rounds: int) -> dict[str, Any]:
    """All figures, ready for JSON."""
    return {
        "path": which(),
        "corpora": [
            {
                **pages.source,
                "measured": len(pages.pages),
                "systems": compare_systems(pages.pages, n_rounds),
                "stages": measure_stages(pages.pages, n_rounds),
                "threads": measure_threads(pages.pages, n_rounds),
            },
            {
                **dumps.source,
                "measured": len(dumps.pages),
                **measure_dumps(dumps.pages, n_rounds),
                "stages": measure_stages(dumps.pages, n_rounds),
            },
        ],
        "start": measure_start(str(next(FIXTURES.glob("*/input.html")))),
        "growth": measure_growth(),
    }


def show(figures: Mapping[str, Any], indent: str = "") -> None:
    """Print them, a table or a number a line."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        elif isinstance(value, float):
            print(f"{indent}{name:<18}{value:>10,.2f}")
        else:
            print(f"{indent}{name:<18}{value}")


def main(folder: Path | None, n_rounds: int) -> None:
    if folder is None:
        pages, dumps = read_fixtures(".html"), read_fixtures(".txt")
        path, command = ROOT / "build" / "bench.json", "make bench"
    else:
        pages = read_corpus_input(folder / PAGES, N_PAGES)
        dumps = read_corpus_input(folder / DUMPS, N_DUMPS)
        path, command = ROOT / "docs" / "figures" / "bench.json", "make bench CORPORA=FOLDER"
    figures = {**describe_run([]), "command": command, **measure_all(pages, dumps, n_rounds)}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    pages_of, dumps_of = figures["corpora"]
    show({"path": figures["path"], "pages": pages_of, "dumps": dumps_of})
    show({name: figures[name] for name in ("start", "growth")})
    print(f"all of it: {path}")


if __name__ == "__main__":
    folders = [word for word in sys.argv[1:] if not word.isdecimal()]
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(Path(folders[0]) if folders else None, numbers[0] if numbers else ROUNDS)
