"""Reads the SQL that stands in the literals of programs: Ruby, Python, PHP, JavaScript, Java, Kotlin, C#, Go."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "code-sql"
_SIGN = pattern_of(
    rb"(?:[\"'`]|^)\s{0,300}+\(?+\s{0,50}+(?:--[^\n]{0,300}+\n\s{0,99}+){0,9}+(?:SELECT\s|WITH\s+\w+\s+AS\s*\(|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|MERGE\s+INTO\s"
    rb"|CREATE\s+(?:\w+\s+){0,4}(?:TABLE|VIEW)\s|ALTER\s+TABLE\s|COPY\s+\S+\s+(?:FROM|TO)\s|GRANT\s+[A-Z ,]+\sON\s|REPLACE\s+INTO\s)",
    re.IGNORECASE | re.MULTILINE,
)


def accepts(path: str, head: bytes) -> bool:
    """A program in which a line or a literal begins like a statement; any other is left alone."""
    from status_audit.read.code_sql.literals import language_of

    return language_of(path) is not None and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """What the statements declare and do; what is put together at run time is a gap."""
    from status_audit.read.code_sql.program import read as really

    return really(source)
