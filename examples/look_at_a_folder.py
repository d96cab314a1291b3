# %% [markdown]
"""A look at a folder of pages before you clean all of it: what goes, by whom, and where to doubt.

    pip install pagecleaner
    python look_at_a_folder.py FOLDER

Or cell by cell, in an editor that knows `# %%`, or as a notebook (`jupytext --to ipynb`); then
`FOLDER` below is the folder.
"""

# %%
from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from cleaner import Cleaner, Result

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "pages")

# %% Clean all pages; one that cannot be cleaned is shown and costs no other.
results: dict[str, Result] = {}
paths = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
pages = (path.read_bytes() for path in paths)
for path, outcome in zip(paths, Cleaner().extract_many(pages), strict=True):
    if isinstance(outcome, Exception):
        print(f"failed: {path.name}: {outcome}")
    else:
        results[path.name] = outcome

# %% Which roles went, and how much of the text that was.
removed: Counter[str] = Counter()
for result in results.values():
    for block, verdict in result.removed:
        removed[str(verdict.role)] += len(block.text)
print("\ncharacters removed, by role")
for role, n_chars in removed.most_common():
    print(f"  {n_chars:>8,}  {role}")

# %% The pages to read yourself: those of which the cleaner is least sure.
print("\nleast sure")
for name, result in sorted(results.items(), key=lambda item: item[1].confidence)[:10]:
    print(f"  {result.confidence:.2f}  {name}: {result.title}")

# %% One page, line by line: + stays, - goes.
if results:
    name, result = min(results.items(), key=lambda item: item[1].confidence)
    print(f"\n{name}")
    for block, verdict in result.blocks:
        sign = "+" if verdict.keep else "-"
        print(f"  {sign} {verdict.score:.2f} {verdict.role:<12} {block.text[:60]}")
