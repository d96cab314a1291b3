"""What docs/pipelines.md shows works."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples import read_blocks, run_example
from tests.integrations.pages import ARTICLE, CHROME, DUMP, LOGIN, STORY, serving, warc

BLOCKS = read_blocks("docs/pipelines.md")
PYTHON = [code for language, code in BLOCKS if language == "python"]
COMMANDS = [
    command
    for language, code in BLOCKS
    if language == "console"
    for command in re.findall(r"^\$ (.*)", code, re.MULTILINE)
]
PACKAGES = ("scrapy", "datatrove", "datasets", "pandas", "polars")
NEEDED = {
    "WarcReader": ("warcio", "cchardet", "magic"),
    "Jsonl": ("orjson",),
    "parquet": ("pyarrow",),
}
"""What stands behind a name of other people's libraries."""


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    (tmp_path / "crawl").mkdir()
    pages = {"https://example.org/ferry": ARTICLE, "https://example.org/login": LOGIN}
    (tmp_path / "crawl" / "0.warc.gz").write_bytes(gzip.compress(warc(pages)))
    (tmp_path / "dumps").mkdir()
    line = json.dumps({"id": "1", "text": DUMP})
    (tmp_path / "dumps" / "0.jsonl").write_text(line, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as address:
        yield address


def skip_unless_installed(code: str) -> None:
    used = [name for name in PACKAGES if re.search(rf"^(import|from) {name}\b", code, re.MULTILINE)]
    behind = [package for name, packages in NEEDED.items() if name in code for package in packages]
    for package in used + behind:
        pytest.importorskip(package, exc_type=ImportError)


def run(command: list[str], folder: Path) -> str:
    done = run_example(command, folder, HF_HUB_OFFLINE="1", HF_HOME=str(folder / "cache"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def outputs(folder: Path) -> str:
    """What the examples wrote, wherever they did."""
    plain = [path.read_text(encoding="utf-8") for path in folder.glob("*.jsonl")]
    packed = [
        gzip.decompress(path.read_bytes()).decode()
        for name in ("articles", "cleaned")
        for path in (folder / name).glob("*.jsonl.gz")
    ]
    return "".join(plain + packed)


def write_pages(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"html": [ARTICLE, LOGIN]}), folder / "pages.parquet")


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.splitlines()[0])
def test_the_python_runs(code: str, workplace: Path, site: str) -> None:
    skip_unless_installed(code)
    if "pages.parquet" in code:
        write_pages(workplace)
    name = re.match(r"# (\S+\.py)\n", code)
    script = workplace / (name[1] if name else "example.py")
    script.write_text(code.replace("https://example.org", site), encoding="utf-8")
    commands = [command.split() for command in COMMANDS if script.name in command]
    shown = ""
    for command in commands or [["python", script.name]]:
        shown += run([sys.executable, *as_arguments(command)], workplace)
    text = (shown + outputs(workplace)).replace("\\n", "\n")
    assert all(line in text for line in STORY)
    assert not any(chrome in text for chrome in CHROME)


def as_arguments(command: list[str]) -> list[str]:
    """`python x.py` and `scrapy x` as this Python's arguments."""
    return command[1:] if command[0] == "python" else ["-m", *command]


def test_every_command_belongs_to_a_block() -> None:
    assert COMMANDS
    names = re.findall(r"^# (\S+\.py)$", "".join(PYTHON), re.MULTILINE)
    assert all(any(name in command for name in names) for command in COMMANDS)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_an_example(package: str) -> None:
    assert any(re.search(rf"\b{package}\b", code) for code in PYTHON)
