"""Weights of your own: learned from your pages, used wherever cleaner cleans.

    pip install 'pagecleaner[train]'
    cleaner train mine.parquet -o weights/
    python own_weights.py weights/ < page.html

`mine.parquet` has a page's `html` (or a dump's `text`) and `gold`, the text that should stay;
`docs/training.md` has more. Using weights needs no extra. The script shows where yours and those
that ship decide apart: look at some hundred of such blocks before you switch.
"""

from __future__ import annotations

import sys

from cleaner import Cleaner


def main() -> None:
    """Print the article by your weights, and on stderr what the others would do otherwise."""
    page = sys.stdin.buffer.read()
    own = Cleaner(weights=sys.argv[1]).extract(page)
    shipped = Cleaner().extract(page)
    print(own.text)
    for (block, ours), (_, theirs) in zip(own.blocks, shipped.blocks, strict=True):
        if ours.keep != theirs.keep:
            print(f"{'+' if ours.keep else '-'} {block.text[:70]}", file=sys.stderr)
    print(f"by {sys.argv[1]}, {own.confidence:.2f} sure", file=sys.stderr)


if __name__ == "__main__":
    main()
