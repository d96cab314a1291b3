"""How long it takes until the first page is clean, in a process of its own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

COMMAND = "from cleaner.cli import main; main()"
PAGE = "<p>The mayor opened the bridge on Monday, a year late.</p>"
FIRST = f"import cleaner; cleaner.Cleaner().extract({PAGE!r}).text"
PROGRAMS = {
    "python": ["-c", "pass"],
    "import": ["-c", "import cleaner.cleaning"],
    "first_page": ["-c", FIRST],
    "clean_file": ["-c", COMMAND, "clean"],
}
"""What is started, by name: each but the first has Python's own start in it."""
N_ROUNDS = 7


def measure_start(file: str) -> dict[str, float]:
    """CPU seconds of each, the middle one of some that are started in turn."""
    programs = {**PROGRAMS, "clean_file": [*PROGRAMS["clean_file"], file]}
    rounds = [{name: _cpu(words) for name, words in programs.items()} for _ in range(N_ROUNDS)]
    return {name: statistics.median(one[name] for one in rounds) for name in programs}


def _cpu(words: list[str]) -> float:
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime
