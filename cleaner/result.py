"""What cleaning gives: the article, and for every block what became of it and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.about.language import guess_language, primary_subtag
from cleaner.about.metadata import Metadata, extract_metadata
from cleaner.about.title import choose_title
from cleaner.errors import InputError
from cleaner.page_kinds import NO_ARTICLE, PageKind, PageVerdict
from cleaner.render import (
    Record,
    find_headings,
    heading_text,
    render_front_matter,
    render_html,
    render_markdown,
    render_record,
    render_text,
)
from cleaner.types import By, Document, JudgedBlock, Role, Verdict, shorten

_LIKELY = 0.5
"""Expected F1 from which what is kept is taken for an article."""

_NEAR = 2
"""Blocks from one that goes by more than the model's word, within which that counts for others."""
_ALONE_COSTS = 0.25
"""Share of the confidence that goes if all of a dump goes on the model's word alone. Chosen on
WCXB's dumps, alone and joined: those that lost more than a tenth of their content are told from
others by an AUC of 0.94 (without it 0.91), while the mean confidence falls by 0.02."""
MUCH_ALONE = 0.1
"""Share of a dump's characters that go on the model's word alone from which people are told."""


_NOT_JUDGED = PageVerdict(PageKind.UNKNOWN, 0.0, By("model"), "nobody looked")


class Versions(NamedTuple):
    """What judged a page beside the code: `cleaner run` names the same in its report."""

    rules: str
    weights: str


