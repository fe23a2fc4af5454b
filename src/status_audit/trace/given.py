"""Parameters and variables of routines that bring a value which no schema declares: fields known by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from status_audit.model import Field, Slot
from status_audit.trace.names import Place, fold, is_private, variables_key
from status_audit.trace.notation import Seed
from status_audit.trace.values import Effects

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer


def given_fields(tracer: Tracer, telling: Iterable[int]) -> Iterator[Field]:
    """One field for each that a routine puts into a relation or into its own result.

    `telling` are the statements that hold a telling word.
    """
    for place in dict.fromkeys(tracer.places[number] for number in telling):
        around = tracer.routines.around(place)
        if not around.name:
            continue
        parameters = {each for routine in tracer.routines.heads.at(place) for each in routine.parameters}
        for name in sorted(each for each in around.variables if tracer.telling.word(each.lstrip("@"))):
            numbers = [each for each in tracer.bodies.get(place, ()) if name in tracer.statements[each].text.casefold()]
            unknown = _is_filled_from_unknown(tracer, name, place, [tracer.effects(number) for number in numbers])
            if unknown or (name in parameters and unknown is None):
                yield from _field(tracer, name, place, numbers)


def _is_filled_from_unknown(tracer: Tracer, name: str, place: Place, read: Iterable[Effects]) -> bool | None:
    """Whether what a routine puts into a variable has no telling name of its own; None where it puts nothing in."""
    own = variables_key(place)
    into = [
        move.origin
        for effects in read
        for move in effects.moves
        if (move.relation, move.column) == (own, name) and (move.origin.relation, move.origin.column) != (own, name)
    ]
    if not into:
        return None
    said = (
        word for each in into for word in (each.column, *each.path, *(code for key in each.keys for code in key.values))
    )
    return not any(tracer.telling.word(word.lstrip("@")) for word in said)


def _field(tracer: Tracer, name: str, place: Place, numbers: Iterable[int]) -> Iterator[Field]:
    own = variables_key(place)
    for number in numbers:
        for move in tracer.effects(number).moves:
            if (move.origin.relation, move.origin.column) == (own, name) and not is_private(move.relation):
                location = tracer.location(number, move.at)
                found = re.search(rf"{re.escape(name)}(?!\w)", tracer.statements[number].text, re.IGNORECASE)
                spelled = (found[0] if found else name).lstrip("@")
                location = replace(location, ref=f"{place.scope}.{spelled}")
                yield Field(spelled, place.scope, "parameter", location, place.system, declared=False)
                return


def given_seeds(tracer: Tracer, fields: Iterable[Field]) -> Iterator[Seed]:
    """Where the values of such fields are kept."""
    for each in fields:
        if each.kind != "parameter" or each.declared:
            continue
        place = Place(each.system, each.location.source, each.container)
        known = tracer.routines.around(place).variables if place in tracer.bodies else frozenset[str]()
        name = next((one for one in (fold(each.name), f"@{fold(each.name)}") if one in known), "")
        if name:
            slot = Slot(each.system, each.container.casefold(), name)
            yield Seed(slot, f"{each.container}.{each.name}", each.location, variables_key(place))
