"""Reads OpenAPI descriptions and JSON Schema written in YAML, as those in JSON are read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from status_audit.documents import Limits, parse
from status_audit.errors import AuditError
from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import contents, head_text, malformed, unread
from status_audit.read.json_openapi import described
from status_audit.read.json_walk import Walk

KIND = "yaml-schema"
LIMITS = Limits(size=10_000_000, depth=120, nodes=600_000)
INTERFACE = pattern_of(r"^[\"']?(?:openapi|swagger|asyncapi)[\"']?\s*:", re.MULTILINE)
SCHEMA = pattern_of(
    r"^[\"']?\$schema[\"']?\s*:\s*[\"']?https?://json-schema\.org"
    r"|^[\"']?properties[\"']?\s*:\s*\r?\n(?=[\s\S]{0,2000}?^\s+[\"']?(?:type|\$ref)[\"']?\s*:)",
    re.MULTILINE,
)


def accepts(path: str, head: bytes) -> bool:
    if not path.lower().endswith((".yaml", ".yml")):
        return False
    text = head_text(head)
    return bool(INTERFACE.search(text) or SCHEMA.search(text))


def read(source: Source) -> Reading:
    """A container per object, a field per property without properties of its own; what is malformed is a gap."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    try:
        document = parse(data, "schema.yml", LIMITS)
    except AuditError as error:
        return unread(source, malformed(source.path, error, "Mend the document, or save it as JSON."))
    walk = Walk(source, document)
    top = document.data if isinstance(document.data, dict) else {}
    if {"openapi", "swagger", "asyncapi"} & top.keys():
        described(walk)
    else:
        title = top.get("title")
        name = title if isinstance(title, str) and title.strip() else PurePosixPath(source.path).name.split(".")[0]
        walk.schema((), top, " ".join(name.split()))
    return walk.reading()
