"""The lines of a file of labels: a JSON object each, of which nothing is changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from cleaner.dumps.escape import to_json, whole
from cleaner.errors import CorpusError
from cleaner.labels.pages import LABELS, LabelledBlock, LabelledPage, hash_text
from cleaner.types import By, Role

_EXPECTED = (
    "expected a label (label, source, record, place, text, role...), an undoing (undoes, undo...) "
    "or a page that was looked at whole (corpus, id, blocks...)"
)


def new_id() -> str:
    """An id that no entry of any file has."""
    return uuid4().hex


def now() -> str:
    """The time, in UTC and as ISO 8601 writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Was(NamedTuple):
    """The verdict that a block had when somebody looked at it."""

    role: Role
    keep: bool
    by: By
    score: float


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody says that a block is."""

    source: str
    """The path or address that its record is read from again."""
    record: str
    """The record's id there."""
    place: int
    """Which block of its page it is, from 0 on."""
    text: str
    """What a reader sees of it."""
    role: Role
    was: Was | None = None
    everywhere: bool = False
    """Whether it is said of all lines like it of its site."""
    url: str = ""
    site: str = ""
    by: str = ""
    """Who says it."""
    when: str = field(default_factory=now)
    """UTC, in ISO 8601."""
    id: str = field(default_factory=new_id)

    @property
    def block(self) -> str:
        """The hash of its text, as in a LabelledPage."""
        return hash_text(self.text)


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back an entry: a label, a page, or an undoing, which brings back what that undid."""

    undoes: str
    """The entry's id."""
    by: str = ""
    when: str = field(default_factory=now)
    id: str = field(default_factory=new_id)


Entry = Label | LabelledPage | Undo


def format_entry(entry: Entry) -> bytes:
    """The entry as a line, with its end."""
    if isinstance(entry, Label):
        values = _label_values(entry)
    elif isinstance(entry, Undo):
        values = {"undoes": entry.undoes, "undo": entry.id, "by": entry.by, "when": entry.when}
    else:
        values = _page_values(entry)
    return f"{to_json(values)}\n".encode()


def parse_entry(line: bytes) -> Entry:
    """The entry of a line; CorpusError says what is wrong with it."""
    try:
        values = json.loads(line)
        for key, read in _READERS.items():
            if key in values:
                return read(values)
        raise ValueError(f"its keys are {', '.join(values) or 'none'}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = f"no {error}" if isinstance(error, KeyError) else error
        raise CorpusError(f"{found}; {_EXPECTED}") from error


def _label_values(label: Label) -> dict[str, Any]:
    was = label.was
    return {
        "label": label.id,
        "source": label.source,
        "record": label.record,
        "url": label.url,
        "site": label.site,
        "block": label.block,
        "place": label.place,
        "text": label.text,
        "role": label.role,
        "everywhere": label.everywhere,
        "was": None if was is None else {**was._asdict(), "by": str(was.by)},
        "by": label.by,
        "when": label.when,
    }


def _read_label(values: Mapping[str, Any]) -> Label:
    was = values.get("was")
    return Label(
        _text(values, "source"),
        _text(values, "record"),
        _place(values),
        _text(values, "text"),
        Role(values["role"]),
        None if was is None else _read_was(was),
        values.get("everywhere") is True,
        _text(values, "url", ""),
        _text(values, "site", ""),
        _text(values, "by", ""),
        _text(values, "when", ""),
        _text(values, "label"),
    )


def _read_was(values: Mapping[str, Any]) -> Was:
    by = By.read(_text(values, "by"))
    return Was(Role(values["role"]), values["keep"] is True, by, float(values["score"]))


def _read_undo(values: Mapping[str, Any]) -> Undo:
    id_ = _text(values, "undo")
    return Undo(_text(values, "undoes"), _text(values, "by", ""), _text(values, "when", ""), id_)


def _page_values(page: LabelledPage) -> dict[str, Any]:
    known = {"type": page.type, "page": page.id, "by": page.by, "when": page.when}
    return {
        "corpus": page.source,
        "id": page.record,
        **{key: value for key, value in known.items() if value},
        "blocks": list(map(_block_text, page.blocks)),
    }


def _read_page(values: Mapping[str, Any]) -> LabelledPage:
    id_ = _text(values, "page", "")
    blocks = list(map(_read_block, values["blocks"]))
    if id_:  # all blocks of the page are there
        blocks = [block._replace(place=i) for i, block in enumerate(blocks)]
    return LabelledPage(
        _text(values, "corpus"),
        _text(values, "id"),
        tuple(blocks),
        _text(values, "type", ""),
        id_,
        _text(values, "by", ""),
        _text(values, "when", ""),
    )


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Entry]] = {
    "label": _read_label,
    "undoes": _read_undo,
    "blocks": _read_page,
}
"""What reads an entry that has the key."""


def _block_text(block: LabelledBlock) -> str:
    labels = [block.first] if block.first == block.second else [block.first, block.second]
    return " ".join([block.hash, *labels])


def _read_block(text: str) -> LabelledBlock:
    """Of `HASH LABEL`, or `HASH LABEL LABEL` where the second reading says otherwise."""
    found, first, *second = text.split()
    if len(second) > 1:
        raise ValueError(f"{text!r} has more than two labels")
    block = LabelledBlock(found, first, second[0] if second else first)
    for label in (block.first, block.second):
        if label not in LABELS:
            raise ValueError(f"no label is called {label!r}; there are {', '.join(LABELS)}")
    return block


def _text(values: Mapping[str, Any], key: str, otherwise: str | None = None) -> str:
    value = values[key] if otherwise is None else values.get(key, otherwise)
    if not isinstance(value, str):
        raise TypeError(f"{key} is {value!r}, and no text")
    return whole(value)


def _place(values: Mapping[str, Any]) -> int:
    value = values["place"]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"place is {value!r}, and no number from 0 on")
    return value
