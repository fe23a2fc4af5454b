"""Reads the values that a CHECK allows: they say what a column means better than its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from status_audit.read.ddl.literal import literals
from status_audit.read.ddl.script import Script

LONGEST = 80
"""Characters of a value that can be a choice; a longer one is a text or a pattern."""
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'"[^"]+"|\[[^\]]+\]|`[^`]+`|[^\W\d]\w*')
_ALLOWS = re.compile(r"=|\bin\b")
_DENIES = re.compile(r"<|>|!|~|\b(?:like|ilike|not|similar|regexp|rlike|between)\b")


def choices(script: Script, start: int, end: int, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By folded column: the literals that an equality or IN between the offsets allows for it."""
    known = {each.casefold() for each in columns}
    found: dict[str, list[str]] = {}
    current, since = "", start
    mentions = [(at, name) for at, name in identifiers(script, start, end) if name in known]
    values = list(literals(script.text, script.mask, start, end, script.dialect))
    for at, value in values:
        before = [each for each in mentions if each[0] < at]
        if not before:
            continue
        if before[-1][1] != current or before[-1][0] >= since:
            current, since = before[-1][1], before[-1][0]
        between = script.mask[before[-1][0] : at]
        if _ALLOWS.search(between) and not _DENIES.search(between) and 0 < len(value) <= LONGEST:
            found.setdefault(current, []).append(value)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


def identifiers(script: Script, start: int, end: int) -> list[tuple[int, str]]:
    """(offset after it, folded name) of everything that may be a column's name."""
    names = []
    for found in _QUOTED.finditer(script.text, start, end):
        if script.mask[found.start()] == "'" or script.mask[found.start()].isspace():
            continue
        names.append((found.end(), found[0].strip('"[]`').casefold()))
    return names
