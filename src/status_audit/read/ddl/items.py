"""Splits a bracketed list of SQL into its items, at commas that stand in no deeper bracket."""

from __future__ import annotations

from status_audit.patterns import pattern_of

_EVENTS = pattern_of(r"[(),\[\]]|\b(?:struct|array|map|object|row)\s*+<|[<>]")


def closing(mask: str, opening: int, end: int) -> int:
    """Offset of the parenthesis that closes the one at `opening`, or `end` where none does."""
    depth = 0
    for found in _PARENS.finditer(mask, opening, end):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return found.start()
    return end


_PARENS = pattern_of(r"[()]")


def split(mask: str, start: int, end: int) -> list[tuple[int, int]]:
    """(start, end) of the items between the offsets, blanks at their ends left out, empty items too."""
    items: list[tuple[int, int]] = []
    depth = angle = 0
    begin = start
    for found in _EVENTS.finditer(mask, start, end):
        word = found[0]
        if word in "([":
            depth += 1
        elif word in ")]":
            depth -= 1
        elif word == ">":
            angle = max(angle - 1, 0)
        elif word == "<":
            angle += angle > 0
        elif word != ",":
            angle += 1
        elif depth == 0 and angle == 0:
            _add(items, mask, begin, found.start())
            begin = found.end()
    _add(items, mask, begin, end)
    return items


def _add(items: list[tuple[int, int]], mask: str, start: int, end: int) -> None:
    while start < end and mask[start].isspace():
        start += 1
    while end > start and mask[end - 1].isspace():
        end -= 1
    if end > start:
        items.append((start, end))
