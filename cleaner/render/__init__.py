"""Rendering: what is kept of a Document, as text, Markdown, HTML or a record."""

from __future__ import annotations

from cleaner.render.front_matter import render_front_matter
from cleaner.render.html import render_html
from cleaner.render.markdown import render_markdown
from cleaner.render.outline import find_headings, heading_text
from cleaner.render.record import Account, Record, render_record
from cleaner.render.text import render_text

__all__ = [
    "Account",
    "Record",
    "find_headings",
    "heading_text",
    "render_front_matter",
    "render_html",
    "render_markdown",
    "render_record",
    "render_text",
]
