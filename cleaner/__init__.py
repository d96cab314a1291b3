"""Strips boilerplate from web pages and from the text that was scraped from them.

>>> import cleaner
>>> cleaner.clean("Connect with us\\n\\nThe mayor opened the bridge on Monday, a year late.")
'The mayor opened the bridge on Monday, a year late.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner, clean, extract
    from cleaner.errors import CleanerError
    from cleaner.options import Options
    from cleaner.result import Result
    from cleaner.types import Block, Page, Role, Verdict

__version__ = "0.1.0"
__all__ = [
    "Block",
    "Cleaner",
    "CleanerError",
    "Options",
    "Page",
    "Result",
    "Role",
    "Verdict",
    "clean",
    "extract",
]
_HOMES = {
    "Block": "types",
    "Cleaner": "cleaning",
    "CleanerError": "errors",
    "Options": "options",
    "Page": "types",
    "Result": "result",
    "Role": "types",
    "Verdict": "types",
    "clean": "cleaning",
    "extract": "cleaning",
}


def __getattr__(name: str) -> Any:
    """Public names are loaded when first used: importing cleaner loads no heavy library."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"cleaner.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
