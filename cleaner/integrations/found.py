"""What a pipeline's record can get of a page beside its own fields."""

from __future__ import annotations

from typing import Any, Literal, get_args

from cleaner.render import Record

Found = Literal[
    "text", "title", "language", "confidence", "has_article", "page_kind", "n_invisible"
]
FOUND: tuple[Found, ...] = get_args(Found)


def read_found(record: Record, name: Found) -> Any:
    """What a record says under this name: its own, or what kind of page it is."""
    return record["page"]["kind"] if name == "page_kind" else record[name]
