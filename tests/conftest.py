"""What tests of several packages build their input with."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from cleaner.types import Document, Kind, Tree

settings.register_profile(
    "cleaner",
    derandomize=True,  # the same examples each time: what fails here fails anywhere
    deadline=None,  # a loaded machine is no fault
    max_examples=200,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)

MakeDocument = Callable[..., Document]


def pytest_configure() -> None:
    """Set up Hypothesis; let what tests start be interrupted, as a shell's background is not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)

    settings.load_profile("cleaner")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first, so that no worker is left with it when all others are done."""
    items.sort(key=lambda item: ("engines" not in item.path.parts, "slow" not in item.keywords))


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
