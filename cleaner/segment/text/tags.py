"""Tags of HTML between the paragraphs of Markdown, as in a README: nobody sees them."""

from __future__ import annotations

import re
from itertools import islice

_COMMENT = r"(?:[^-\n]|-[^-\n]|--+[^->\n])*--+"
"""What ends with the first `-->`, told without trying: a comment that may go on behind it can be
read in as many ways as there are subsets of the comments on a line."""
_TAGS = re.compile(
    r"^ {0,3}(?P<fence>```|~~~)[\s\S]*?(?:^ {0,3}(?P=fence)|\Z)|"
    r"^(?P<indent>[ \t]*)(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?"
    rf"(?:<(?:/?[a-z][^<>\n]*|![a-z][^<>\n]*|!--{_COMMENT})>[ \t]*)+$",
    re.MULTILINE | re.IGNORECASE,
)
"""Code between fences, or a line of tags and comments alone, which may be a list's item."""
_DOCTYPE = re.compile(r"\s*<!doctype\b", re.IGNORECASE)
"""Of a page's beginning it is enough."""
_MAX_INDENT, _MIN_LINES = 3, 3
"""Lines of tags that are no code: that is further in. One alone may be what the text is about."""
_MARKDOWN = re.compile(r"^#{1,6}[ \t]\S|\]\((?:\w+:|[/#.])", re.MULTILINE)
"""A heading, or the middle of a link."""
_MIN_MARKDOWN = 3


def is_markdown(source: str) -> bool:
    """Whether a text with tags has headings and links of Markdown, too."""
    if "](" not in source and "\n#" not in source and not source.startswith("#"):
        return False  # as nearly all pages: to look for marks takes six times as long
    marks = islice(_MARKDOWN.finditer(source), _MIN_MARKDOWN)
    return sum(1 for _ in marks) == _MIN_MARKDOWN


def without_tags(source: str) -> str:
    """The text with empty lines for those of tags alone, where Markdown has such in its margin.

    >>> without_tags("<div>\\n\\n# A [ferry](/f) [sails](/s)\\n\\n</div>\\n<!-- x -->").split("\\n")
    ['', '', '# A [ferry](/f) [sails](/s)', '', '', '']
    """
    if "<" not in source or not is_markdown(source):
        return source
    lines = [line for line in _TAGS.finditer(source) if not line["fence"]]
    n_lines = sum(len(line["indent"]) <= _MAX_INDENT for line in lines)
    if n_lines < _MIN_LINES and not _DOCTYPE.match(source):
        return source
    return _TAGS.sub(lambda found: found[0] if found["fence"] else "", source)
