"""Reads sheets that are data or form dictionaries, by the same headings as dictionaries in CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from status_audit.model import Container, Field, Item, Label, Location, Source
from status_audit.read.bounded import Refused
from status_audit.read.dictionary import options
from status_audit.read.dictionary_header import Header, header_of, spelled
from status_audit.read.spreadsheet.sheet import MOST, Row, Sheet, cell

LIST_OF_CHOICES = frozenset(("type", "value"))
"""Headings of a list of choices that stands below the fields."""
CHOICES = 2_000
FIRST = 10
"""Rows among which the header must stand."""


def definition(sheet: Sheet) -> tuple[int, Header] | None:
    """(row number, header) of a sheet whose rows define fields."""
    for number, row in sheet.first[:FIRST]:
        if header := header_of(row):
            return number, header
    return None


def choices_of(sheet: Sheet, header: Header) -> dict[str, tuple[str, ...]]:
    """By field name, where the rows are the choices of fields and each name stands in many of them; else nothing."""
    name, label = header.at("column"), header.labels[0][0] if header.labels else -1
    if name < 0 or label < 0 or header.at("table") >= 0 or header.at("form") >= 0:
        return {}
    found: dict[str, list[str]] = {}
    named = [row for _, row in list(sheet.rows(MOST))[1:] if cell(row, name)]
    for row in named:
        found.setdefault(cell(row, name), []).append(cell(row, label))
    if len(named) < 2 * len(found):
        return {}
    return {each: tuple(dict.fromkeys(filter(None, held)))[:CHOICES] for each, held in found.items() if each}


@dataclass(slots=True)
class Defined:
    """Turns the rows below the header into containers and fields."""

    source: Source
    sheet: Sheet
    header: Header
    _named: set[str] = field(default_factory=set)
    _current: str = ""
    _fault: Refused | None = None

    def items(self, heading: int) -> Iterator[Item]:
        """Containers and fields. A list of choices below the fields gives them their options, by their type."""
        items: list[Item] = []
        lists: dict[str, list[str]] = {}
        last, choices, named = heading, False, ""
        for number, row in self._rows():
            if number <= heading:
                continue
            starts = number > last + 1
            last = number
            if starts and {spelled(each) for each in row} >= LIST_OF_CHOICES:
                choices = True
            elif choices:
                named = cell(row, 0) or named  # stands beside the first of its choices alone
                lists.setdefault(named, []).append(" ".join(filter(None, (cell(row, 1), cell(row, 2)))))
            else:
                items.extend(self._row(number, row))
        yield from (self._with_choices(each, lists) for each in items)
        if self._fault:
            raise self._fault

    def _rows(self) -> Iterator[Row]:
        try:
            yield from self.sheet.definitions()
        except Refused as refused:
            self._fault = refused

    def _with_choices(self, item: Item, lists: dict[str, list[str]]) -> Item:
        if isinstance(item, Field) and not item.options and item.datatype in lists:
            return replace(item, options=tuple(lists[item.datatype][:CHOICES]))
        return item

    def _row(self, number: int, row: Sequence[str]) -> Iterator[Item]:
        said = {role: cell(row, at) for role, at in self.header.roles}
        spoken = said.get("language", "").lower().replace("_", "-")
        labels = tuple(
            Label(text, language or spoken) for at, language in self.header.labels if (text := cell(row, at))
        )
        name = said.get("column", "") or (labels[0].text if labels and self.header.form else "")
        if not name:
            return
        container = self._container(said)
        place = Location(self.source.path, f"{container}.{name}", number, part=self.sheet.name)
        if container not in self._named:
            self._named.add(container)
            kind = "form" if self.header.form else "table"
            where = Location(self.source.path, container, number, part=self.sheet.name)
            yield Container(kind, container, self.source.system, container, location=where)
        yield Field(
            name=name,
            container=container,
            kind="question" if self.header.form else "column",
            location=place,
            system=self.source.system,
            datatype=said.get("type", ""),
            label=labels,
            options=options(row[at]) if 0 <= (at := self.header.at("values")) < len(row) else (),
            comment=said.get("description", ""),
        )

    def _container(self, said: dict[str, str]) -> str:
        """The table or form of the row: an empty cell repeats the one above, none at all is the sheet's name."""
        named = (self.header.form and said.get("form", "")) or said.get("table", "")
        schema = said.get("schema", "") if named and not self.header.form else ""
        if named:
            self._current = f"{schema}.{named}" if schema and not named.startswith(f"{schema}.") else named
        return self._current or self.sheet.name or "sheet"
