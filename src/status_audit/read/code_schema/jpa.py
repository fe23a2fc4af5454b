"""Reads the entities that Java, Kotlin and Groovy declare with annotations of JPA, Hibernate or Spring Data."""

from __future__ import annotations

import re

from status_audit.model import Gap, Reading, Source
from status_audit.read.code_schema.code import MOST, code_of, too_long
from status_audit.read.code_schema.decorated import classes
from status_audit.read.contents import text_of, unread

KIND = "jpa"
_SIGN = re.compile(rb"^\s*@(?:[a-z]\w*\.)*(?:Entity|MappedSuperclass|Embeddable|Document|Table)\b", re.MULTILINE)


def accepts(path: str, head: bytes) -> bool:
    """Classes that are marked as entities; any other is left alone."""
    return path.lower().endswith((".java", ".kt", ".groovy", ".scala")) and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """One table for each entity, one column for each field that is stored."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    code = code_of(source, text, "java")
    items = (*classes(code, script=False), *code.directives())
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))
