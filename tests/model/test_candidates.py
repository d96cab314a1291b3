"""Which element holds most of a page's prose, and where blocks stand from it."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.model.arrays import Floats
from cleaner.model.candidates import CANDIDATE_NUMBERS
from cleaner.model.features import Features, featurize
from cleaner.model.numbers import NUMBERS
from cleaner.options import Options
from cleaner.segment import segment
from cleaner.types import Document, Format, Page

PROSE = (
    "Das Schiff fuhr nicht, weil der Wind in der Nacht gedreht hatte, und alle warteten.",
    "Jemand kochte eine Suppe für die Leute in der Halle, während der Kapitän noch schlief.",
    "Um zwölf wachte er auf, sah aus dem Fenster, und ging den Deich entlang nach Hause.",
)
BODY = "".join(f"<p>{text}</p>" for text in PROSE)
PAGE = f"""
<div class=menu><ul><li><a href=/>Start</a></li><li><a href=/n>Neues</a></li></ul></div>
<div class=main>
  <div class=story><h1>Kein Schiff</h1>{BODY}</div>
  <div class=more><a href=/a>Ein Teaser, der verlinkt ist, und so lang wie ein Absatz</a></div>
</div>
<div class=side><p>Ein Hinweis am Rand, der kürzer ist.</p></div>
"""


def read(content: str, format_: Format = "html") -> tuple[Document, Features]:
    document = segment(Page(content, format=format_), Options())
    return document, featurize(document, [None] * len(document))


def column(features: Features, name: str) -> Floats:
    return features.numbers[:, NUMBERS.index(name)]


def test_the_element_with_most_prose_is_found() -> None:
    document, features = read(PAGE)
    is_inside = column(features, "is_in_candidate").astype(bool)
    inside = [text for text, found in zip(document.text, is_inside, strict=True) if found]
    assert inside == ["Kein Schiff", *PROSE]
    first, last = np.flatnonzero(is_inside)[[0, -1]]
    n_before = np.expm1(column(features, "log_before_candidate"))
    n_after = np.expm1(column(features, "log_after_candidate"))
    assert n_before.round().tolist() == [*range(first, 0, -1), *[0] * (len(document) - first)]
    assert n_after.round()[last + 1 :].tolist() == list(range(1, len(document) - last))
    assert not n_after[: last + 1].any()
    share = column(features, "candidate_share")
    assert (share[is_inside] == 1).all()
    assert (share[~is_inside] < 1).all()


def test_levels_go_up_to_the_element_around_the_candidate_and_down_to_it() -> None:
    document, features = read(PAGE)
    levels = np.expm1(column(features, "levels_to_candidate")).round()
    below = np.expm1(column(features, "levels_below")).round()
    at = {text: i for i, text in enumerate(document.text)}
    paragraph, teaser, hint = at[PROSE[0]], len(document) - 2, len(document) - 1
    assert (levels[paragraph], below[paragraph]) == (1, 0)  # <p> in the candidate
    assert levels[teaser] == 2  # <a>, .more, .main
    assert below[teaser] == 1  # .story in .main
    assert below[hint] == 2  # .main in <body>


def test_links_speak_against_an_element() -> None:
    linked = "".join(f"<p><a href=/{i}>{text}</a></p>" for i, text in enumerate(PROSE * 2))
    _, features = read(f"<div>{linked}</div><div>{BODY}</div>")
    assert column(features, "is_in_candidate").tolist() == [0.0] * 6 + [1.0] * 3


def test_a_second_article_is_a_rival() -> None:
    _, alone = read(f"<div>{BODY}</div><div><p>Kurz.</p></div>")
    _, two = read(f"<div>{BODY}</div><div><p>{PROSE[0]}<p>{PROSE[1]}</div>")
    assert column(alone, "rival_share").max() < 0.3
    assert column(two, "rival_share").min() > 0.5


def test_the_run_of_lines_with_most_prose_is_found() -> None:
    menu = ["Start", "Neues", "Wetter", "Fahrplan"]
    teaser = "Ein Teaser unter dem Text, der so lang wie ein Absatz ist und mit einem Punkt endet."
    lines = [*menu, "Kein Schiff", PROSE[0], "Warum?", *PROSE[1:], *menu, teaser, *menu]
    _, features = read("\n".join(lines), "text")
    is_inside = column(features, "is_in_candidate").astype(bool)
    inside = [line for line, found in zip(lines, is_inside, strict=True) if found]
    assert inside == [PROSE[0], "Warum?", *PROSE[1:]]
    n_before = np.expm1(column(features, "log_before_candidate")).round()
    n_after = np.expm1(column(features, "log_after_candidate")).round()
    assert n_before[:6].tolist() == [5, 4, 3, 2, 1, 0]
    assert n_after[8:].tolist() == list(range(10))
    n_chars = [len(line) for line in lines]
    share = sum(len(line) for line in inside) / sum(n_chars)
    assert column(features, "candidate_chars_share") == pytest.approx([share] * len(lines))
    assert 0 < column(features, "rival_share")[0] < 0.5


def test_prose_in_a_script_without_spaces_counts_by_what_it_says() -> None:
    prose = "昨夜のうちに風向きが変わったため、火曜日のフェリーは出航しませんでした。"
    _, features = read(f"ホーム\nニュース\n{prose}\n{prose}\nお問い合わせ", "text")
    assert column(features, "is_in_candidate").tolist() == [0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        ("Start\nNeues", "text"),
        ("", "text"),
        ("<p>Kurz.<p>Auch.", "html"),
        ("<p>", "html"),
        ("", "html"),
    ],
)
def test_without_prose_or_elements_nothing_is_said(content: str, format_: Format) -> None:
    _, features = read(content, format_)
    for name in CANDIDATE_NUMBERS:
        assert not column(features, name).any()


def test_deep_nesting_is_bounded() -> None:
    deep = "<div>" * 200 + BODY + "</div>" * 200
    _, features = read(f"<p>{PROSE[0]}</p>{deep}")
    assert np.isfinite(features.numbers).all()
    assert column(features, "levels_to_candidate").max() <= np.log1p(16) + 1e-6
