"""What happened to a page, in numbers that JSON can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cleaner.types import By, Document, Verdict


def render_record(
    document: Document, verdicts: Sequence[Verdict], *, blocks: bool = False
) -> dict[str, Any]:
    """Counts of blocks and characters kept and removed, and who removed how much and why.

    Both counts of characters are by role, `reasons` starts with what removed most; `blocks=True`
    adds every block with its verdict.
    """
    kept_chars: Counter[str] = Counter()
    removed_chars: Counter[str] = Counter()
    reasons: Counter[tuple[By, str]] = Counter()
    chars_by_reason: Counter[tuple[By, str]] = Counter()
    for text, verdict in zip(document.text, verdicts, strict=True):
        if verdict.keep:
            kept_chars[verdict.role.value] += len(text)
            continue
        removed_chars[verdict.role.value] += len(text)
        reasons[verdict.by, verdict.reason] += 1
        chars_by_reason[verdict.by, verdict.reason] += len(text)
    record: dict[str, Any] = {
        "n_blocks": len(document),
        "n_kept": sum(verdict.keep for verdict in verdicts),
        "kept_chars": dict(sorted(kept_chars.items())),
        "removed_chars": dict(sorted(removed_chars.items())),
        "reasons": [
            {"by": str(by), "reason": reason, "n_blocks": reasons[by, reason], "chars": n_chars}
            for (by, reason), n_chars in sorted(
                chars_by_reason.items(), key=lambda entry: (-entry[1], entry[0])
            )
        ],
    }
    if blocks:
        record["blocks"] = [
            _render_block(document, i, verdict) for i, verdict in enumerate(verdicts)
        ]
    return record


def _render_block(document: Document, i: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "index": i,
        "text": document.text[i],
        "kind": document.kind[i].value,
        "level": document.level[i],
        "role": verdict.role.value,
        "keep": bool(verdict.keep),
        "score": float(verdict.score),
        "by": str(verdict.by),
        "reason": verdict.reason,
    }
