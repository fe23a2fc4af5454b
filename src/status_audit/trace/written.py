"""Columns that a statement writes, by its own words: lists of INSERT, targets of SET."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.texts import NAME, PART, balanced, comma_spans, without_comments

_INSERT = pattern_of(
    rf"\s*(?:INSERT|REPLACE|UPSERT)\b(?:\s+(?:INTO|OVERWRITE|IGNORE|TABLE|OR\s+\w+))*\s+{NAME}\s*(\()", re.IGNORECASE
)
_SET = pattern_of(r"\bSET\b", re.IGNORECASE)
_AFTER = pattern_of(r"\b(?:FROM|WHERE|OUTPUT|RETURNING|ORDER|LIMIT)\b", re.IGNORECASE)
_TARGET = pattern_of(rf"\s*(?:{PART}\s*\.\s*){{0,3}}({PART})\s*(?:[-+*/|&^]?=)")
_QUOTES = '"`[] \t\r\n'


def written_columns(statement: Statement) -> Iterator[tuple[str, int]]:
    """(name as spelled, 0-based offset in the statement's text)."""
    text = without_comments(statement.text)
    if statement.kind == "insert":
        found = _INSERT.match(text)
        if found:
            inside = balanced(text, found.start(1))
            if not re.match(r"\s*(?:SELECT|WITH|VALUES)\b", inside, re.IGNORECASE):
                start = found.start(1) + 1
                for begin, end in comma_spans(text[: start + len(inside)], start):
                    yield text[begin:end].strip(_QUOTES), begin
    elif statement.kind == "update":
        found = _SET.search(text)
        if found:
            for begin, end in comma_spans(text, found.end()):
                part = text[begin:end]
                stop = _AFTER.search(part)
                target = _TARGET.match(part)
                if target and (stop is None or target.end() <= stop.start()):
                    yield target[1].strip(_QUOTES), begin + target.start(1)
                if stop:
                    return
