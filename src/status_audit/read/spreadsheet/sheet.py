"""One sheet of a workbook as its readers see it: rows of text, numbered as the program shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from status_audit.read.bounded import limit

if TYPE_CHECKING:
    from status_audit.read.spreadsheet.validation import Rule

Row = tuple[int, Sequence[str]]
"""(row number, 1-based; the text of its cells from column A on)"""
FEW = 40
"""Rows by which a sheet is recognised."""
MOST = 20_000
"""Rows of definitions that are read."""
COLUMNS = 4_096
CELL = 8_000
"""Characters of one cell."""


class Rows(Protocol):
    """Where a sheet's rows come from."""

    def __call__(self, most: int) -> Iterator[Row]:
        """The first rows that hold anything. Raises Refused."""


@dataclass(slots=True)
class Sheet:
    name: str
    rows: Rows
    first: list[Row] = field(default_factory=list)
    """The first few rows; no more is read of a sheet that defines nothing."""
    rules: tuple[Rule, ...] = ()
    """Lists to which its cells are bound."""

    def definitions(self) -> Iterator[Row]:
        """The rows of a sheet that defines something. Raises Refused after as many as are read."""
        count = 0
        for count, row in enumerate(self.rows(MOST + 1), start=1):
            if count <= MOST:
                yield row
        if count > MOST:
            raise limit(f"has a sheet ({self.name}) with more than {MOST:,} rows of definitions; the rest is not read.")

    def column(self, header: Sequence[str], *names: str) -> int:
        """The cell of the first of these headings, or -1; as `spelled` writes them."""
        return next((at for name in names for at, each in enumerate(header) if each == name), -1)


def cell(row: Sequence[str], at: int) -> str:
    """The text of a cell on one line; empty where the row has none."""
    return " ".join(row[at].split()) if 0 <= at < len(row) else ""
