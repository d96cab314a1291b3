"""The text of pages that a script draws: it lies in the page's state, not in its elements.

State is JSON (`states.py`): in a script (JSON-LD, `__NEXT_DATA__`, `window.state = {...}`), in an
attribute (Discourse's `data-preloaded`, `data-page`), or in a string of other JSON. The texts that
share a name there are the posts of a thread, the parts of an article or the features of a product,
so the name with the most prose is taken for the page's content. Each text becomes markup, named as
in the state, like microdata; the rest is the segmenter's:

    <main><article><div itemprop="posts"><div itemprop="cooked">...</div></div>...
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any, NamedTuple

from cleaner.segment.html.parser import feed
from cleaner.segment.html.states import StateReader

_MIN_PROSE = 200
"""Characters of prose from which a name of the state counts as the page's content."""
_MIN_TEXT = 60
"""Characters of a text that counts as prose; shorter ones are labels, or replies beside prose."""
_MAX_NESTING = 3
"""JSON in strings of JSON; Discourse has one level. Each one more is another pass over the text."""
_MAX_NAME = 60
_DECLARED = "articleBody"
"""schema.org's name for the content, which outranks those with more prose."""
_SAME = {"text": _DECLARED}
"""The first post of a thread has either name, the replies have `text`."""
_BLOCK_TAG = re.compile(r"(?i)</(?:p|li|h[1-6]|pre|blockquote|div)>|<br[\s/>]")
_ESCAPED_TAG = re.compile(r"(?i)&lt;/(?:p|li|h[1-6]|pre|blockquote|div)&gt;|&lt;br[\s/&]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CODE = re.compile(r"[{}<>=;_|\\]")
_CHARS_PER_CODE = 20
"""Prose has fewer of these signs; styles, scripts and query strings have more."""
_DATA = re.compile(r"[!-~]{40,}")
"""Longer than words are: addresses, pictures as base64, minified scripts."""
_DECODER = json.JSONDecoder(strict=False, parse_int=float)  # int() takes quadratic time


class _Text(NamedTuple):
    """A string of the state, its name and that of the object around it."""

    owner: str
    name: str
    text: str


def embedded_markup(source: str, n_shown: int) -> str:
    """The text of the page's state as markup; "" unless it is prose and more than `n_shown`.

    `n_shown` are the characters that the page's elements show.
    """
    reader = StateReader()
    feed(source, reader)
    names = [texts for state in reader.states for texts in _texts_by_name(state)]
    ranked = [(any(text.name == _DECLARED for text in texts), _rate(texts)) for texts in names]
    enough = [i for i, (_, rate) in enumerate(ranked) if rate >= max(n_shown, _MIN_PROSE)]
    if not enough:
        return ""
    content = names[max(enough, key=ranked.__getitem__)]
    return f"<main><article>{''.join(map(_as_markup, content))}</article></main>"


def _texts_by_name(state: Any) -> Iterator[list[_Text]]:
    """The state's strings in lists of one name each, no text twice."""
    names: dict[str, dict[str, _Text]] = {}
    for text in _walk(state):
        names.setdefault(_SAME.get(text.name, text.name), {}).setdefault(text.text, text)
    return (list(texts.values()) for texts in names.values())


def _walk(state: Any) -> Iterator[_Text]:
    """The state's strings in their order; those of a list have the list's name."""
    waiting: list[tuple[str, str, int, Any]] = [("", "", 0, state)]
    while waiting:
        owner, name, nesting, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(name, key, nesting, value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [(owner, name, nesting, part) for part in reversed(value)]
        elif isinstance(value, str):
            inner = _parse_string(value) if nesting < _MAX_NESTING else None
            if inner is None:
                yield _Text(owner, name, _restore_tags(value))
            else:
                waiting.append((owner, name, nesting + 1, inner))


def _parse_string(value: str) -> Any:
    """The object or list that the string is the JSON of, or None."""
    if len(value) < _MIN_TEXT or not value.startswith(("{", "[")):
        return None
    try:
        return _DECODER.decode(value)
    except (ValueError, RecursionError):
        return None


def _restore_tags(text: str) -> str:
    """The text, with its tags as such if it is markup that was escaped as a whole."""
    is_escaped = _ESCAPED_TAG.search(text) and not _TAG.search(text)
    return unescape(text) if is_escaped else text


def _rate(texts: list[_Text]) -> int:
    """Characters of prose, less those of labels, addresses, styles and the like.

    Markup counts twice: bodies are written in it, teasers and descriptions seldom are.
    """
    return sum(_rate_text(text.text) for text in texts)


def _rate_text(text: str) -> int:
    shown = _DATA.sub("", _TAG.sub("", text))
    is_markup = _BLOCK_TAG.search(text) is not None  # which can show code
    n_signs = 0 if is_markup else sum(1 for _ in _CODE.finditer(shown))
    is_prose = len(shown) >= max(_MIN_TEXT, n_signs * _CHARS_PER_CODE)
    return len(shown) * (1 + is_markup) if is_prose else -len(text)


def _as_markup(text: _Text) -> str:
    """The text in elements of its names; lines of what has no blocks become paragraphs."""
    markup = text.text
    if not _BLOCK_TAG.search(markup):
        if not _TAG.search(markup):
            markup = markup.replace("<", "&lt;")
        markup = "".join(f"<p>{line}</p>" for line in markup.splitlines())
    owner, name = (escape(name[:_MAX_NAME]) for name in (text.owner, text.name))
    return f'<div itemprop="{owner}"><div itemprop="{name}">{markup}</div></div>'
