"""Functions that yield several columns at once, each under a name of its own: `stack(…) AS (k, v)`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from status_audit.trace.calls import pass_arguments
from status_audit.trace.context import Context
from status_audit.trace.documents import read_path
from status_audit.trace.expression import unqualified, value
from status_audit.trace.names import fold
from status_audit.trace.scope import Scope
from status_audit.trace.values import Origins, Output, derived, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def _called_by_a_keyword(ctx: Context, node: Expr, names: Sequence[str], scope: Scope) -> Origins:
    """`keep(a, b)`: a function that is called like a keyword looks to the parser like a column with two aliases."""
    carried = [
        unqualified(ctx, name, int(each.meta.get("start") or 0), scope)
        for name, each in zip(names, node.args.get("expressions") or (), strict=True)
    ]
    called = fold(node.this.name)
    return pass_arguments(ctx, called, carried) if ctx.routine(called) else derived(together(*carried))


def stacked(ctx: Context, call: Expr, names: Sequence[str], scope: Scope) -> list[Output]:
    """`stack(rows, a, b, c, d)`: what stands in one place of every row is one column."""
    given = list(call.args.get("expressions") or ())
    rows = int(call.this.name) if call.this.key == "literal" and call.this.name.isdigit() else 1
    width = len(names) or max(1, -(-len(given) // max(rows, 1)))
    return [
        Output(name, together(*(value(ctx, each, scope) for each in given[index::width])))
        for index, name in enumerate(names or [f"col{index}" for index in range(width)])
    ]


def several(ctx: Context, node: Expr, scope: Scope) -> list[Output]:
    """`stack(2, 'a', x, 'b', y) AS (name, value)`: a function that yields several columns."""
    call = node.this if node.key == "aliases" else node
    names = [fold(each.name) for each in node.args.get("expressions") or ()] if node.key == "aliases" else []
    given = list(call.args.get("expressions") or ())
    if call.key == "stack":
        found = stacked(ctx, call, names, scope)
    elif call.key == "column" and not call.args.get("table") and scope.known(fold(call.name)) is None:
        return [Output(fold(call.name), _called_by_a_keyword(ctx, node, names, scope))]
    elif fold(call.name) == "json_tuple" and given:
        found = [
            Output(name, read_path(ctx, given[0], (fold(key.name),), scope))
            for name, key in zip(names, given[1:], strict=False)
        ]
    else:
        carried = value(ctx, call, scope)
        idle = call.key in ("posexplode", "posexplodeouter")
        found = [Output(name, () if idle and index == 0 else carried) for index, name in enumerate(names)]
    for each in found:
        scope.aliases.setdefault(each.name, each.origins)
    return found
