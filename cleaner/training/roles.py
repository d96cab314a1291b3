"""Labels for what a block is: by hand where somebody read the page, else weak ones, from the
gold's title and comments, from rules, from markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import CONTENT, UNKNOWN
from cleaner.labels import pages as labelled
from cleaner.labels.pages import LabelledPage
from cleaner.rules import Rule
from cleaner.training.labels import Labels, split_words
from cleaner.types import CHROME_ROLES, ROLE_OF_KIND, ROLES, Document, Role

RoleLabels = npt.NDArray[np.int8]
"""(n_blocks,) index into ROLES, or -1 where nothing tells."""

UNSETTLED = frozenset({Role.HEADLINE, Role.BYLINE, Role.DATE, Role.CAPTION, Role.READING_TIME})
"""Roles that some corpora count as content and others do not: no lesson about content."""

_BY_TOKEN: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"^(?:{words})$"))
    for role, words in (
        (Role.COMMENT_FORM, "respond|comment form|reply|comment respond|commentform"),
        (Role.COMMENT, "comments?|commentlist|comment list|comment body|comment content"),
        (Role.CONSENT, "cookies?|consent|gdpr|ccpa|cookie banner|onetrust"),
        (Role.SUBSCRIBE, "newsletters?|subscribe|subscription|signup|sign up|mailchimp|optin"),
        (Role.LOGIN, "login|log in|signin|sign in|register|account|user menu"),
        (Role.SHARE, "share|sharing|social|sharedaddy|addthis|addtoany|social links|follow"),
        (Role.RELATED, "related|related posts|recommended|recommendations|trending|popular|recent"
                       "|most read|more stories|read more|upsell|teasers?"),
        (Role.ADVERT, "ads?|advert|advertisement|sponsored|sponsor|promo|promotion|dfp|adsense"),
        (Role.CAPTION, "captions?|wp caption text|credit|photo credit|image caption|fig caption"),
        (Role.BYLINE, "bylines?|authors?|author name|post author|entry author|vcard"),
        (Role.DATE, "dates?|datetime|timestamp|published|pubdate|post date|entry date"),
        (Role.LEGAL, "copyright|legal|disclaimer|imprint|impressum|colophon"),
        (Role.NAVIGATION, "nav|navigation|navbar|menu|breadcrumbs?|pagination|pager|tags?|tag links"
                          "|categories|cat links|skip link|sitemap|toc|sidebar|footer|header"),
    )
)  # fmt: skip
_TOKEN_DEPTH = 3
"""Elements from the innermost up whose tokens tell a block's role."""
_TAG_ROLES = {"nav": Role.NAVIGATION, "footer": Role.LEGAL, "time": Role.DATE,
              "figcaption": Role.CAPTION}  # fmt: skip
_MAX_AROUND_CHARS = 200
"""A longer block is no byline, date or reading time, whatever its class says."""


def label_roles(
    document: Document,
    labels: Labels,
    rules: Sequence[Rule | None],
    title: str | None,
    comments: str | None,
    is_typed: bool = True,
) -> RoleLabels:
    """Role of each block as far as the gold, a rule, the markup or its kind tells it; `title` has
    a line for each article.

    Comments among the content are posts where the page is one of a type (`is_typed`), else they
    are comments: CleanEval counts those under articles, too.
    """
    titled = {tuple(split_words(line)) for line in (title or "").split("\n")} - {()}
    commented = {tuple(split_words(line)) for line in (comments or "").split("\n")} - {()}
    roles = np.full(len(document), -1, np.int8)
    for i, text in enumerate(document.visible):
        role = _role(document, i, int(labels[i]), rules[i], is_typed)
        words = split_words(text) if len(text) < 10_000 else []
        if titled and tuple(words) in titled:
            role = Role.HEADLINE
        elif commented and tuple(words) in commented:
            role = Role.COMMENT
        if role is not None:
            roles[i] = ROLES.index(role)
    return roles


def label_by_hand(document: Document, roles: RoleLabels, page: LabelledPage) -> RoleLabels:
    """The roles, where readings of the page agree what they are; -1 where they cannot tell."""
    found = roles.copy()
    for block, i in page.find(document.visible):
        if block.agreed is None:
            found[i] = -1
        elif block.agreed == labelled.CONTENT:
            found[i] = ROLES.index(ROLE_OF_KIND[document.kind[i]])
        else:
            found[i] = ROLES.index(Role(block.agreed))
    return found


def _role(
    document: Document, index: int, label: int, rule: Rule | None, is_typed: bool
) -> Role | None:
    is_short = len(document.visible[index]) <= _MAX_AROUND_CHARS
    if rule is not None and (label != CONTENT or (rule.sure and rule.role in UNSETTLED)):
        return rule.role
    by_markup = _markup_role(document, index)
    if by_markup in UNSETTLED and is_short:
        return by_markup
    if label == CONTENT and (is_typed or by_markup is not Role.COMMENT):
        return ROLE_OF_KIND[document.kind[index]]
    if label != UNKNOWN and by_markup in CHROME_ROLES | {Role.COMMENT}:
        return by_markup
    return None


def _markup_role(document: Document, index: int) -> Role | None:
    """What class names and tags from the innermost element up say that the block is."""
    if document.format == "text":
        return None
    element = document.element[index]
    for _ in range(_TOKEN_DEPTH):
        for role, pattern in _BY_TOKEN:
            if any(pattern.match(token) for token in document.tree.tokens[element]):
                return role
        if document.tree.tag[element] in _TAG_ROLES:
            return _TAG_ROLES[document.tree.tag[element]]
        element = document.tree.parent[element]
    return None
