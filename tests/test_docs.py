"""What the README, and the documentation for all that has no test of its own, shows works."""

from __future__ import annotations

import gzip
import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from itertools import chain
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

from cleaner.cli import VERBS, main
from cleaner.rules import load_rules
from cleaner.rules.pages.load import load_page_rules
from tests.dumps.build import warc_record
from tests.examples import ROOT, check_output, read_blocks, run_example

README = (ROOT / "README.md").read_text(encoding="utf-8")
TESTED_ELSEWHERE = ("clusters.md", "pipelines.md", "serve.md", "sites.md")
PAPERS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "RELEASING.md", "SECURITY.md")
PAGES = [path.name for path in sorted((ROOT / "docs").glob("*.md"))]
DOCUMENTS = ["README.md", *(f"docs/{name}" for name in PAGES if name not in TESTED_ELSEWHERE)]
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Boats are back</title></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Boats are back</h1>
<p>The boats came back to the upper canal on Sunday, after nine years in which nobody had paid
for dredging the last two miles of it.</p><p>Some sixty people stood on the bridge to see the
first of them pass, and the school band played until it began to rain.</p><p>Leave a Reply</p>
</article></body></html>
"""


def sessions(document: str) -> list[list[tuple[str, str]]]:
    """The commands of each `console` block, with the output that is shown below them."""
    return [
        [
            (command, output)
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
            for command, _, output in [part.partition("\n")]
        ]
        for language, block in read_blocks(document)
        if language == "console"
    ]


def blocks_of(wanted: str) -> list[str]:
    """The blocks of code in one language."""
    return [
        block
        for document in DOCUMENTS
        for language, block in read_blocks(document)
        if language == wanted
    ]


WITH_SESSIONS = [document for document in DOCUMENTS if sessions(document)]


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the files that a document's examples name."""
    folder = tmp_path
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "crawl").mkdir()
    (folder / "crawl" / "page.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(ROOT / "seeds" / "003_9579e29462e52cbf.txt", folder / "crawl")
    (folder / "dumps").mkdir()
    post = json.dumps({"id": 1, "url": "https://example.org/1", "body": PAGE}) + "\n"
    (folder / "dumps" / "posts.jsonl.gz").write_bytes(gzip.compress(post.encode()))
    record = warc_record("response", "boats", PAGE.encode())
    (folder / "dumps" / "pages.warc.gz").write_bytes(gzip.compress(record))
    return folder


def run(command: list[str] | str, folder: Path) -> subprocess.CompletedProcess[str]:
    return run_example(command, folder, PYTHONWARNINGS="default")


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("document", WITH_SESSIONS)
def test_the_commands_run(document: str, workplace: Path) -> None:
    for command, shown in chain.from_iterable(sessions(document)):
        done = run(command, workplace)  # one may read what those before it wrote
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        if shown.strip():
            check_output(done.stdout, shown)


def test_a_score_that_is_shown_wrong_is_told() -> None:
    check_output("kept 0.52\n", "kept 0.51")
    with pytest.raises(AssertionError):
        check_output("kept 0.55\n", "kept 0.51")


@pytest.mark.parametrize("code", blocks_of("python"))
def test_the_python_runs(code: str, workplace: Path) -> None:
    script = workplace / "example.py"
    script.write_text(code, encoding="utf-8")
    done = run([sys.executable, str(script)], workplace)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_there_are_examples_of_both_kinds() -> None:
    assert {"README.md", "docs/command.md", "docs/dumps.md"} <= set(WITH_SESSIONS)
    assert len(blocks_of("python")) > 3


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_names_every_verb(verb: str) -> None:
    assert f"cleaner {verb}" in README


def test_the_options_of_commands_that_are_not_run_exist() -> None:
    blocks = "\n".join(blocks_of("bash"))
    lines = blocks.replace("\\\n", " ").splitlines()
    calls = [shlex.split(line, comments=True) for line in lines if line.startswith("cleaner ")]
    assert calls
    for _, verb, *arguments in calls:
        command = main.get_command(click.Context(main), verb)
        if isinstance(command, click.Group):
            command = command.get_command(click.Context(command), arguments.pop(0))
        assert command is not None
        known = {option for param in command.params for option in param.opts}
        assert {word for word in arguments if word.startswith("-")} <= known


def test_every_link_to_a_file_leads_somewhere() -> None:
    for name in (*PAPERS, *(f"docs/{n}" for n in PAGES)):
        path = ROOT / name
        links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
        made = {"rules.md"}  # of the rules, when the site is built
        assert [x for x in links if x not in made and not (path.parent / x).exists()] == []


def test_the_page_of_the_rules_has_each_with_its_examples() -> None:
    written = "".join(runpy.run_path(str(ROOT / "docs" / "hooks.py"))["write_rules"]())
    on_blocks = [(rule.id, (*rule.drop, *rule.keep)) for rule in load_rules()]
    on_pages = [(rule.id, (*rule.told, *rule.spared)) for rule in load_page_rules()]
    parts = re.split(r"^### (.+)$", written, flags=re.M)
    assert parts[1::2] == [rule_id for rule_id, _ in on_blocks + on_pages]
    for part, (_, examples) in zip(parts[2::2], on_blocks + on_pages, strict=True):
        assert all(f"`` {' '.join(example.split())} ``" in part for example in examples)


def test_every_name_of_the_reference_exists() -> None:
    names = re.findall(r"^::: (\S+)", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.M)
    assert len(names) > 3
    assert all(resolve_name(name).__doc__ for name in names)


def test_the_readme_has_no_link_that_a_package_index_cannot_follow() -> None:
    """It shows the README without the files around it, so pages are named by their path; of a
    picture it shows what it says in words.
    """
    assert re.findall(r"(?<!!)\[[^]]*\]\((?!https?:)[^)]*\)", README) == []
    assert all(len(words) > 10 for words in re.findall(r"!\[([^]]*)\]", README))
    named = re.findall(r"`([\w/-]+(?:\.md|\.cff|/))`", README)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150
