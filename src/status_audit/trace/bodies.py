"""What a routine hands back, read from its body: which of its parameters, and what of other relations.

With it the arguments of one call say nothing about the result of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from status_audit.trace.calls import Routine
from status_audit.trace.names import is_private, place_in, variables_key
from status_audit.trace.strings import HOLE
from status_audit.trace.values import Effects, Move, Ref

MOST = 60
"""Statements of a body that are read for one call of it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A routine's result, as its callers see it."""

    parameters: frozenset[str]
    """Those that its value depends on, also through a condition."""
    others: tuple[Ref, ...]
    """What it reads of relations."""


def summary_of(routine: Routine, read: Sequence[Effects]) -> Summary | None:
    """None where the body was not read, or not understood."""
    if not read or any(each.trouble or _runs_text(each) for each in read):
        return None
    moves: dict[str, list[Move]] = {}
    for effects in read:
        for each in effects.moves:
            moves.setdefault(each.relation, []).append(each)
    if routine.key not in moves:
        return None
    own = variables_key(routine.place)
    reached = _reached(routine, own, moves)
    if reached is None:
        return None
    found = Summary(*reached)
    deciding = {
        each.origin.column
        for effects in read
        for each in effects.outlets
        if each.kind == "predicate" and each.origin.relation == own
    }
    if not deciding <= set(routine.parameters):
        return Summary(frozenset(routine.parameters), found.others)
    return Summary(found.parameters | deciding, found.others)


def _runs_text(effects: Effects) -> bool:
    origins = [*(each.origin for each in effects.moves), *(each.origin for each in effects.outlets)]
    return any(each.relation == HOLE for each in origins)


def _reached(routine: Routine, own: str, moves: dict[str, list[Move]]) -> tuple[frozenset[str], tuple[Ref, ...]] | None:
    """Backwards from the result through the routine's own variables, records and cursors.

    None where a variable comes from nowhere: it may be a parameter of another routine with the same name.
    """
    parameters: set[str] = set()
    others: dict[Ref, None] = {}
    seen: set[tuple[str, str]] = set()
    rest: list[tuple[str, str]] = [(routine.key, "*")]
    while rest:
        relation, column = rest.pop()
        for origin in _into(moves.get(relation, ()), column):
            at = (origin.relation, origin.column)
            if origin.relation == own and origin.column in routine.parameters:
                parameters.add(origin.column)
            elif origin.relation == own and not any(True for _ in _into(moves.get(own, ()), origin.column)):
                return None
            if origin.relation != routine.key and not _is_its_own(origin.relation, routine):
                others[origin] = None
            elif at not in seen:
                seen.add(at)
                rest.append(at)
    return frozenset(parameters), tuple(others)


def _is_its_own(relation: str, routine: Routine) -> bool:
    """Whether a key is of the routine's own variables, records or cursors."""
    return is_private(relation) and place_in(relation) == (routine.place.source, routine.place.inner)


def _into(moves: Iterable[Move], column: str) -> Iterator[Ref]:
    return (each.origin for each in moves if "*" in (column, each.column) or each.column == column)
