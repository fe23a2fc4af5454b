"""Reads data and form dictionaries: CSV files in which every row defines one column or one question."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.contents import HEAD, head_text, text_of, unread
from status_audit.read.dictionary_header import Header, header_of
from status_audit.read.spreadsheet.sheet import cell
from status_audit.read.spreadsheet.xlsform_csv import is_xlsform, read_xlsform

KIND = "dictionary"
EXTENSIONS = (".csv", ".tsv", ".tab", ".psv", ".txt")
FIRST = 10
"""Rows among which the header must stand."""
DELIMITERS = ",;\t|"
BRIEF = 2
"""Words of a label too short to be understood without the heading of its section."""
LONGEST = 2000
"""Choices of one field that are kept."""


def accepts(path: str, head: bytes) -> bool:
    """By the header row alone: a table of anything else is not read at all."""
    if not path.lower().endswith(EXTENSIONS):
        return False
    text = head_text(head)
    return _find(text) is not None or is_xlsform(text)


def read(source: Source) -> Reading:
    """One field per row; lines are those of the file, the first line of a row that spans several."""
    source, text, gap = text_of(source)
    if gap:
        return unread(source, gap)
    if is_xlsform(text[:HEAD]):
        return read_xlsform(source, text)
    found = _find(text[:HEAD])
    if not found:
        reason = "has no header that names tables or forms and their fields."
        gap = Gap(
            "unsupported", Location(source.path, ""), reason, "Name the columns table, column, type, description."
        )
        return unread(source, gap)
    return _Rows(source, found[0]).read(text, found[1], found[2])


def _find(text: str) -> tuple[Header, str, int] | None:
    """(header, delimiter, number of rows up to and with the header) of the best of the first rows."""
    best: tuple[Header, str, int] | None = None
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        for number, row in enumerate(_first(text, delimiter), start=1):
            header = header_of(row)
            if header and (best is None or len(header.roles) > len(best[0].roles)):
                best = header, delimiter, number
            if header:
                break
    return best


def _first(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for _ in range(FIRST):
        try:
            yield next(rows)
        except (StopIteration, csv.Error):
            return


@dataclass(slots=True)
class _Rows:
    """Turns the rows below the header into containers and fields."""

    source: Source
    header: Header
    items: list[Item] = field(default_factory=list)
    skipped: int = 0
    _named: dict[str, Container] = field(default_factory=dict)
    _current: str = ""
    _headed: str = ""
    _form: str = ""

    def read(self, text: str, delimiter: str, heading: int) -> Reading:
        head: Sequence[str] = ()
        for number, (line, row) in enumerate(self._rows(text, delimiter), start=1):
            if number == heading:
                head = row
            elif number > heading and any(each.strip() for each in row) and row != head:
                self._row(line, row)
        partly = any(isinstance(each, Gap) for each in self.items)
        return Reading(self.source, tuple(self.items), self.skipped, partly)

    def _rows(self, text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
        """(line, cells). A quote that never closes is a gap, and what it swallowed is read line by line."""
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        line, row = 1, next(rows, None) if text else None
        while row is not None:
            ends = rows.line_num
            if ends > line and (lines := _swallowed(text, line, ends, delimiter)):
                self._gap(line, "opens a quote that is never closed; the lines after it are read one by one.")
                for at, each in enumerate(lines, start=line):
                    yield at, next(csv.reader([each], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
                return
            yield line, row
            line = ends + 1
            try:
                row = next(rows, None)
            except csv.Error:
                self._gap(line, "has a cell too long to be a definition; the rows from here on are not read.")
                return

    def _row(self, line: int, row: Sequence[str]) -> None:
        labels = self._labels(row)
        name = self._cell(row, "column") or (labels[0].text if labels and self.header.form else "")
        container = self._container(line, row)
        if not name:
            self.skipped += 1
            return
        self.items.append(
            Field(
                name=name,
                container=container.name,
                kind="question" if self.header.form else "column",
                location=Location(self.source.path, f"{container.name}.{name}", line),
                system=self.source.system,
                datatype=self._cell(row, "type"),
                label=labels,
                options=options(row[at]) if 0 <= (at := self.header.at("values")) < len(row) else (),
                comment=with_section(self._section(row), labels, self._cell(row, "description")),
            )
        )

    def _container(self, line: int, row: Sequence[str]) -> Container:
        """The table or form of the row: an empty cell repeats the one above, none at all is the file's name."""
        named = (self.header.form and self._cell(row, "form")) or self._cell(row, "table")
        schema = self._cell(row, "schema") if named and not self.header.form else ""
        if named:
            self._current = f"{schema}.{named}" if schema and not named.startswith(f"{schema}.") else named
        name = self._current or PurePosixPath(self.source.path).stem
        if name not in self._named:
            made = Container(
                kind="form" if self.header.form else "table",
                name=name,
                system=self.source.system,
                title=name if self.header.form else "",
                location=Location(self.source.path, name, line),
            )
            self._named[name] = made
            self.items.append(made)
        return self._named[name]

    def _labels(self, row: Sequence[str]) -> tuple[Label, ...]:
        spoken = self._cell(row, "language").lower().replace("_", "-")
        return tuple(Label(said, language or spoken) for at, language in self.header.labels if (said := cell(row, at)))

    def _cell(self, row: Sequence[str], role: str) -> str:
        return cell(row, self.header.at(role))

    def _section(self, row: Sequence[str]) -> str:
        """An empty cell repeats the section above, up to the next form."""
        form = self._cell(row, "form")
        if (said := self._cell(row, "section")) or form != self._form:
            self._headed, self._form = said, form
        return self._headed

    def _gap(self, line: int, reason: str) -> None:
        self.items.append(
            Gap("unparsed", Location(self.source.path, "", line), reason, "Mend the quoting of the file.")
        )


def with_section(section: str, labels: Sequence[Label], description: str) -> str:
    """The description, and for a label of a word or two the heading of its section."""
    short = bool(labels) and len(labels[0].text.split()) <= BRIEF
    return "; ".join(each for each in (section if short else "", description) if each)


def options(cell: str) -> tuple[str, ...]:
    """The choices in a cell, split where it is split; `code=Label` stays together."""
    separators = (r"\|", r"[\r\n]+", ";", r",(?![^(]*\))")
    splitter = next((each for each in separators if re.search(each, cell)), None)
    parts = re.split(splitter, cell) if splitter else [cell]
    return tuple(said for part in parts if (said := " ".join(part.split())))[:LONGEST]


def _swallowed(text: str, line: int, ends: int, delimiter: str) -> list[str]:
    """The lines of the last row, if it is only so long because a quote in it never closes; else nothing."""
    lines = list(io.StringIO(text, newline=""))
    if ends < len(lines):
        return []
    rest = lines[line - 1 :]
    try:
        list(csv.reader(rest, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            return [each.rstrip("\r\n") for each in rest]
    return []
