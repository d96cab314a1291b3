"""Dumps whose lines are run together to learn from."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.options import Options
from cleaner.rules.match import load_rule_set
from cleaner.segment.text.lines import segment_text
from cleaner.training.examples import make_run_on_examples
from cleaner.training.made_up.run_on import label_pieces, run_together

LINES = ("Home", "News", "", "The ferry sailed at", " nine ", "and sank.", "It was old.", "Share")
LABELS = (CHROME, CHROME, UNKNOWN, *[CONTENT] * 4, CHROME)


def row(style: str = "bs4", lines: tuple[str, ...] = LINES) -> DumpRow:
    return DumpRow("p", style, "\n".join(lines), LABELS)


def test_text_nodes_are_joined_in_three_ways() -> None:
    found = {text: labels for _, text, labels in run_together([row()] * 30, 0)}
    assert set(found) == {
        "Home News The ferry sailed at nine and sank. It was old. Share ",
        "HomeNewsThe ferry sailed atnineand sank.It was old.Share",
        "HomeNews\nThe ferry sailed at nine and sank.It was old.Share",
    }
    for text, labels in found.items():
        assert len(labels) == len(text)
        at = text.index("sailed")
        assert labels[at : at + 6] == bytes([CONTENT + 1]) * 6
        assert labels[text.index("Share")] == CHROME + 1


def test_a_part_of_the_other_dumps_is_joined_with_spaces() -> None:
    found = list(run_together([row("wet")] * 60, 0))
    assert 10 < len(found) < 40
    assert {text for _, text, _ in found} == {
        "Home News The ferry sailed at nine and sank. It was old. Share "
    }
    assert not list(run_together([row("inscriptis-links")] * 60, 0))


def test_pieces_have_the_label_of_their_characters() -> None:
    text = "HomeNewsThe ferry sailed on.And sank.It was old, they say.Share this"
    labels = bytearray([CONTENT + 1]) * len(text)
    labels[:8] = bytes([CHROME + 1]) * 8
    labels[text.index("they") :] = bytes([CHROME + 1]) * (len(text) - text.index("they"))
    document = segment_text(text, None, Options())
    lines, found = label_pieces(document, text, bytes(labels))
    assert lines.split("\n") == list(document.text)
    by_piece = dict(zip(lines.split("\n"), found, strict=True))
    assert by_piece == {
        "Home": CHROME,
        "News": CHROME,
        "The ferry sailed on.": CONTENT,
        "And sank.": CONTENT,
        "It was old, they say.": UNKNOWN,
        "Share this": CHROME,
    }


def test_examples_are_made_where_there_are_pieces() -> None:
    rules = load_rule_set()
    long = tuple(line * 60 if line.endswith(".") else line for line in LINES)
    (example,) = make_run_on_examples([row(lines=long)], rules, 0)
    assert len(example.labels) == len(example.features.numbers) > 10
    assert {CHROME, CONTENT} <= set(example.labels.tolist())
    short = [row("wet")] * 20  # each on one line, but short enough to be one paragraph
    assert not list(make_run_on_examples(short, rules, 0))
