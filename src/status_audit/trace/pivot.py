"""PIVOT and UNPIVOT: columns made of values, and values made of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.trace.constraints import with_keys
from status_audit.trace.context import Context
from status_audit.trace.expression import value
from status_audit.trace.names import fold
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.values import Key, Origins, Output, derived, held, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def pivot_rows(ctx: Context, pivot: Expr, item: Item, outer: Scope) -> Rows:
    """The columns of a FROM item after PIVOT or UNPIVOT."""
    scope = Scope(outer)
    scope.items = [item]
    if pivot.args.get("unpivot"):
        return _unpivot(ctx, pivot, item, scope)
    fields = pivot.args.get("fields") or ([pivot.args["field"]] if pivot.args.get("field") is not None else [])
    used = {
        fold(each.name)
        for part in (*fields, *(pivot.args.get("expressions") or ()))
        for each in part.find_all(*_columns())
    }
    kept = [each for each in _outputs(item) if each.name not in used]
    return Rows([*kept, *_pivoted(ctx, pivot, fields, scope)])


def _columns() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return (exp.Column,)


def _outputs(item: Item) -> list[Output]:
    return [each._replace(origins=held(each.origins, item.keys)) for each in item.rows.outputs]


def _pivoted(ctx: Context, pivot: Expr, fields: list[Expr], scope: Scope) -> list[Output]:
    outputs: list[Output] = []
    aggregates = list(pivot.args.get("expressions") or ())
    for part in fields:
        key_origins = derived(value(ctx, part.this, scope))
        for each in part.args.get("expressions") or ():
            label, code = _label(each)
            with with_keys(_keys(part.this, code, scope)):
                for aggregate in aggregates:
                    inner = aggregate.this if aggregate.key == "alias" else aggregate
                    carried = together(derived(value(ctx, inner, scope)), key_origins)
                    outputs.extend(Output(name, carried) for name in _names(label, aggregate, len(aggregates)))
    return outputs


def _keys(column: Expr, code: str, scope: Scope) -> list[tuple[Item, Key]]:
    """The rows that one pivoted column is made of."""
    found: list[tuple[Item, Key]] = []
    for item in scope.items:
        origins = item.rows.find(fold(column.name)) or item.rows.guess(fold(column.name))
        found.extend(
            (item, Key(each.ref.relation, each.ref.column, frozenset({code}))) for each in origins if each.plain
        )
    return found


def _label(node: Expr) -> tuple[str, str]:
    """(name of the column, value it stands for)"""
    if node.key in ("pivotalias", "alias"):
        code = node.this
        return fold(node.args["alias"].name), str(code.name).casefold()
    text = str(node.name)
    return fold(text), text.casefold().strip("'")


def _names(label: str, aggregate: Expr, count: int) -> list[str]:
    """Dialects name a pivoted column by value, value_aggregate or aggregate_value."""
    if aggregate.key == "alias":
        name = fold(aggregate.alias)
        return [f"{label}_{name}", f"{name}_{label}"]
    return [label] if count == 1 else [label, f"{label}_{aggregate.key}", f"{aggregate.key}_{label}"]


def _unpivot(ctx: Context, pivot: Expr, item: Item, scope: Scope) -> Rows:
    fields = pivot.args.get("fields") or []
    names = [fold(each.name) for each in pivot.args.get("expressions") or ()]
    used: set[str] = set()
    carried: list[list[Origins]] = [[] for _ in names or [""]]
    labels = []
    for part in fields:
        labels.append(fold(part.this.name))
        for each in part.args.get("expressions") or ():
            inner = each.this if each.key in ("pivotalias", "alias") else each
            columns = inner.args.get("expressions") if inner.key == "tuple" else [inner]
            for index, column in enumerate(columns or ()):
                used.add(fold(column.name))
                carried[min(index, len(carried) - 1)].append(value(ctx, column, scope))
    kept = [each for each in _outputs(item) if each.name not in used]
    values = [Output(name, together(*groups)) for name, groups in zip(names, carried, strict=False)]
    return Rows([*kept, *values, *(Output(each, ()) for each in labels)])


def simple_pivot(ctx: Context, node: Expr, scope: Scope) -> Rows:
    """DuckDB's `PIVOT t ON k USING max(v) GROUP BY id` and `UNPIVOT t ON a, b INTO NAME n VALUE v`."""
    from status_audit.trace.sources import add_source

    add_source(ctx, node.this, scope)
    if node.args.get("unpivot"):
        return _simple_unpivot(ctx, node, scope)
    keys = together(*(derived(value(ctx, each, scope)) for each in node.args.get("expressions") or ()))
    carried = together(keys, *(derived(value(ctx, each, scope)) for each in node.args.get("using") or ()))
    group = node.args.get("group")
    grouped = (
        [Output(fold(each.name), value(ctx, each, scope)) for each in group.expressions] if group is not None else []
    )
    if group is None:
        used = {
            fold(each.name)
            for part in (*node.expressions, *(node.args.get("using") or ()))
            for each in part.find_all(*_columns())
        }
        grouped = [output for item in scope.items for output in _outputs(item) if output.name not in used]
    codes = [code for each in node.expressions if each.key == "in" for code in each.args.get("expressions") or ()]
    if codes:
        uses = list(node.args.get("using") or ())
        return Rows([*grouped, *(Output(name, carried) for each in codes for name in _simple_names(each, uses))])
    return Rows([*grouped, Output("*", carried)])


def _simple_names(code: Expr, uses: list[Expr]) -> list[str]:
    label = _label(code)[0]
    return [name for each in uses for name in _names(label, each, len(uses))] or [label]


def _simple_unpivot(ctx: Context, node: Expr, scope: Scope) -> Rows:
    columns = list(node.args.get("expressions") or ())
    used = {fold(each.name) for each in columns}
    carried = together(*(value(ctx, each, scope) for each in columns))
    into = node.args.get("into")
    name = fold(into.this.name) if into is not None else "name"
    values = [fold(each.name) for each in into.args.get("expressions") or ()] if into is not None else ["value"]
    kept = [output for item in scope.items for output in _outputs(item) if output.name not in used]
    return Rows([*kept, Output(name, ()), *(Output(each, carried) for each in values)])