@dataclass(frozen=True, repr=False)
class Result:
    """A page's article. Has no slots, since what is costly is computed when first asked for."""

    document: Document
    verdicts: Sequence[Verdict]
    fits_profile: bool | None = None
    """Whether the page has what most pages of its site have; None without a profile of it. Where
    many pages do not, the site was redesigned: learn it again."""
    versions: Versions | None = None
    """Hashes of the rules and of the weights that judged it."""
    documents: Sequence[int] = (0,)
    """Blocks with which documents seem to begin: several where dumps were joined."""
    page: PageVerdict = _NOT_JUDGED
    """What the page is: an article, a forum's thread... or a wall, an error, nothing at all."""

    def __post_init__(self) -> None:
        if len(self.verdicts) != len(self.document):
            raise ValueError(f"{len(self.verdicts)} verdicts for {len(self.document)} blocks")

    def __repr__(self) -> str:
        """What it is of, and how much of that stays."""
        visible = self.document.visible
        kept = [text for text, verdict in zip(visible, self.verdicts, strict=True) if verdict.keep]
        title = f"{shorten(self.title)} " if self.title else ""
        n_kept, n_chars = sum(map(len, kept)), sum(map(len, visible))
        n_blocks = f"{len(kept):,} of {len(visible):,} blocks"
        n_characters = f"{n_kept:,} of {n_chars:,} characters"
        return f"<Result {title}{self.document.format}: kept {n_blocks}, {n_characters}>"

    @cached_property
    def text(self) -> str:
        """Headline and body as plain text, without a newline at the end; "" if nothing is kept."""
        return render_text(self.document, self.verdicts)

    @cached_property
    def body(self) -> str:
        """The text without the headline."""
        return render_text(self.document, self.verdicts, headline=False)

    @cached_property
    def title(self) -> str | None:
        """The headline as the page shows it, kept or not; else the page's title without its site's
        name.
        """
        return choose_title(self.document, self._headline)

    @cached_property
    def confidence(self) -> float:
        """How right what is kept can be expected to be: its F1 by the blocks' scores, 0..1.

        What a rule or the caller settled counts as settled; the more of a dump goes on the model's
        word alone, the lower. At most the probability that there is something of an article at
        all; 0 if nothing is kept.
        """
        confidence = self._expected_f1 * (1 - _ALONE_COSTS * self.model_alone)
        return min(confidence, 1 - self.page.probability) if self._is_no_article else confidence

    @cached_property
    def model_alone(self) -> float:
        """Share of a dump's characters that went on the model's word alone: neither a rule nor the
        site's profile removes anything near. 0 for pages, whose markup speaks, too.
        """
        if self.document.format != "text":
            return 0.0
        seen = [not v.keep and v.by.kind in ("rule", "site") for v in self.verdicts]
        sizes = list(map(len, self.document.visible))
        alone = sum(
            sizes[i]
            for i, verdict in enumerate(self.verdicts)
            if not verdict.keep and verdict.by.kind == "model"
            if not any(seen[max(0, i - _NEAR) : i + _NEAR + 1])
        )
        return alone / (sum(sizes) or 1)

    @cached_property
    def has_article(self) -> bool:
        """Whether there is an article here at all: more than a headline, and likelier than not.

        Of a paywalled one the beginning counts; what guards and errors say does not.
        """
        if self._is_no_article:
            return False
        has_body = any(v.keep and v.role is not Role.HEADLINE for v in self.verdicts)
        return has_body and self._expected_f1 >= _LIKELY

    @cached_property
    def language(self) -> str | None:
        """Primary subtag such as "en": what the page says, else a guess, if py3langid is there."""
        return primary_subtag(self.document.language) or guess_language(self.text)

    @cached_property
    def metadata(self) -> Metadata:
        """What the page says of itself: author, date, site name..."""
        return extract_metadata(self.document, self.title)

    @property
    def blocks(self) -> tuple[JudgedBlock, ...]:
        """Every block of the page with its verdict, in order."""
        block = self.document.block
        return tuple(JudgedBlock(block(i), v) for i, v in enumerate(self.verdicts))

    @property
    def removed(self) -> tuple[JudgedBlock, ...]:
        """The blocks that were dropped."""
        block = self.document.block
        return tuple(JudgedBlock(block(i), v) for i, v in enumerate(self.verdicts) if not v.keep)

    @cached_property
    def headings(self) -> Sequence[tuple[str, ...]]:
        """For each block the kept headings above it, outermost first: what the passage is of.

        200 characters of each; of a dump those that Markdown marks.
        """
        return find_headings(self.document, self.verdicts, self.documents)

    def to_markdown(self, *, images: bool = False, front_matter: bool = False) -> str:
        """The article as Markdown; a text dump as its own kept lines.

        `front_matter=True` puts above it, as YAML, what is known of the page.
        """
        markdown = render_markdown(self.document, self.verdicts, images=images)
        if not (front_matter and markdown):
            return markdown
        return f"{render_front_matter(self._known)}\n\n{markdown}"

    def to_html(self, *, images: bool = False) -> str:
        """The article as an HTML fragment, `<article>...</article>`."""
        return render_html(self.document, self.verdicts, images=images)

    def to_record(self, *, blocks: bool = False) -> Record:
        """The article and what was removed, ready for JSON; `blocks=True` adds every block."""
        headings = self.headings if blocks else None
        return {
            "url": self.document.url,
            "title": self.title,
            "text": self.text,
            "language": self.language,
            "confidence": round(self.confidence, 3),
            "model_alone": round(self.model_alone, 3),
            "has_article": self.has_article,
            "fits_profile": self.fits_profile,
            "page": {
                "kind": self.page.kind.value,
                "probability": round(self.page.probability, 3),
                "by": str(self.page.by),
                "reason": self.page.reason,
            },
            **render_record(self.document, self.verdicts, headings=headings),
        }

    @property
    def _known(self) -> dict[str, str | float | None]:
        """What front matter says; metadata that cannot be read cost nobody the text."""
        try:
            said = self.metadata
        except InputError:
            said = Metadata(title=self.title)
        return {
            "title": said.title,
            "author": said.author,
            "date": said.date,
            "url": self.document.url or said.canonical_url,
            "language": self.language,
            "page_kind": self.page.kind.value,
            "confidence": round(self.confidence, 3),
        }

    @property
    def _is_no_article(self) -> bool:
        return self.page.kind in NO_ARTICLE

    @cached_property
    def _expected_f1(self) -> float:
        kept = right = content = 0.0
        for text, verdict in zip(self.document.visible, self.verdicts, strict=True):
            is_settled = verdict.by.kind != "model"
            likely = len(text) * (float(verdict.keep) if is_settled else verdict.score)
            content += likely
            if verdict.keep:
                kept += len(text)
                right += likely
        return 2 * right / (kept + content) if kept else 0.0

    @cached_property
    def _headline(self) -> str | None:
        """Text of the headline's blocks, without the marks of a markdown dump; a headline with a
        <br> inside has several.
        """
        document = self.document
        found = [i for i, verdict in enumerate(self.verdicts) if verdict.role is Role.HEADLINE]
        if not found:
            return None
        group = document.group[found[0]]
        lines = [heading_text(document, i) for i in found if document.group[i] == group]
        return " ".join(" ".join(lines).split()) or None
