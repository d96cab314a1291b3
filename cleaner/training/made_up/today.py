"""Lines that sites have set around their texts since 2024, which corpora do not have yet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from cleaner.training.made_up.manner import Generator, pick

OF_TODAY = 0.3
"""Share of the boxes and stray lines made up that are of these."""
_ASSISTANTS = ("ChatGPT", "Claude", "Gemini", "Perplexity", "Copilot", "Grok", "Le Chat")
_NETWORKS = ("Bluesky", "Threads", "Mastodon", "Telegram", "TikTok", "Instagram", "YouTube", "X")
_SITES = (
    "The Courier",
    "Daily Post",
    "Harbour News",
    "Tagblatt",
    "El Faro",
    "Notizie 24",
    "Kurier",
)


def draw_lines(language: str, n: int, generator: Generator) -> list[str]:
    """So many lines, a few alike; none in a language in which none are written."""
    known = _read_lines().get(language)
    return [_fill(pick(known["lines"], generator), generator) for _ in range(n)] if known else []


def _fill(line: str, generator: Generator) -> str:
    return line.format(
        n=int(generator.integers(1, 30)),
        site=pick(_SITES, generator),
        assistant=pick(_ASSISTANTS, generator),
        network=pick(_NETWORKS, generator),
    )


@cache
def _read_lines() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The lines by language."""
    return tomllib.loads(files(__package__).joinpath("today.toml").read_text(encoding="utf-8"))
