"""Object literals of JavaScript and TypeScript as pairs of a key and the place of its value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code

Place = tuple[int, int]
_KEY = pattern_of(r"(?:(?P<name>[A-Za-z_$][\w$-]*)|(?P<text>[\"']\x1f+[\"'])|\[(?P<made>[^\]]*)\])\??\s*:\s*")
_CHOICE = pattern_of(r"[\w.$-]+")


def pairs(code: Code, opening: int) -> Iterator[tuple[str, int, Place]]:
    """(key, its offset, the place of its value) of the object that a brace opens."""
    for start, end in code.parts(*code.inside(opening)):
        found = _KEY.match(code.mask, start, end)
        if not found or found.end() >= end:
            continue
        name = found["name"] or (code.text[found.start("text") + 1 : found.end("text") - 1] if found["text"] else "")
        if name:
            yield name, found.start(), (found.end(), end)


def opening(code: Code, place: Place | None) -> int:
    """The offset of the brace when the value is an object, else -1."""
    return place[0] if place and code.mask[place[0]] == "{" else -1


def value(code: Code, opening: int, *names: str) -> Place | None:
    """The place of the value of the first of these keys that the object has."""
    found = {key: place for key, _, place in pairs(code, opening)} if opening >= 0 else {}
    return next((found[name] for name in names if name in found), None)


def said(code: Code, opening: int, *names: str) -> str:
    """The text of the first of these keys."""
    place = value(code, opening, *names)
    return code.literal(*place) if place else ""


def word(code: Code, place: Place | None) -> str:
    """A value in short: a name, a text, or what stands before its bracket."""
    if place is None:
        return ""
    text = code.only_literal(*place) or code.text[place[0] : place[1]]
    return " ".join(re.split(r"[({\n]", text)[0].split())[:60]


def choices(code: Code, place: Place | None) -> tuple[str, ...]:
    """The literal values of a list, or of the list or keys of an object."""
    if place is None:
        return ()
    start, end = place
    if code.mask[start] == "{":
        inner = value(code, start, "values")
        return choices(code, inner) if inner else ()
    return code.literals(start, end)[:2000]


def call_arguments(code: Code, paren: int) -> list[Place]:
    return list(code.parts(*code.inside(paren)))
