"""Reads sheets that are filled in: the headings of a table to be imported, or the labels of a form laid out in cells.

What people wrote into such a sheet is not read: of a table only its heading is kept, of a form only cells that ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from status_audit.model import Container, Field, Item, Label, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.dictionary_header import spelled
from status_audit.read.spreadsheet.sheet import Row, Sheet, cell
from status_audit.read.spreadsheet.validation import Lists

FIRST = 15
"""Rows among which the headings must stand."""
LONGEST = 120
"""Characters of a heading."""
FEWEST = 3
"""Headings that make a table."""
LAID_OUT = 400
"""Rows of a form laid out in cells."""
VALUE = pattern_of(
    r"[\d\s.,:/+%$€£-]+|\d{4}-\d\d-\d\d.*|\S+@\S+\.\S+|https?://\S+|true|false|n/?a|null|none", re.IGNORECASE
)
MACHINE = pattern_of(
    r"[a-z]+[a-z0-9]*(?:[_.]{1,2}[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+|(?:[A-Z][a-z0-9]+){2,}"
)
ASKS = pattern_of(r"(?P<said>[^?？؟]{2,200}[?？؟]|[^:：;]{2,120}(?=[:：]\s*(?:\Z|_|\.{3}|\[|☐|□)))")
USUAL = frozenset(
    re.findall(
        r"\w+",
        "name id no nr number code type status date address street city town state county country zip postcode phone"
        " tel mobile email sex gender age dob birth first last surname given family title role relationship language"
        " notes comments remarks description amount total year month apellido fecha nom prenom adresse ville pays"
        " nombre telefono direccion sexo edad nome data naissance nacimiento geburtsdatum vorname nachname",
    )
)


@dataclass(frozen=True, slots=True)
class Heading:
    number: int
    """The row they stand in."""
    names: Sequence[str]
    labels: Sequence[str]
    """What the row below says of them in words, where there is such a row."""
    last: int
    """The last row that is heading."""


def heading(sheet: Sheet) -> Heading | None:
    """The headings of a sheet, where they are surely headings and not a person's data."""
    rows = sheet.first[:FIRST]
    widest = max((_filled(row) for _, row in rows), default=0)
    for at, (number, row) in enumerate(rows):
        filled = _filled(row)
        few = filled == FEWEST - 1 == widest and all(MACHINE.fullmatch(each.strip()) for each in row if each.strip())
        if (filled >= FEWEST and filled >= widest * 0.6) or few:
            if not _headings(row) or not _certain(row, [each for _, each in sheet.first[at + 1 :]]):
                return None
            if grouped := _grouped(row, rows[at + 1 :]):
                return Heading(number, grouped, (), rows[at + 1][0])
            return Heading(number, row, _labels(row, rows[at + 1 :]), number)
    return None


def columns(source: Source, sheet: Sheet, found: Heading, lists: Lists | None = None) -> Iterator[Item]:
    """The headings as columns of a table that has the sheet's name."""
    name = sheet.name or "sheet"
    place = Location(source.path, name, found.number, part=sheet.name)
    yield Container("table", name, source.system, location=place)
    for at in range(len(found.names)):
        if text := cell(found.names, at):
            said = cell(found.labels, at)
            yield Field(
                name=text,
                container=name,
                kind="column",
                location=Location(source.path, f"{name}.{text}", found.number, at + 1, part=sheet.name),
                system=source.system,
                label=(Label(said),) if said else (),
                options=lists.of_column(sheet, found.last, at + 1) if lists else (),
            )


def asked(source: Source, sheet: Sheet, rows: Sequence[Row], lists: Lists | None = None) -> Iterator[Item]:
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
            options = lists.of_cell(sheet, number, at + 2) or lists.of_cell(sheet, number, at + 1) if lists else ()
            yield Field(said, name, "question", place, source.system, "cell", (Label(said),), options)


def _grouped(row: Sequence[str], below: Sequence[Row]) -> list[str]:
    """`Address` above `Street` and `Town` is two headings; nothing where the next row is no second row of headings."""
    if not below or not _text_alone(below[0][1]):
        return []
    under = below[0][1]
    width = max(len(row), len(under))
    pairs = [(cell(row, at), cell(under, at)) for at in range(width)]
    both = sum(1 for top, low in pairs if top and low)
    alone = [at for at, (top, low) in enumerate(pairs) if low and not top]
    if not alone or both * 2 > sum(1 for top, _ in pairs if top) or len(alone) + both < 2:
        return []
    names, group = [], ""
    for top, low in pairs:
        group = top if top else group if low else ""
        if low and not group:
            return []
        names.append(f"{group} {low}" if low else top)
    return names


def _filled(row: Sequence[str]) -> int:
    return sum(1 for each in row if each.strip())


def _headings(row: Sequence[str]) -> bool:
    """Text in every cell that has anything, each short, hardly any twice."""
    said = [" ".join(each.split()) for each in row if each.strip()]
    return _text_alone(row) and len(set(said)) >= len(said) * 0.9


def _text_alone(row: Sequence[str]) -> bool:
    said = [" ".join(each.split()) for each in row if each.strip()]
    return not any(len(each) > LONGEST or VALUE.fullmatch(each) or not re.search(r"[^\W\d_]", each) for each in said)


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
    alike = sum(1 for name, said in pairs if {each[:3] for each in name.split()} & {each[:3] for each in said.split()})
    same = all(name == said for name, said in pairs)
    return row if pairs and not same and alike * 2 >= len(pairs) else ()
