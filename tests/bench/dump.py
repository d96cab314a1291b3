"""python -m tests.bench.dump GIGABYTES FILE: a dump of pages in the manner of real ones, as JSON.

Pages of 10 to 600 kB, most of it markup, script and style, as JSON lines with `id`, `url`, `html`.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

TEXT = """The keepers of the lower canal opened the gates by hand until the end of last year, and
three of them said that they miss the noise of the old chains, which a single engineer now moves
with pumps from a room in the county town, while boats pass in half the time they used to need."""
WORDS = TEXT.replace(",", "").replace(".", "").lower().split()


def sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, k=chance.randint(8, 24))
    return " ".join(words).capitalize() + "."


def page(chance: random.Random, number: int) -> str:
    menu = "".join(
        f'<li class="menu-item item-{i}"><a href="/section/{i}">{chance.choice(WORDS)}</a></li>'
        for i in range(chance.randint(10, 60))
    )
    body = "".join(
        f"<p>{' '.join(sentence(chance) for _ in range(chance.randint(1, 5)))}</p>"
        for _ in range(chance.randint(3, 40))
    )
    cards = "".join(
        f'<div class="card teaser"><a href="/story/{i}"><img src="/i/{i}.jpg" alt=""><h3>'
        f"{sentence(chance)}</h3></a><span class='date'>{i} May 2026</span></div>"
        for i in range(chance.randint(0, 40))
    )
    script = "".join(
        f"var v{i}={chance.getrandbits(64)};" for i in range(chance.randint(10, 15_000))
    )
    title = sentence(chance)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title><script>{script}</script>"
        f"</head><body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{body}</article><aside>{cards}"
        f"</aside><footer>© 2026 The Canal Post {number}</footer></body></html>"
    )


def write_dump(n_bytes: int, path: Path, seed: int = 0) -> None:
    """A dump of at least `n_bytes`; the same for the same seed."""
    chance = random.Random(seed)
    pages = [page(chance, number) for number in range(2_000)]
    written = number = 0
    with path.open("w", encoding="utf-8") as file:
        while written < n_bytes:
            html = pages[number % len(pages)].replace(
                "</article>", f"<p>No {number}.</p></article>"
            )
            record = {"id": number, "url": f"https://canal.example/{number}", "html": html}
            written += file.write(json.dumps(record) + "\n")
            number += 1


if __name__ == "__main__":
    write_dump(int(float(sys.argv[1]) * 1e9), Path(sys.argv[2]))
