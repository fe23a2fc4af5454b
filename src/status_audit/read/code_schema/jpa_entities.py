"""Reads one file of entities."""

from __future__ import annotations

from status_audit.model import Gap, Reading, Source
from status_audit.read.code_schema.code import MOST, code_of, too_long, with_queries
from status_audit.read.code_schema.decorated import classes
from status_audit.read.contents import text_of, unread


def read(source: Source) -> Reading:
    """One table for each entity, one column for each field that is stored."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    code = code_of(source, text, "java")
    items = with_queries(source, text, (*classes(code, script=False), *code.directives()))
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))
