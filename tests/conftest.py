"""What tests of several packages build their input with."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cleaner.types import Document, Kind, Tree

MakeDocument = Callable[..., Document]


def pytest_configure() -> None:
    """Let what tests start be interrupted: what a shell runs in the background ignores Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def make_document() -> MakeDocument:
    """Blocks as a Document, by hand: a dump, or HTML when `tokens` names each block's classes."""

    def make(*texts: str, tokens: Sequence[tuple[str, ...]] | None = None) -> Document:
        n, zeros = len(texts), [0] * len(texts)
        columns: dict[str, Any] = {
            "source": "",
            "url": None,
            "text": texts,
            "visible": texts,
            "kind": [Kind.PARAGRAPH] * n,
            "level": zeros,
            "ordered": [False] * n,
            "group": list(range(n)),
        }
        if tokens is None:
            return Document(
                format="text",
                **columns,
                blank_before=zeros,
                joined=[False] * n,
            )
        tree = Tree(
            tag=["html", *["p"] * n],
            parent=[0] * (n + 1),
            tokens=[(), *tokens],
            first=[0, *range(n)],
            end=[n, *range(1, n + 1)],
        )
        return Document(
            format="html",
            **columns,
            element=list(range(1, n + 1)),
            link_chars=zeros,
            emphasis_chars=zeros,
            hidden=[False] * n,
            inline=[(text,) for text in texts],
            tree=tree,
        )

    return make
