"""No page and no name of a file steers the terminal, and no name ends a comment of HTML."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import html as lxml_html

from cleaner.dumps.escape import printable, to_json
from tests.cli.conftest import HTML, PARAGRAPHS, Cleaner, read_terminal

ESCAPES = "\x1b[31m\x07\x9b31m\x1b]0;owned\x07\x7f\x85"
NAMES = [
    "a\x1b[31mb",
    "a\x9b31mb",
    "a\nb",
    "a\rb",
    "a\x07b",
    "a\x7fb",
    "a\u2028b",
    "a\u202eb",
    "a\tb",
]
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]")
PICTURE = b"\x89PNG\r\n\x1a\n\0\0"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not have")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("caf\u00e9 \u0645\u06cc\u200c\u062e \u5929.txt", None),
        ("a\x1b[31m\n\r\t\x9b\x7f", "a\\x1b[31m\\x0a\\x0d\\x09\\x9b\\x7f"),
        ("a\udcffb\ud800", "a\\xffb\\ud800"),
        ("\u202eexe.png", "\\u202eexe.png"),
        ("", None),
    ],
)
def test_printable(text: str, shown: str | None) -> None:
    assert printable(text) == (text if shown is None else shown)
    assert printable("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("verb", ["clean", "explain"])
def test_a_name_is_one_line_without_controls(
    cli: Cleaner, tmp_path: Path, verb: str, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "picture.html").write_bytes(PICTURE)
    (folder / "empty.html").write_text("<p></p>", encoding="utf-8")
    run = cli(verb, folder, folder / "missing")
    assert not OBEYED.search(run.stdout + run.stderr)
    assert all(line.startswith("cleaner: ") for line in run.stderr.splitlines())
    assert printable(name) in run.stderr
    taken = cli(verb, folder / "page.html", *(["-o", folder] if verb == "clean" else []))
    assert not OBEYED.search(taken.stdout + taken.stderr)
    for arguments in ((folder / "none",), (folder, "--site", "x", "--url", "https://e.org")):
        run = cli(verb, *arguments)
        assert not OBEYED.search(run.stderr)


def test_a_message_of_a_whole_command_is_one_line_without_controls(
    cli: Cleaner, tmp_path: Path
) -> None:
    page = tmp_path / "a\x1b[31m\ncleaner: all is well"
    page.write_text(HTML, encoding="utf-8")
    (tmp_path / "empty\x1b[31m").mkdir()
    for arguments in ((page, "-o", page), (tmp_path / "empty\x1b[31m",)):
        run = cli("clean", *arguments)
        assert run.exit_code == 2
        assert "\x1b" not in run.stderr
        assert "\ncleaner: all" not in run.stderr


ENDS = ["a--b", "a-->b", "a--->b", "a--!>b", "a---!>b", "a-", "--", "->b", ">b", "a<!--b",
        "a----b-->", "---><img src=x onerror=f()>"]  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_no_name_ends_a_comment(cli: Cleaner, tmp_path: Path, name: str) -> None:
    for i in range(2):
        (tmp_path / str(i)).mkdir()
        (tmp_path / str(i) / f"{name}.html").write_text(HTML, encoding="utf-8")
    written = cli("clean", tmp_path, "--format", "html").stdout
    comments = re.findall(r"<!--(?!-?>)(.*?)--!?>", written, re.DOTALL)
    assert len(comments) == 2
    assert all("--" not in comment and not comment.endswith("-") for comment in comments)
    assert not lxml_html.fromstring(f"<div>{written}</div>").xpath("//img")
    assert html.unescape(comments[0]).replace("- -", "--").strip().endswith(".html")


@pytest.mark.parametrize("form", ["json", "jsonl", "html"])
def test_what_is_written_has_no_raw_controls(cli: Cleaner, form: str) -> None:
    page = HTML.replace("mow the", f"mow {ESCAPES} the")
    written = cli("clean", "--format", form, stdin=page.encode()).stdout
    assert "mow" in written
    assert not OBEYED.search(written)


@pytest.mark.parametrize("value", ["a\x7fb\x9bc\x85", ["\x80", {"\x9f": "\u00e9\u5929"}]])
def test_json_is_the_same_without_raw_controls(value: object) -> None:
    assert json.loads(to_json(value)) == json.loads(to_json(value, indent=2)) == value
    assert not re.search("[\x7f-\x9f]", to_json(value))


def run_on_terminal(arguments: Sequence[str]) -> bytes:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", *arguments]
    with subprocess.Popen(command, stdout=theirs, stdin=theirs, stderr=theirs) as process:
        os.close(theirs)
        output = read_terminal(ours)
        assert process.wait(60) == 0
    return output.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_a_page_does_not_steer_the_terminal(tmp_path: Path, form: str) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"{PARAGRAPHS[0]} {ESCAPES}\n\n\t{PARAGRAPHS[1]}\n", encoding="utf-8")
    shown = run_on_terminal(["clean", "--format", form, str(page)])
    assert PARAGRAPHS[1].encode() in shown
    assert not OBEYED.search(shown.decode().replace("\t", ""))


def test_what_goes_elsewhere_than_to_a_terminal_stays_as_it_is(cli: Cleaner) -> None:
    dump = f"{PARAGRAPHS[0]} \x1b[31m\x07\n"
    assert cli("clean", "--input-format", "text", stdin=dump.encode()).stdout == dump
