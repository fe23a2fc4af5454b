"""The waiver file -> waivers: who accepted what, on which ground, and until when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from status_audit.documents import Opener, Problem, check, load, open_file
from status_audit.model.place import Location
from status_audit.model.policy import Waiver
from status_audit.policy.sense import date_problem

KEYS = ("rule", "field", "owner", "reason", "citation", "approved_by", "created", "expires")
HEAD = """\
# Waivers: what was found and is kept, by whom, on which ground, until when.
# A waiver that has run out excuses nothing; one that excuses nothing is reported.
version: 1
waivers:
"""


def load_waivers(path: Path, shown: str = "", opener: Opener = open_file) -> tuple[Waiver, ...]:
    """Every waiver of the file, in its order; `shown` is its path from the root. Raises AuditError."""
    document = load(path, shown, opener)
    check(document, "waivers", _problems(document.data))
    listed = document.data["waivers"] or ()
    return tuple(
        Waiver(
            **{key: each[key] for key in KEYS[:6]},
            created=datetime.date.fromisoformat(each["created"]),
            expires=datetime.date.fromisoformat(each["expires"]),
            location=Location(document.path, each["field"], document.line_of(("waivers", position))),
            system=each.get("system", ""),
        )
        for position, each in enumerate(listed)
    )


def add_waiver(text: str, waiver: Waiver) -> str:
    """The text of a waiver file (empty for a new one) with this waiver at its end; comments stay."""
    head = text if text.strip() else HEAD
    if head.rstrip().endswith("waivers: []"):
        head = head.rstrip().removesuffix(" []")
    ending = "" if head.endswith("\n") else "\n"
    return head + ending + waiver_text(waiver)


def waiver_text(waiver: Waiver) -> str:
    """One waiver as it stands in the file."""
    keys = (*KEYS[:2], "system", *KEYS[2:]) if waiver.system else KEYS
    values = {key: str(getattr(waiver, key)) for key in keys}
    lines = [f"    {key}: {_quoted(value)}" for key, value in values.items()]
    return "  - " + "\n".join(lines).lstrip() + "\n"


def _quoted(text: str) -> str:
    """In the double quotes that YAML and JSON share, on one line, without characters that no text file holds."""
    import json

    line = " ".join(text.split())
    return json.dumps("".join(each for each in line if each.isprintable()), ensure_ascii=False)


def _problems(data: Any) -> Iterator[Problem]:
    listed = data.get("waivers") if isinstance(data, Mapping) else None
    for position, each in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(each, Mapping):
            continue
        at = ("waivers", position)
        blank = [
            key
            for key in (*KEYS, "system")
            if key != "citation" and isinstance(each.get(key), str) and not each[key].strip()
        ]
        yield from (Problem((*at, key), "must not be empty") for key in blank if each[key])
        yield from date_problem(each.get("created"), (*at, "created"))
        yield from date_problem(each.get("expires"), (*at, "expires"))
        if str(each.get("expires", "")) <= str(each.get("created", "")) and "expires" in each and "created" in each:
            yield Problem((*at, "expires"), "must be after the day it was created")
