"""Reads workbooks: XLSForm, data and form dictionaries, templates for imports, forms laid out in cells."""

from __future__ import annotations

from pathlib import PurePosixPath

from status_audit.model import Reading, Source

KIND = "spreadsheet"
PACKED = (".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots")
LEGACY = (".xls", ".xlt", ".xlsb")


def accepts(path: str, head: bytes) -> bool:
    """By its name; the file that an office program leaves beside an open workbook is none."""
    name = PurePosixPath(path).name.lower()
    return name.endswith((*PACKED, *LEGACY)) and not name.startswith(("~$", ".~lock")) and head != b""


def read(source: Source) -> Reading:
    """`Location.part` is the sheet and `Location.line` its row."""
    from status_audit.read.spreadsheet.workbook import read_workbook

    return read_workbook(source)
