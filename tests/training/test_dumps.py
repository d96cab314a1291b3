"""Pages -> labelled dumps."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, PageRow
from cleaner.training import dumps as rendering
from tests.training.build import PROSE, page


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
