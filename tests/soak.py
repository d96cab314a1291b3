"""python -m tests.soak: runs that are killed in all ways at all moments, and resumed.

    python -m tests.soak [--records N] [--kills N] [--seed N] [--formats F,F] [--workers N,N]

For each format and number of workers, the same command is started again and again, and something of
it is killed: the run, all of its processes, a worker, a worker while it sends its records. Then the
files of records and failures.jsonl must be those of a run that nobody killed, byte for byte. Prints
a table of what was done; the exit code is 1 if anything differs or hangs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import psutil

from cleaner.cli.run import FORMATS

COMMAND = (sys.executable, "-c", "from cleaner.cli import main; main()", "run")
PART_SIZE = "200kB"
LATEST = 5.0
"""Seconds after the start in which a run is killed at the latest."""
PATIENCE = 300.0
"""Seconds in which a run ends that is left alone; a longer one hangs."""
WAYS = (
    "KILL run",
    "KILL all",
    "KILL worker",
    "KILL sending",
    "TERM run",
    "TERM all",
    "TERM worker",
    "INT run",
    "INT all",
)
"""Which signal goes to what."""
STORY = (
    "The ferry left the north quay at {n} minutes past seven with {n} passengers and a piano.",
    "Nobody had asked for it, the harbour master said, and put the {n} crates beside it.",
)


@dataclass
class Case:
    """A format with a number of workers."""

    form: str
    workers: int
    kills: Counter[str] = field(default_factory=Counter)
    n_starts: int = 0
    verdict: str = ""


def write_dump(path: Path, n: int) -> Path:
    """Small records; every fiftieth is broken, every fortieth has no article."""
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            text = "\n\n".join([f"Ferry {i}", *(line.format(n=i) for line in STORY), "Share this"])
            record = {"id": i, "text": "" if i % 40 == 7 else text}
            file.write("{broken\n" if i % 50 == 3 else json.dumps(record) + "\n")
    return path


def start(dump: Path, out: Path, case: Case) -> psutil.Popen:
    options = ["--format", case.form, "--workers", str(case.workers), "--part-size", PART_SIZE]
    return psutil.Popen(
        [*COMMAND, str(dump), "-o", str(out), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # Whoever starts us in the background ignores Ctrl-C, and those that we start would, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def workers_of(process: psutil.Popen) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [one for one in process.children() if "spawn_main" in " ".join(one.cmdline())]
    return []


def kill(process: psutil.Popen, way: str, chance: random.Random) -> bool:
    """Whether there was something to kill in that way."""
    name, target = way.split()
    number = getattr(signal, f"SIG{name}")
    workers = workers_of(process)
    with suppress(psutil.Error, ProcessLookupError):
        if target == "run":
            process.send_signal(number)
        elif target == "all":
            os.killpg(process.pid, number)
        elif not workers:
            return False
        elif target == "worker":
            chance.choice(workers).send_signal(number)
        else:
            kill_sending(process, chance.choice(workers))
        return True
    return False


def kill_sending(process: psutil.Popen, worker: psutil.Process) -> None:
    """Kill the worker when it waits for the run to take what it sends, or to send it more."""
    process.suspend()
    try:
        before = -1.0
        while (now := sum(worker.cpu_times()[:2])) != before:
            before = now
            time.sleep(0.1)
        worker.kill()
    finally:
        process.resume()


def family_of(process: psutil.Popen) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return [process]


def end(family: list[psutil.Process]) -> bool:
    """Whether the run and all of its processes end."""
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    for one in alive:
        with suppress(psutil.Error):
            one.kill()
            one.wait()
    return not alive


def run_to_its_end(dump: Path, out: Path, case: Case) -> int | None:
    """The exit code, None of a run that hangs."""
    process = start(dump, out, case)
    return process.returncode if end([process]) else None


def torment(
    dump: Path,
    out: Path,
    case: Case,
    ways: list[str],
    chance: random.Random,
    expected: dict[str, bytes],
) -> str:
    """Start and kill until `ways` are used up, then resume; how that ended."""
    for way in ways:
        while (process := start_and_wait(dump, out, case, chance)).poll() is not None:
            if (ended := verdict(process.returncode, out, expected)) != "same":
                return ended
            shutil.rmtree(out)  # it was done before it could be killed: once more
        if not kill_and_wait(process, case, way, chance):
            return f"hangs after {way}"
    return verdict(run_to_its_end(dump, out, case), out, expected)


def start_and_wait(dump: Path, out: Path, case: Case, chance: random.Random) -> psutil.Popen:
    """A run that has gone on for a while, or has ended."""
    case.n_starts += 1
    process = start(dump, out, case)
    with suppress(psutil.TimeoutExpired):
        process.wait(chance.uniform(0.3, LATEST))
    return process


def kill_and_wait(process: psutil.Popen, case: Case, way: str, chance: random.Random) -> bool:
    """Whether all ends; without its worker a run goes on, and is killed soon after."""
    family = family_of(process)
    case.kills[way] += kill(process, way, chance)
    if way.split()[1] in ("worker", "sending"):
        with suppress(psutil.TimeoutExpired):
            process.wait(chance.uniform(0, 1))
        family += family_of(process)
        if process.poll() is None:
            case.kills["KILL run"] += kill(process, "KILL run", chance)
    return end(family)


def files(out: Path) -> dict[str, bytes]:
    found = [out / "failures.jsonl", *(p for p in (out / "records").rglob("*") if p.is_file())]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def verdict(code: int | None, out: Path, expected: dict[str, bytes]) -> str:
    """What is to be said of a run that was resumed and left alone."""
    if code != 1:  # some records fail
        return "hangs" if code is None else f"ends with {code}"
    found = files(out)
    names = found.keys() | expected.keys()
    differ = [name for name in names if found.get(name) != expected.get(name)]
    return f"{len(differ)} files differ, such as {min(differ)}" if differ else "same"


def soak(folder: Path, n_records: int, n_kills: int, seed: int, cases: list[Case]) -> None:
    """Fill in the cases."""
    dump = write_dump(folder / "dump.jsonl", n_records)
    chance = random.Random(seed)
    ways = [WAYS[i % len(WAYS)] for i in range(n_kills)]
    chance.shuffle(ways)
    expected: dict[str, dict[str, bytes]] = {}
    for i, case in enumerate(cases):
        out, whole = folder / f"out{i}", folder / f"whole{i}"
        if case.form not in expected:
            run_to_its_end(dump, whole, case)
            expected[case.form] = files(whole)
            shutil.rmtree(whole)
        began = time.monotonic()
        kinds = ways[i :: len(cases)]
        case.verdict = torment(dump, out, case, kinds, chance, expected[case.form])
        shutil.rmtree(out, ignore_errors=True)
        print(row(case, time.monotonic() - began), flush=True)


def row(case: Case, seconds: float) -> str:
    kills = [f"{case.kills[way]:>{len(way)}}" for way in WAYS]
    shown = f"{case.form:<10} {case.workers:>7} {case.n_starts:>6}"
    return "  ".join([shown, *kills, f"{seconds:>5.0f} s", case.verdict])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=210)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--workers", default="1,2")
    given = parser.parse_args()
    numbers = map(int, given.workers.split(","))
    cases = [Case(form, n) for form, n in product(given.formats.split(","), numbers)]
    print("  ".join([f"{'format':<10} workers starts", *WAYS, "  time", "result"]), flush=True)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=".") as folder:
        soak(Path(folder), given.records, given.kills, given.seed, cases)
    print(f"{sum(sum(case.kills.values()) for case in cases)} kills")
    sys.exit(any(case.verdict != "same" for case in cases))


if __name__ == "__main__":
    main()
