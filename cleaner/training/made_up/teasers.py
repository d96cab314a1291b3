"""Lists of teasers, as they stand around articles: title and first words of what else there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from cleaner.training.made_up.manner import Generator, Manner, draw_time, pick

_FORMS: Sequence[Sequence[str]] = (
    ("{title}",), ("{text}", "{more}"), ("{title}", "{text}"), ("{title} {text}",),
    ("{title}", "{day}"), ("{title}", "{text}", "{more}"), ("{day}", "{title}", "{text}"),
    ("{title}", "{day}", "{text}"), ("{day} {title}", "{text}"), ("{title}", "{text}", "{day}"),
    ("{title}", "{by} {name}", "{text}", "{more}"), ("{section}", "{title}", "{text}"),
    ("{title}", "{text}", "{by} {name}"), ("{section}", "{title}", "{day}", "{text}", "{more}"),
)  # fmt: skip
"""The lines of a teaser."""
_ENDS = ("...", "…", " [...]", " ...", "")
"""What stands where a text is cut."""
_SHORTEST = 60
"""Characters of the longest text of a list, where its texts are short ones."""
_LONGEST = 300
"""The same where they are long."""
_WITH_HEADING = 0.75
"""Share of the lists that have a heading."""
_WITH_GAPS = 0.5
"""Share of the lists that have empty lines."""
_MEAN_AGE = timedelta(minutes=2_000)
"""How much older than the one above a teaser is on average."""


def write_teasers(
    articles: Iterator[tuple[str, str]], language: str, generator: Generator
) -> list[str]:
    """The lines of a list of teasers, one for each title and text."""
    manner = Manner.draw(language, generator)
    form = pick(_FORMS, generator)
    with_heading, with_gaps = (generator.random(2) < (_WITH_HEADING, _WITH_GAPS)).tolist()
    gap = [""] if with_gaps else []
    longest, end = int(generator.integers(_SHORTEST, _LONGEST)), pick(_ENDS, generator)
    now = draw_time(generator)
    lines = [manner.words["related"], *gap] if with_heading else []
    for title, text in articles:
        now -= generator.exponential() * _MEAN_AGE
        filled = {
            "title": title,
            "text": text if len(text) <= longest else cut_words(text, longest) + end,
            "section": title.split(" ")[-1],
            "day": now.strftime(manner.day),
            "name": manner.name(generator),
            "by": manner.words["by"],
            "more": manner.words["more"],
        }
        lines += [*(line.format(**filled) for line in form), *gap]
    return lines


def cut_words(text: str, longest: int) -> str:
    """The first words of the text, at most `longest` characters."""
    return text[:longest].rsplit(" ", 1)[0]
