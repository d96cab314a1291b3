"""Standard streams as a shell can hand them over: closed, full, ended, or of few characters."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DUMP, PARAGRAPHS

CLEANER = (sys.executable, "-W", "error", "-c", "from cleaner.cli import main; main()")
UMLAUTS = "Über den Kanal fahren wieder Boote – jeden Tag, und das seit Ende März."

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shells")


def call(redirections: str, *arguments: object, **environment: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command, called with redirections of a shell."""
    words = [*CLEANER, *map(str, arguments)]
    run = subprocess.run(
        ["sh", "-c", f'exec "$@" {redirections}', "sh", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )
    return run.returncode, run.stdout.decode("utf-8", "replace"), run.stderr.decode()


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("redirection", "arguments"),
    [
        (">&-", ("clean", "DUMP")),
        (">&-", ("explain", "DUMP")),
        (">&-", ("explain", "--json", "DUMP")),
        (">&-", ("rules", "list")),
        (">&-", ("clean", "--help")),
        (">/dev/full", ("explain", "DUMP")),
        (">/dev/full", ("rules", "list")),
    ],
)
def test_output_that_cannot_be_written_is_one_line(
    redirection: str, arguments: tuple[str, ...], dump: Path
) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    code, _, err = call(redirection, *(dump if word == "DUMP" else word for word in arguments))
    assert code == 2
    assert err.startswith("Error: output cannot be written: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("clean",), ("explain", "-")])
def test_a_closed_input_is_one_line(arguments: tuple[str, ...]) -> None:
    code, out, err = call("<&-", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("cleaner: <stdin>: cannot be read: ")
    assert err.count("\n") == 1


def test_a_run_from_a_closed_input_fails(tmp_path: Path) -> None:
    code, _, err = call("<&-", "run", "-", "-o", tmp_path / "out", "--workers", 1)
    assert code == 2
    assert "Traceback" not in err
    (failure,) = (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    assert "cannot be read" in json.loads(failure)["error"]


@pytest.mark.parametrize("redirections", ["2>&-", "<&- >&- 2>&-"])
def test_a_run_needs_no_standard_stream(redirections: str, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call(redirections, "run", dump, "-o", out, "--workers", 1) == (0, "", "")
    assert PARAGRAPHS[0] in (out / "records" / "part-00000.jsonl").read_text(encoding="utf-8")


def test_a_file_gets_no_message_that_was_for_a_closed_stream(dump: Path, tmp_path: Path) -> None:
    out, beside = tmp_path / "out", tmp_path / "beside.txt"
    beside.write_text(DUMP, encoding="utf-8")
    expected = call("", "clean", dump)[1]
    missing = tmp_path / "missing.txt"
    code, *said = call("<&- >&- 2>&-", "clean", dump, missing, beside, "-o", out, "--workers", 2)
    assert (code, said) == (1, ["", ""])
    assert {path.name for path in out.iterdir()} == {"dump.txt", "beside.txt"}
    assert all(path.read_text(encoding="utf-8") == expected for path in out.iterdir())


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_characters_that_cannot_be_shown_are_replaced(
    environment: dict[str, str], dump: Path
) -> None:
    dump.write_text(f"{UMLAUTS} 船\n\nDeine Meinung\n", encoding="utf-8")
    code, out, err = call("", "explain", dump, **environment)
    assert (code, err) == (0, "")
    assert "?ber den Kanal fahren wieder Boote ? jeden Tag" in out


@pytest.mark.parametrize("spelling", ["-", "/dev/stdout"])
def test_standard_output_can_be_named(spelling: str, dump: Path) -> None:
    several = (dump, dump.parent / "missing.txt", "--format", "json")
    assert call("", "clean", *several, "-o", spelling) == call("", "clean", *several)


def test_standard_output_goes_on_where_its_file_is(dump: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n", encoding="utf-8")
    expected = call("", "clean", dump)[1]
    assert call(f">> {log}", "clean", dump, "-o", "/dev/stdout") == (0, "", "")
    assert log.read_text(encoding="utf-8") == f"before\n{expected}"


@pytest.mark.parametrize("verb", ["clean", "explain"])
def test_an_interruption_is_one_line(verb: str) -> None:
    command = [*CLEANER, verb]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        # It takes in more than a pipe holds only when it is at work.
        process.stdin.write(DUMP.encode() * 1000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, b"", b"cleaner: interrupted\n")
