"""What a statement writes into: its key, its columns, and whether it lies on another server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.trace.context import Context
from status_audit.trace.names import fold, shown
from status_audit.trace.rows import Rows
from status_audit.trace.sources import table_parts
from status_audit.trace.values import Outlet
from status_audit.trace.writing import write_rows

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def target_columns(ctx: Context, target: Expr, *, by_name: bool = False) -> tuple[str, list[str]]:
    """(key, columns in the order the values come); no columns where the values' own names stand in."""
    table = target.this if target.key == "schema" else target
    key = ctx.key(*table_parts(table))
    if by_name:
        return key, []
    if target.key == "schema" and target.args.get("expressions"):
        return key, [fold(each.name) for each in target.expressions]
    declared = ctx.columns(key)
    static = _static_partitions(table)
    if declared is None or "*" in declared:
        return key, []
    return key, [each for each in declared if each not in static]


def _static_partitions(table: Expr) -> set[str]:
    partition = table.args.get("partition")
    if partition is None or not hasattr(partition, "args"):
        return set()
    return {fold(each.this.name) for each in partition.args.get("expressions") or () if each.key == "eq"}


def server_of(ctx: Context, target: Expr) -> str:
    """The linked server, database link or attached database that a name goes through, as a recipient; or nothing."""
    table = target.this if target.key == "schema" else target
    name = table.this
    text = ".".join(table_parts(table))
    if "@" in text[1:]:
        return ctx.server(text[1:].partition("@")[2])
    if name is not None and name.key == "dot":
        return ctx.server(str(table.args["catalog"].name)) if table.args.get("catalog") else ""
    for owner in (table.args.get("catalog"), table.args.get("db")):
        place = ctx.attached(str(owner.name)) if owner is not None else None
        if owner is not None and place is not None:
            return place or str(owner.name)
    return ""


def share_moves(ctx: Context, key: str, server: str, since: int) -> None:
    """What a statement has moved into a relation of another server, counted from a move on, is shared with it."""
    if not server:
        return
    for each in ctx.effects.moves[since:]:
        if each.relation == key:
            name = f"{shown(key)}.{'{column}' if each.column == '*' else each.column}"
            ctx.effects.outlets.append(Outlet(each.origin, "share", name, server, "shared", each.at))


def write_into(ctx: Context, target: Expr, rows: Rows, key: str, columns: list[str]) -> None:
    """Rows go into a relation; on another server, they are shared with it."""
    since = len(ctx.effects.moves)
    write_rows(ctx, rows, key, columns)
    share_moves(ctx, key, server_of(ctx, target), since)
