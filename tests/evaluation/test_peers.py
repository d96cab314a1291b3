"""Peers: C4's rules line by line, and each extractor on a small page."""

from __future__ import annotations

import builtins
import importlib
from typing import Any

import pytest

from cleaner.errors import MissingExtra, OptionsError
from cleaner.evaluation.peers import PEERS, Output, keep_c4_lines, leave_alone, load_peer
from cleaner.types import Page

PARAGRAPH = (
    "The baker of the old mill has changed his mind about rye: it takes a day, he says, and "
    "whoever is in a hurry should rather bake the white rolls that the village has always liked. "
)
HTML = (
    "<html><head><title>Rye at the mill</title></head><body>"
    "<nav><a href='/a'>Start</a> <a href='/b'>Recipes</a></nav>"
    f"<article><h1>Rye at the mill</h1>{f'<p>{PARAGRAPH * 2}</p>' * 4}</article>"
    "<footer><a href='/c'>Imprint</a></footer></body></html>"
)
MODULES = {
    "trafilatura": "trafilatura",
    "resiliparse": "resiliparse",
    "readability": "readability",
    "justext": "justext",
}


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("Rye takes a day.", True),
        ("Does it take longer?", True),
        ("It really does!", True),
        ('He said: "It does"', True),
        ("  Indented lines stay, too.  ", True),
        ("Three words here.", True),
        ("Two words.", False),
        ("A heading without a full stop", False),
        ("And so on...", False),
        ("And so on \u2026", False),
        ("", False),
        ("Please enable JavaScript to read on.", False),
        ("This site uses cookies, it says.", False),
        ("Read our Privacy Policy before you go.", False),
        (f"A very {'l' * 1000}ong word.", False),
        (f"A very {'l' * 1000} word.", True),
        ("\u5317\u4eac\u662f\u4e2d\u56fd\u7684\u9996\u90fd\u3002", False),
    ],
)
def test_c4_lines(line: str, is_kept: bool) -> None:
    assert keep_c4_lines(line) == (line if is_kept else "")


def test_c4_keeps_order_and_lines_as_they_are() -> None:
    text = "Menu\n  One two three.\n\nShare\nFour five six."
    assert keep_c4_lines(text) == "  One two three.\nFour five six."


def test_leave_alone() -> None:
    assert leave_alone(" a\r\n\n b ") == " a\r\n\n b "


@pytest.mark.parametrize("name", PEERS)
def test_peer_finds_the_text(name: str) -> None:
    if name in MODULES:
        pytest.importorskip(MODULES[name])
    output = load_peer(name)(Page(HTML))
    assert output.body == output.text
    assert "whoever is in a hurry" in output.text or name == "c4"
    if name in MODULES:
        assert "Imprint" not in output.text
        assert "<p>" not in output.text


@pytest.mark.parametrize("name", [name for name, peer in PEERS.items() if peer.for_dumps])
def test_dump_peer_keeps_prose(name: str) -> None:
    assert load_peer(name)(Page(PARAGRAPH.strip())) == Output(PARAGRAPH.strip(), PARAGRAPH.strip())


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="expected str"):
        load_peer("leave-alone")(Page(b"text"))


def test_unknown_peer() -> None:
    with pytest.raises(OptionsError, match="'boilerpipe'; known are trafilatura, resiliparse"):
        load_peer("boilerpipe")


@pytest.mark.parametrize("name", MODULES)
def test_missing_package_gives_the_install_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(module: str) -> Any:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(MissingExtra, match=r"pip install 'pagecleaner\[evaluate\]'") as caught:
        load_peer(name)
    assert caught.value.package == PEERS[name].package


def test_missing_pyarrow_gives_the_install_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from cleaner.corpora.read import read_corpus

    real_import = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    path = tmp_path / "bread.parquet"
    path.write_bytes(b"")
    with pytest.raises(MissingExtra, match="pyarrow is not installed"):
        read_corpus(path)
