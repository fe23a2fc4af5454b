"""Fields that no schema declares and statements name: unknown columns, paths, codes, new names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from status_audit.model import Field, Location, Slot
from status_audit.patterns import pattern_of
from status_audit.trace.names import is_private, is_temporary, shown, split_name, system_in
from status_audit.trace.notation import Seed
from status_audit.trace.unread import named_in_unread
from status_audit.trace.values import Effects, Move, Outlet, Ref
from status_audit.trace.written import written_columns

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

_SPELLED = pattern_of(r"[\"`\[]?([\w$ ]+?)[\"`\]]|([\w$]+)")
_KEY = pattern_of(r"(?P<about>\w+?)_?(?:id|uid|uuid|guid|key|no|num|nbr|sk|oid|pk|fk)$")
_OF_A_CODE = pattern_of(r"(?:^|_)(?:codes?|cd|cds|types?|sets?|lists?|row|rec|record|sort|seq|line|version|parent)$")
"""What keys are of that a list of codes has itself."""
RESULT = "resultset"


def mentioned_fields(tracer: Tracer, numbers: Sequence[int]) -> tuple[Field, ...]:
    """One field for each slot, at its first mention; only where it or its relation has a telling word."""
    found: dict[tuple[str, str, str], Field] = {}
    for number in numbers:
        effects = tracer.effects(number)
        for each in (
            *_columns(tracer, number, effects),
            *_codes(tracer, number, effects),
            *_aliases(tracer, number, effects),
            *_inner_names(tracer, number, effects),
            *_written(tracer, number),
            *(named_in_unread(tracer, number) if effects.trouble and not effects.failed else ()),
        ):
            known = found.setdefault((each.system, each.container.casefold(), each.name.casefold()), each)
            if each.written and not known.written:
                found[known.system, known.container.casefold(), known.name.casefold()] = each
    return tuple(found.values())


def _telling(tracer: Tracer, *texts: str) -> bool:
    return any(tracer.telling.word(word) for text in texts for word in (text, *re.findall(r"\w+", text)))


def _columns(tracer: Tracer, number: int, effects: Effects) -> Iterator[Field]:
    for (relation, column, path), at in effects.mentions.items():
        if column == "*" or is_private(relation):
            continue
        if is_temporary(relation):
            if path or not _telling(tracer, column) or _is_filled(tracer, number, relation, column):
                continue
        elif relation in tracer.created:
            continue
        if not path and tracer.catalogue.declares(relation, column):
            continue
        container = tracer.spelled(relation)
        spelled = _spelled(tracer.statements[number].text, at, column if not path else path[-1])
        steps = [_as_written(tracer.statements[number].text, step) for step in path]
        name = f"{column}$.{'.'.join(steps)}" if path else spelled
        if _telling(tracer, spelled, *steps, container):
            yield _field(tracer, number, (relation, name, "property" if path else "column"), at)


def _is_filled(tracer: Tracer, number: int, relation: str, column: str) -> bool:
    """Whether a statement that was read puts a value into a column of a temporary table."""
    word = split_name(shown(relation))[-1].lstrip("#@")
    for each in tracer.gate.naming_all(word):
        moves = tracer.effects(each).moves if tracer.followed(each) else ()
        if any(_fills(tracer, move, relation, column) for move in moves):
            return True
    return False


def _fills(tracer: Tracer, move: Move, relation: str, column: str) -> bool:
    """All columns of a relation fill it where somebody knows that relation: what a vendor's procedure gives is not."""
    if move.relation != relation or move.column not in (column, "*"):
        return False
    origin = move.origin.relation
    return move.column == column or origin in tracer.created or tracer.catalogue.declared(origin)


def _inner_names(tracer: Tracer, number: int, effects: Effects) -> Iterator[Field]:
    """Names that a query gives to a value on its way: in a subquery, as a key of a document that it builds."""
    both: list[Move | Outlet] = [*effects.moves, *effects.outlets]
    last = {target[1] for each in both if (target := _target(each))}
    for (relation, name), at in effects.aliases.items():
        if is_private(relation) or is_temporary(relation) or name in last:
            continue
        if tracer.telling.word(name) and not tracer.catalogue.declares(relation, name):
            written = _spelled(tracer.statements[number].text, at, name)
            yield _field(tracer, number, (relation, _as_written(tracer.statements[number].text, written), "column"), at)
    for move in effects.moves:
        if move.inner and not is_private(move.relation) and any(map(tracer.telling.word, move.inner)):
            steps = ".".join(_as_written(tracer.statements[number].text, each) for each in move.inner)
            yield _field(tracer, number, (move.relation, f"{move.column}$.{steps}", "property"), move.at)


def _written(tracer: Tracer, number: int) -> Iterator[Field]:
    """Columns that the statement fills, with whatever: they are kept from then on."""
    statement = tracer.statements[number]
    if statement.kind not in ("insert", "update") or not statement.container:
        return
    key = tracer.names.key(split_name(statement.container), tracer.places[number])
    if is_private(key) or is_temporary(key) or key in tracer.created:
        return
    for name, at in written_columns(statement):
        if _telling(tracer, name) and not tracer.catalogue.declares(key, name.casefold()):
            yield replace(_field(tracer, number, (key, name, "column"), at), written=True)


def _codes(tracer: Tracer, number: int, effects: Effects) -> Iterator[Field]:
    """An attribute's code that conditions ask for, with the column its values stand in."""
    for (relation, column, code), at in effects.keys.items():
        if not _telling(tracer, code) or is_private(relation) or not _says_whose(tracer, effects, relation, column):
            continue
        for value in _value_columns(effects, relation, column, code):
            written = _as_written(tracer.statements[number].text, code)
            yield _field(tracer, number, (relation, f"{value}@{column}={written}", "attribute"), at, written)


