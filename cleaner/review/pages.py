"""The pages of the tool, from templates in which everything is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cleaner.review.keys import LETTERS, OTHERS, group_of, letter_of
from cleaner.types import Role

FOLDER = Path(__file__).parent
_GROUPS = (("content", "Content"), ("around", "Around"), ("chrome", "Chrome"))


def render(name: str, **values: Any) -> str:
    """The template with the values."""
    return _environment().get_template(f"{name}.html.j2").render(values)


def spell(role: str) -> str:
    """The role as people read it.

    >>> spell("list_item")
    'list item'
    """
    return str(role).replace("_", " ")


def name_judge(by: str) -> str:
    """Who decided, as people read it: there is but one model, which the head of a page names.

    >>> name_judge("model:html-blocks-v5"), name_judge("rule:share.follow")
    ('model', 'rule share.follow')
    """
    kind, _, name = by.partition(":")
    return kind if kind == "model" or not name else f"{kind} {name}"


def share(value: float) -> str:
    """A share as a percentage.

    >>> share(0.456)
    '46%'
    """
    return f"{value:.0%}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"spell": spell, "share": share, "judge": name_judge, "query": _query}
    environment.globals |= {
        "groups": [(title, _roles_of(group)) for group, title in _GROUPS],
        "other_keys": OTHERS,
        "group_of": group_of,
        "letter_of": letter_of,
    }
    return environment


def _roles_of(group: str) -> list[tuple[str, Role]]:
    return [(key, role) for key, role in LETTERS.items() if group_of(role) == group]


def _query(given: Mapping[str, str], **changed: Any) -> str:
    """The query of an address, with some values changed; empty ones are left out."""
    values = {key: value for key, value in {**given, **changed}.items() if value not in ("", None)}
    return f"?{urlencode(values)}" if values else ""
