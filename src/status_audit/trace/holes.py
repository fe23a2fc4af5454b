"""Assembled SQL with parts that only a run can tell: what goes or comes there is `dynamic`."""

from __future__ import annotations

from status_audit.trace.context import Context
from status_audit.trace.names import shown
from status_audit.trace.strings import HOLE
from status_audit.trace.values import Move, Outlet, Ref


def dynamic_effects(ctx: Context) -> None:
    """Rewrites moves and outlets that touch an unknown name; nothing else is changed."""
    effects = ctx.effects
    if not any(_touches(each.origin, getattr(each, "relation", "")) or HOLE in _name(each) for each in _both(ctx)):
        return
    moves = effects.moves
    outlets = effects.outlets
    effects.moves = [each for each in moves if not (_touches(each.origin, each.relation) or HOLE in each.column)]
    effects.outlets = [each for each in outlets if not (_touches(each.origin, "") or HOLE in each.destination)]
    both: list[Move | Outlet] = [*moves, *outlets]
    for each in both:
        if _touches(each.origin, getattr(each, "relation", "")) or HOLE in _name(each):
            effects.outlets.append(Outlet(_origin(each.origin), "dynamic", "dynamic", "", "derived", each.at))


def _both(ctx: Context) -> list[Move | Outlet]:
    return [*ctx.effects.moves, *ctx.effects.outlets]


def _name(each: Move | Outlet) -> str:
    return each.column if isinstance(each, Move) else each.destination


def _touches(ref: Ref, relation: str) -> bool:
    return HOLE in shown(ref.relation) or HOLE in ref.column or (bool(relation) and HOLE in shown(relation))


def _origin(ref: Ref) -> Ref:
    """A column of an unknown relation is looked for by its name; an unknown column may be any of its relation's."""
    if HOLE in shown(ref.relation):
        return ref._replace(relation=HOLE)
    return Ref(ref.relation, "*") if HOLE in ref.column else ref
