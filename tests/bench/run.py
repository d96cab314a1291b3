"""python -m tests.bench.run DUMP [PAIRS]: `cleaner run` with one worker and with two, in pairs.

Prints the time of each, the ratio of two to one, the most memory that all processes of a run had
together (proportional set size, so that what they share counts once) and records per second.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

COMMAND = (sys.executable, "-c", "from cleaner.cli import main; main()", "run")


def measure(dump: str, workers: int) -> tuple[float, float]:
    """Seconds and the most memory in MB."""
    out = Path(tempfile.mkdtemp(dir=".")) / "out"
    start = time.perf_counter()
    process = psutil.Popen(
        [*COMMAND, dump, "-o", str(out), "--workers", str(workers)], stderr=subprocess.DEVNULL
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, memory(process))
        time.sleep(0.5)
    seconds = time.perf_counter() - start
    shutil.rmtree(out.parent)
    return seconds, most


def memory(process: psutil.Popen) -> float:
    total = 0
    with suppress(psutil.Error):
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_full_info().pss
    return total / 1e6


def main() -> None:
    dump, n_pairs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    ratios = []
    for _ in range(n_pairs):
        (one, memory_one), (two, memory_two) = measure(dump, 1), measure(dump, 2)
        ratios.append(two / one)
        print(
            f"1: {one:.1f} s, {memory_one:.0f} MB; 2: {two:.1f} s, {memory_two:.0f} MB", flush=True
        )
    print(f"two to one: {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")


if __name__ == "__main__":
    main()
