"""Writes down where a result goes: into a relation's columns, into variables, or out to whoever runs the query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from status_audit.trace.context import Context
from status_audit.trace.names import fold, is_private, shown
from status_audit.trace.rows import Rows
from status_audit.trace.values import Move, Origins, Outlet, Use


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of the tables that are known."""

    kind: str
    """One of `DESTINATION_KINDS`."""
    prefix: str
    """`export`, `resultset`, a procedure's name …"""
    recipient: str = ""
    how: str = "copied"


def move(ctx: Context, origins: Origins, relation: str, column: str, at: int = 0) -> None:
    """One column takes a value."""
    for each in origins:
        if each.ref.relation == relation and each.ref.column == column and not each.ref.path and not each.inner:
            continue
        how = "copied" if each.plain else "derived"
        ctx.effects.moves.append(Move(each.ref, each.inner, relation, column, how, at or each.at))


def write_rows(ctx: Context, rows: Rows, relation: str, columns: Sequence[str] = ()) -> None:
    """A result goes into a relation: by position where `columns` says so, else under its own names."""
    targets = rows.renamed(columns) if columns else rows
    for index, each in enumerate(targets.outputs, start=1):
        move(ctx, each.origins, relation, each.name or f"column{index}", each.at)


def write_uses(ctx: Context, destination: str) -> None:
    """What the statement's conditions depend on, as uses of its destination."""
    for each in dict.fromkeys(ctx.uses):
        ctx.effects.outlets.append(_predicate(each, destination))
    ctx.uses.clear()


def _predicate(use: Use, destination: str) -> Outlet:
    return Outlet(use.ref, "predicate", f"predicate:{destination}", "", use.how, use.at)


def let_out(ctx: Context, rows: Rows, way: Exit) -> None:
    """A result leaves by a way out, column by column."""
    for index, each in enumerate(rows.outputs, start=1):
        name = each.name or f"column{index}"
        for origin in each.origins:
            column = "{column}" if name == "*" else name
            how = way.how if way.how != "copied" or origin.plain else "derived"
            ctx.effects.outlets.append(
                Outlet(origin.ref, way.kind, f"{way.prefix}.{column}", way.recipient, how, each.at or origin.at)
            )
        if rows.whole and not rows.outputs:
            break


def assign(ctx: Context, name: str, origins: Origins) -> None:
    """A variable, or a column of a record, takes a value."""
    name = fold(name)
    record, _, column = name.partition(".")
    package = ctx.outside(record, column) if column else ""
    if package:
        move(ctx, origins, package, column)
        return
    if column:
        key = ctx.around.records.get(record)
        if ctx.around.triggers and record in ctx.around.trigger_names:
            for trigger in ctx.around.triggers:
                move(ctx, origins, trigger, column)
            return
        if key:
            move(ctx, origins, key, column)
            return
        name = record
    if name in ctx.around.records:
        for each in origins:
            ctx.effects.moves.append(
                Move(each.ref, (), ctx.around.records[name], each.inner[0] if each.inner else "*", "copied", each.at)
            )
    move(ctx, origins, ctx.variables_of(name), name)
    if name in ctx.around.outs:
        move(ctx, origins, routine_key(ctx), name.lstrip("@"))


def routine_key(ctx: Context) -> str:
    """The relation that the result of the routine around the statement is."""
    return ctx.around.key or ctx.key(ctx.around.name)


def target_name(relation: str) -> str:
    """A relation as a destination shows it."""
    return "resultset" if is_private(relation) else shown(relation).lstrip("#@")
