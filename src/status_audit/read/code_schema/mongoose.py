"""Reads the documents that schemas of Mongoose describe, nested objects as documents of their own."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model import Container, Field, Item
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code
from status_audit.read.code_schema.script_object import Place, choices, opening, pairs, said, value, word

SCHEMA = pattern_of(
    r"(?:\b(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=\n;]{0,80})?=\s*)?new\s+(?:[A-Za-z_$][\w$]*\.)?Schema\s*(?:<[^>\n]{0,80}>)?\s*(?P<paren>\()"
)
_MODEL = pattern_of(r"\bmodel\s*(?:<[^>\n]{0,80}>)?\(\s*(?P<name>[\"']\x1f+[\"'])\s*,\s*(?P<schema>[A-Za-z_$][\w$]*)")
_ADD = pattern_of(r"\b(?P<name>[A-Za-z_$][\w$]*)\.add\(\s*(?P<brace>\{)")
DEEPEST = 20
_PLAIN = frozenset(
    {"type", "ref", "required", "default", "enum", "index", "unique", "select", "validate", "min", "max"}
)


def documents(code: Code) -> Iterator[Item]:
    """Every schema of the file; under the name of its model where the file gives it one."""
    models = {
        found["schema"]: code.text[found.start("name") + 1 : found.end("name") - 1]
        for found in _MODEL.finditer(code.mask)
    }
    for found in [*SCHEMA.finditer(code.mask), *_ADD.finditer(code.mask)]:
        brace = found.start("brace") if "brace" in found.groupdict() else _first_brace(code, found.start("paren"))
        if brace < 0:
            continue
        own = found["name"] or "schema"
        title = models.get(own, "")
        yield from _document(code, (own, title), brace, 0)


def _first_brace(code: Code, paren: int) -> int:
    first = next(code.parts(*code.inside(paren)), None)
    return opening(code, first)


def _document(code: Code, named: tuple[str, str], brace: int, depth: int) -> Iterator[Item]:
    name, title = named
    yield Container("document", name, code.source.system, title, code.above(brace), location=code.location(name, brace))
    inner: list[tuple[str, int]] = []
    for key, at, place in pairs(code, brace):
        below = _below(code, place)
        if below >= 0 and depth < DEEPEST:
            inner.append((f"{name}.{key}", below))
        yield _property(code, name, (key, at), place)
    for each, below in inner:
        yield from _document(code, (each, ""), below, depth + 1)


def _below(code: Code, place: Place) -> int:
    """The brace of the object that a value nests, itself or in a list or under `type`; else -1."""
    start, end = place
    if code.mask[start] == "[":
        first = next(code.parts(*code.inside(start)), None)
        return _below(code, first) if first and first[1] <= end and code.mask[first[0]] != "[" else -1
    brace = opening(code, place)
    if brace < 0:
        return -1
    typed = value(code, brace, "type")
    if typed is None:
        keys = [key for key, _, _ in pairs(code, brace)]
        return brace if keys and not (keys and all(key in _PLAIN for key in keys)) else -1
    if code.mask[typed[0]] in "{[":
        return _below(code, typed)
    return -1


def _property(code: Code, container: str, named: tuple[str, int], place: Place) -> Field:
    key, at = named
    brace = opening(code, place)
    typed = value(code, brace, "type") if brace >= 0 else place
    kind = word(code, typed) or ("object" if brace >= 0 else "")
    told = (said(code, brace, "description", "comment", "title") if brace >= 0 else "", code.above(at), code.beside(at))
    return Field(
        key,
        container,
        "property",
        code.location(f"{container}.{key}", at),
        code.source.system,
        kind,
        options=choices(code, value(code, brace, "enum") if brace >= 0 else None),
        comment="; ".join(dict.fromkeys(each for each in told if each)),
    )
