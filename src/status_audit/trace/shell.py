"""Command lines inside SQL: bcp, sqlcmd, psql, mysql and the dump tools, and what they write where."""

from __future__ import annotations

import re

from status_audit.trace.context import Context
from status_audit.trace.exports import put_rows
from status_audit.trace.names import split_name
from status_audit.trace.parsing import parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.texts import NAME

_QUERYOUT = re.compile(r"\bbcp(?:\.exe)?\s+\"([^\"]+)\"\s+queryout\s+\"?([^\s\"]+)", re.IGNORECASE)
_TABLE_OUT = re.compile(rf"\bbcp(?:\.exe)?\s+\"?({NAME})\"?\s+out\s+\"?([^\s\"]+)", re.IGNORECASE)
_CLIENT = re.compile(
    r"\b(?:sqlcmd|osql|isql|psql|mysql|sqlplus|duckdb|sqlite3)\b.*?(?:-[QqcCe]\s*|--(?:command|execute|query)[= ])"
    r"[\"']([^\"']+)[\"']",
    re.IGNORECASE | re.DOTALL,
)
_DUMP = re.compile(
    rf"\b(?:pg_dump|mysqldump|mariadb-dump)\b.*?(?:-t\s*|--table[= ]|\s)({NAME})\s*(?:>|-f|--file|$)", re.IGNORECASE
)
_SPOOL = re.compile(
    r"^[ \t]*(?:SPOOL|\\o|\.output|\.once|:OUT|tee|\\T|notee)(?:[ \t]+(?P<file>[^\s;]+|\"[^\"]*\"))?[^\r\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FILE = re.compile(r"(?:>\s*|-o\s*|--output[= ])\"?([^\s\"]+)", re.IGNORECASE)


def spools(text: str) -> list[tuple[int, str]]:
    """(offset, file) of the commands that turn output to a file; an empty file where they turn it back."""
    found = []
    for each in _SPOOL.finditer(text):
        file = (each["file"] or "").strip().strip("'\"")
        found.append((each.start(), "" if file.lower() in ("", "off", "out", "stdout") else file))
    return found


def command_line(ctx: Context, text: str) -> None:
    """What a command line writes out of the database."""
    found = _QUERYOUT.search(text)
    if found:
        _query(ctx, found[1], found[2])
        return
    table = _TABLE_OUT.search(text) or _DUMP.search(text)
    place = _FILE.search(text)
    if table:
        recipient = table[2] if table.re is _TABLE_OUT else place[1] if place else ""
        put_rows(ctx, ctx.base(ctx.key(*split_name(table[1]))), recipient)
        return
    client = _CLIENT.search(text)
    if client:
        _query(ctx, client[1], place[1] if place else "")


def _query(ctx: Context, text: str, recipient: str) -> None:
    inner = re.match(r"\s*\\?copy\s*\((.*)\)\s*to\b", text, re.IGNORECASE | re.DOTALL)
    parsed = parse_statement(inner[1] if inner else text.replace("''", "'"), ctx.dialect)
    if parsed.expression is not None:
        put_rows(ctx, rows_of(ctx, parsed.expression, None), recipient)
