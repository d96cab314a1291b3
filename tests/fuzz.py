"""Mutates pages and dumps and checks what must hold of every result.

    python -m tests.fuzz --n 100000 --seed 1 --workers 2 [--corpus DIR]

tests/test_properties.py shares its checks and runs a few hundred. The same seed gives the same
inputs, by however many workers. Exit code 1 if anything failed; each failing input is saved, with
what went wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import time
import traceback
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path

import re2
from lxml import html

from cleaner import Cleaner, Page, Result
from cleaner.errors import DecodeError
from cleaner.letters.invisible import remove_invisible
from cleaner.segment.encoding import decode, sanitize
from tests.timing import cpu_limit

ROOT = Path(__file__).parent.parent
SUFFIXES = (".html", ".htm", ".txt")
LINE_END = re.compile(r"\r\n?|\n")
TAGS_ALONE = re2.compile(
    r"(?m)^[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?(?:<(?:[^<>\n]*|!--[^\n]*?--)>[ \t]*)+$"
)
MAX_BYTES = 200_000
MAX_SAVED = 20
BATCH = 250
"""Inputs that a process tries at once."""
WORDS = re.compile(rb"\s+|<[^<>]*>|[^\s<>]+")
SPLICES = [
    *["<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a>", "</a>", "<ul>", "</ul>", "<li>"],
    *["<table>", "</table>", "<tr>", "<td>", "</td>", "<pre>", "</pre>", "<h1>", "</h1>", "<br>"],
    "<article>",
    "<div hidden>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<svg><title>",
    "<template>",
    "<noscript>",
    "<plaintext>",
    "<textarea>",
    "<select><option>",
    "<frameset>",
    '<a href="',
    "<p class='",
    "<",
    ">",
    "&",
    "&#0;",
    "&#xD800;",
    "&#99999999;",
    "&nbsp;",
    "\r",
    "\r\n",
    "\n\n\n",
    "\0",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "\U0010ffff",
    "```",
    "> ",
    "| a | b |",
    "- ",
    "Connect with us",
    "Leave a Reply",
    "<!---->",
    "<!-- wp:paragraph -->",
    "\\[",
    "[a](",
    "![a][b]",
    "[b]: http://e.org/",
    "# ",
    "\t\t",
    "<title>",
    "<base href='http://e.org/a/'>",
    "<base href='java\x01script:'>",
    "<a href='java&#1;script:alert(1)'>x</a>",
    "<a href=' JaVaScRiPt:alert(1)'>x</a>",
    "<img src='data:text/html,x'>",
    "<meta property='og:image' content='javascript:x'>",
    "<meta property='article:published_time' content='2021-02-30'>",
    '<script type=\'application/ld+json\'>{"@type": "Article", "headline": {}}</script>',
    "<p'>",
    "<a,b>",
    "\x01",
    "\x1b",
    "&#11;",
    "\uffff",
]
SCHEMES = {
    "",
    "http",
    "https",
    "mailto",
    "tel",
    "ftp",
    "ftps",
    "sftp",
    "news",
    "irc",
    "magnet",
    "geo",
}
"""Of addresses that open nothing by themselves; "" is a relative one."""
URLS = [None, None, None, "https://example.org/a/b?c#d", "http://[", "ftp://e.org", "e.org", ""]
CODECS = ["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift_jis", "gb18030"]


class BrokenInvariant(AssertionError):
    """Something that must hold of every result does not."""


# -- Invariants --------------------------------------------------------------------------------


def check(cleaner: Cleaner, content: str | bytes, url: str | None = None) -> Result | None:
    """The result, after checking it; None for bytes that are no text. Raises BrokenInvariant."""
    try:
        result = cleaner.extract(Page(content, url))
    except DecodeError:
        require(isinstance(content, bytes), "a str cannot fail to decode")
        return None
    document = result.document
    require(len(result.verdicts) == len(document.text), "there is a verdict for each block")
    require(len(result.blocks) == len(document.text), "there is a judged block for each block")
    for block, verdict in result.blocks:
        require(0 <= verdict.score <= 1, f"score {verdict.score} is in 0..1")
        require(bool(str(verdict.by) and verdict.reason), "a verdict says who and why")
        require(bool(block.text.strip()), "no block is blank")
    kept = sum(verdict.keep for verdict in result.verdicts)
    require(kept + len(result.removed) == len(document.text), "a block is kept or removed")
    check_text(result, content)
    check_metadata(result)
    check_addresses(result)
    check_again(cleaner, result, content, url)
    return result


def check_text(result: Result, content: str | bytes) -> None:
    """What is kept is a subsequence of what came in, and every output can be encoded."""
    document, text = result.document, result.text
    decoded = sanitize(decode(content) if isinstance(content, bytes) else content)
    source, n_invisible = remove_invisible(decoded, document.format == "html")
    require(document.source == source, "the document's source is what is seen of the input")
    require(document.n_invisible == n_invisible, "what nobody sees is counted")
    kept = [document.text[i] for i, verdict in enumerate(result.verdicts) if verdict.keep]
    if document.format == "text":
        seen = ink_of_pieces if any(document.joined) else ink
        require(seen(document.text) == seen([source]), "the blocks are the input")
        require(seen([text]) == seen(kept), "the text is the kept blocks")
        if not any(document.joined):
            lines = iter(LINE_END.split(source))
            require(all(line in lines for line in cut(document.text)), "blocks are lines")
            require(cut([text]) == cut(kept), "the text is the kept lines")
        require("\n\n\n" not in text, "no run of blank lines is left")
    for part in kept:
        require(part in text, f"the text holds the kept block {part[:60]!r}")
    for output in (text, result.body, result.to_markdown(), result.to_html()):
        output.encode()
        require("\0" not in output, "no output has NULs")
    result.to_record(blocks=True)


def check_metadata(result: Result) -> None:
    """Title and metadata are texts that every encoding takes."""
    for value in (result.title, *astuple(result.metadata)):
        for text in value if isinstance(value, tuple) else [value]:
            require(text is None or isinstance(text, str), f"metadata has texts, not {text!r}")
            (text or "").encode()


def check_addresses(result: Result) -> None:
    """No link or image of the HTML runs anything, by how browsers read addresses."""
    written = result.to_html(images=True)
    if not written:
        return
    for _, _, address, _ in html.fragment_fromstring(written, create_parent=True).iterlinks():
        seen = re.sub(r"[\t\r\n]", "", address).lstrip("".join(map(chr, range(33))))
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
        require(not scheme or scheme[1].lower() in SCHEMES, f"{address!r} opens nothing by itself")


def check_again(cleaner: Cleaner, result: Result, content: str | bytes, url: str | None) -> None:
    """The same input gives the same result, as str and as UTF-8 too."""
    again = cleaner.extract(Page(content, url))
    require(again.document == result.document, "the same input gives the same blocks")
    require(again.verdicts == result.verdicts, "the same input gives the same verdicts")
    if isinstance(content, bytes):
        as_text = cleaner.extract(Page(decode(content), url))
        require(as_text.document == result.document, "the decoded input gives the same blocks")
        require(as_text.verdicts == result.verdicts, "the decoded input gives the same verdicts")


def check_line_ends(cleaner: Cleaner, text: str) -> None:
    """A dump with CRLF gives the same lines as one with LF."""
    text = LINE_END.sub("\n", text)
    unix, windows = (cleaner.extract(t) for t in (text, text.replace("\n", "\r\n")))
    if "text" == unix.document.format == windows.document.format:
        for with_lf, with_crlf in zip_longest(unix.blocks, windows.blocks):
            require(with_lf == with_crlf, "CRLF changes nothing")
        require(unix.text == windows.text, "CRLF does not change the text")


def cut(texts: Iterable[str]) -> list[str]:
    """The lines of the texts that are not empty."""
    return [line for text in texts for line in text.split("\n") if line]


def ink(texts: Iterable[str]) -> str:
    """All that a reader sees: no white space, no invisible characters, no lines of tags alone."""
    shown = TAGS_ALONE.sub("", LINE_END.sub("\n", "\n".join(texts)))
    return "".join(c for c in shown if not c.isspace() and unicodedata.category(c) != "Cf")


def ink_of_pieces(texts: Iterable[str]) -> str:
    """The same where a tag may be alone on a line for being cut from its line: without any tags."""
    return re.sub("<[^<>]*>", "", ink(texts))


def require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenInvariant(f"does not hold: {what}")


# -- Mutations ---------------------------------------------------------------------------------


def flip_bytes(rng: random.Random, data: bytes, _: bytes) -> bytes:
    changed = bytearray(data or b" ")
    for _i in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def splice_markup(rng: random.Random, data: bytes, _: bytes) -> bytes:
    for _i in range(rng.randint(1, 10)):
        at = rng.randint(0, len(data))
        new = rng.choice(SPLICES).encode("utf-8", "surrogatepass") * rng.choice([1, 1, 1, 2, 300])
        data = data[:at] + new + data[at:]
    return data


def truncate(rng: random.Random, data: bytes, _: bytes) -> bytes:
    a, b = sorted(rng.randint(0, len(data)) for _i in range(2))
    return rng.choice([data[:a], data[a:], data[a:b], data[:a] + data[b:]])


def duplicate(rng: random.Random, data: bytes, _: bytes) -> bytes:
    a, b = sorted(rng.randint(0, len(data)) for _i in range(2))
    times = rng.choice([2, 2, 3, 20])
    return data[:a] + data[a : a + 10_000][: b - a] * times + data[b:]


def swap_with_other(rng: random.Random, data: bytes, other: bytes) -> bytes:
    a, b = rng.randint(0, len(data)), rng.randint(0, len(other))
    return data[:a] + other[b:]


def shuffle_tokens(rng: random.Random, data: bytes, _: bytes) -> bytes:
    tokens = WORDS.findall(data)
    for _i in range(rng.randint(1, 10)):
        if len(tokens) > 1:
            i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
            tokens[i], tokens[j] = tokens[j], tokens[i]
    return b"".join(tokens)


def drop_tags(rng: random.Random, data: bytes, _: bytes) -> bytes:
    share = rng.choice([0.05, 0.3, 1.0])
    return re.sub(rb"<[^<>]*>", lambda tag: b"" if rng.random() < share else tag.group(), data)


def insert_unicode(rng: random.Random, data: bytes, _: bytes) -> bytes:
    top = rng.choice([0x7F, 0x24F, 0xFFFF, 0x10FFFF])
    new = "".join(chr(rng.randint(0, top)) for _i in range(rng.randint(1, 200)))
    at = rng.randint(0, len(data))
    return data[:at] + new.encode("utf-8", "surrogatepass") + data[at:]


def recode(rng: random.Random, data: bytes, _: bytes) -> bytes:
    return data.decode("utf-8", "replace").encode(rng.choice(CODECS), "replace")


def change_line_ends(rng: random.Random, data: bytes, _: bytes) -> bytes:
    return re.sub(rb"\r\n?|\n", rng.choice([b"\r\n", b"\r", b"\n\n", b" "]), data)


Mutation = Callable[[random.Random, bytes, bytes], bytes]
MUTATIONS: list[Mutation] = [
    flip_bytes,
    splice_markup,
    truncate,
    duplicate,
    swap_with_other,
    shuffle_tokens,
    drop_tags,
    insert_unicode,
    recode,
    change_line_ends,
]


def mutate(
    rng: random.Random, inputs: list[bytes], mutations: Sequence[Mutation] = MUTATIONS
) -> str | bytes:
    """One of the inputs after one to four mutations, every other time as str."""
    data = rng.choice(inputs)
    for _i in range(rng.randint(1, 4)):
        data = rng.choice(mutations)(rng, data, rng.choice(inputs))[:MAX_BYTES]
    return data if rng.random() < 0.5 else data.decode("utf-8", "surrogateescape")


# -- The run -----------------------------------------------------------------------------------


@dataclass
class Report:
    """What a run found."""

    n_done: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int, int]] = field(default_factory=list)
    """CPU seconds of all checks, number of the input, its length."""
    failures: list[tuple[int, str, str | bytes]] = field(default_factory=list)

    def add(self, number: int, seconds: float, content: str | bytes, outcome: str) -> None:
        self.n_done += 1
        self.outcomes[outcome] += 1
        self.slowest = sorted([*self.slowest, (seconds, number, len(content))])[-5:]

    def join(self, other: Report) -> None:
        self.n_done += other.n_done
        self.outcomes += other.outcomes
        self.slowest = sorted([*self.slowest, *other.slowest])[-5:]
        self.failures += other.failures


@cache
def shared_cleaner() -> Cleaner:
    """A cleaner that has loaded all that it loads with its first page."""
    cleaner = Cleaner()
    for page in ("<p>The ferry sailed on Sunday, a week late.", "The ferry sailed on Sunday."):
        check(cleaner, page)
    return cleaner


def fuzz(inputs: list[bytes], numbers: Iterable[int], seed: int, limit: float) -> Report:
    """Tries mutated inputs; each depends on the seed and its number alone."""
    report, cleaner = Report(), shared_cleaner()
    for number in numbers:
        rng = random.Random(f"{seed}/{number}")
        content, url = mutate(rng, inputs), rng.choice(URLS)
        start = time.process_time()
        outcome = "failed"
        try:
            with cpu_limit(limit):
                outcome = try_one(cleaner, content, url)
        except Exception:  # noqa: BLE001 - whatever it is, it is the finding
            report.failures.append((number, traceback.format_exc(), content))
        report.add(number, time.process_time() - start, content, outcome)
    return report


def fuzz_in_processes(inputs: list[bytes], n: int, seed: int, limit: float, workers: int) -> Report:
    """The same by `workers` processes, with a line on stderr for each thousand inputs."""
    parts = [range(first, min(first + BATCH, n)) for first in range(0, n, BATCH)]
    report = Report()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        run = partial(fuzz, inputs, seed=seed, limit=limit)
        for part in pool.imap(run, parts):
            report.join(part)
            if report.n_done % 1000 == 0:
                print(f"{report.n_done:,} of {n:,}: {dict(report.outcomes)}", file=sys.stderr)
    return report


def try_one(cleaner: Cleaner, content: str | bytes, url: str | None = None) -> str:
    result = check(cleaner, content, url)
    if result is None:
        return "not text"
    if isinstance(content, str):
        check_line_ends(cleaner, content)
    return result.document.format


def read_inputs(folders: list[Path]) -> list[bytes]:
    paths = [p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix in SUFFIXES]
    return [path.read_bytes()[:MAX_BYTES] for path in paths if path.name != "expected.txt"]


def read_own_inputs() -> list[bytes]:
    """The project's own pages and dumps; the clean texts are too many to leave room for pages."""
    cases = [path for path in sorted((ROOT / "fixtures").iterdir()) if path.name != "harm"]
    return read_inputs([*cases, ROOT / "seeds"])


def save_failures(report: Report, folder: Path, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, error, content in report.failures[:MAX_SAVED]:
        is_bytes = isinstance(content, bytes)
        path = folder / f"{seed}-{number}.{'bytes' if is_bytes else 'str'}"
        path.write_bytes(
            content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        )
        path.with_suffix(path.suffix + ".error").write_text(error, encoding="utf-8")
        print(f"{path}: {error.strip().splitlines()[-1]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--n", type=int, default=1000, help="how many inputs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="a folder of further pages and dumps")
    parser.add_argument("--limit", type=float, default=10.0, help="CPU seconds an input may take")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--save", type=Path, default=Path("fuzz-failures"))
    args = parser.parse_args()
    inputs = read_own_inputs() + (read_inputs([args.corpus]) if args.corpus else [])
    report = fuzz_in_processes(inputs, args.n, args.seed, args.limit, args.workers)
    print(f"{report.n_done:,} inputs from {len(inputs)} files, seed {args.seed}: ", end="")
    print(", ".join(f"{count:,} {name}" for name, count in sorted(report.outcomes.items())))
    for seconds, number, size in reversed(report.slowest):
        print(f"  {seconds:.2f} s for input {number} ({size:,} long)")
    save_failures(report, args.save, args.seed)
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
