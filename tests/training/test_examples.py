"""Rows -> examples: labels, roles and weights of their blocks."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow, PageRow
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet
from cleaner.training.examples import make_examples
from cleaner.types import ROLES, Role
from tests.training.build import PROSE, page

NO_RULES = RuleSet([])


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


def test_what_somebody_read_outweighs_what_markup_says() -> None:
    row = PageRow("p0", page(0).encode(), f"{PROSE[0]}\n{PROSE[1]}", site="s.example")
    (plain,) = make_examples([row], NO_RULES)
    said = (("Home", "share"), ("Day 0", "headline"), (PROSE[0], "content"), ("Imprint", "unclear"))
    blocks = tuple(LabelledBlock(hash_text(text), label, label) for text, label in said)
    labelled = {"p0": LabelledPage("bread", "p0", blocks)}
    (example,) = make_examples([row], NO_RULES, labelled)
    assert example.is_by_hand
    assert not plain.is_by_hand
    roles = [None if i < 0 else ROLES[i] for i in example.roles]
    assert roles == [Role.SHARE, Role.HEADLINE, Role.PARAGRAPH, Role.PARAGRAPH, None]
    assert example.labels.tolist() == plain.labels.tolist()


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


def test_rows_that_teach_nothing_are_left_out() -> None:
    rows = [
        PageRow("no-text", b"<p></p>", PROSE[0]),
        PageRow("binary", bytes(1_000), PROSE[0]),
    ]
    assert list(make_examples(rows, NO_RULES)) == []
    assert list(make_examples([DumpRow("empty", "wet", "", (0,))], NO_RULES)) == []


def test_lines_of_which_nobody_knows_are_not_learned_from() -> None:
    row = PageRow("p0", page(0).encode(), f"{PROSE[0]}\n{PROSE[1]}", unsure=(f" {PROSE[1]}",))
    (example,) = make_examples([row], NO_RULES)
    assert example.labels.tolist() == [CHROME, CHROME, CONTENT, UNKNOWN, CHROME]
