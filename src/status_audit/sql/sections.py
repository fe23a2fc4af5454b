"""Finds the sections of a script that take back what the rest of it does: down, undo, rollback."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re
from bisect import bisect_right

from status_audit.patterns import pattern_of

_SECTION = pattern_of(
    r"^[ \t]*(?:--|#)[-\s/]*(?:[+@!]|\+?(?:goose|migrate|micrate|dbmate|sql-migrate)[:\s]+|\+(?:\w+)\s++)?"
    r"(?P<word>ups?|downs?|undo|rollback|apply|migrate)\b(?:[ \t]+(?:migration|script|section|\w*transaction\w*))?[ \t:]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL = pattern_of(r"^[ \t]*--[ \t]*(?:\+\w+[ \t]+|migrate:[ \t]*)(?P<word>up|down)\b", re.IGNORECASE | re.MULTILINE)
_BACKWARDS = {"down": "down", "downs": "down", "undo": "undo", "rollback": "rollback"}


def sections(text: str) -> list[tuple[int, str]]:
    """(offset, part) of the marks that open a section, in order; an empty part where one ends."""
    if not re.search(r"(?i)down|undo|rollback", text):
        return []
    found = {
        each.start(): _BACKWARDS.get(each["word"].lower(), "")
        for form in (_SECTION, _TOOL)
        for each in form.finditer(text)
    }
    return sorted(found.items())


def part_at(found: list[tuple[int, str]], at: int) -> str:
    """`down`, `undo`, `rollback` inside a section that takes back, else empty."""
    index = bisect_right(found, at, key=lambda each: each[0])
    return found[index - 1][1] if index else ""
