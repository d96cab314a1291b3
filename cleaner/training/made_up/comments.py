"""Readers' comments below articles, in the forms that blogs and newspapers give them.

Corpora of articles have few pages with comments, and fewer forms of them. Here heads, dates and
buttons are made up, a style a page; what readers write is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cleaner.training.made_up.manner import Generator, Manner, draw_time, pick

_PLACES = (
    "London", "GBR", "USA", "Leeds, UK", "Toronto", "TX", "Warszawa", "Москва", "Αθήνα", "北京"
)  # fmt: skip
_TIMES = ("%I:%M %p", "%H:%M", "%I:%M:%S %p", "%H:%M:%S", "%I:%M%p", "%H.%M")
_HEADS: Sequence[Sequence[str]] = (
    ("{name}",), ("{by} {name}",), ("{name} {says}",), ("{name} - {day}",), ("{name} ({day})",),
    ("{name} · {ago}",), ("{name} {on} {when}",), ("{by} {name} {on} {when}",),
    ("{by} {name} | {day}",), ("{when} {name}",), ("{name}, {place} {on} {day}",),
    ("{number} {name} {says}",), ("{number} {name} {on} {when}",), ("{name} {when} {number}",),
    ("- {name}, {place}",), ("{name}, {place}",), ("{name}", "{when}"), ("{name}", "{ago}"),
    ("{day}", "{name}"), ("{name} {says}", "{when}"), ("{when}", "{by} {name}"),
    ("{name}, {place}", "{when}"), ("{number}", "{name}", "{ago}"),
    ("{number}", "{name} {says}", "{when}"), ("{name}", "{number}", "{when}", "{place}"),
)  # fmt: skip
"""The lines of a comment's head."""
_FEWEST = 2
"""Comments of a section, at least."""
_MOST = 120
"""The same at most."""
_MORE = 14
"""Comments that a section has above the fewest, on average."""
_BELOW = 0.2
"""Share of the sections whose heads stand below the comments."""
_WITH_BUTTON = 0.6
"""Share of the sections with a button below each comment."""
_WITH_HEADING = 0.75
"""Share of the sections with a heading."""
_WITH_GAPS = 0.5
"""Share of the sections with empty lines."""


@dataclass(frozen=True, slots=True)
class _CommentStyle:
    """How one site sets the heads of its comments."""

    manner: Manner
    head: Sequence[str]
    time: str
    """A format of times of the day."""


def write_comments(
    bodies: Iterator[Sequence[str]], language: str, generator: Generator
) -> list[str]:
    """The lines of a section of comments; the paragraphs of each are the next of `bodies`."""
    with_heading, with_gaps, with_button, is_below = (
        generator.random(4) < (_WITH_HEADING, _WITH_GAPS, _WITH_BUTTON, _BELOW)
    ).tolist()
    manner = Manner.draw(language, generator)
    style = _CommentStyle(manner, head=pick(_HEADS, generator), time=pick(_TIMES, generator))
    gap = [""] if with_gaps else []
    buttons = [manner.words["button"]] if with_button else []
    n_comments = int(min(_MOST, _FEWEST + generator.exponential(_MORE)))
    now = draw_time(generator)
    number = 1 if generator.random() < 0.5 else int(generator.integers(1_000_000))
    lines = [manner.words["heading"].format(n=n_comments), *gap] if with_heading else []
    for _, body in zip(range(n_comments), bodies, strict=False):
        head = _write_head(style, now, number, generator)
        lines += [*body, *gap, *head] if is_below else [*head, *gap, *body]
        lines += [button.format(n=int(generator.integers(30))) for button in buttons]
        lines += gap
        now += timedelta(minutes=int(generator.exponential(90)))
        number += 1 + int(generator.random() < 0.2)
    return lines


def _write_head(
    style: _CommentStyle, now: datetime, number: int, generator: Generator
) -> list[str]:
    words, day = style.manner.words, now.strftime(style.manner.day)
    parts = (day, words["at"], now.strftime(style.time))
    filled = {
        "name": style.manner.name(generator),
        "says": words["says"],
        "by": words["by"],
        "on": words["on"],
        "ago": words["ago"].format(n=int(generator.integers(2, 24))),
        "number": words["number"].format(n=number),
        "day": day,
        "when": " ".join(part for part in parts if part),
        "place": pick(_PLACES, generator),
    }
    return [line.format(**filled) for line in style.head]
