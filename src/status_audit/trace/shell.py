"""Command lines inside SQL: bcp, sqlcmd, psql, mysql and the dump tools, and what they write where."""

from __future__ import annotations

import re

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.sql.addresses import of_command
from status_audit.trace.context import Context
from status_audit.trace.exports import put_rows
from status_audit.trace.names import split_name
from status_audit.trace.parsing import parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.texts import NAME

_QUERYOUT = pattern_of(r"\bbcp(?:\.exe)?\s+\"([^\"]+)\"\s+queryout\s+\"?([^\s\"]+)", re.IGNORECASE)
_TABLE_OUT = pattern_of(rf"\bbcp(?:\.exe)?\s+\"?({NAME})\"?\s+out\s+\"?([^\s\"]+)", re.IGNORECASE)
_CLIENT = pattern_of(
    r"\b(?:sqlcmd|osql|isql|psql|mysql|sqlplus|duckdb|sqlite3)\b.*?(?:-[QqcCe]\s*|--(?:command|execute|query)[= ])"
    r"[\"']([^\"']+)[\"']",
    re.IGNORECASE | re.DOTALL,
)
_DUMP = pattern_of(
    rf"\b(?:pg_dump|mysqldump|mariadb-dump)\b.*?(?:-t\s*|--table[= ]|\s)({NAME})\s*(?:>|-f|--file|$)", re.IGNORECASE
)
_SPOOL = pattern_of(
    r"^[ \t]*(?P<word>SPOOL|\\o|\.output|\.once|\.excel|:OUT|tee|\\T|notee)"
    r"(?:[ \t]+(?P<file>\|[^\r\n]*|[^\s;]+|\"[^\"]*\"))?[^\r\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = pattern_of(r"\\gx?[ \t]*(?:\([^)]*\)[ \t]*)?(?P<file>\|[^\r\n]*|[^\s;]+)")
_BLANK = pattern_of(r"\s*;?\s*\Z")
_FILE = pattern_of(r"(?:>\s*|-o\s*|--output[= ])\"?([^\s\"]+)", re.IGNORECASE)


class Spools:
    """The client commands of one script that turn the results of queries to a file or program."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lasting: list[tuple[int, str]] = []
        self._once: list[tuple[int, str]] = []
        """By the offset behind the command: for the query that follows."""
        for each in _SPOOL.finditer(text):
            place = _place(each["file"] or "")
            if each["word"].lower() in (".once", ".excel"):
                self._once.append((each.end(), place or "a spreadsheet"))
            else:
                self._lasting.append((each.start(), place))
        self._sent = [(each.start(), _place(each["file"])) for each in _SENT.finditer(text)] if "\\g" in text else []
        """psql's \\g: for the query before it."""

    def of(self, statement: Statement) -> str:
        """Where the results of a statement at the top go; empty where they are shown."""
        end = statement.offset + len(statement.text)
        for at, place in self._sent:
            if statement.offset < at and _BLANK.match(self._text[min(end, at) : at]):
                return place
        for at, place in self._once:
            if at <= statement.offset and ";" not in self._text[at : statement.offset]:
                return place
        before = [place for at, place in self._lasting if at <= statement.offset]
        return before[-1] if before else ""


def _place(text: str) -> str:
    text = text.strip().strip("'\"")
    if text.startswith("|"):
        return of_command(text)
    return "" if text.lower() in ("", "off", "out", "stdout") else text


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
