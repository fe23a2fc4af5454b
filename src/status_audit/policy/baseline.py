"""The baseline file -> fingerprints of what was there before, and back: sorted, one entry a line, easy to merge."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from status_audit.documents import Limits, Opener, check, load, open_file
from status_audit.model.policy import Baseline, Known

LIMITS = Limits(size=20_000_000)
"""A baseline of a large city: some 200 bytes an entry."""


def load_baseline(path: Path, shown: str = "", opener: Opener = open_file) -> Baseline:
    """The baseline of this file. Raises AuditError that names file, line and key."""
    document = load(path, shown, opener, LIMITS)
    check(document, "baseline")
    entries = tuple(
        Known(
            each["fingerprint"],
            each.get("rule", ""),
            each.get("ref", ""),
            each.get("path", ""),
            each.get("first_seen", ""),
        )
        for each in document.data["known"]
    )
    return Baseline(document.path, frozenset(each.fingerprint for each in entries), entries)


def baseline_text(entries: Iterable[Known]) -> str:
    """The file for these entries: each fingerprint once, with the day it was first seen."""
    first: dict[str, Known] = {}
    for each in sorted(entries, key=lambda entry: (entry.first_seen, entry.path, entry.ref)):
        first.setdefault(each.fingerprint, each)
    ordered = sorted(first.values(), key=lambda each: (each.path, each.ref, each.rule, each.fingerprint))
    lines = ",\n".join(f"    {_line(each)}" for each in ordered)
    known = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": 1,\n  "known": {known}\n}}\n'


def _line(entry: Known) -> str:
    values = {key: getattr(entry, key) for key in ("fingerprint", "rule", "path", "ref", "first_seen")}
    return json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False)
