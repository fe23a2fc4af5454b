"""Calling a routine that was read: arguments go into its parameters, its result comes back as a relation's columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from status_audit.trace.context import Context
from status_audit.trace.names import Place, variables_key
from status_audit.trace.rows import Rows, union_rows
from status_audit.trace.values import Move, Origin, Origins, Ref, derived, together


@dataclass(frozen=True, slots=True)
class Routine:
    """What the head of a function or procedure declares."""

    key: str
    """Its result, as a relation."""
    place: Place
    parameters: tuple[str, ...] = ()
    outs: frozenset[str] = frozenset()
    returns: tuple[str, ...] = ()
    """Columns of its declared result."""
    result: str = ""
    """The table variable that is its result."""
    member: bool = False
    """Whether it stands in a package or in another routine, and is called by its bare name only there."""
    also: tuple[Routine, ...] = ()
    """Others that a call may mean just as well."""

    def taking(self, count: int) -> list[Routine]:
        """Every routine that a call with so many arguments may mean."""
        found = [self, *self.also]
        return [each for each in found if len(each.parameters) >= count] or found


def pass_arguments(ctx: Context, name: str, arguments: Sequence[Origins], names: Sequence[str] = ()) -> Origins:
    """Write down the moves into the parameters; returns what the result of this call carries.

    `names`, where arguments are given by name, has one for each argument: empty for those given by place.
    """
    routine = ctx.routine(name)
    if routine is None:
        return ()
    return together(*(_passed(ctx, each, arguments, names) for each in routine.taking(len(arguments))))


def _passed(ctx: Context, routine: Routine, arguments: Sequence[Origins], names: Sequence[str]) -> Origins:
    given = list(_placed(routine, arguments, names))
    for parameter, carried in given:
        give(ctx, routine, parameter, carried)
    back = (Origin(Ref(routine.key, "*"), plain=False),)
    summary = ctx.summary(routine)
    if summary is None or len(given) < len(arguments):
        return together(back, derived(together(*arguments)))
    own = [carried for parameter, carried in given if parameter in summary.parameters]
    if not summary.parameters:
        return back
    return together(tuple(Origin(each, plain=False) for each in summary.others), derived(together(*own)))


def _placed(routine: Routine, arguments: Sequence[Origins], names: Sequence[str]) -> Iterator[tuple[str, Origins]]:
    """(parameter, what goes into it)"""
    for index, carried in enumerate(arguments):
        name = names[index] if index < len(names) else ""
        by_name = next((each for each in routine.parameters if each.lstrip("@") == name), "") if name else ""
        if by_name:
            yield by_name, carried
        elif index < len(routine.parameters):
            yield routine.parameters[index], carried


def result_rows(ctx: Context, routine: Routine) -> Rows:
    """What a called routine yields: the rows of all that the call may mean, by position and by name."""
    keys = dict.fromkeys(each.key for each in (routine, *routine.also))
    found = sorted((ctx.base(key) for key in keys), key=lambda each: -len(each.outputs))
    if len(found) == 1:
        return found[0]
    rows = reduce(union_rows, found)
    known = set(rows.shape())
    more = [one for each in found for one in each.outputs if one.name not in known]
    return Rows([*rows.outputs, *more], whole=rows.whole)


def give(ctx: Context, routine: Routine, parameter: str, carried: Origins) -> None:
    target = variables_key(routine.place)
    how = "copied"
    ctx.effects.moves.extend(Move(each.ref, each.inner, target, parameter, how, each.at) for each in carried)
