"""Reads XLSForm: the questions of the sheet `survey`, with the choices of the sheet `choices`, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from status_audit.model import Container, Field, Item, Label, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.dictionary_header import spelled
from status_audit.read.language import language_of
from status_audit.read.spreadsheet.sheet import Row, Sheet, cell

CHOICES = 2_000
NO_QUESTION = frozenset(
    ("", "note", "calculate", "hidden", "start", "end", "today", "deviceid", "device id", "subscriberid", "simserial")
) | frozenset(("phonenumber", "username", "email", "start-geopoint", "audit", "xml-external"))
"""Types that ask nobody anything."""
COMPUTED = frozenset(("calculate", "hidden"))
SELECT = pattern_of(
    r"(select[_ ](?:one|multiple|1)(?:[_ ]external|_from_file)?|select (?:one|all that apply)(?: from)?|rank)\s+(\S+)"
)
FOLLOW_UP = 2
"""Words of a question too short to be understood without the heading of its group."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a sheet says what: 0-based cells, -1 where it does not."""

    kind: int
    name: int
    hint: int
    labels: tuple[tuple[int, str], ...]


def is_survey(sheet: Sheet) -> bool:
    return sheet.name.strip().lower() == "survey" and _survey_header(sheet) is not None


@dataclass(slots=True)
class Survey:
    """One XLSForm while it is read."""

    source: Source
    form: str
    choices: dict[str, list[str]] = field(default_factory=dict)
    _groups: list[tuple[str, str]] = field(default_factory=list)
    """(name, label) of the groups that are open."""

    def items(self, sheet: Sheet, others: Sequence[Sheet]) -> Iterator[Item]:
        title = ""
        for each in others:
            named = each.name.strip().lower()
            if named in ("choices", "choice", "lists", "list"):
                self._choices(each)
            elif named == "settings":
                title = _title(each)
        yield Container(
            "form",
            self.form,
            self.source.system,
            title,
            location=Location(self.source.path, self.form, part=sheet.name),
        )
        header = _survey_header(sheet)
        if header:
            number, columns = header
            for row in sheet.definitions():
                if row[0] > number:
                    yield from self._row(row, columns, sheet.name)

    def _choices(self, sheet: Sheet) -> None:
        header: Columns | None = None
        for _, row in sheet.definitions():
            if header is None:
                names = [spelled(each) for each in row]
                at = sheet.column(names, "list name", "list", "listname")
                header = _columns(sheet, row, at) if at >= 0 else None
                continue
            code = cell(row, header.name).removesuffix(".0")
            shown = next((text for at, _ in header.labels if (text := cell(row, at))), "")
            held = self.choices.setdefault(cell(row, header.kind), [])
            if (code or shown) and len(held) < CHOICES:
                same = not shown or not code or code.isdecimal() or spelled(code) == spelled(shown)
                held.append((shown or code) if same else f"{code}={shown}")

    def _row(self, row: Row, columns: Columns, sheet: str) -> Iterator[Field]:
        number, cells = row
        kind = cell(cells, columns.kind).lower()
        name = cell(cells, columns.name)
        labels = tuple(Label(text, tag) for at, tag in columns.labels if (text := cell(cells, at)))
        if kind.startswith(("begin", "end")):
            self._group(kind, name, labels)
            return
        if kind in COMPUTED and name:
            yield self._stored(row, kind, name, sheet)
            return
        if kind in NO_QUESTION or kind.startswith("#") or not (name or labels):
            return
        select = SELECT.match(kind)
        listed = cell(cells, columns.kind)[select.start(2) :].split()[0] if select else ""
        path = ".".join((*(group for group, _ in self._groups if group), name or labels[0].text))
        yield Field(
            name=path,
            container=self.form,
            kind="question",
            location=Location(self.source.path, f"{self.form}.{path}", number, part=sheet),
            system=self.source.system,
            datatype=select.group(1).replace(" ", "_") if select else kind,
            label=labels,
            options=tuple(dict.fromkeys(self.choices.get(listed, ()))),
            comment=self._comment(labels, cell(cells, columns.hint)),
        )

    def _stored(self, row: Row, kind: str, name: str, sheet: str) -> Field:
        """What the form keeps without asking: a computed value is stored with the answers."""
        path = ".".join((*(group for group, _ in self._groups if group), name))
        place = Location(self.source.path, f"{self.form}.{path}", row[0], part=sheet)
        return Field(path, self.form, "property", place, self.source.system, kind)

    def _group(self, kind: str, name: str, labels: tuple[Label, ...]) -> None:
        if kind.startswith("begin"):
            self._groups.append((name, labels[0].text if labels else ""))
        elif self._groups:
            self._groups.pop()

    def _comment(self, labels: tuple[Label, ...], hint: str) -> str:
        """The hint, and for a question of a word or two the heading of its group."""
        short = bool(labels) and len(labels[0].text.split()) <= FOLLOW_UP
        heading = next((text for _, text in reversed(self._groups) if text), "") if short else ""
        return "; ".join(each for each in (heading, hint) if each)


def _survey_header(sheet: Sheet) -> tuple[int, Columns] | None:
    for number, row in sheet.first:
        names = [spelled(each) for each in row]
        at = sheet.column(names, "type")
        if at >= 0 and {"name", "value"} & set(names):
            columns = _columns(sheet, row, at)
            return number, columns
    return None


def _columns(sheet: Sheet, row: Sequence[str], kind: int) -> Columns:
    names = [spelled(each) for each in row]
    hint = next((at for at, each in enumerate(names) if each.split()[:1] == ["hint"]), -1)
    labels = tuple((at, language_of(each)) for at, each in enumerate(row) if _is_label(each))
    return Columns(kind, sheet.column(names, "name", "value", "code"), hint, labels)


def _is_label(heading: str) -> bool:
    return bool(re.match(r"\s*(?:label|caption)\s*(?:\Z|:)", heading, re.IGNORECASE))


def _title(sheet: Sheet) -> str:
    if len(sheet.first) < 2:
        return ""
    names = [spelled(each) for each in sheet.first[0][1]]
    return cell(sheet.first[1][1], sheet.column(names, "form title", "title", "form id"))
