"""Which attribute codes a condition holds a FROM item to: `question_cd = 'ZIP'` says which answers are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.scope import Item, Scope
from status_audit.trace.values import Key

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

Held = list[tuple[Item, Key]]


@contextmanager
def with_keys(keys: Held) -> Iterator[None]:
    """While an expression is read, its items are held to the codes."""
    before = [(item, item.keys) for item, _ in keys]
    for item, key in keys:
        item.keys = (*item.keys, key)
    try:
        yield
    finally:
        for item, old in reversed(before):
            item.keys = old


def hold(keys: Held) -> None:
    """For the rest of the query, the items are held to the codes."""
    for item, key in keys:
        item.keys = (*item.keys, key)


def keys_of_condition(ctx: Context, test: Expr | None, scope: Scope, operand: Expr | None = None) -> Held:
    """Codes that must hold where the condition does; `operand` is the X of `CASE X WHEN test`."""
    if test is None:
        return []
    if operand is not None:
        return _compared(ctx, operand, _literals([test]), scope, negated=False)
    handler = _CONDITIONS.get(test.key)
    return handler(ctx, test, scope) if handler else []


def _both(ctx: Context, test: Expr, scope: Scope) -> Held:
    return keys_of_condition(ctx, test.this, scope) + keys_of_condition(ctx, test.expression, scope)


def _inner(ctx: Context, test: Expr, scope: Scope) -> Held:
    return keys_of_condition(ctx, test.this, scope)


def _equal(ctx: Context, test: Expr, scope: Scope) -> Held:
    return _equality(ctx, test, scope, negated=False)


def _unequal(ctx: Context, test: Expr, scope: Scope) -> Held:
    return _equality(ctx, test, scope, negated=True)


def _listed(ctx: Context, test: Expr, scope: Scope) -> Held:
    return _compared(ctx, test.this, _literals(test.args.get("expressions") or ()), scope, negated=False)


def _not(ctx: Context, test: Expr, scope: Scope) -> Held:
    return _negation(ctx, test.this, scope)


def _negation(ctx: Context, test: Expr, scope: Scope) -> Held:
    while test.key == "paren":
        test = test.this
    if test.key == "in":
        return _compared(ctx, test.this, _literals(test.args.get("expressions") or ()), scope, negated=True)
    if test.key == "eq":
        return _equality(ctx, test, scope, negated=True)
    return []


def _either(ctx: Context, test: Expr, scope: Scope) -> Held:
    """`k = 'A' OR k = 'B'` is `k IN ('A', 'B')`; any other OR says nothing certain."""
    left, right = (keys_of_condition(ctx, side, scope) for side in (test.this, test.expression))
    if len(left) == len(right) == 1 and left[0][0] is right[0][0]:
        one, other = left[0][1], right[0][1]
        if one.column == other.column and not one.negated and not other.negated:
            return [(left[0][0], one._replace(values=one.values | other.values))]
    return []


def _equality(ctx: Context, test: Expr, scope: Scope, *, negated: bool) -> Held:
    left, right = test.this, test.expression
    if left.key == "literal":
        left, right = right, left
    values = _literals([right])
    if test.key in ("like", "ilike") and values and any("%" in each or "_" in each for each in values):
        return []
    return _compared(ctx, left, values, scope, negated=negated)


def _literals(nodes: object) -> frozenset[str] | None:
    found = set()
    for each in nodes:  # type: ignore[attr-defined]
        node = each
        while node.key in ("cast", "paren", "trycast"):
            node = node.this
        if node.key not in ("literal", "national", "var"):
            return None
        found.add(str(node.this if isinstance(node.this, str) else node.name).casefold())
    return frozenset(found)


def _compared(ctx: Context, column: Expr, values: frozenset[str] | None, scope: Scope, *, negated: bool) -> Held:
    while column.key in ("paren", "upper", "lower", "trim", "cast", "coalesce"):
        column = column.this
    if column.key != "column" or not values or column.this.key == "star":
        return []
    name = fold(column.this.name)
    table = column.args.get("table")
    items = [scope.item(fold(table.name))] if table else _items_with(scope, name)
    found: Held = []
    for item in items:
        if item is not None:
            origins = item.rows.find(name) or item.rows.guess(name)
            refs = {each.ref for each in origins if each.plain and each.ref.column != "*"}
            found.extend((item, Key(ref.relation, ref.column, values, negated)) for ref in sorted(refs))
            for ref in sorted(refs):
                for code in sorted(values) if not negated else ():
                    _mention_key(ctx, ref.relation, ref.column, code, column)
    return found


def _mention_key(ctx: Context, relation: str, column: str, code: str, node: Expr) -> None:
    ctx.effects.keys.setdefault((relation, column, code), int(node.this.meta.get("start") or 0))


def _items_with(scope: Scope, name: str) -> list[Item | None]:
    known: list[Item | None] = [item for item in scope.items if item.rows.find(name) is not None]
    return known or [item for item in scope.items if item.rows.open]


_CONDITIONS: dict[str, Callable[[Context, Expr, Scope], Held]] = {
    "and": _both,
    "paren": _inner,
    "or": _either,
    "in": _listed,
    "not": _not,
    **dict.fromkeys(("eq", "nullsafeeq", "like", "ilike"), _equal),
    **dict.fromkeys(("neq", "nullsafeneq"), _unequal),
}
