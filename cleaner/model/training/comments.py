"""Readers' comments below articles, in the forms that blogs and newspapers give them.

Corpora of articles have few pages with comments, and fewer forms of them. Here heads, dates and
buttons are made up, a form a page; what readers write is given.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import numpy as np

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Generator = np.random.Generator
Words = Mapping[str, Sequence[str]]

_DEFAULT_LANGUAGE = "en"
_OTHER_LANGUAGE = 0.3
"""Share of the sections whose heads and buttons are in a language of their own: many more are
written than there are corpora in."""
_NAMES: Mapping[str, Sequence[str]] = {
    "ru": ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Иван", "Костя", "Лена", "Миша"),
    "el": ("Άννα", "Βασίλης", "Γιώργος", "Δήμητρα", "Ελένη", "Κώστας", "Μαρία", "Νίκος", "Σοφία"),
    "zh": ("小明", "王伟", "李娜", "张强", "刘洋", "陈静", "杨帆", "匿名", "路人甲", "过客"),
    "ja": ("匿名", "名無し", "太郎", "花子", "ゆき", "けん", "さくら"),
    "ko": ("민수", "지영", "익명", "서연", "철수", "하나"),
    "ar": ("أحمد", "فاطمة", "محمد", "سارة", "علي", "زائر"),
}
_LATIN_NAMES = (
    "Ann", "Bob", "Carol", "Dave", "Eva", "Fran", "Georg", "Helen", "Ivan", "Jane", "Karl", "Linda",
    "Marek", "Nora", "Olaf", "Pat", "Ray", "Sue", "Tom", "Vic",
)  # fmt: skip
_SYLLABLES = ("ka", "ro", "ti", "ne", "bo", "lu", "max", "dar", "fox", "sky", "zed", "old", "xx")
_PLACES = (
    "London",
    "GBR",
    "USA",
    "Leeds, UK",
    "Toronto",
    "TX",
    "Warszawa",
    "Москва",
    "Αθήνα",
    "北京",
)
_DAYS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d.%m.%Y", "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%y",
         "%A, %B %d, %Y", "%d %b, %Y", "%B %d", "%Y/%m/%d")  # fmt: skip
_NUMERIC_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%y", "%Y.%m.%d", "%d/%m")
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
_FEWEST, _MOST, _MEAN = 2, 120, 14
"""Comments of a section; _MEAN is above the fewest."""
_BELOW, _WITH_BUTTONS, _WITH_HEADING, _WITH_GAPS, _IN_ONE_LINE = 0.2, 0.6, 0.75, 0.5, 0.4
"""Shares of the sections whose heads stand below the comments, that have buttons, a heading, empty
lines, and whose buttons stand in one line."""
_MAX_BUTTONS = 3


@dataclass(frozen=True, slots=True)
class _Form:
    """How one site sets its comments; `fillers` are the words of its heads."""

    names: Sequence[str]
    head: Sequence[str]
    fillers: Mapping[str, str]
    day: str
    time: str
    heading: Sequence[str]
    buttons: Sequence[str]
    gap: Sequence[str]
    is_below: bool


def write_comments(
    bodies: Iterator[Sequence[str]], language: str, generator: Generator
) -> list[str]:
    """The lines of a section of comments; the paragraphs of each are the next of `bodies`."""
    form = _draw_form(language, generator)
    n_comments = int(min(_MOST, _FEWEST + generator.exponential(_MEAN)))
    now = datetime(2004, 1, 1) + timedelta(minutes=int(generator.integers(11_000_000)))
    number = 1 if generator.random() < 0.5 else int(generator.integers(1_000_000))
    lines = [line.format(n=n_comments) for line in form.heading]
    for _, body in zip(range(n_comments), bodies, strict=False):
        head = _write_head(form, now, number, generator)
        buttons = [button.format(n=int(generator.integers(30))) for button in form.buttons]
        parts = [*body, *form.gap, *head] if form.is_below else [*head, *form.gap, *body]
        lines += [*parts, *buttons, *form.gap]
        now += timedelta(minutes=int(generator.exponential(90)))
        number += 1 + int(generator.random() < 0.2)
    return lines


def _draw_form(language: str, generator: Generator) -> _Form:
    languages = _words()
    if generator.random() < _OTHER_LANGUAGE:
        language = _pick(list(languages), generator)
    words = languages.get(language, languages[_DEFAULT_LANGUAGE])
    n_buttons = int(generator.random() < _WITH_BUTTONS) * int(
        generator.integers(1, 1 + _MAX_BUTTONS)
    )
    buttons = [_pick(words["button"], generator) for _ in range(n_buttons)]
    if buttons and generator.random() < _IN_ONE_LINE:
        buttons = [_pick((" ", " | ", " · "), generator).join(buttons)]
    has_heading, has_gaps, is_below = generator.random(3) < (_WITH_HEADING, _WITH_GAPS, _BELOW)
    gap = [""] if has_gaps else []
    return _Form(
        names=_NAMES.get(language, _LATIN_NAMES),
        head=_HEADS[int(generator.integers(len(_HEADS)))],
        fillers={key: _pick(values, generator) for key, values in words.items()},
        day=_pick(_DAYS if language == _DEFAULT_LANGUAGE else _NUMERIC_DAYS, generator),
        time=_pick(_TIMES, generator),
        heading=[_pick(words["heading"], generator), *gap] if has_heading else [],
        buttons=buttons,
        gap=gap,
        is_below=bool(is_below),
    )


def _write_head(form: _Form, now: datetime, number: int, generator: Generator) -> list[str]:
    day, fillers = now.strftime(form.day), form.fillers
    parts = (day, fillers["at"], now.strftime(form.time))
    filled = {
        "name": _name(form.names, generator),
        "says": fillers["says"],
        "by": fillers["by"],
        "on": fillers["on"],
        "ago": fillers["ago"].format(n=int(generator.integers(2, 24))),
        "number": fillers["number"].format(n=number),
        "day": day,
        "when": " ".join(part for part in parts if part),
        "place": _pick(_PLACES, generator),
    }
    return [line.format(**filled) for line in form.head]


def _name(names: Sequence[str], generator: Generator) -> str:
    """A first name, one with a second or an initial, or what somebody chose to be called."""
    kind, first = generator.random(), _pick(names, generator)
    if kind < 0.35:
        return first
    if kind < 0.65:
        second = _pick(names, generator)
        return f"{first} {second}" if kind < 0.55 else f"{first} {second[0]}."
    chosen = "".join(_pick(_SYLLABLES, generator) for _ in range(int(generator.integers(1, 4))))
    chosen = chosen.capitalize() if generator.random() < 0.4 else chosen
    return chosen + (str(generator.integers(100)) if generator.random() < 0.5 else "")


def _pick(values: Sequence[str], generator: Generator) -> str:
    return values[int(generator.integers(len(values)))]


@cache
def _words() -> Mapping[str, Words]:
    """The words of comment sections by language."""
    text = files(__package__).joinpath("comments.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
