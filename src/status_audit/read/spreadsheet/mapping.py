"""Reads sheets that map columns of one system to those of another: every name of a column in them is a field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Container, Field, Item, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.dictionary_header import ROWS_OF_DATA, spelled
from status_audit.read.spreadsheet.sheet import MOST, Row, Sheet, cell

FIRST = 5
"""Rows among which the headings must stand."""
FEWEST = 8
"""Names that make a list of them."""
NAMES = pattern_of(
    r"(?:[A-Za-z]\w*\.)?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[A-Za-z]\w*\.[a-z][a-z0-9]*"
)
"""What only a program writes: a person's name has none of these shapes."""
COLUMNS = frozenset(
    re.findall(
        r"\w+", "table column field attribute element variable source target destination output input mapping origin"
    )
)
"""A word of these heads a column that lists names of columns."""


def listed(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """(row of the headings, heading by cell) of the cells below which nothing but names of columns stands."""
    for number, row in sheet.first[:FIRST]:
        heads = {at: cell(row, at) for at in range(len(row)) if COLUMNS & set(spelled(row[at]).split())}
        if len(heads) < 2 or {spelled(each) for each in row} & ROWS_OF_DATA:
            continue
        below = [each for each in sheet.rows(MOST) if each[0] > number]
        sure = {at: head for at, head in heads.items() if _are_names(below, at)}
        return (number, sure) if sure else None
    return None


def _are_names(rows: list[Row], at: int) -> bool:
    said = [text for _, row in rows if (text := cell(row, at))]
    names = [each for each in said if NAMES.fullmatch(each)]
    return len(set(names)) >= FEWEST and len(names) >= len(said) * 0.7 and len(set(names)) * 2 >= len(names)


def fields(source: Source, sheet: Sheet, number: int, heads: dict[int, str]) -> Iterator[Item]:
    """Each name once per heading; `Location.line` is its row."""
    for at, head in heads.items():
        container = f"{sheet.name}.{head}"
        place = Location(source.path, container, number, at + 1, part=sheet.name)
        yield Container("table", container, source.system, head, location=place)
        seen: set[str] = set()
        for line, row in sheet.rows(MOST):
            text = cell(row, at)
            if line > number and text not in seen and NAMES.fullmatch(text):
                seen.add(text)
                where = Location(source.path, f"{container}.{text}", line, at + 1, part=sheet.name)
                yield Field(text, container, "column", where, source.system)
