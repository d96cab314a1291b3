"""Rules of your own: what a site's pages say that no general rule can know.

    pip install pagecleaner
    python own_rules.py < page.html

A pattern is RE2's and is looked for in each block, in any case. A keep pattern wins over every
other rule, the model and a drop pattern; `cleaner explain --keep-pattern ... --drop-pattern ...`
shows the same. What stands on many pages of a site can be learned instead: `cleaner sites learn`.
"""

from __future__ import annotations

import sys

from cleaner import Cleaner, Options

OPTIONS = Options(
    drop_patterns=(
        "^our paper is printed on ",  # stands below each article of the Bugle
        r"^\(bugle/[a-z]{2,4}\)$",  # the initials of who wrote it
    ),
    keep_patterns=("^correction: ",),  # short and above the text, but part of it
)


def main() -> None:
    """Print the article, and on stderr what went and who said so."""
    result = Cleaner(OPTIONS).extract(sys.stdin.buffer.read())
    print(result.text)
    for block, verdict in result.removed:
        print(f"- {verdict.by}: {block.text[:60]}", file=sys.stderr)


if __name__ == "__main__":
    main()
