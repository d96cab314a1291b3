"""Small corpora to train on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.corpora.facts import METADATA, CorpusFacts, pack_facts
from cleaner.corpora.rows import DumpRow

PROSE = (
    "The ferry did not sail on Tuesday, because the wind had turned during the night.",
    "People waited in the hall of the station, and somebody made soup for all of them.",
    "The bakery opens before the sun is up, since rye takes a whole day from dough to loaf.",
)
N_PAGES = 6
FREE = CorpusFacts(may_train=True)


def write(path: Path, columns: dict[str, Any], facts: CorpusFacts = FREE) -> Path:
    table = pa.table(columns).replace_schema_metadata({METADATA: pack_facts(facts)})
    pq.write_table(table, path)
    return path


def page(i: int) -> str:
    return (
        f"<title>Day {i}</title><nav><a href=/>Home</a></nav><article><h1>Day {i}</h1>"
        f"<p>{PROSE[i % 3]}<p>{PROSE[(i + 1) % 3]}</article><footer>Imprint</footer>"
    )


def dump(i: int) -> str:
    return f"Home\n\n{PROSE[i % 3]}\n{PROSE[(i + 1) % 3]}\nImprint"


def write_pages(
    path: Path, n_pages: int = N_PAGES, facts: CorpusFacts = FREE, **columns: Any
) -> Path:
    table = {
        "id": [f"p{i}" for i in range(n_pages)],
        "site": [f"s{i}.example" for i in range(n_pages)],
        "html": [page(i).encode() for i in range(n_pages)],
        "gold": [f"{PROSE[i % 3]}\n{PROSE[(i + 1) % 3]}" for i in range(n_pages)],
        "title": [f"Day {i}" for i in range(n_pages)],
    }
    return write(path, {**table, **columns}, facts)


def write_dumps(path: Path, n_pages: int = N_PAGES, first: int = 0) -> Path:
    table = {
        "id": [f"p{i}" for i in range(first, first + n_pages)],
        "style": ["wet"] * n_pages,
        "site": [f"s{i}.example" for i in range(first, first + n_pages)],
        "text": [dump(i) for i in range(n_pages)],
        "labels": [[0, -1, 1, 1, 0]] * n_pages,
    }
    return write(path, table)


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