def _says_whose(tracer: Tracer, effects: Effects, relation: str, column: str) -> bool:
    """Whether rows that are told apart by a code belong to somebody, as answers do, and not to a list of codes.

    An answer stands beside the key of whoever gave it; a list of codes has a key of its own at most, and is pointed at.
    """
    if tracer.catalogue.is_pointed_at(relation):
        return False
    seen = {name for place, name, path in effects.mentions if place == relation and not path}
    return _spreads(effects, relation, column) or any(
        is_foreign_key(name, relation) for name in {*seen, *(tracer.catalogue.columns(relation) or ())} - {column}
    )


def _spreads(effects: Effects, relation: str, column: str) -> bool:
    """Whether a statement that reads nothing else puts the values of several codes side by side."""
    if any(place != relation for place, _, _ in effects.mentions):
        return False
    refs = [*(each.origin for each in effects.moves), *(each.origin for each in effects.outlets)]
    held = (key for ref in refs if ref.relation == relation for key in ref.keys if key.column == column)
    return len({key.values for key in held if len(key.values) == 1 and not key.negated}) > 1


def is_foreign_key(column: str, relation: str) -> bool:
    """Whether a folded column is called like the key of another thing: `person_id`, `act_uid`, `clientno`; not `id`."""
    found = _KEY.match(column)
    about = found["about"].strip("_") if found else ""
    own = split_name(shown(relation))[-1].strip("#@_").rstrip("s")
    return bool(about) and about.rstrip("s") != own and not _OF_A_CODE.search(about)


def _value_columns(effects: Effects, relation: str, column: str, code: str) -> list[str]:
    refs = [*(each.origin for each in effects.moves), *(each.origin for each in effects.outlets)]
    return list(dict.fromkeys(each.column for each in refs if _held_to(each, relation, column, code)))


def _held_to(ref: Ref, relation: str, column: str, code: str) -> bool:
    if ref.relation != relation or ref.column in ("*", column):
        return False
    return any(key.column == column and code in key.values and not key.negated for key in ref.keys)


def _aliases(tracer: Tracer, number: int, effects: Effects) -> Iterator[Field]:
    """Output names that differ from the columns they are made of."""
    both: list[Move | Outlet] = [*effects.moves, *effects.outlets]
    for each in both:
        target = _target(each)
        if target is None or target[1] in (each.origin.column, "*", *each.origin.path):
            continue
        relation, column = target
        if relation != RESULT and (is_private(relation) or tracer.catalogue.declares(relation, column)):
            continue
        if _telling(tracer, column):
            yield _field(
                tracer, number, (relation, _spelled(tracer.statements[number].text, each.at, column), "column"), each.at
            )


def _target(each: Move | Outlet) -> tuple[str, str] | None:
    if isinstance(each, Move):
        return each.relation, each.column
    if each.kind == "resultset":
        return RESULT, each.destination.partition(".")[2]
    return None


def _spelled(text: str, at: int, name: str) -> str:
    """The name as the statement spells it at the offset, where it stands there."""
    found = _SPELLED.match(text, at)
    spelled = next(filter(None, found.groups()), "") if found else ""
    return spelled if spelled.casefold() == name else name


def _as_written(text: str, folded: str) -> str:
    """A path's step or a code in the case the statement writes it: words are told apart by it."""
    found = re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text, re.IGNORECASE)
    return found[0] if found else folded


def _field(tracer: Tracer, number: int, what: tuple[str, str, str], at: int, code: str = "") -> Field:
    relation, name, kind = what
    place = tracer.location(number, at)
    container = RESULT if relation == RESULT else tracer.spelled(relation)
    location = Location(
        place.source, f"{container}.{name}", place.line, place.column, place.end_line, place.end_column, place.part
    )
    system = tracer.places[number].system if relation == RESULT else system_in(relation)
    if is_temporary(relation):
        tracer.names.exact.setdefault((system, container, name), relation)
    return Field(name, container, kind, location, system, key=code, declared=False)


def seeds_of(tracer: Tracer, fields: Iterable[Field]) -> tuple[Seed, ...]:
    """Where the values of fields are kept. An attribute of a lookup table is looked for in what conditions ask for."""
    found: dict[Seed, None] = {}
    for each in fields:
        if each.kind in ("question", "parameter") or (each.declared and tracer.catalogue.is_document(each)):
            continue
        if each.kind == "attribute" and "@" not in each.name:
            for seed in _attribute_seeds(tracer, each):
                found[seed] = None
            continue
        slot = Slot(each.system, each.container.casefold(), each.name.casefold())
        relation = tracer.names.exact.get((each.system, each.container, each.name), "")
        found[Seed(slot, f"{each.container}.{each.name}", each.location, relation)] = None
    return tuple(found)


def _attribute_seeds(tracer: Tracer, field: Field) -> Iterator[Seed]:
    """Rows whose code is the attribute's, in every statement that asks for it."""
    for code in dict.fromkeys((field.key.casefold(), field.name.casefold())):
        for number in tracer.gate.naming_all(code) if code else ():
            if not tracer.followed(number) or tracer.places[number].system != field.system:
                continue
            effects = tracer.effects(number)
            for relation, column, known in effects.keys:
                if known != code:
                    continue
                for value in _value_columns(effects, relation, column, code):
                    slot = Slot(field.system, ".".join(split_name(shown(relation))), f"{value}@{column}={code}")
                    yield Seed(slot, f"{field.container}.{field.name}", field.location)
