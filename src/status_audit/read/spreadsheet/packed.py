"""Reads the sheets of .xlsx and .ods as a stream, so that neither size nor far-off cells cost memory."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline, Refused, limit, unparsed
from status_audit.read.spreadsheet.sheet import CELL, COLUMNS, Row, Sheet
from status_audit.read.spreadsheet.validation import rules_of
from status_audit.read.xml_tree import Node, parsed
from status_audit.read.zip_parts import Parts, opened

STRINGS = 1_000_000
CHUNK = 1 << 16
SHEETS = 200
PLACE = pattern_of(r"([A-Z]{1,3})(\d{0,7})")


def sheets_of(data: bytes, deadline: Deadline) -> Iterator[Sheet]:
    """Every sheet, in order. Raises Refused."""
    parts = opened(data)
    if "content.xml" in parts.names:
        yield from _open_document(parts, deadline)
    elif book := next((each for each in parts.names if each.lower().endswith("xl/workbook.xml")), ""):
        yield from _workbook(parts, book, deadline)
    else:
        raise unparsed("holds no workbook.")


def _workbook(parts: Parts, book: str, deadline: Deadline) -> Iterator[Sheet]:
    folder = posixpath.dirname(book)
    related = f"{folder}/_rels/{posixpath.basename(book)}.rels"
    targets: dict[str, str] = {}
    if related in parts.names:
        for each in parsed(parts.read(related), deadline).root.all("Relationship"):
            target = each.get("Target")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[each.attributes.get("Id", "")] = path
    strings = _Strings(parts, folder, deadline)
    for number, each in enumerate(parsed(parts.read(book), deadline).root.all("sheet"), start=1):
        if number > SHEETS:
            raise limit(f"has more than {SHEETS} sheets; the rest is not read.")
        path = targets.get(_relation(each), f"{folder}/worksheets/sheet{number}.xml")
        if path in parts.names:
            rows = _XlsxRows(parts, path, strings, deadline)
            yield Sheet(each.get("name"), rows, rules=rules_of(rows.xml()))


def names_of(data: bytes, deadline: Deadline) -> dict[str, str]:
    """What the workbook calls its ranges; nothing for another kind of file. Raises Refused."""
    parts = opened(data)
    book = next((each for each in parts.names if each.lower().endswith("xl/workbook.xml")), "")
    if not book:
        return {}
    named = parsed(parts.read(book), deadline).root.all("definedName")
    return {each.get("name"): each.wording().replace("$", "") for each in named}


def _relation(sheet: Node) -> str:
    return next((value for key, value in sheet.attributes.items() if key.endswith(":id")), "")


def _open_document(parts: Parts, deadline: Deadline) -> Iterator[Sheet]:
    content = parts.read("content.xml")
    names = _OdsNames(deadline)
    _feed(names.parser, content, deadline)
    for number, name in enumerate(names.found[:SHEETS]):
        yield Sheet(name, _OdsRows(content, number, deadline))


class _Enough(Exception):  # noqa: N818 - ends a parse, is no fault
    """All the rows that were wanted are there."""


def _feed(parser: Any, data: bytes, deadline: Deadline) -> None:
    """Runs a parser to its end or until it has enough. Raises Refused."""
    parser.EntityDeclHandler = _entity
    parser.buffer_text = True
    try:
        for at in range(0, len(data), CHUNK):
            deadline.check()
            parser.Parse(data[at : at + CHUNK], False)
        parser.Parse(b"", True)
    except _Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unparsed(f"has a damaged sheet ({type(error).__name__}).") from None


def _entity(*_: object) -> None:
    raise Refused(
        "limit", "declares XML entities, which are never expanded.", "Save it again with a spreadsheet program."
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Strings:
    """The texts that the cells of a workbook share; read when the first cell asks for one."""

    def __init__(self, parts: Parts, folder: str, deadline: Deadline) -> None:
        self._parts, self._name, self._deadline = parts, f"{folder}/sharedStrings.xml", deadline
        self._texts: list[str] | None = None

    def __getitem__(self, number: str) -> str:
        if self._texts is None:
            self._texts = self._read()
        return self._texts[int(number)] if number.isdecimal() and int(number) < len(self._texts) else ""

    def _read(self) -> list[str]:
        texts: list[str] = []
        held: list[str] = []
        inside: list[str] = []

        def start(name: str, _: dict[str, str]) -> None:
            inside.append(_local(name))
            if inside[-1] == "si":
                held.clear()

        def end(name: str) -> None:
            if inside:
                inside.pop()
            if _local(name) == "si":
                texts.append("".join(held)[:CELL])
                if len(texts) > STRINGS:
                    raise limit(f"holds more than {STRINGS:,} different texts.")

        def text(said: str) -> None:
            if inside[-1:] == ["t"] and "rPh" not in inside:
                held.append(said)

        if self._name in self._parts.names:
            parser = expat.ParserCreate()
            parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
            _feed(parser, self._parts.read(self._name), self._deadline)
        return texts


class _XlsxRows:
    """The rows of one sheet of a workbook."""

    def __init__(self, parts: Parts, path: str, strings: _Strings, deadline: Deadline) -> None:
        self._parts, self._path, self._strings, self._deadline = parts, path, strings, deadline
        self._data: bytes | None = None

    def xml(self) -> bytes:
        """Raises Refused."""
        if self._data is None:
            self._data = self._parts.read(self._path)
        return self._data

    def __call__(self, most: int) -> Iterator[Row]:
        data = self.xml()
        self._most, self._found = most, list[Row]()
        self._number, self._at, self._type = 0, 0, ""
        self._cells: dict[int, str] = {}
        self._held: list[str] = []
        self._wanted = False
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        _feed(parser, data, self._deadline)
        return iter(self._found)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._at = _column(attributes.get("r", ""), self._at + 1)
            self._type = attributes.get("t", "n")
            self._held.clear()
        elif tag == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() and len(given) < 9 else self._number + 1
            self._at, self._cells = 0, {}
        elif tag in ("v", "t"):
            self._wanted = True

    def _end(self, name: str) -> None:
        tag = _local(name)
        if tag in ("v", "t"):
            self._wanted = False
        elif tag == "c" and 0 < self._at <= COLUMNS and self._held:
            said = "".join(self._held)
            text = self._strings[said.strip()] if self._type == "s" else said[:CELL]
            if text.strip():
                self._cells[self._at - 1] = text
        elif tag == "row" and self._cells:
            width = max(self._cells) + 1
            self._found.append((self._number, [self._cells.get(at, "") for at in range(width)]))
            self._cells = {}
            if len(self._found) >= self._most:
                raise _Enough

    def _text(self, said: str) -> None:
        if self._wanted:
            self._held.append(said)


def _column(place: str, otherwise: int) -> int:
    """1-based column of `AB12`."""
    match = PLACE.fullmatch(place)
    if not match:
        return otherwise
    number = 0
    for letter in match.group(1):
        number = number * 26 + ord(letter) - 64
    return number


class _OdsNames:
    """The names of the sheets of an OpenDocument."""

    def __init__(self, deadline: Deadline) -> None:
        self.found: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self._deadline = deadline

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.found.append(attributes.get("table:name", f"Sheet{len(self.found) + 1}"))


class _OdsRows:
    """The rows of one sheet of an OpenDocument."""

    def __init__(self, content: bytes, sheet: int, deadline: Deadline) -> None:
        self._content, self._sheet, self._deadline = content, sheet, deadline

    def __call__(self, most: int) -> Iterator[Row]:
        self._most, self._found = most, list[Row]()
        self._tables, self._number, self._repeated = -1, 0, 1
        self._cells: list[str] = []
        self._held: list[str] | None = None
        self._times = 1
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        _feed(parser, self._content, self._deadline)
        return iter(self._found)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._tables += 1
            if self._tables > self._sheet:
                raise _Enough
        elif self._tables != self._sheet:
            return
        elif name == "table:table-row":
            self._number += self._repeated
            self._repeated = _times(attributes, "table:number-rows-repeated")
            self._cells = []
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._times = _times(attributes, "table:number-columns-repeated")
            self._held = []
        elif name == "text:p" and self._held:
            self._held.append("\n")

    def _end(self, name: str) -> None:
        if self._tables != self._sheet:
            return
        if name in ("table:table-cell", "table:covered-table-cell"):
            text = "".join(self._held or ())[:CELL]
            self._cells.extend([text] * min(self._times, COLUMNS - len(self._cells)))
            self._held = None
        elif name == "table:table-row" and any(each.strip() for each in self._cells):
            self._found.append((self._number, self._cells))
            if len(self._found) >= self._most:
                raise _Enough

    def _text(self, said: str) -> None:
        if self._held is not None:
            self._held.append(said)


def _times(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1")
    return min(int(given), 1_048_576) if given.isdecimal() and len(given) < 9 else 1
