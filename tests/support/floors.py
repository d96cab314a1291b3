"""The floors of the quality gate: word F1 of what the golden cases say to the letter nowhere.

The pages of fixtures/ are cleaned as dumps, too, as somebody who took their text would have them;
those are pinned by topic. So are the hard cases (`xfail`), one by one, which could else fall
unseen; and what stays of some clean texts of fixtures/harm, by what was done to them.
`python -m tests.support.floors` writes the floors that rose to tests/floors.toml; with
`--lower "why"` those that fell, too, and the reason beside them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import mean

from cleaner.cleaning import Cleaner
from cleaner.evaluation.as_text import as_text
from cleaner.evaluation.harm.measure import measure_harm
from cleaner.evaluation.harm.read import read_texts
from cleaner.evaluation.metrics import PageGold
from tests.examples import ROOT
from tests.support.cases import FOLDERS, Case, extract, read_case, result_of

Floors = dict[str, dict[str, float]]
FILE = ROOT / "tests" / "floors.toml"
TOLERANCE = 0.005
"""By how much a score may be below its floor: sums of floats differ between machines."""
N_HARM = 40
"""Clean texts that are measured: all take ten times as long (`cleaner evaluate --harm`)."""
STYLES = ("lines", "glued", "flat")
"""Of as_text.TEXTS: a line for each text node, nothing between them, spaces between them."""


def measure_all() -> Floors:
    """The scores of today, by style and topic, and of each hard case."""
    cases = [case for case in map(read_case, FOLDERS) if case.expected]
    hard = {case.name: score(case, result_of(case).text) for case in cases if case.is_hard}
    by_style = {style: dict(measure_style(cases, style)) for style in STYLES}
    return {"hard": hard} | by_style | measure_clean_texts()


def measure_clean_texts() -> Floors:
    """The share of clean texts that lose nothing, and of their characters that stay."""
    styles = measure_harm(read_texts(ROOT / "fixtures" / "harm", N_HARM), Cleaner()).styles
    return {
        "harm-intact": {style: round(harm.intact, 4) for style, harm in styles.items()},
        "harm-kept": {style: round(1 - harm.chars_lost, 4) for style, harm in styles.items()},
    }


def measure_style(cases: list[Case], style: str) -> Iterator[tuple[str, float]]:
    scores: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if not case.is_text:
            text = extract(case, as_text(case.page, style)).text
            scores[case.topic].append(score(case, text))
    for topic, found in sorted(scores.items()):
        yield topic, mean(found)


def score(case: Case, text: str) -> float:
    return round(PageGold.prepare(case.expected).score(text).words.f1, 4)


def read_floors() -> tuple[Floors, list[str]]:
    """The floors in the file, and what was lowered when and why."""
    floors = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return floors, floors.pop("lowered")


def find_fallen(found: Floors, floors: Floors) -> list[str]:
    """What is below its floor, one a line."""
    return [
        f"{table}.{name}: {value:.3f} < {floors[table][name]:.3f}"
        for table, values in found.items()
        for name, value in values.items()
        if value < floors.get(table, {}).get(name, 0) - TOLERANCE
    ]


def write_floors(found: Floors, floors: Floors, lowered: list[str]) -> None:
    """Write the scores of today; where one is within the tolerance, the floor stays."""
    lines = ["# Written by `python -m tests.support.floors`, which says what it is.", ""]
    lines += ["lowered = [", *(f"    {json.dumps(reason)}," for reason in lowered), "]"]
    for table, values in found.items():
        lines += ["", f"[{table}]"]
        for name, value in sorted(values.items()):
            floor = floors.get(table, {}).get(name, value)
            lines.append(f"{name} = {floor if abs(value - floor) <= TOLERANCE else value:.3f}")
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes the floors of the quality gate.")
    parser.add_argument("--lower", metavar="WHY", help="lower those that fell, for this reason")
    why = parser.parse_args().lower
    floors, lowered = read_floors()
    found = measure_all()
    fallen = find_fallen(found, floors)
    print("\n".join(fallen))
    if fallen and not why:
        print("not written: say why with --lower", file=sys.stderr)
        return 1
    lowered += [f"{date.today().isoformat()} {why}: {line}" for line in fallen]
    write_floors(found, floors, lowered)
    return 0


if __name__ == "__main__":
    sys.exit(main())
