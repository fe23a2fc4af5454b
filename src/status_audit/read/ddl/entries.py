"""Reads the literal rows of lookup and attribute tables, and of no other table."""
# ruff: noqa: E501 (word lists and patterns, one thought a line)

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from status_audit.model import Entry
from status_audit.patterns import pattern_of
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.literal import unquoted
from status_audit.read.ddl.lookup import is_lookup, is_named_so, last_word, snake
from status_audit.read.ddl.script import Script
from status_audit.sql.cut import Fragment
from status_audit.sql.names import joined, read_name

MOST_ROWS = 2000
"""Rows of one table that are read."""
LONGEST_TEXT = 200
LONGEST_CODE = 60

_CODE = frozenset({
    "code", "cd", "key", "abbreviation", "abbrev", "abbr", "slug", "symbol", "short", "shortname", "short_name", "value", "val", "id", "uid",
    "identifier", "const", "constant", "token", "acronym",
})  # fmt: skip
_TEXT = frozenset({
    "name", "description", "desc", "descr", "label", "title", "text", "txt", "display", "meaning", "caption", "term", "prompt",
    "question", "definition", "nm", "dscr", "wording", "longname", "option", "answer", "tooltip", "comment", "type", "category",
    "status", "kind", "content", "phrase", "sentence",
})  # fmt: skip
_FIRST = {
    "code": 0, "cd": 0, "question": 0, "prompt": 0, "label": 0, "caption": 0, "wording": 0, "key": 1, "abbreviation": 1, "title": 1,
    "name": 2, "text": 2, "value": 2, "val": 2, "description": 3, "desc": 3, "id": 6, "uid": 7, "type": 7, "status": 8, "category": 8, "kind": 8, "comment": 8,
}  # fmt: skip
"""Of several columns that fit, the one with the lowest number is the row's code or text."""
_VALUES = pattern_of(r"\bvalues?\s*+(?=\()")
_TOKEN = pattern_of(
    r"(?P<space>\s++|--[^\r\n]*|/\*.*?\*/)|(?P<text>(?:[nN]|[eE]|_utf8(?:mb4)?\s?)?'(?:[^']|'')*')|(?P<double>\"(?:[^\"\\]|\\.)*\")|(?P<mark>[(),;])|(?P<other>[^\s(),;'\"]+)",
    re.DOTALL,
)
_TOKEN_ESCAPED = pattern_of(_TOKEN.pattern.replace("'(?:[^']|'')*'", r"'(?:[^'\\]|\\.|'')*'"), re.DOTALL)
_DATE = pattern_of(r"^\s*+\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_NUMBERS = pattern_of(r"^[\d\s.,()+/-]*$")
_SHORT_NUMBER = pattern_of(r"^-?\d{1,6}$")


Row = list[str | None]


@dataclass(slots=True)
class Rows:
    """What was read of each table so far, so that the limit is one over the whole script."""

    known: dict[str, tuple[str, ...]]
    """Columns of the tables that the script has created, by folded name."""
    count: dict[str, int]

    def inserted(self, script: Script, fragment: Fragment) -> Iterator[Entry]:
        """Rows of INSERT INTO … VALUES, when the table is one of lookups or attributes."""
        table, at = script.name(fragment.after, fragment.end)
        if not is_named_so(table):
            return
        columns, at = self._columns(script, table, at, fragment.end)
        values = _VALUES.search(script.mask, at, fragment.end)
        if values is None or script.mask[at : values.start()].strip(" \t\r\n;") or not is_lookup(table, columns):
            return
        for start, row in _rows(script.decoded, values.end(), fragment.end, script.dialect):
            yield from self._entry(script, table, columns, (start, row))

    def copied(self, script: Script, fragment: Fragment) -> Iterator[Entry]:
        """Rows of COPY … FROM stdin, on the same condition."""
        table, at = script.name(fragment.after, fragment.end)
        if not is_named_so(table):
            return
        columns, at = self._columns(script, table, at, fragment.end)
        if not is_lookup(table, columns):
            return
        at = _line_after(script.decoded, fragment.end)
        while (
            at < len(script.decoded)
            and not script.decoded.startswith("\\.", at)
            and self.count.get(table, 0) < MOST_ROWS
        ):
            end = script.decoded.find("\n", at)
            end = len(script.decoded) if end < 0 else end
            cells = script.decoded[at:end].rstrip("\r").split("\t")
            yield from self._entry(script, table, columns, (at, [None if cell == "\\N" else cell for cell in cells]))
            at = end + 1

    def _columns(self, script: Script, table: str, at: int, end: int) -> tuple[tuple[str, ...], int]:
        opening = script.skip(at, end)
        if script.mask[opening : opening + 1] != "(":
            return self.known.get(table.casefold(), ()), at
        stop = closing(script.mask, opening, end)
        names = (joined(read_name(script.text, a, b)[0]) for a, b in split(script.mask, opening + 1, stop))
        return tuple(names), stop + 1

    def _entry(self, script: Script, table: str, columns: tuple[str, ...], found: tuple[int, Row]) -> Iterator[Entry]:
        start, row = found
        if self.count.get(table, 0) >= MOST_ROWS or (columns and len(row) != len(columns)):
            return
        code, text, name = code_and_text(columns, row)
        if text or (code and not _SHORT_NUMBER.match(code)):
            self.count[table] = self.count.get(table, 0) + 1
            place = script.location(f"{table}.{text or code}"[:120], start)
            yield Entry(table, code, text, place, name)


def _line_after(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _rows(text: str, start: int, end: int, dialect: str) -> Iterator[tuple[int, Row]]:
    """(offset, values) of each row; None for what is no literal. Stops at anything unexpected."""
    token = _TOKEN_ESCAPED if dialect in ("mysql", "bigquery", "snowflake", "databricks") else _TOKEN
    row = _Row()
    for found in token.finditer(text, start, end):
        kind, piece = found.lastgroup or "", found[0]
        if kind == "space":
            continue
        if row.depth == 0 and piece not in "(,":
            return
        if kind != "mark":
            row.put(_literal(kind, piece, dialect))
        elif row.mark(piece, found.start()):
            yield row.start, row.values


class _Row:
    """One bracketed row while its pieces come in."""

    def __init__(self) -> None:
        self.depth = self.start = self.pieces = 0
        self.values: Row = []
        self.value: str | None = None

    def put(self, value: str | None) -> None:
        self.value = value if self.depth == 1 and self.pieces == 0 else None
        self.pieces += 1

    def mark(self, piece: str, at: int) -> bool:
        """True when the row is complete."""
        if piece == "(":
            self.depth += 1
            if self.depth == 1:
                self.start, self.values, self.value, self.pieces = at, [], None, 0
            else:
                self.put(None)
            return False
        if self.depth == 1:
            self.values.append(self.value)
            self.value, self.pieces = None, 0
        self.depth -= piece == ")"
        return piece == ")" and self.depth == 0


def _literal(kind: str, piece: str, dialect: str) -> str | None:
    if kind == "text":
        return unquoted(piece[piece.index("'") :], dialect)
    if kind == "double":
        return unquoted(piece, dialect)
    return piece if _SHORT_NUMBER.match(piece) else None


def code_and_text(columns: tuple[str, ...], row: Row) -> tuple[str, str, str]:
    """The row's code and text, and the name of the column the text stood in."""
    values = [None if value is None else " ".join(value.split()) for value in row]
    if not columns:
        return _unnamed(values)
    text, name = _best(columns, values, _TEXT, _is_text)
    code, code_name = _best(columns, values, _CODE, _is_code)
    if not text and code and not _NUMBERS.match(code):
        return code, "", code_name
    if code == text:
        code = ""
    return code, text, name or code_name


def _best(
    columns: tuple[str, ...], values: Row, words: frozenset[str], fits: Callable[[str | None], bool]
) -> tuple[str, str]:
    ranked = [(index, name) for index, name in enumerate(columns) if last_word(name) in words or snake(name) in words]
    order = sorted(ranked, key=lambda each: (_rank(each[1]), each[0]))
    return next(((values[index] or "", name) for index, name in order if fits(values[index])), ("", ""))


def _rank(name: str) -> int:
    return 4 if snake(name).startswith("short") else _FIRST.get(last_word(name), 5)


def _unnamed(values: Row) -> tuple[str, str, str]:
    texts = [value for value in values if _is_text(value)]
    if not texts or len(values) > 8:
        return "", "", ""
    code = next((value for value in values if value is not None and _SHORT_NUMBER.match(value)), "")
    if len(texts) > 1 and len(texts[0] or "") <= LONGEST_CODE:
        return texts[0] or "", texts[1] or "", ""
    return code, texts[0] or "", ""


def _is_text(value: str | None) -> bool:
    return bool(value) and value is not None and len(value) <= LONGEST_TEXT and not _private(value)


def _is_code(value: str | None) -> bool:
    if not value or len(value) > LONGEST_CODE:
        return False
    return bool(_SHORT_NUMBER.match(value)) or not _private(value)


def _private(value: str) -> bool:
    """Dates, addresses of e-mail, numbers: nothing that a lookup says in words."""
    return "@" in value or bool(_DATE.match(value)) or bool(_NUMBERS.match(value))
