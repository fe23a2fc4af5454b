"""`*` and `t.*`, with EXCEPT, REPLACE and RENAME."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.scope import Item, Scope
from status_audit.trace.values import Origin, Output, held, taken

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def is_star(node: Expr) -> bool:
    """`*`, `t.*`, `(t).*`."""
    return node.key == "star" or (node.key == "column" and node.this.key == "star") or _composite(node)


def _composite(node: Expr) -> bool:
    return (
        node.key == "dot"
        and node.expression.key == "star"
        and node.this.key == "paren"
        and node.this.this.key == "column"
    )


def star_outputs(ctx: Context, node: Expr | None, scope: Scope) -> list[Output]:
    """The columns a star stands for; `node` None for a plain `*`."""
    if node is not None and _composite(node):
        return _row_outputs(ctx, fold(node.this.this.name), scope)
    star = node.this if node is not None and node.key == "column" else node
    at = int(star.meta.get("start") or 0) if star is not None else 0
    items = scope.items
    if node is not None and node.key == "column" and node.args.get("table"):
        found = scope.item(fold(node.args["table"].name))
        struct = _struct_star(ctx, node, scope) if found is None or node.args.get("db") else None
        if struct is not None:
            return struct
        items = [found] if found else []
    outputs = [each._replace(at=at) for item in items for each in _item_outputs(item, hide=len(items) > 1)]
    return _changed(ctx, outputs, star, scope) if star is not None else outputs


def _row_outputs(ctx: Context, name: str, scope: Scope) -> list[Output]:
    """The columns of a row that stands under a name: an item, a record, NEW."""
    item = scope.item(name)
    if item is not None:
        return _item_outputs(item, hide=False)
    key = ctx.record(name)
    return list(ctx.base(key).outputs) if key else []


def _item_outputs(item: Item, *, hide: bool) -> list[Output]:
    outputs = [
        each._replace(origins=held(each.origins, item.keys))
        for each in item.rows.outputs
        if not (hide and each.name in item.hidden)
    ]
    if not outputs and item.value:
        outputs = [Output(item.alias, item.value)]
    if item.rows.whole and not item.rows.outputs:
        outputs = [Output("*", item.rows.whole)]
    return outputs


def _struct_star(ctx: Context, node: Expr, scope: Scope) -> list[Output] | None:
    """`t.demo.*`: the fields of a struct nobody lists; record variables too."""
    table = fold(node.args["table"].name)
    origins = scope.known(table)
    if origins is None and node.args.get("db"):
        item = scope.item(fold(node.args["db"].name))
        origins = item.rows.insist(table, 0) if item else None
    if origins is None:
        key = ctx.record(table)
        return list(ctx.base(key).outputs) if key else None
    return [Output("*", taken(origins, ()))]


def _changed(ctx: Context, outputs: list[Output], star: Expr, scope: Scope) -> list[Output]:
    left_out = {fold(each.name) for each in star.args.get("except_") or star.args.get("except") or ()}
    replaced = {fold(each.alias): each.this for each in star.args.get("replace") or ()}
    renamed = {fold(each.this.name): fold(each.alias) for each in star.args.get("rename") or ()}
    if not (left_out or replaced or renamed):
        return outputs
    return [changed for each in outputs for changed in _one(ctx, each, (left_out, replaced, renamed), scope)]


def _one(
    ctx: Context, output: Output, changes: tuple[set[str], dict[str, Expr], dict[str, str]], scope: Scope
) -> list[Output]:
    from status_audit.trace.expression import value

    left_out, replaced, renamed = changes
    if output.name == "*":
        special = [(name,) for name in (*left_out, *replaced, *renamed)]
        rest = tuple(_without(each, special) for each in output.origins)
        named = [Output(name, value(ctx, node, scope), output.at) for name, node in replaced.items()]
        moved = [
            Output(new, tuple(_column(each, old) for each in output.origins), output.at) for old, new in renamed.items()
        ]
        return [output._replace(origins=rest), *named, *moved]
    if output.name in left_out:
        return []
    if output.name in replaced:
        return [output._replace(origins=value(ctx, replaced[output.name], scope))]
    return [output._replace(name=renamed.get(output.name, output.name))]


def _without(origin: Origin, names: list[tuple[str]]) -> Origin:
    ref = origin.ref
    return origin._replace(ref=ref._replace(without=(*ref.without, *names))) if ref.column == "*" else origin


def _column(origin: Origin, name: str) -> Origin:
    ref = origin.ref
    return origin._replace(ref=ref._replace(column=name, without=())) if ref.column == "*" else origin


_SIMPLE = pattern_of(r"\^?(?:[\w ]|\.\*?|\|)*\$?")
"""Patterns that are followed: letters, any letter, any letters, alternatives. Of any other, all columns are."""


def chosen_outputs(ctx: Context, node: Expr, scope: Scope) -> list[Output]:
    """DuckDB's COLUMNS('birth.*'): the columns whose names hold a pattern; COLUMNS(*) all."""
    outputs = star_outputs(ctx, None, scope)
    pattern = str(node.this.this) if node.this is not None and node.this.key == "literal" else ""
    if not pattern or not _SIMPLE.fullmatch(pattern):
        return outputs
    form = re.compile(pattern.casefold())
    return [each for each in outputs if each.name == "*" or form.search(each.name)]
