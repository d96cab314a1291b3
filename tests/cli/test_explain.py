from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CHROME, DUMP, PARAGRAPHS, Cleaner, read_terminal


def test_each_block_has_its_fate_and_the_reason(cli: Cleaner, crawl: Path) -> None:
    run = cli("explain", crawl / "dump.txt")
    assert run.exit_code == 0
    heading, *lines = run.stdout.rstrip().splitlines()
    assert heading.startswith(f"{crawl / 'dump.txt'}: 2 of 6 blocks removed, confidence 0.")
    assert "hardly" not in heading
    assert [line[0] for line in lines[::2]] == ["+", "-", "+", "+", "+", "-"]
    assert lines[2].endswith(CHROME[0])
    assert "rule:" in lines[3]
    assert "\x1b" not in run.stdout


def test_removed_shows_only_what_went(cli: Cleaner, crawl: Path) -> None:
    run = cli("explain", "--removed", crawl / "dump.txt")
    assert all(line in run.stdout for line in CHROME)
    assert PARAGRAPHS[0][:30] not in run.stdout


def test_json_has_every_block_whole(cli: Cleaner) -> None:
    run = cli("explain", "--json", stdin=DUMP.encode())
    page = json.loads(run.stdout)
    assert page["format"] == "text"
    assert 0.5 < page["confidence"] <= 1
    assert page["has_article"] is True
    assert [block["text"] for block in page["blocks"]] == [
        line for line in DUMP.split("\n") if line
    ]
    assert {"role", "keep", "score", "by", "reason", "index", "kind"} < set(page["blocks"][0])


def test_page_without_an_article_is_called_so(cli: Cleaner) -> None:
    run = cli("explain", stdin=b"<nav><a href=/>Home</a></nav><footer>All rights reserved</footer>")
    assert "confidence 0.00, hardly an article" in run.stdout.splitlines()[0]


def test_what_stands_in_a_pages_place_is_said(cli: Cleaner) -> None:
    wall = b"<title>404 Not Found</title><h1>404 Not Found</h1><hr>nginx"
    heading, said, *_ = cli("explain", stdin=wall).stdout.splitlines()
    assert heading.endswith("hardly an article")
    assert said.startswith("! the page is error (0.97): ")
    assert said.endswith("(rule:page.error.maker)")
    page = json.loads(cli("explain", "--json", stdin=wall).stdout)["page"]
    assert (page["kind"], page["by"]) == ("error", "rule:page.error.maker")


def test_what_only_the_model_removes_is_said(cli: Cleaner) -> None:
    menu = "\n".join(f"Section {name}" for name in ("News", "Sport", "Arts", "Film", "Travel"))
    dump = f"{menu}\n{DUMP}\n{menu}"
    alone = cli("explain", "--mode", "precision", stdin=dump.encode()).stdout.splitlines()
    assert alone[1].startswith("! ")
    assert alone[1].endswith(
        "% of the characters went on the model's word alone, no sure rule near"
    )
    page = json.loads(cli("explain", "--json", "--mode", "precision", stdin=dump.encode()).stdout)
    assert page["model_alone"] > 0.1
    assert not cli("explain", stdin=DUMP.encode()).stdout.splitlines()[1].startswith("!")


def test_options_count(cli: Cleaner) -> None:
    run = cli("explain", "--drop-pattern", "towpaths", "--removed", stdin=DUMP.encode())
    assert "option:drop" in run.stdout


def test_failures_are_told_and_the_others_shown(cli: Cleaner, crawl: Path) -> None:
    run = cli("explain", crawl)
    assert run.exit_code == 1
    assert "gate.png" in run.stderr
    assert "page.html: " in run.stdout
    assert cli("explain", crawl / "gate.png").exit_code == 2


def test_a_page_cannot_steer_the_terminal(cli: Cleaner) -> None:
    run = cli("explain", stdin=f"{PARAGRAPHS[0]} \x1b[31mred\x07\u202e\n".encode())
    assert not {"\x1b", "\x07", "\u202e"} & set(run.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False)])
def test_colour_is_for_terminals(crawl: Path, no_color: str | None, coloured: bool) -> None:
    import pty

    environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    if no_color:
        environment["NO_COLOR"] = no_color
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from cleaner.cli import main; main()", "explain", "--removed"]
    with subprocess.Popen(
        [*command, str(crawl / "dump.txt")], stdout=theirs, stdin=theirs, env=environment
    ) as process:
        os.close(theirs)
        output = read_terminal(ours)
        assert process.wait(60) == 0
    assert CHROME[1].encode() in output
    assert (b"\x1b[31m" in output) is coloured
