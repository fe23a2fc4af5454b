"""Where statements stand: lines and columns inside them, and the batches that T-SQL's variables end with."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from status_audit.model import Location, Statement
from status_audit.patterns import pattern_of
from status_audit.sql.positions import Lines

_GO = pattern_of(r"^[ \t]*GO\b[ \t]*\d*[ \t]*;?[ \t]*(?:--[^\r\n]*)?\r?$", re.IGNORECASE | re.MULTILINE)


class Batches:
    """Counts the GO lines before a statement, in sources that declare variables at the top."""

    def __init__(self, statements: Sequence[Statement], text_of: Callable[[str], str] | None) -> None:
        top = (each for each in statements if each.kind == "declare" and not each.scope and each.dialect == "tsql")
        sources = dict.fromkeys(each.location.source for each in top) if text_of else {}
        self._ends = (
            {each: [found.start() for found in _GO.finditer(text_of(each))] for each in sources} if text_of else {}
        )

    def of(self, statement: Statement) -> int:
        """0 in the first batch, and inside routines."""
        ends = self._ends.get(statement.location.source)
        return bisect_right(ends, statement.offset) if ends and not statement.scope else 0


class Positions:
    """Line starts of a statement are found when a place in it is first asked for."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._statements = statements
        self._lines: dict[int, Lines] = {}

    def at(self, number: int, offset: int) -> Location:
        """The place `offset` characters into the statement's text."""
        statement = self._statements[number]
        start = statement.location
        if start.line is None or offset <= 0 or offset > len(statement.text):
            return start
        lines = self._lines.get(number)
        if lines is None:
            lines = self._lines[number] = Lines(statement.text)
        line, column = lines.at(offset)
        first = line == 1
        return replace(
            start,
            line=start.line + line - 1,
            column=column + (start.column or 1) - 1 if first else column,
            end_line=None,
            end_column=None,
        )
