"""python -m tests.dumps.kill INPUT OUT KILLS SEED: a run that is killed so many times, and resumed.

Prints how often it had to begin anew because it ended before it could be killed. The process that
kills has all loaded and forks the runs, so that each is at work from its first moment on.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from cleaner.dumps.run.run import RunOptions, run
from cleaner.dumps.write.lines import JsonLines
from tests.dumps import build

PART_BYTES = 3_000


def run_in_child(source: str, out: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        run(
            RunOptions([source], build.make_task(JsonLines(".gz")), build.InProcess(), PART_BYTES),
            out,
        )
    finally:
        os._exit(0)


def main() -> None:
    source, out, n_kills, seed = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])
    chance = random.Random(seed)
    n_ended = 0
    while n_kills:
        child = run_in_child(source, out / str(n_ended))
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            n_kills -= 1
        else:
            n_ended += 1
    os.waitpid(run_in_child(source, out / str(n_ended)), 0)
    print(n_ended + 1)


if __name__ == "__main__":
    main()
