"""Lines and columns inside statements, from offsets in their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from status_audit.model import Location, Statement
from status_audit.sql.positions import Lines


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
