"""Reads sheets that are filled in: the headings of a table to be imported, or the labels of a form laid out in cells.

What people wrote into such a sheet is not read: of a table only its heading is kept, of a form only cells that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from status_audit.model import Container, Field, Item, Label, Location, Source
from status_audit.read.dictionary_header import spelled
from status_audit.read.spreadsheet.sheet import Row, Sheet, cell

FIRST = 15
"""Rows among which the headings must stand."""
LONGEST = 120
"""Characters of a heading."""
FEWEST = 3
"""Headings that make a table."""
LAID_OUT = 400
"""Rows of a form laid out in cells."""
VALUE = re.compile(
    r"[\d\s.,:/+%$€£-]+|\d{4}-\d\d-\d\d.*|\S+@\S+\.\S+|https?://\S+|true|false|n/?a|null|none", re.IGNORECASE
)
MACHINE = re.compile(
    r"[a-z]+[a-z0-9]*(?:[_.][a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+|(?:[A-Z][a-z0-9]+){2,}"
)
ASKS = re.compile(r"(?P<said>[^?？؟]{2,200}[?？؟]|[^:：;]{2,120}(?=[:：]\s*(?:\Z|_|\.{3}|\[|☐|□)))")
USUAL = frozenset(
    re.findall(
        r"\w+",
        "name id no nr number code type status date address street city town state county country zip postcode phone"
        " tel mobile email sex gender age dob birth first last surname given family title role relationship language"
        " notes comments remarks description amount total year month apellido fecha nom prenom adresse ville pays"
        " nombre telefono direccion sexo edad nome data naissance nacimiento geburtsdatum vorname nachname",
    )
)


def heading(sheet: Sheet) -> tuple[int, Sequence[str], Sequence[str]] | None:
    """(row number, names, labels in the row below) where the headings are surely headings, not a person's data."""
    rows = sheet.first[:FIRST]
    widest = max((_filled(row) for _, row in rows), default=0)
    for at, (number, row) in enumerate(rows):
        if _filled(row) >= FEWEST and _filled(row) >= widest * 0.6:
            if not _headings(row) or not _certain(row, [each for _, each in sheet.first[at + 1 :]]):
                return None
            return number, row, _labels(row, rows[at + 1 :])
    return None


def columns(source: Source, sheet: Sheet, found: tuple[int, Sequence[str], Sequence[str]]) -> Iterator[Item]:
    """The headings as columns of a table that has the sheet's name."""
    number, names, labels = found
    name = sheet.name or "sheet"
    yield Container("table", name, source.system, location=Location(source.path, name, number, part=sheet.name))
    for at in range(len(names)):
        if text := cell(names, at):
            said = cell(labels, at)
            yield Field(
                name=text,
                container=name,
                kind="column",
                location=Location(source.path, f"{name}.{text}", number, at + 1, part=sheet.name),
                system=source.system,
                label=(Label(said),) if said else (),
            )


def asked(source: Source, sheet: Sheet, rows: Sequence[Row]) -> Iterator[Item]:
    """The cells of a form that ask: with a question mark, or with a colon and nothing after it."""
    name = sheet.name or "sheet"
    made = False
    for number, row in rows:
        for at in range(len(row)):
            match = ASKS.match(cell(row, at))
            if not match:
                continue
            said = match["said"].strip(" *•-")
            if not made:
                made = True
                yield Container(
                    "form", name, source.system, location=Location(source.path, name, number, part=sheet.name)
                )
            place = Location(source.path, f"{name}.{said}", number, at + 1, part=sheet.name)
            yield Field(said, name, "question", place, source.system, "cell", (Label(said),))


def _filled(row: Sequence[str]) -> int:
    return sum(1 for each in row if each.strip())


def _headings(row: Sequence[str]) -> bool:
    """Text in every cell that has anything, each short, hardly any twice."""
    said = [" ".join(each.split()) for each in row if each.strip()]
    if any(len(each) > LONGEST or VALUE.fullmatch(each) or not re.search(r"[^\W\d_]", each) for each in said):
        return False
    return len(set(said)) >= len(said) * 0.9


def _certain(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Nothing below, or names as programs write them, or usual headings, or values below that differ in kind."""
    if not below or of_program(row):
        return True
    values = [cell(each, at) for each in below for at in range(len(row)) if cell(row, at) and cell(each, at)]
    return bool(values) and sum(1 for each in values if VALUE.fullmatch(each)) * 2 >= len(values)


def of_program(row: Sequence[str]) -> bool:
    """Names as programs write them, or usual headings."""
    said = [each.strip() for each in row if each.strip()]
    machine = sum(1 for each in said if MACHINE.fullmatch(each)) * 3 >= len(said)
    return machine or sum(1 for each in said if USUAL & set(spelled(each).split())) >= 2


def _labels(names: Sequence[str], below: Sequence[Row]) -> Sequence[str]:
    """The row below machine names, where it says in words what they say: half its cells share a word with theirs."""
    if not below or not _headings(below[0][1]):
        return ()
    row = below[0][1]
    pairs = [(spelled(cell(names, at)), spelled(cell(row, at))) for at in range(len(names)) if cell(row, at)]
    alike = sum(
        1
        for name, said in pairs
        if name != said and {each[:3] for each in name.split()} & {each[:3] for each in said.split()}
    )
    return row if pairs and alike * 2 >= len(pairs) else ()
