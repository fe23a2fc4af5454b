"""A parsed statement, whatever it turns out to be, to its effects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.trace.changed import inner_change, without_inner_change
from status_audit.trace.context import Context
from status_audit.trace.ddl import create_tree, multi_insert
from status_audit.trace.dml import CHANGES
from status_audit.trace.exports import output_clause, without_outfile, without_output
from status_audit.trace.parsing import parse_statement, split_into
from status_audit.trace.query import rows_of
from status_audit.trace.repairs import by_hand, repaired
from status_audit.trace.results import give_variables, put_out, trouble
from status_audit.trace.rows import Rows
from status_audit.trace.sources import table_parts
from status_audit.trace.writing import Exit, target_name, write_rows, write_uses

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_TABLE = pattern_of(r"^\s*TABLE(?=\s+[\w\"`\[])", re.IGNORECASE)
_USER_VARIABLE = pattern_of(r"\bINTO\s+@\w", re.IGNORECASE)
QUERIES = ("select", "union", "except", "intersect", "values", "subquery", "table", "pivot")


def read_text(ctx: Context, text: str) -> None:
    """SELECT, WITH, INSERT, UPDATE, DELETE, MERGE, as text."""
    variables: list[str] = []
    text, way = without_outfile(text)
    text = _TABLE.sub(lambda found: found[0][:-5] + "FROM ", text)  # both name a relation whole
    if ctx.dialect != "tsql" and (ctx.around.inside or _USER_VARIABLE.search(text)):
        text, variables = split_into(text)
    text, change = without_inner_change(text) if ctx.dialect in ("tsql", "") else (text, "")
    around = inner_change(ctx, change) if change else None
    text, output = without_output(text, ctx.dialect)
    if by_hand(ctx, text):
        return
    parsed = parse_statement(text, ctx.dialect)
    if parsed.expression is None:
        parsed = parse_statement(repaired(text), ctx.dialect)
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return
    if around is not None and parsed.expression.key in CHANGES:
        CHANGES[parsed.expression.key](ctx, parsed.expression, around)
        ctx.uses.clear()
        return
    read_tree(ctx, parsed.expression, way, variables)
    if output:
        output_clause(ctx, parsed.expression, output)


def read_tree(ctx: Context, tree: Expr, way: Exit | None = None, variables: Sequence[str] = ()) -> None:
    """A query or change."""
    if tree.key in CHANGES:
        rows = CHANGES[tree.key](ctx, tree)
        if rows.outputs:
            put_out(ctx, rows, way, variables)
        ctx.uses.clear()
    elif tree.key == "multitableinserts":
        multi_insert(ctx, tree)
    elif tree.key in QUERIES:
        _select(ctx, tree, way, variables)
    elif tree.key == "create":
        create_tree(ctx, tree)
    else:
        trouble(ctx, "the statement is of a kind that is not followed")


def _select(ctx: Context, tree: Expr, way: Exit | None, variables: Sequence[str]) -> None:
    into = _into(tree)
    moves = len(ctx.effects.moves)
    rows = rows_of(ctx, tree, None)
    if into is not None:
        _select_into(ctx, into, rows)
    elif not rows.outputs and len(ctx.effects.moves) > moves:
        write_uses(ctx, "exec")  # SELECT @v = column: assignments only
    else:
        put_out(ctx, rows, way, variables)


def _into(tree: Expr) -> Expr | None:
    """INTO stands on the first SELECT of a set operation."""
    part = tree
    while part.key in ("union", "except", "intersect", "subquery"):
        part = part.this
    found = part.args.get("into")
    return found if found is not None and hasattr(found, "args") else None


def _select_into(ctx: Context, into: Expr, rows: Rows) -> None:
    table = into.this if into.this is not None else into.expressions[0]
    parts = table_parts(table)
    if parts[0].startswith("@") or (len(parts) == 1 and parts[0] in ctx.around.variables):
        give_variables(ctx, rows, [".".join(parts)])
        return
    key = ctx.key(*parts)
    ctx.effects.shapes[key] = rows.shape()
    write_rows(ctx, rows, key)
    write_uses(ctx, target_name(key))
