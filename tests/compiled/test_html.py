"""The compiled pass over a page writes what the pure one writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaner import compiled
from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError, TimeLimitError
from cleaner.segment.html import segmenter as pure
from tests.compiled.soup import make_soup
from tests.timing import check_growth

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_MODULE = compiled.load("html")
pytestmark = pytest.mark.skipif(_MODULE is None, reason="the extension is not built")

_CROWDED = "<p " + " ".join(f"a{i}={i}" for i in range(100_000)) + ">text"
"""A tree takes a minute for it."""


def _read(module: Any, sources: list[str], **options: Any) -> dict[str, Any]:
    """All that a pass writes of pages that follow each other."""
    page = module.Segmenter(options.get("max_blocks", 10_000), options.get("time", NO_DEADLINE))
    for source in sources:
        page.read_page(source)
    elements, head = page.elements, page.head
    return {
        **vars(page.columns),
        "hiding": elements.hiding,
        "inherited": elements.inherit(dict.fromkeys(elements.hiding, 2)),
        "attributes": [dict(attributes.items()) for attributes in elements.attributes],
        "tree": elements.tree(page.columns.element, tuple(head.tokens)),
        "head": (head.title, head.language, head.declared(), head.open_graph()),
        "styles": elements.styles.hidden,
    }


@pytest.mark.parametrize("path", sorted(_FIXTURES.rglob("*.html")), ids=lambda path: path.stem)
def test_fixtures_have_the_same_columns(path: Path) -> None:
    source = path.read_text("utf-8", "replace")
    assert _read(_MODULE, [source]) == _read(pure, [source])


@pytest.mark.parametrize("seed", range(400))
def test_made_up_pages_have_the_same_columns(seed: int) -> None:
    source = make_soup(seed)
    assert _read(_MODULE, [source]) == _read(pure, [source]), source


def test_a_page_goes_on_where_another_left_off() -> None:
    sources = ["<p>one<b>two", "", "<ul><li>three</ul><p id=x class='a1'>four"]
    assert _read(_MODULE, sources) == _read(pure, sources)


@pytest.mark.parametrize(
    "source",
    [
        f"<script>if (a<b = '</script>{_CROWDED}",
        f"<!-- <i x=' -->{_CROWDED}",
        "<a b='" * 300_000,
        "<div>" * 100_000 + "deep",
        "<b>" * 30_000 + "x" + "</b>y" * 30_000,
        _CROWDED,
        "".join(f"<t{i}>x" for i in range(5_000)),
        "word " * 1_000_000,
        "\x00<p>\x01a\x0bb\x7f</p>",
        "<p>lone \ud800 surrogate",
        "<p>" + "<a href=x>y</a>" * 20_000,
    ],
    ids=[
        "after-script",
        "after-comment",
        "quotes",
        "deep",
        "marks",
        "attributes",
        "tags",
        "long",
        "controls",
        "surrogate",
        "links",
    ],
)
def test_hostile_pages_have_the_same_columns(source: str) -> None:
    assert _read(_MODULE, [source]) == _read(pure, [source])


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(LimitError):
        _read(_MODULE, ["<p>a<p>b<p>c"], max_blocks=2)


def test_the_clock_is_looked_at_on_the_way() -> None:
    with pytest.raises(TimeLimitError):
        _read(_MODULE, ["<p>a" * 10_000], time=Deadline(0))


@pytest.mark.parametrize("begin", ["<p ", """<p =" b="x y=" """, "<p b= c=' ", "<p b==' "])
def test_time_grows_with_attributes_and_not_with_their_square(begin: str) -> None:
    """In a tree of 19,000 attributes each is compared with all; a tag alone may have a third."""

    def make(n_attributes: int) -> str:
        return f"{begin}{' '.join(f'a{i}' for i in range(n_attributes))}>text" * 20

    check_growth(lambda source: _read(_MODULE, [source]), make(1_900), make(19_000))
