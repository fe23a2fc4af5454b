"""Reads the values that a CHECK allows: they say what a column means better than its name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice

from status_audit.patterns import pattern_of
from status_audit.read.ddl.literal import literals
from status_audit.read.ddl.script import Script

LONGEST = 80
"""Characters of a value that can be a choice; a longer one is a text or a pattern."""
MOST = 1000
"""Values of one CHECK that are kept."""
_QUOTED = pattern_of(r'"[^"]+"|\[[^\]]+\]|`[^`]+`|[^\W\d]\w*')
_ALLOWS = pattern_of(r"=|\bin\b")
_DENIES = pattern_of(r"<|>|!|~|\b(?:like|ilike|not|similar|regexp|rlike|between)\b")


def choices(script: Script, start: int, end: int, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By folded column: the literals that an equality or IN between the offsets allows for it."""
    known = {each.casefold() for each in columns}
    mentions = [each for each in identifiers(script, start, end) if each[1] in known]
    places = [at for at, _ in mentions]
    allowed: dict[int, bool] = {}
    found: dict[str, list[str]] = {}
    for at, value in islice(literals(script.text, script.mask, start, end, script.dialect), MOST):
        nearest = bisect_left(places, at) - 1
        if nearest < 0 or not 0 < len(value) <= LONGEST:
            continue
        if nearest not in allowed:
            between = script.mask[places[nearest] : at]
            allowed[nearest] = bool(_ALLOWS.search(between)) and not _DENIES.search(between)
        if allowed[nearest]:
            found.setdefault(mentions[nearest][1], []).append(value)
    return {name: tuple(dict.fromkeys(each)) for name, each in found.items()}


def identifiers(script: Script, start: int, end: int) -> list[tuple[int, str]]:
    """(offset after it, folded name) of everything that may be a column's name."""
    names = []
    for found in _QUOTED.finditer(script.text, start, end):
        if script.mask[found.start()] == "'" or script.mask[found.start()].isspace():
            continue
        names.append((found.end(), found[0].strip('"[]`').casefold()))
    return names
