"""Reads which choices the cells of a sheet are bound to: lists written in a rule, or cells of a sheet of lists."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from status_audit.patterns import pattern_of
from status_audit.read.spreadsheet.sheet import Sheet, cell

RULES = 2_000
CHOICES = 2_000
RULE = pattern_of(rb"<(?:\w{1,20}:)?dataValidation\b([^<>]{0,4000})>")
LONG = 20_000
"""Bytes of a rule."""
ATTRIBUTE = pattern_of(r"""(\w+)\s*=\s*["']([^"']*)["']""")
FORMULA = pattern_of(rb"<(?:\w{1,20}:)?(?:formula1|f)\b[^<>]{0,200}>([^<]{1,8000})<")
PLACES = pattern_of(rb"<(?:\w{1,20}:)?sqref\b[^<>]{0,200}>([^<]{1,8000})<")
RANGE = pattern_of(r"\$?([A-Z]{1,3})\$?(\d{0,7})(?::\$?([A-Z]{1,3})\$?(\d{0,7}))?")
REFERENCE = pattern_of(r"(?:'((?:[^']|'')+)'|([\w.]+))!(\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?)")
SECRET = pattern_of(r"[\d\s.,:/+%$€£-]+|\S+@\S+\.\S+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
"""Numbers, dates and addresses are no choices of a form."""
LAST = 1_048_576


@dataclass(frozen=True, slots=True)
class Rule:
    """Cells that take one of a list."""

    places: tuple[tuple[int, int, int, int], ...]
    """First column and row, last column and row, 1-based."""
    formula: str

    def covers(self, row: int, column: int) -> bool:
        return any(a <= column <= c and b <= row <= d for a, b, c, d in self.places)


def rules_of(xml: bytes) -> tuple[Rule, ...]:
    """The list rules in the XML of a sheet; what is no such rule is passed over."""
    found: list[Rule] = []
    starts = list(islice(RULE.finditer(xml), RULES))
    for match, after in zip(starts, [*(each.start() for each in starts[1:]), len(xml)], strict=False):
        given = dict(ATTRIBUTE.findall(match[1].decode("utf-8", "replace")))
        inner = xml[match.end() : min(after, match.end() + LONG)]
        formula, inside = FORMULA.search(inner), PLACES.search(inner)
        places = inside[1].decode("utf-8", "replace") if inside else given.get("sqref", "")
        if given.get("type") == "list" and formula and places:
            said = html.unescape(formula[1].decode("utf-8", "replace")).strip()
            found.append(Rule(tuple(_places(places)), said))
    return tuple(found)


def _places(text: str) -> Iterator[tuple[int, int, int, int]]:
    for each in text.split()[:200]:
        if match := RANGE.fullmatch(each):
            first, top, last, bottom = match.groups()
            left, start = number(first), int(top or 1)
            yield left, start, number(last) if last else left, int(bottom or LAST) if last else start


def number(column: str) -> int:
    """1-based: `AB` is 28."""
    made = 0
    for letter in column:
        made = made * 26 + ord(letter) - 64
    return made


@dataclass(slots=True)
class Lists:
    """The lists of one workbook."""

    sheets: Sequence[Sheet]
    names: Mapping[str, str]
    """What the workbook calls a range."""
    used: set[str] = field(default_factory=set)
    """Sheets that hold lists, by name."""
    _held: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of_column(self, sheet: Sheet, row: int, column: int) -> tuple[str, ...]:
        """The choices of the cells below a heading (1-based)."""
        below = [
            each
            for each in sheet.rules
            if any(a <= column <= c and d > row and (d > b or b == row + 1) for a, b, c, d in each.places)
        ]
        return self._first(below)

    def of_cell(self, sheet: Sheet, row: int, column: int) -> tuple[str, ...]:
        return self._first([each for each in sheet.rules if each.covers(row, column)])

    def look_up(self) -> None:
        """Notes the sheets that any rule or name refers to."""
        for formula in (*self.names.values(), *(rule.formula for sheet in self.sheets for rule in sheet.rules)):
            if match := REFERENCE.search(formula):
                self.used.add(_name(match))

    def _first(self, rules: Sequence[Rule]) -> tuple[str, ...]:
        return next((found for each in rules if (found := self._choices(each.formula))), ())

    def _choices(self, formula: str) -> tuple[str, ...]:
        if formula not in self._held:
            self._held[formula] = tuple(dict.fromkeys(self._resolved(formula)))[:CHOICES]
        return self._held[formula]

    def _resolved(self, formula: str) -> Iterator[str]:
        if formula.startswith('"') and formula.endswith('"'):
            yield from (text for each in formula[1:-1].split(",") if (text := " ".join(each.split())))
            return
        match = REFERENCE.fullmatch(self.names.get(formula.lstrip("="), formula.lstrip("=")))
        place = RANGE.fullmatch(match[3]) if match else None
        sheet = next((each for each in self.sheets if match and each.name == _name(match)), None)
        if sheet is None or place is None:
            return
        column, top, bottom = number(place[1]) - 1, int(place[2] or 1), int(place[4] or place[2] or LAST)
        for at, row in sheet.rows(bottom):
            if at > bottom:
                return
            if at >= top and (text := cell(row, column)) and not SECRET.fullmatch(text):
                yield text


def _name(match: re.Match[str]) -> str:
    return (match[1] or match[2]).replace("''", "'")
