"""Reads the change logs of Liquibase in XML, YAML and JSON, in order; what `rollback` says is read for names only."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "liquibase"
_SIGN = pattern_of(rb"<(?:\w+:)?databaseChangeLog\b|^[\"' {]{0,8}databaseChangeLog[\"']?\s*:", re.MULTILINE)


def accepts(path: str, head: bytes) -> bool:
    """By the root of the change log."""
    return path.lower().endswith((".xml", ".yaml", ".yml", ".json")) and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """Tables, columns, remarks, keys and changes in the order of the log."""
    from status_audit.read.code_schema.liquibase_log import read as really

    return really(source)
