"""Rendering: what is kept of a Document, as text, Markdown, HTML or a record."""

from __future__ import annotations

from cleaner.render.html import render_html
from cleaner.render.markdown import render_markdown
from cleaner.render.record import Account, Record, render_record
from cleaner.render.text import render_text

__all__ = ["Account", "Record", "render_html", "render_markdown", "render_record", "render_text"]
