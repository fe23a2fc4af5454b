"""Reads XLSForm kept in CSV: its sheet `survey` alone, or all its sheets below each other, named in the first cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from status_audit.model import Gap, Item, Location, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.dictionary_header import SHEET_OF_A_FORM, spelled
from status_audit.read.spreadsheet.sheet import FEW, MOST, Row, Sheet
from status_audit.read.spreadsheet.xlsform import Survey, is_survey

SHEETS = frozenset(("survey", "choices", "settings", "external choices", "entities", "osm", "lists"))
TYPES = frozenset(
    (
        "text",
        "integer",
        "decimal",
        "date",
        "note",
        "calculate",
        "geopoint",
        "begin group",
        "begin repeat",
        "image",
        "start",
    )
)
"""A first word of these, or a list to select from, stands in the column of types."""
LOOKED_AT = 60
LINES = 2 * MOST


def is_xlsform(text: str) -> bool:
    """By the first rows: a heading of the sheet `survey`, and types of questions below it."""
    if "type" not in text[:4_000].lower():
        return False
    survey = next((each for each in _sheets(text, LOOKED_AT) if is_survey(each)), None)
    if survey is None:
        return False
    number, header = next((each for each in survey.first if "type" in {spelled(cell) for cell in each[1]}), (0, ()))
    names = [spelled(each) for each in header]
    labelled = any(each.split()[:1] == ["label"] for each in names)
    at = names.index("type") if "type" in names else 0
    types = [row[at].strip().lower() for line, row in survey.rows(LOOKED_AT) if line > number and at < len(row)]
    known = sum(1 for each in types if each in TYPES or each.startswith(("select", "begin", "end", "int", "rank")))
    sure = labelled or bool(SHEET_OF_A_FORM & set(names)) or _whole(list(_rows(text, LOOKED_AT)))
    return sure and known > 0 and known * 3 >= len([each for each in types if each])


def read_xlsform(source: Source, text: str) -> Reading:
    """As a workbook; `Location.line` is the line of the file."""
    sheets = list(_sheets(text, LINES))
    items: list[Item] = []
    if sum(len(list(each.rows(LINES))) for each in sheets) >= LINES - len(SHEETS):
        reason = f"has more than {LINES:,} lines; the rest is not read."
        items.append(Gap("limit", Location(source.path, ""), reason, "Split it."))
    try:
        for each in sheets:
            if is_survey(each):
                items.extend(Survey(source, PurePosixPath(source.path).stem).items(each, sheets))
    except Refused as refused:
        items.append(refused.gap(source.path))
    except csv.Error:
        place = Location(source.path, "")
        items.append(Gap("unparsed", place, "has a cell too long to be read.", "Mend the quoting of the file."))
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _Rows:
    held: list[Row] = field(default_factory=list)

    def __call__(self, most: int) -> Iterator[Row]:
        return iter(self.held[:most])


def _sheets(text: str, most: int) -> Iterator[Sheet]:
    rows = list(_rows(text, most))
    if not _whole(rows):
        yield _sheet("survey", rows)
        return
    name, held = "", list[Row]()
    for line, row in rows:
        if _names_sheet(row):
            if name:
                yield _sheet(name, held)
            name, held = spelled(row[0]), []
        elif name:
            held.append((line, row[1:]))
    yield _sheet(name, held)


def _whole(rows: Sequence[Row]) -> bool:
    """Whether all sheets stand in the file, each below its name."""
    return any(_names_sheet(row) for _, row in rows[:LOOKED_AT])


def _names_sheet(row: Sequence[str]) -> bool:
    return spelled(row[0]) in SHEETS and not any(each.strip() for each in row[1:])


def _sheet(name: str, rows: list[Row]) -> Sheet:
    return Sheet(name, _Rows(rows), rows[:FEW])


def _rows(text: str, most: int) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    line = 1
    try:
        for row in reader:
            if any(each.strip() for each in row):
                yield line, row
            line = reader.line_num + 1
            if line > most:
                return
    except csv.Error:
        return
