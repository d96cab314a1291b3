"""The numbers of a measurement as JSON for machines."""

from __future__ import annotations

import os
import platform
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.evaluation.harm.measure import HarmReport
from cleaner.evaluation.measure import Measurement
from cleaner.evaluation.peers import PEERS
from cleaner.evaluation.roles import RoleReport, record_roles
from cleaner.evaluation.sites import Change
from cleaner.model.classifier import load_classifiers


def to_record(measured: Measurement | HarmReport | RoleReport) -> dict[str, Any]:
    """All that was measured on one corpus, ready for JSON."""
    if isinstance(measured, RoleReport):
        return record_roles(measured)
    if isinstance(measured, HarmReport):
        return _describe_harm(measured)
    return _describe_measurement(measured)


def _describe_measurement(measurement: Measurement) -> dict[str, Any]:
    corpus = measurement.corpus
    return {
        **_describe(corpus),
        "as_text": measurement.text_style,
        "seeds": measurement.rows.n_seeds,
        **asdict(measurement.report),
        "spread": None if measurement.spread is None else asdict(measurement.spread),
        "reliability": list(map(asdict, measurement.reliability)),
        "worst": [
            {"id": row.id, "group": row.group, "f1": row.f1, **row.difference._asdict()}
            for row in measurement.worst
        ],
        "errors": measurement.errors,
    }


def record_changes(corpus: PageCorpus | DumpCorpus, changes: Sequence[Change]) -> dict[str, Any]:
    """What profiles change on one corpus, ready for JSON."""
    described = [
        {**asdict(c), "before": c.before._asdict(), "after": c.after._asdict()} for c in changes
    ]
    return {**_describe(corpus), "changes": described}


def _describe(corpus: PageCorpus | DumpCorpus) -> dict[str, Any]:
    return {
        "file": corpus.path.name,
        "sha256": corpus.sha256,
        "kind": "pages" if isinstance(corpus, PageCorpus) else "dumps",
        "rows": len(corpus.rows),
        "scored": corpus.part,
        "facts": asdict(corpus.facts),
    }


def _describe_harm(report: HarmReport) -> dict[str, Any]:
    return {
        "file": report.path.name,
        "sha256": report.corpus.sha256,
        "rows": len(report.corpus.rows),
        "styles": {style: asdict(harm) for style, harm in report.styles.items()},
        "groups": {
            group: {style: asdict(harm) for style, harm in styles.items()}
            for group, styles in report.groups.items()
        },
        "changes": {name: changed._asdict() for name, changed in report.changes.items()},
        "worst": [
            {**text._asdict(), "difference": text.difference._asdict()} for text in report.worst
        ],
        "errors": report.errors,
    }


def describe_run(arguments: Sequence[str], weights: Path | None = None) -> dict[str, Any]:
    """When and how it was measured, ready for JSON: command, date, weights, machine.

    `weights` is the folder that they are from; those that ship without one.
    """
    classifiers = load_classifiers(weights)
    return {
        "command": shlex.join(["cleaner", *map(_shorten_path, arguments)]),
        "date": date.today().isoformat(),
        "weights": {format_: classifiers[format_].fingerprint for format_ in sorted(classifiers)},
        "environment": describe_machine(),
    }


def _shorten_path(argument: str) -> str:
    """The name of a file alone: folders are each machine's own."""
    return Path(argument).name if os.sep in argument else argument


def describe_machine() -> dict[str, Any]:
    """Versions of Python, cleaner and the peers, and what they run on, ready for JSON."""
    packages = ("pagecleaner", "lxml", *(peer.package for peer in PEERS.values() if peer.package))
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "packages": {package: _find_version(package) for package in packages},
    }


def _find_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
