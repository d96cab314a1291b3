"""What docs/clusters.md shows works, as far as one machine can tell."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.cli import main
from tests.engines.corpus import STORY, page
from tests.examples import ROOT, read_blocks, run_example

DOCS = (ROOT / "docs" / "clusters.md").read_text(encoding="utf-8")
BLOCKS = read_blocks("docs/clusters.md")
PYTHON = [code for language, code in BLOCKS if language == "python"]
SHELL = "\n".join(code for language, code in BLOCKS if language in ("console", "text"))
COMMANDS = re.findall(r"^\$ (.*)", SHELL, re.MULTILINE)
SHOWN = re.findall(r"^(?:\$ )?cleaner (.*)", SHELL, re.MULTILINE)

pytestmark = pytest.mark.slow


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "page.html").write_text(page(7), encoding="utf-8")
    pq.write_table(pa.table({"html": [page(7)]}), tmp_path / "pages.parquet")
    return tmp_path


def skip_unless_installed(code: str) -> None:
    if "spark" in code:
        pytest.importorskip("pyspark")
        if not (shutil.which("java") or "JAVA_HOME" in os.environ):
            pytest.skip("no Java")
    else:
        pytest.importorskip("ray")


def run(command: list[str], folder: Path) -> str:
    """What it prints; it leaves nothing in the home, and listens on no network."""
    done = run_example(
        command,
        folder,
        HOME=str(folder),
        RAY_ADDRESS="local",
        SPARK_LOCAL_IP="127.0.0.1",
        PYSPARK_PYTHON=sys.executable,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command: str, workplace: Path) -> None:
    skip_unless_installed(command)
    run(shlex.split(command), workplace)
    written = (workplace / "cleaned" / "records" / "part-00000.jsonl").read_text(encoding="utf-8")
    assert STORY[1] in written


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.splitlines()[0])
def test_the_python_runs(code: str, workplace: Path) -> None:
    skip_unless_installed(code)
    script = workplace / code.splitlines()[0].removeprefix("# ")
    script.write_text(code, encoding="utf-8")
    assert STORY[1] in run([sys.executable, script.name], workplace)


def test_both_engines_have_a_command_and_a_pipeline() -> None:
    assert COMMANDS
    assert {"ray", "spark"} <= {word for line in SHOWN for word in line.split()}
    assert [code.splitlines()[0] for code in PYTHON] == ["# ray_pipeline.py", "# spark_pipeline.py"]


@pytest.mark.parametrize("line", SHOWN)
def test_the_options_of_all_commands_exist(line: str) -> None:
    verb, *arguments = shlex.split(line)
    command = main.get_command(click.Context(main), verb)
    assert command is not None
    known = {option for param in command.params for option in param.opts}
    assert {word for word in arguments if word.startswith("-")} <= known


def test_the_arithmetic_follows_from_what_was_measured() -> None:
    def row(start: str) -> list[float]:
        (cells,) = re.findall(rf"^\| {start}[^|]*\|(.*)\|$", DOCS, re.MULTILINE)
        return [float(found.replace(",", "")) for found in re.findall(r"[\d,.]+", cells)]

    speed, commits = row("HTML pages a second"), row("records a second")
    pages = [100e6, 2.5e9]
    hours = [n / speed[0] / 3600 for n in pages]
    driver = [n / commits[0] / 3600 for n in pages]
    assert row("core hours") == pytest.approx(hours, rel=0.02)
    assert row("on 400 cores") == pytest.approx([n / 400 for n in hours], rel=0.05)
    assert row("the driver alone") == pytest.approx(driver, rel=0.05)
