"""Decides what each sheet of a workbook is, and has it read as that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.bounded import Deadline, Refused
from status_audit.read.contents import contents, unread
from status_audit.read.spreadsheet import legacy, packed
from status_audit.read.spreadsheet.defined import Defined, choices_of, definition
from status_audit.read.spreadsheet.headings import LAID_OUT, asked, columns, heading
from status_audit.read.spreadsheet.label_list import lines
from status_audit.read.spreadsheet.mapping import fields, listed
from status_audit.read.spreadsheet.sheet import FEW, MOST, Sheet
from status_audit.read.spreadsheet.validation import Lists
from status_audit.read.spreadsheet.xlsform import Survey, is_survey
from status_audit.read.zip_parts import ENCRYPTED_WITHIN, OLE

OF_XLSFORM = frozenset(
    ("survey", "choices", "choice", "settings", "lists", "list", "external choices", "external_choices")
) | frozenset(("entities", "osm", "columns"))
"""Sheets of an XLSForm that ask nothing themselves."""
NOTHING = "has no row that surely names columns or questions."
UNSURE = "has short lines among its questions that may be labels or what somebody wrote; they are not read."
REMEDY = "Save the sheet that lists the columns or questions as CSV (form, field_name, label, options, language)."


def read_workbook(source: Source) -> Reading:
    """`Location.part` is the sheet and `Location.line` its row."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    items: list[Item] = []
    deadline = Deadline()
    try:
        sheets = _with_first_rows(_sheets(source.path, data, deadline))
        lists = Lists(sheets, packed.names_of(data, deadline) if data.startswith(b"PK") else {})
        lists.look_up()
        for each in _items(source, sheets, lists):
            deadline.check()
            items.append(each)
    except Refused as refused:
        items.append(refused.gap(source.path))
    if not any(isinstance(each, Container | Field | Gap) for each in items):
        items.append(Gap("unsupported", Location(source.path, ""), NOTHING, REMEDY))
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))


def _sheets(path: str, data: bytes, deadline: Deadline) -> Iterator[Sheet]:
    old = data.startswith(OLE) and ENCRYPTED_WITHIN not in data
    binary = path.lower().endswith(".xlsb") and data.startswith(b"PK")
    return legacy.sheets_of(data) if old or binary else packed.sheets_of(data, deadline)


def _with_first_rows(sheets: Iterator[Sheet]) -> list[Sheet]:
    found = []
    for each in sheets:
        each.first = list(each.rows(FEW))
        found.append(each)
    return found


def _items(source: Source, sheets: list[Sheet], lists: Lists) -> Iterator[Item]:
    surveys = [each for each in sheets if is_survey(each)]
    for each in surveys:
        yield from Survey(source, PurePosixPath(source.path).stem).items(each, sheets)
    others = [each for each in sheets if each.first and not (surveys and each.name.strip().lower() in OF_XLSFORM)]
    listed = {each.name: choices for each in others if (choices := _choices(each))}
    choices = {name: options for each in listed.values() for name, options in each.items()}
    used: set[str] = set()
    for each in others:
        if each.name not in listed:
            for item in _sheet(source, each, lists, alone=not surveys):
                if isinstance(item, Field) and item.name in choices and not item.options:
                    used.add(item.name)
                    item = replace(item, options=choices[item.name])  # noqa: PLW2901 - the same field, with its choices
                yield item
    for sheet, held in listed.items():
        yield from _left(source, sheet, {name: options for name, options in held.items() if name not in used})


def _choices(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    defined = definition(sheet)
    return choices_of(sheet, defined[1]) if defined else {}


def _left(source: Source, sheet: str, choices: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    """Fields that only a list of choices names."""
    for name, held in choices.items():
        place = Location(source.path, f"{sheet}.{name}", part=sheet)
        yield Field(name, sheet, "question", place, source.system, "select", options=held)


def _sheet(source: Source, sheet: Sheet, lists: Lists, *, alone: bool) -> Iterator[Item]:
    """What one sheet defines; a sheet beside an XLSForm may well define nothing."""
    if defined := definition(sheet):
        number, header = defined
        yield from Defined(source, sheet, header).items(number)
    elif mapped := listed(sheet):
        yield from fields(source, sheet, *mapped)
    elif found := heading(sheet):
        yield from columns(source, sheet, found, lists)
    elif alone and sheet.name not in lists.used:
        yield from _laid_out(source, sheet, lists)


def _laid_out(source: Source, sheet: Sheet, lists: Lists) -> Iterator[Item]:
    """A form laid out in cells; a gap where it asks nothing, or has lines that may be labels or may be answers."""
    rows = list(islice(sheet.rows(MOST), LAID_OUT))
    found = list(asked(source, sheet, rows, lists))
    yield from found
    place = Location(source.path, "", part=sheet.name)
    if not found:
        yield Gap("unsupported", place, NOTHING, REMEDY)
        return
    beside = list(lines(rows))
    name = sheet.name or "sheet"
    for each in beside:
        if each.sure:
            where = Location(source.path, f"{name}.{each.text}", each.row, each.at + 1, part=sheet.name)
            options = lists.of_cell(sheet, each.row, each.at + 2) or lists.of_cell(sheet, each.row, each.at + 1)
            label = (Label(each.text),)
            yield Field(each.text, name, "question", where, source.system, "cell", label, options)
    if left := sum(1 for each in beside if not each.sure):
        yield Gap("unsupported", place, UNSURE, REMEDY, left)
