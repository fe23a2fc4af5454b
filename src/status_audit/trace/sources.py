"""What stands in a FROM clause: tables, subqueries, joins, lateral functions; each becomes an item of the scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.trace.constraints import hold, keys_of_condition
from status_audit.trace.context import Context
from status_audit.trace.names import fold, split_name
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.values import Origins

if TYPE_CHECKING:
    from sqlglot.expressions import Expr


def add_source(ctx: Context, node: Expr, scope: Scope) -> None:
    """Adds what a FROM element offers to the scope, with the joins that hang on it."""
    if node.key == "join":
        _join(ctx, node, scope)
        return
    item = _item(ctx, node, scope)
    if item is not None:
        for pivot in node.args.get("pivots") or ():
            item = _pivoted(ctx, pivot, item, scope)
        sample = node.args.get("sample")
        if sample is not None and not item.alias:
            item.alias = fold(sample.alias)
        scope.items.append(item)
    for each in node.args.get("joins") or ():
        add_source(ctx, each, scope)
    for each in node.args.get("laterals") or ():
        add_source(ctx, each, scope)


def _pivoted(ctx: Context, pivot: Expr, item: Item, scope: Scope) -> Item:
    from status_audit.trace.pivot import pivot_rows

    rows = pivot_rows(ctx, pivot, item, scope)
    alias = pivot.args.get("alias")
    name = fold(alias.name) if alias is not None and alias.name else item.alias
    return Item(name, rows.renamed(_alias_columns(alias)))


def _alias_columns(alias: Expr | None) -> list[str]:
    return (
        [fold(each.name) for each in alias.args.get("columns") or ()]
        if alias is not None and hasattr(alias, "args")
        else []
    )


def _item(ctx: Context, node: Expr, scope: Scope) -> Item | None:
    while node.key == "stream":  # Databricks: the rows as they come
        node = node.this
    alias = node.args.get("alias")
    columns = _alias_columns(alias)
    kind = node.key
    if kind == "table":
        return _table(ctx, node, scope, columns)
    if kind == "subquery" and (
        node.this.key == "table" or (node.this.key == "subquery" and node.this.args.get("joins"))
    ):
        return _nested_joins(ctx, node, scope)
    if kind in ("lateral", "unnest", "tablefromrows"):
        from status_audit.trace.tables import lateral_item

        return lateral_item(ctx, node, scope)
    if kind in ("subquery", "select", "union", "except", "intersect", "values", "paren"):
        inner = node.this if kind == "subquery" and not node.args.get("with_") else node
        return Item(fold(node.alias_or_name or ""), ctx.rows(ctx, inner, scope).renamed(columns))
    if kind in ("columndef", "literal"):
        return None
    from status_audit.trace.tables import function_item

    return function_item(ctx, node, fold(node.alias_or_name or ""), columns, scope)


def _nested_joins(ctx: Context, node: Expr, scope: Scope) -> Item | None:
    """`FROM (a JOIN b ON …) x`: the items stay visible under their own names; an alias hides them."""
    if not node.alias:
        add_source(ctx, node.this, scope)
        return None
    from status_audit.trace.stars import star_outputs

    inner = Scope(scope)
    add_source(ctx, node.this, inner)
    return Item(fold(node.alias), Rows(star_outputs(ctx, None, inner)))


def _table(ctx: Context, node: Expr, scope: Scope, columns: list[str]) -> Item | None:
    this = node.this
    alias = fold(node.alias) if node.alias else ""
    if node.args.get("rows_from"):
        from status_audit.trace.tables import rows_from_item

        return rows_from_item(ctx, node.args["rows_from"], (alias, columns), scope)
    if this is None:
        return None
    if this.key not in ("identifier", "dot", "parameter", "var", "literal"):
        from status_audit.trace.tables import function_item

        return function_item(ctx, this, alias, columns, scope)
    parts = table_parts(node)
    name = alias or parts[-1].lstrip("#@") if parts[-1].startswith(("#", "@")) else alias or parts[-1]
    rows = _stored(ctx, parts, scope)
    if rows.base:
        ctx.names.spell(rows.base, node)
    return Item(name, rows.renamed(columns))


def _stored(ctx: Context, parts: list[str], scope: Scope) -> Rows:
    if len(parts) == 1:
        cte = scope.cte(parts[0])
        if cte is not None:
            return cte
        if ctx.around.triggers and parts[0] in ctx.around.trigger_names:
            return ctx.base(ctx.around.triggers[0]) if len(ctx.around.triggers) == 1 else _rows_of_all(ctx)
        record = ctx.around.records.get(parts[0])
        if record is not None:
            return ctx.base(record)
    elif len(parts) == 2:
        value = _column_as_table(scope, parts)
        if value is not None:
            return Rows((), whole=value)
    return ctx.base(ctx.key(*parts))


def _rows_of_all(ctx: Context) -> Rows:
    """A trigger function that serves several tables sees the rows of any of them."""
    outputs = [each for key in ctx.around.triggers for each in ctx.base(key).outputs]
    return Rows(outputs)


def _column_as_table(scope: Scope, parts: list[str]) -> Origins | None:
    """BigQuery's `FROM t, t.items`: the elements of an array column."""
    item = scope.item(parts[0])
    return item.rows.find(parts[1]) or item.rows.guess(parts[1]) or None if item is not None else None


