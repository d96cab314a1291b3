"""TeX as it stands in text and in Markdown: between dollar signs, and nothing in it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

_COMMENT = re.compile(r"(?<!\\)%")
_DOLLAR = re.compile(r"(?<!\\)\$")
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[])")
"""What Markdown could take for a tag or a link; a space behind it changes nothing in TeX."""
_STYLE = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\b(.*)\}", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DELIMITER = re.compile(r"\\[(\[]|\$\$?")
_ENDS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$", "$": "$"}
_WRAPPERS = (("$$", "$$"), ("\\[", "\\]"), ("$", "$"), ("\\(", "\\)"), ("[math]", "[/math]"))
_DISPLAYS = frozenset({"$$", "\\["})
_MAX_BETWEEN = 5_000
"""Characters of a formula between delimiters in text; what is longer is none."""
SERVICES = ("latex", "mimetex", "mathtex", "codecogs", "texrender", "/math/render/", "/svg.image")
"""What addresses of pictures of formulas hold."""
_PICTURES = frozenset({"latex", "tex", "math", "equation", "formula", "mathtex", "eeimg"})
"""Classes of such pictures."""
_SIGNS = re.compile(r"[\\^_={}]")


def delimit(tex: str, *, is_display: bool) -> str:
    """The formula on one line, between `$` or `$$`; "" if there is nothing of it."""
    tex, is_own_display = unwrap(" ".join(_drop_comments(tex).split()))
    is_display |= is_own_display
    if (style := _STYLE.fullmatch(tex)) and _is_one_group(tex):
        tex = style[1].strip()
    tex = tex.removeprefix("\\displaystyle ").rstrip("\\").strip()
    tex = _MARKUP.sub(r"\g<0> ", _replace_dollars(tex))
    sign = "$$" if is_display else "$"
    return f"{sign}{tex}{sign}" if tex else ""


def _drop_comments(tex: str) -> str:
    """The formula without what its lines say behind `%`; on a line alone it is none."""
    *lines, last = tex.split("\n")
    return "\n".join([*(_COMMENT.split(line, 1)[0] for line in lines), last])


def _replace_dollars(tex: str) -> str:
    """The formula without what would end it: `\\text{if $x$}` has formulas of its own."""
    parts = _DOLLAR.split(tex)
    if len(parts) % 2 == 0:
        return "\\$".join(parts)
    signs = (("\\(", "\\)")[i % 2] for i in range(len(parts) - 1))
    return "".join(part + sign for part, sign in zip(parts, [*signs, ""], strict=True))


def unwrap(tex: str) -> tuple[str, bool]:
    """The formula without delimiters of its own, and whether they say that it is displayed."""
    for opening, closing in _WRAPPERS:
        if len(tex) > len(opening + closing) and tex.startswith(opening) and tex.endswith(closing):
            return tex[len(opening) : -len(closing)].strip(), opening in _DISPLAYS
    return tex, False


def _is_one_group(tex: str) -> bool:
    """Whether the first brace is closed by the last."""
    depth = 0
    for match in _BRACE.finditer(tex[:-1]):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return False
    return True


def read_picture(source: str, alt: str, classes: str) -> str:
    """TeX of a picture that shows a formula, else ""."""
    alt = alt.strip()
    if alt and unwrap(alt)[0] != alt:
        return alt
    is_drawn = any(name in source for name in SERVICES)
    words = _PICTURES.intersection(classes.lower().split())
    if alt and ((words and _SIGNS.search(alt)) or words & {"latex", "tex"}):
        return alt
    if is_drawn and alt and (_SIGNS.search(alt) or len(alt) == 1):
        return alt
    return _read_query(source) if is_drawn and not alt else ""


def _read_query(address: str) -> str:
    """The formula that a picture's address asks a service for."""
    try:
        query = urlsplit(address).query
    except ValueError:  # no address at all
        return ""
    query = unquote(query.split("latex=", 1)[-1].split("&", 1)[0].replace("+", " "))
    return query if _SIGNS.search(query) else ""


def split_text(text: str, *, has_single: bool) -> Iterator[tuple[str, bool | None]]:
    """The text's parts: TeX and whether it is displayed, or None for what stands between.

    A single `$` is a delimiter where `has_single` says so.
    """
    closed: dict[str, int] = {}
    done = at = 0
    while match := _DELIMITER.search(text, at):
        at, opening = match.end(), match[0]
        if opening == "$" and not has_single:
            continue
        # Each delimiter's next end is looked for once: there may be a million that never end.
        if closed.get(opening, 0) < at:
            end = text.find(_ENDS[opening], at)
            closed[opening] = len(text) if end < 0 else end
        end = closed[opening]
        if end == len(text) or end - at > _MAX_BETWEEN or not _is_formula(text[at:end], opening):
            continue
        yield text[done : match.start()], None
        yield text[at:end], opening in _DISPLAYS
        done = at = end + len(opening)
    yield text[done:], None


def _is_formula(tex: str, opening: str) -> bool:
    """Whether it can be TeX; prices stand between single dollar signs, too."""
    if opening != "$":
        return bool(tex.strip()) and "\n\n" not in tex
    return bool(tex) and not tex[0].isspace() and not tex[-1].isspace() and "\n" not in tex
