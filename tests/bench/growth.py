"""python -m tests.bench.growth KIND BYTES: what a page or a dump of that size costs, as JSON.

In a process of its own, whose peak is that page's: CPU seconds, blocks, and the most memory in MB
above what was there before it.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from cleaner import Cleaner, Options, Page
from tests.bench.dump import page as make_page
from tests.bench.dump import sentence

SIZES = {"50KB": 50_000, "500KB": 500_000, "5MB": 5_000_000, "50MB": 50_000_000}
KINDS = ("page", "dump")


def make_content(kind: str, n_bytes: int) -> str:
    """A page of menus, articles and cards one after another, or a line for each sentence."""
    chance = random.Random(0)
    if kind == "dump":
        lines = [sentence(chance) for _ in range(5_000)]
    else:
        lines = [re.sub(r"<script>.*?</script>", "", make_page(chance, n)) for n in range(50)]
    sizes = [len(line) + 1 for line in lines]
    total, n_lines = 0, 0
    while total < n_bytes:
        total += sizes[n_lines % len(lines)]
        n_lines += 1
    text = "\n".join(lines[i % len(lines)] for i in range(n_lines))
    return text[:n_bytes]


def measure_growth() -> dict[str, dict[str, Any]]:
    """By kind and size, what it costs, and how that grows from the smallest to the largest."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        costs: dict[str, Any] = {name: _run(kind, size) for name, size in SIZES.items()}
        per_byte = [costs[name]["cpu_s"] / size for name, size in SIZES.items()]
        found[kind] = {**costs, "growth": per_byte[-1] / per_byte[0]}
    return found


def _run(kind: str, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.growth", kind, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def peak() -> float:
    """The most memory that this process had, in MB; a child's usage begins with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) / 1e3


def main(kind: str, size: int) -> None:
    content = make_content(kind, size)
    cleaner = Cleaner(Options(max_seconds=None))
    cleaner.extract(Page(make_content(kind, min(SIZES.values()))))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before, start = peak(), time.process_time()
    result = cleaner.extract(Page(content))
    cpu = time.process_time() - start
    memory = peak() - before
    blocks = len(result.verdicts)
    print(json.dumps({"cpu_s": cpu, "blocks": blocks, "mb": memory, "times": memory * 1e6 / size}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
