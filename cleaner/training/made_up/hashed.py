"""Pages whose names of class and id say nothing: those of build tools, or of a language never seen.

Each name becomes another, the same name the same one on the whole page; tags, roles and all other
attributes stay. What stands where, and what is alike, has to be enough then.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from string import ascii_letters, ascii_lowercase, digits

import numpy as np

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_NAMES = re.compile(r"""(\s)(class|id)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>\\]+)""", re.IGNORECASE)
_BASE36 = ascii_lowercase + digits
_LOOKS = """
flex grid block hidden inline relative absolute sticky container group peer flex-col flex-wrap
items-center items-start justify-between grow shrink-0 w-full h-full min-h-screen max-w-7xl mx-auto
my-0 truncate underline uppercase text-sm text-lg text-2xl text-gray-900 text-white font-bold
font-medium bg-white bg-gray-100 rounded-lg border border-b shadow-md overflow-hidden z-10
sm:hidden md:flex lg:block lg:grid-cols-3 hover:underline col-span-2
"""
_SIDES = "p px py m mt mb gap space-y"
_UTILITIES = (
    *_LOOKS.split(),
    *(f"{side}-{n}" for side in _SIDES.split() for n in (1, 2, 4, 6, 8, 12)),
)
"""Names that say how an element looks, as Tailwind's do."""
_MIXED = 0.3
"""Share of the pages on which some names stay."""
_MAX_KEPT = 0.6
"""Share of the names that stay there at most."""

Spell = Callable[[random.Random, str], str]
"""What a name becomes."""
Manner = Callable[[random.Random], Spell]
"""How the names of a page are spelled."""


def with_hashed_names(html: str, generator: np.random.Generator) -> str:
    """The page with its names of class and id in one of MANNERS, which is drawn."""
    own = random.Random(int(generator.integers(1 << 31)))
    spell = own.choice(MANNERS)(own)
    kept = own.uniform(0, _MAX_KEPT) if own.random() < _MIXED else 0.0
    spelled: dict[str, str] = {}

    def write(found: re.Match[str]) -> str:
        names = found[3].strip("\"'").split()
        for name in names:
            if name not in spelled:
                spelled[name] = name if own.random() < kept else spell(own, name)
        new = " ".join(filter(None, map(spelled.__getitem__, names)))
        return f'{found[1]}{found[2]}="{new}"' if new else found[1]

    return _TAG.sub(lambda tag: _NAMES.sub(write, tag[0]), html)


def _hash(letters: str, low: int, high: int) -> Manner:
    """Hashes of `low` to `high` of the letters, all of a page behind the same prefix."""

    def manner(page: random.Random) -> Spell:
        prefix = _draw_prefix(page)
        return lambda own, name: prefix + _draw(own, letters, low, high)

    return manner


def _draw_prefix(page: random.Random) -> str:
    """What all names of a page begin with, if with anything."""
    letters = _draw(page, ascii_lowercase, 1, 4)
    return page.choice(("", "", "css-", "sc-", "jsx-", letters, f"{letters}-"))


def _number(page: random.Random) -> Spell:
    """Names that are counted, as those of JSS are: to who does not read digits, all the same."""
    prefix = _draw_prefix(page)
    return lambda own, name: f"{prefix}{own.randint(1, 2_000)}"


def _draw(generator: random.Random, letters: str, low: int, high: int) -> str:
    return "".join(generator.choices(letters, k=generator.randint(low, high)))


def _spell_short(generator: random.Random, name: str) -> str:
    """A few letters, as minifiers leave them."""
    return _draw(generator, ascii_letters, 1, 3)


def _spell_atoms(generator: random.Random, name: str) -> str:
    """A hash for each of an element's properties, as StyleX writes them."""
    return " ".join("x" + _draw(generator, _BASE36, 5, 7) for _ in range(generator.randint(1, 4)))


def _spell_module(generator: random.Random, name: str) -> str:
    """The name and a hash, as CSS modules have it."""
    return f"{name}{generator.choice(('_', '__'))}{_draw(generator, ascii_letters + digits, 5, 6)}"


def _spell_utilities(generator: random.Random, name: str) -> str:
    """What the element looks like; other names may look the same."""
    return " ".join(generator.sample(_UTILITIES, generator.randint(1, 5)))


def _spell_foreign(generator: random.Random, name: str) -> str:
    """One or two words of a language that nobody speaks."""
    return "-".join(
        "".join(generator.choice("bcdfghklmnprstvz") + generator.choice("aeiou")
                for _ in range(generator.randint(2, 4)))
        for _ in range(generator.randint(1, 2))
    )  # fmt: skip


MANNERS: tuple[Manner, ...] = (
    _hash(_BASE36, 5, 7),
    _hash("abcdef" + digits, 5, 8),
    _hash(ascii_letters, 5, 7),
    _number,
    lambda page: _spell_short,
    lambda page: _spell_atoms,
    lambda page: _spell_module,
    lambda page: _spell_utilities,
    lambda page: _spell_foreign,
    lambda page: lambda own, name: "",
)
"""The last leaves all names out."""
