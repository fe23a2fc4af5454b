"""Reads templates for imports in CSV: a file that is nothing but its headings. A table with rows is left alone."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import PurePosixPath

from status_audit.model import Reading, Source
from status_audit.read.contents import HEAD, head_text, text_of, unread
from status_audit.read.spreadsheet.headings import Heading, columns, heading, of_program
from status_audit.read.spreadsheet.sheet import Row, Sheet

KIND = "import-template"
DELIMITERS = ",;\t|"
ROWS = 3


def accepts(path: str, head: bytes) -> bool:
    """One row of names, perhaps with a row of labels below, and nothing more."""
    return path.lower().endswith((".csv", ".tsv")) and len(head) < HEAD and _template(path, head_text(head)) is not None


def read(source: Source) -> Reading:
    source, text, gap = text_of(source)
    if gap:
        return unread(source, gap)
    found = _template(source.path, text[:HEAD])
    items = columns(source, *found) if found else ()
    return Reading(source, tuple(items))


def _template(path: str, text: str) -> tuple[Sheet, Heading] | None:
    rows = max((_rows(text, each) for each in DELIMITERS), key=lambda rows: len(rows[0][1]) if rows else 0)
    if not 0 < len(rows) < ROWS:
        return None
    sheet = Sheet(PurePosixPath(path).stem, lambda most: islice(rows, most), rows)
    found = heading(sheet)
    if found is None or not of_program(found.names) or (len(rows) == ROWS - 1 and not found.labels):
        return None
    return sheet, found


def _rows(text: str, delimiter: str) -> list[Row]:
    found: list[Row] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if any(each.strip() for each in row):
                found.append((number, row))
            if len(found) >= ROWS:
                break
    except csv.Error:
        return []
    return found
