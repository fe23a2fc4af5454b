"""Reads .xls and .xlsb in a process of its own: a damaged one can end that process, and must not end the audit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from status_audit.read.bounded import SECONDS, Refused, encrypted, limit, missing, unparsed
from status_audit.read.spreadsheet.sheet import CELL, COLUMNS, MOST, Row, Sheet

MEMORY = 1 << 30
"""Bytes the process may take."""
OUTPUT = 64 * 1024 * 1024
CHILD = f"""
import io, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
import python_calamine as calamine
try:
    book = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        start = sheet.start or (0, 0)
        rows = []
        for at, row in enumerate(sheet.iter_rows()):
            if len(rows) >= {MOST}:
                break
            cells = [each if isinstance(each, str) else "" if each is None else str(each) for each in row[:{COLUMNS}]]
            if any(cells):
                rows.append([at + start[0] + 1, [""] * min(start[1], 256) + [each[:{CELL}] for each in cells]])
        print(json.dumps([name, rows]), flush=True)
except calamine.PasswordError:
    print(json.dumps("encrypted"))
except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError, OverflowError) as error:
    print(json.dumps("unparsed"))
"""


@dataclass(frozen=True, slots=True)
class _Held:
    """Rows that are already there."""

    found: tuple[Row, ...]

    def __call__(self, most: int) -> Iterator[Row]:
        return iter(self.found[:most])


def sheets_of(data: bytes) -> Iterator[Sheet]:
    """Every sheet, in order. Raises Refused."""
    if not _installed():
        raise missing("A workbook of this older kind")
    done, output = _run(data)
    for line in output.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            raise unparsed("is damaged.") from None
        if said == "encrypted":
            raise encrypted()
        if said == "unparsed":
            raise unparsed("is damaged or is no workbook.")
        yield Sheet(said[0], _Held(tuple((number, cells) for number, cells in said[1])))
    if not done:
        raise limit("cannot be read within the limits of time and memory.")


def _installed() -> bool:
    try:
        return find_spec("python_calamine") is not None
    except ValueError:
        return False


def _run(data: bytes) -> tuple[bool, bytes]:
    """Whether the process came to its end, and what it said."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, a constant program
            [sys.executable, "-I", "-c", CHILD],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, b""
    except OSError:
        raise Refused(
            "unsupported", "needs a second process to read it safely, and none could be started.", "Save it as .xlsx."
        ) from None
    return done.returncode == 0, done.stdout[:OUTPUT]
