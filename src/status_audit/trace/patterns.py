"""MATCH_RECOGNIZE: the columns it yields, and the rows that its pattern's variables stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.trace.context import Context
from status_audit.trace.expression import condition, value
from status_audit.trace.names import fold
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.stars import star_outputs
from status_audit.trace.values import Output

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def match_rows(ctx: Context, node: Expr, scope: Scope) -> Item:
    """ONE ROW PER MATCH gives the partition's columns and the measures; ALL ROWS every column and the measures."""
    source = Rows(star_outputs(ctx, None, scope))
    base = scope.items[0].rows if len(scope.items) == 1 else source
    inner = Scope(scope)
    inner.items = [*scope.items, *(Item(each, base) for each in _variables(node))]
    outputs = _kept(ctx, node, source, scope)
    for each in node.args.get("measures") or ():
        measure = each.this if each.key == "matchrecognizemeasure" else each
        name = fold(measure.alias or measure.name)
        outputs.append(Output(name, value(ctx, measure.this if measure.key == "alias" else measure, inner)))
    for each in node.args.get("define") or ():
        condition(ctx, each.this if each.key == "alias" else each, inner, "filtered")
    alias = node.args.get("alias")
    return Item(fold(alias.name) if alias is not None else "", Rows(outputs))


def _kept(ctx: Context, node: Expr, source: Rows, scope: Scope) -> list[Output]:
    rows = node.args.get("rows")
    if rows is not None and "ALL ROWS" in str(rows.name).upper():
        return list(source.outputs)
    return [Output(fold(each.name), value(ctx, each, scope)) for each in node.args.get("partition_by") or ()]


def _variables(node: Expr) -> list[str]:
    """Names in the pattern; one without a definition stands for any row."""
    pattern = node.args.get("pattern")
    named = re.findall(r"[A-Za-z_]\w*", str(pattern.name)) if pattern is not None else []
    defined = [each.alias for each in node.args.get("define") or () if each.key == "alias"]
    return list(dict.fromkeys(fold(each) for each in (*named, *defined)))