def _linked(parts: list[str]) -> int | None:
    """Where among a name's parts one stands that goes over a database link: Oracle lets the link have a domain."""
    return next((index for index, part in enumerate(parts) if "@" in part[1:]), None)


def table_parts(node: Expr) -> list[str]:
    """Folded parts of a table's name, schema first; temporary names keep their sign."""
    parts = [fold(node.args[each].name) for each in ("catalog", "db") if node.args.get(each)]
    this = node.this
    while this is not None and this.key == "dot":
        owner = this.this  # a string where T-SQL leaves the owner out: `server.database..table`
        parts.append(fold(owner.name) if hasattr(owner, "args") else "")
        this = this.expression
    if this is None:
        return [*parts, ""]
    if this.key == "identifier":
        return _named_parts(this, parts)
    if this.key == "parameter":
        return [f"@{fold(this.this.name)}"]
    return [str(this.this)]


def _named_parts(this: Expr, parts: list[str]) -> list[str]:
    name = fold(this.name)
    linked = _linked(parts)
    if linked is not None:
        return [*parts[:linked], ".".join((*parts[linked:], name))]
    if this.args.get("temporary"):
        return [f"#{name}"]
    if this.args.get("global_"):
        return [f"##{name}"]
    if "." in name and this.args.get("quoted") and not parts:
        return list(split_name(name))
    return [*parts, name]


def _join(ctx: Context, node: Expr, scope: Scope) -> None:
    before = list(scope.items)
    add_source(ctx, node.this, scope)
    on = node.args.get("on")
    if on is not None:
        hold(keys_of_condition(ctx, on, scope))
        from status_audit.trace.expression import condition

        condition(ctx, on, scope, "joined")
    added = scope.items[len(before) :]
    using = [fold(each.name) for each in node.args.get("using") or ()]
    if str(node.args.get("method") or "").upper() == "NATURAL":
        using = _shared(before, added)
    if using:
        _merge(ctx, before, added, using)


def _shared(before: list[Item], added: list[Item]) -> list[str]:
    mine = {output.name for item in before for output in item.rows.outputs}
    return [output.name for item in added for output in item.rows.outputs if output.name in mine and output.name != "*"]


def _merge(ctx: Context, before: list[Item], added: list[Item], using: list[str]) -> None:
    """USING: each listed column is compared, and appears once."""
    for name in using:
        for item in (*before, *added):
            carried = item.rows.find(name)
            if carried is None:
                carried = item.rows.guess(name)
            ctx.use(carried, "joined")
    for item in added:
        item.hidden = item.hidden | frozenset(using)
