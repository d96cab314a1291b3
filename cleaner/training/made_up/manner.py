"""Names, dates and words of a language, as sites set them around comments and teasers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np

Generator = np.random.Generator
Value = TypeVar("Value")

_DEFAULT_LANGUAGE = "en"
_OTHER_LANGUAGE = 0.3
"""Share of what is made up in a language of its own: many more are written than there are corpora
in."""
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
_DAYS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d.%m.%Y", "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%y",
         "%A, %B %d, %Y", "%d %b, %Y", "%B %d", "%Y/%m/%d")  # fmt: skip
_NUMERIC_DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%y", "%d.%m.%y", "%Y.%m.%d", "%d/%m")
_FIRST_DAY = datetime(2004, 1, 1)
"""Since then there are comments."""
_MINUTES = 11_000_000
"""For so long: to the end of 2024."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one site words what it sets around its texts: `words` has one choice for each key."""

    words: Mapping[str, str]
    names: Sequence[str]
    day: str
    """A format of dates."""

    @classmethod
    def draw(cls, language: str, generator: Generator) -> Manner:
        """A manner in the language, or now and then in another."""
        languages = _read_words()
        if generator.random() < _OTHER_LANGUAGE:
            language = pick(list(languages), generator)
        words = languages.get(language, languages[_DEFAULT_LANGUAGE])
        days = _DAYS if language == _DEFAULT_LANGUAGE else _NUMERIC_DAYS
        return cls(
            words={key: pick(values, generator) for key, values in words.items()},
            names=_NAMES.get(language, _LATIN_NAMES),
            day=pick(days, generator),
        )

    def name(self, generator: Generator) -> str:
        """A first name, one with a second or an initial, or what somebody chose to be called."""
        kind, first = generator.random(), pick(self.names, generator)
        if kind < 0.35:
            return first
        if kind < 0.65:
            second = pick(self.names, generator)
            return f"{first} {second}" if kind < 0.55 else f"{first} {second[0]}."
        chosen = "".join(pick(_SYLLABLES, generator) for _ in range(int(generator.integers(1, 4))))
        chosen = chosen.capitalize() if generator.random() < 0.4 else chosen
        return chosen + (str(generator.integers(100)) if generator.random() < 0.5 else "")


def draw_time(generator: Generator) -> datetime:
    """Some minute of the years of which there are comments."""
    return _FIRST_DAY + timedelta(minutes=int(generator.integers(_MINUTES)))


def pick(values: Sequence[Value], generator: Generator) -> Value:
    """One of the values."""
    return values[int(generator.integers(len(values)))]


@cache
def _read_words() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The words by language."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
