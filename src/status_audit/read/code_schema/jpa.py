"""Reads the entities that Java, Kotlin and Groovy declare with annotations of JPA, Hibernate or Spring Data."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "jpa"
_SIGN = pattern_of(rb"^\s*@(?:[a-z]\w*\.)*(?:Entity|MappedSuperclass|Embeddable|Document|Table)\b", re.MULTILINE)


def accepts(path: str, head: bytes) -> bool:
    """Classes that are marked as entities; any other is left alone."""
    return path.lower().endswith((".java", ".kt", ".groovy", ".scala")) and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """One table for each entity, one column for each field that is stored."""
    from status_audit.read.code_schema.jpa_entities import read as really

    return really(source)
