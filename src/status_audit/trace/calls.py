"""Calling a routine that was read: arguments go into its parameters, its result comes back as a relation's columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from status_audit.trace.context import Context
from status_audit.trace.names import Place, variables_key
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


def pass_arguments(ctx: Context, name: str, arguments: Sequence[Origins]) -> Origins:
    """Write down the moves into the parameters; returns what the result of this call carries."""
    routine = ctx.routine(name)
    if routine is None:
        return ()
    for parameter, carried in zip(routine.parameters, arguments, strict=False):
        give(ctx, routine, parameter, carried)
    back = (Origin(Ref(routine.key, "*"), plain=False),)
    summary = ctx.summary(routine)
    if summary is None:
        return together(back, derived(together(*arguments)))
    given = zip(routine.parameters, arguments, strict=False)
    own = [carried for parameter, carried in given if parameter in summary.parameters]
    if not summary.parameters:
        return back
    return together(tuple(Origin(each, plain=False) for each in summary.others), derived(together(*own)))


def give(ctx: Context, routine: Routine, parameter: str, carried: Origins) -> None:
    target = variables_key(routine.place)
    how = "copied"
    ctx.effects.moves.extend(Move(each.ref, each.inner, target, parameter, how, each.at) for each in carried)
