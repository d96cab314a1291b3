"""python -m tests.bench.hostile SIZE SIZE... [NAME...]: CPU seconds of hostile pages and dumps.

Every form of output of each shape of tests/test_hostile.py at each size in characters, with how
much faster than the size the time grows from the last but one to the last: 1 is linear. A run is
broken off after MAX_SECONDS.
"""

from __future__ import annotations

import sys

from cleaner import Cleaner, Options, Page, Role
from cleaner.errors import LimitError
from tests.test_hostile import DUMPS, PAGES, make_page, render_all
from tests.timing import measure

MAX_SECONDS = 600.0


def main(sizes: list[int], names: list[str]) -> None:
    keep_all = Options(
        keep=frozenset(Role), html_threshold=0.0, text_threshold=0.0, max_seconds=MAX_SECONDS
    )
    cleaner = Cleaner(keep_all)

    def render(page: Page) -> str:
        try:
            return render_all(cleaner.extract(page))
        except LimitError as error:  # too many blocks, or too long
            return str(error)

    for name in names or [*PAGES, *DUMPS]:
        seconds = [measure(render, make_page(name, size)) for size in sizes]
        growth = seconds[-1] / seconds[-2] / (sizes[-1] / sizes[-2])
        print(f"{growth:5.2f}  {name}: {' '.join(f'{s:.2f}' for s in seconds)}", flush=True)


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdecimal()]
    main(list(map(int, numbers)), [name for name in sys.argv[1:] if name not in numbers])
