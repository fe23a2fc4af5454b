"""Where a table's columns stood when a statement ran: ALTER TABLE renames, moves and adds them along a script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from status_audit.model import Field, Location, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.names import fold
from status_audit.trace.texts import PART, comma_parts, without_comments

_ACTIONS = pattern_of(
    rf"\s*ALTER\s+(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+EXISTS\s+)?(?:{PART}\s*\.\s*)*{PART}\s+", re.IGNORECASE
)
_RENAMED = pattern_of(rf"\s*RENAME\s+(?:COLUMN\s+)?(?!TO\b|INDEX\b|KEY\b)({PART})\s+TO\s+({PART})", re.IGNORECASE)
_CHANGED = pattern_of(rf"\s*CHANGE\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?({PART})\s+({PART})\s", re.IGNORECASE)
_PLACED = pattern_of(
    rf"\s*(?:ADD|MODIFY|CHANGE|ALTER)\s+(?:COLUMNS?\s+)?(?:IF\s+(?:NOT\s+)?EXISTS\s+)?\(?\s*({PART})", re.IGNORECASE
)
_PLACE = pattern_of(rf"\b(?:(FIRST)|AFTER\s+({PART}))\s*\)?\s*\Z", re.IGNORECASE)
_CALLED = pattern_of(r"\bsp_rename\b", re.IGNORECASE)


class Step(NamedTuple):
    """One column goes where another one is: `before` empty for the first place."""

    location: Location
    column: str
    after: str
    renamed: bool = False
    """The column at `after` goes on under this name."""


def steps_of(statement: Statement) -> Iterator[Step]:
    """What one ALTER TABLE does to the order of the columns."""
    text = without_comments(statement.text).rstrip().rstrip(";")
    head = _ACTIONS.match(text)
    for part in comma_parts(text[head.end() :]) if head else ():
        renamed = _RENAMED.match(part) or _CHANGED.match(part)
        if renamed and fold(renamed[1]) != fold(renamed[2]):
            yield Step(statement.location, fold(renamed[2]), fold(renamed[1]), True)
        place = _PLACE.search(part)
        placed = _PLACED.match(part) if place else None
        if place and placed:
            moved = fold(renamed[2]) if renamed else fold(placed[1])
            yield Step(statement.location, moved, "" if place[1] else fold(place[2]))


def columns_at(fields: Sequence[Field], steps: Iterable[Step], at: Location | None) -> tuple[str, ...]:
    """Folded names of the columns that stood when `at` was run, in their order then; all of them without `at`."""
    order = list(dict.fromkeys(each.name.casefold() for each in fields))
    for step in steps:
        if (at is None or not later(step.location, at)) and step.column in order:
            _move(order, step)
    first = fields[0].location
    gone = {each.name.casefold() for each in fields if _gone(each, at)}
    standing = {each.name.casefold() for each in fields if not _gone(each, at) and not _added(each, first, at)}
    return tuple(each for each in order if each in standing or (each not in gone and not standing))


def renamed_at(names: Sequence[str], steps: Iterable[Step], at: Location | None) -> tuple[str, ...]:
    """The columns of what a query made, under the names they had when `at` was run."""
    order = list(names)
    for step in steps:
        if step.renamed and step.after in order and (at is None or not later(step.location, at)):
            order[order.index(step.after)] = step.column
    return tuple(order)


def _move(order: list[str], step: Step) -> None:
    if step.after and step.after not in order:
        return
    order.remove(step.column)
    order.insert(order.index(step.after) + 1 if step.after else 0, step.column)


def later(one: Location, other: Location) -> bool:
    """Whether one place stands behind the other in the same source."""
    if one.source != other.source or one.line is None or other.line is None:
        return False
    return (one.line, one.column or 0) > (other.line, other.column or 0)


def _gone(field: Field, at: Location | None) -> bool:
    """Whether the column was dropped before the statement, in the same source."""
    return field.dropped is not None and at is not None and later(at, field.dropped)


def _added(field: Field, first: Location, at: Location | None) -> bool:
    """Whether the column came only after the statement, to a table that was there before."""
    return at is not None and later(field.location, at) and not later(first, at)
