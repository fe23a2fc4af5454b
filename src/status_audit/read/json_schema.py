"""Reads JSON Schema documents and OpenAPI descriptions: every property that holds no further ones is a field."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.model import Gap, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import MOST, contents, head_text, unread
from status_audit.read.json_openapi import described
from status_audit.read.json_walk import Walk

KIND = "json-schema"
EXTENSIONS = (".json", ".jsonschema", ".schema")
LIMITS = Limits(size=MOST, depth=120, nodes=3_000_000)
META = pattern_of(r'"\$schema"\s*:\s*"[^"]*json-schema\.org/')
TOKEN = pattern_of(r'"(?:[^"\\]|\\.)*"(\s*:)?|[{}\[\]]', re.DOTALL)
SCHEMA_KEYS = frozenset({"properties", "definitions", "$defs", "patternProperties"})
INTERFACE_KEYS = frozenset({"openapi", "swagger"})
STATED = pattern_of(r'"type"\s*:\s*[\["]|"\$ref"\s*:')


def accepts(path: str, head: bytes) -> bool:
    """By what stands at the top of the document: a schema's or an interface description's own keys."""
    if not path.lower().endswith(EXTENSIONS):
        return False
    text = head_text(head)
    if META.search(text):
        return True
    if not STATED.search(text):
        return False
    top = _top_keys(text)
    return bool(top & SCHEMA_KEYS or top & INTERFACE_KEYS)


def read(source: Source) -> Reading:
    """A container per object, a field per property without properties of its own; what is malformed is a gap."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    try:
        document = parse(data, f"{PurePosixPath(source.path).name}.json", LIMITS)
    except AuditError as error:
        place, _, said = error.message.partition(": ")
        line = place.rpartition(":")[2]
        where = Location(source.path, "", int(line) if line.isdecimal() else None)
        return unread(source, Gap("unparsed", where, f"{said}.", "Mend the document, or save it again."))
    walk = Walk(source, document)
    if isinstance(document.data, dict) and INTERFACE_KEYS & document.data.keys():
        described(walk)
    else:
        _schema(walk, document)
    return walk.reading()


def _schema(walk: Walk, document: Document) -> None:
    """The document itself, then the definitions that nothing in it refers to."""
    data = document.data
    if not isinstance(data, dict):
        return
    title = data.get("title")
    name = title if isinstance(title, str) and title.strip() else PurePosixPath(walk.source.path).name.split(".")[0]
    walk.schema((), data, " ".join(name.split()))
    for group in ("definitions", "$defs"):
        held = data.get(group)
        for key, each in held.items() if isinstance(held, dict) else ():
            if (group, key) not in walk.referred:
                walk.schema((group, key), each, key)


def _top_keys(text: str) -> set[str]:
    """The keys of the outermost object, as far as the text goes."""
    depth, found = 0, set()
    for token in TOKEN.finditer(text):
        sign = token.group()
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
        elif depth == 1 and token.group(1):
            found.add(sign[1 : sign.rindex('"')])
    return found
