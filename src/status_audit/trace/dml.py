"""INSERT, UPDATE, DELETE and MERGE, with what they return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.trace.context import Context
from status_audit.trace.expression import condition, value
from status_audit.trace.names import fold
from status_audit.trace.query import output_name, read_sources, rows_of, with_ctes
from status_audit.trace.rows import Rows, base_rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.sources import add_source, table_parts
from status_audit.trace.stars import star_outputs
from status_audit.trace.targets import server_of, share_moves, target_columns, write_into
from status_audit.trace.values import Origin, Output, Ref
from status_audit.trace.writing import Exit, let_out, move, target_name, write_rows, write_uses

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

ROW_NAMES = ("inserted", "deleted", "new", "old", "excluded", "values")


def insert(ctx: Context, node: Expr, outer: Scope | None = None) -> Rows:
    """INSERT … VALUES, SELECT; returns what RETURNING or OUTPUT yields."""
    scope = Scope(outer)
    with_ctes(ctx, node, scope)
    target = node.this
    source = node.args.get("expression")
    rows = rows_of(ctx, source, scope) if source is not None and hasattr(source, "args") else Rows(())
    if target is not None and target.key == "directory":
        let_out(ctx, rows, Exit("export", "export", str(target.this.name), "exported"))
        write_uses(ctx, "export")
        return Rows(())
    if target is not None and target.key not in ("table", "schema"):
        return _insert_function(ctx, target, rows, scope)
    key, columns = target_columns(ctx, target, by_name=bool(node.args.get("by_name")))
    write_into(ctx, target, rows, key, columns)
    write_uses(ctx, target_name(key))
    _conflict(ctx, node, key, scope)
    return _returned(ctx, node, key, scope)


def _insert_function(ctx: Context, target: Expr, rows: Rows, scope: Scope) -> Rows:
    from status_audit.trace.remote import remote_target

    recipient = remote_target(target)
    let_out(ctx, rows, Exit("export", "export", recipient, "exported"))
    write_uses(ctx, "export")
    return Rows(())


def _conflict(ctx: Context, node: Expr, key: str, scope: Scope) -> None:
    """ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE: the new row is called EXCLUDED or VALUES()."""
    clause = node.args.get("conflict")
    if clause is None:
        return
    inner = Scope(scope)
    inner.items = [Item(target_name(key), ctx.base(key)), *(Item(name, ctx.base(key)) for name in ROW_NAMES)]
    for each in clause.args.get("expressions") or ():
        _assignment(ctx, each, key, inner)
    where = clause.args.get("where")
    if where is not None:
        condition(ctx, where.this, inner, "filtered")
        write_uses(ctx, target_name(key))


def _assignment(ctx: Context, node: Expr, key: str, scope: Scope) -> None:
    """`column = expression`, `(a, b) = (SELECT …)`, `@v = column`."""
    if node.key not in ("eq", "propertyeq"):
        return
    left, right = node.this, node.expression
    if left.key in ("tuple", "paren"):
        _tuple_assignment(ctx, left, right, key, scope)
    elif left.key == "parameter":
        from status_audit.trace.writing import assign

        assign(ctx, f"@{left.this.name}", value(ctx, right, scope))
    elif left.key in ("column", "identifier", "dot", "bracket"):
        _column_assignment(ctx, left, right, key, scope)


def _column_assignment(ctx: Context, left: Expr, right: Expr, key: str, scope: Scope) -> None:
    column = left
    while column.key in ("dot", "bracket"):
        column = column.this
    name = fold(column.name)
    table = column.args.get("table")
    item = scope.item(fold(table.name)) if table is not None else None
    relation = item.rows.base if item is not None and item.rows.base else key
    if table is not None and item is None and fold(table.name) not in (target_name(key), *ROW_NAMES):
        found = scope.known(fold(table.name))
        name = (
            fold(table.name) if found is not None or (scope.items and ctx.dialect in ("bigquery", "postgres")) else name
        )
    at = int(column.this.meta.get("start") or 0) if column.key == "column" else 0
    for place, stored in _stored(scope, relation, name):
        move(ctx, value(ctx, right, scope), place, stored, at)


def _stored(scope: Scope, relation: str, name: str) -> list[tuple[str, str]]:
    """Where a column is kept; one of a CTE or subquery, in the relation under it."""
    target = scope.items[0].rows if scope.items else None
    if target is None or target.base or relation == target.base:
        return [(relation, name)]
    found = [(each.ref.relation, each.ref.column) for each in target.find(name) or () if each.plain]
    return found or [(relation, name)]


def _tuple_assignment(ctx: Context, left: Expr, right: Expr, key: str, scope: Scope) -> None:
    names = [fold(each.name) for each in left.args.get("expressions") or ([left.this] if left.key == "paren" else [])]
    inner = right
    while inner.key in ("subquery", "paren") and inner.this is not None and not inner.args.get("expressions"):
        inner = inner.this
    if inner.key in ("select", "union", "values"):
        rows = rows_of(ctx, inner, scope)
    else:
        cells = inner.args.get("expressions") or [inner]
        rows = Rows([Output("", value(ctx, each, scope)) for each in cells])
    write_rows(ctx, rows, key, names)


def update(ctx: Context, node: Expr, outer: Scope | None = None) -> Rows:
    scope = Scope(outer)
    with_ctes(ctx, node, scope)
    target = node.this
    read_sources(ctx, node, scope)
    key = _existing_target(ctx, target, scope)
    since = len(ctx.effects.moves)
    for each in node.args.get("expressions") or ():
        _assignment(ctx, each, key, scope)
    share_moves(ctx, key, _server_behind(ctx, node, target), since)
    where = node.args.get("where")
    if where is not None:
        condition(ctx, where.this, scope, "filtered")
    write_uses(ctx, target_name(key))
    return _returned(ctx, node, key, scope)


def _server_behind(ctx: Context, node: Expr, target: Expr | None) -> str:
    """The server of an UPDATE's target, whose name may be the alias of a FROM item."""
    if target is None or target.key != "table":
        return ""
    named = [each for each in node.find_all(type(target)) if each.alias and fold(each.alias) == fold(target.name)]
    return next(filter(None, (server_of(ctx, each) for each in (target, *named))), "")


def _existing_target(ctx: Context, target: Expr | None, scope: Scope) -> str:
    """The relation an UPDATE or DELETE changes; its name may be the alias of a FROM item."""
    if target is None or target.key != "table":
        return _through_query(ctx, target, scope)
    parts = table_parts(target)
    named = scope.item(parts[-1].lstrip("#@")) if len(parts) == 1 and not target.alias else None
    if named is not None and named.rows.base:
        for each in target.args.get("joins") or ():
            add_source(ctx, each, scope)
        return named.rows.base
    if named is not None:
        scope.items = [named, *(each for each in scope.items if each is not named)]
        bases = [origin.ref.relation for output in named.rows.outputs for origin in output.origins]
        if bases:
            return bases[0]
    before = scope.items
    scope.items = []
    add_source(ctx, target, scope)
    scope.items = [*scope.items, *before]
    return scope.items[0].rows.base or ctx.key(*parts)


def _through_query(ctx: Context, target: Expr | None, scope: Scope) -> str:
    """UPDATE (SELECT …) SET …: the change reaches the relation under the query."""
    if target is None:
        return ctx.key("")
    add_source(ctx, target, scope)
    bases = [origin.ref.relation for item in scope.items for output in item.rows.outputs for origin in output.origins]
    return bases[0] if bases else ctx.key("")


def delete(ctx: Context, node: Expr, outer: Scope | None = None) -> Rows:
    scope = Scope(outer)
    with_ctes(ctx, node, scope)
    read_sources(ctx, node, scope)
    using = node.args.get("using")
    for each in using if isinstance(using, list) else ():
        add_source(ctx, each, scope)
    target = node.this if hasattr(node.this, "args") else None
    if target is None and node.args.get("tables"):
        target = node.args["tables"][0]
    key = _existing_target(ctx, target, scope)
    where = node.args.get("where")
    if where is not None:
        condition(ctx, where.this, scope, "filtered")
    write_uses(ctx, target_name(key))
    return _returned(ctx, node, key, scope)


def merge(ctx: Context, node: Expr, outer: Scope | None = None) -> Rows:
    scope = Scope(outer)
    with_ctes(ctx, node, scope)
    add_source(ctx, node.this, scope)
    key = scope.items[0].rows.base if scope.items else ""
    add_source(ctx, node.args["using"], scope)
    condition(ctx, node.args.get("on"), scope, "joined")
    source = scope.items[-1].rows if len(scope.items) > 1 else Rows(())
    whens = node.args.get("whens")
    since = len(ctx.effects.moves)
    for each in whens.args.get("expressions") or () if whens is not None else ():
        condition(ctx, each.args.get("condition"), scope, "filtered")
        _when(ctx, each.args.get("then"), key, source, scope)
    share_moves(ctx, key, server_of(ctx, node.this) if node.this.key == "table" else "", since)
    write_uses(ctx, target_name(key))
    return _returned(ctx, node, key, scope)


def _when(ctx: Context, then: Expr | None, key: str, source: Rows, scope: Scope) -> None:
    if then is None or then.key not in ("insert", "update"):
        return
    if then.key == "update":
        parts = then.args.get("expressions") or ()
        if not parts or (len(parts) == 1 and parts[0].key == "star"):
            write_rows(ctx, source, key)
        for each in parts:
            _assignment(ctx, each, key, scope)
        return
    columns = then.this
    cells = then.args.get("expression")
    whole = columns is not None and (columns.key == "star" or fold(columns.name) == "row")
    if whole or cells is None or not hasattr(cells, "args"):
        write_rows(ctx, source, key)
        return
    names = [fold(each.name) for each in columns.args.get("expressions") or ()] if columns is not None else []
    names = names or [each for each in ctx.columns(key) or () if each != "*"]
    if cells.key == "values":
        cells = cells.expressions[0]
    carried = [Output("", value(ctx, each, scope)) for each in cells.args.get("expressions") or [cells]]
    write_rows(ctx, Rows(carried), key, names)


def _returned(ctx: Context, node: Expr, key: str, scope: Scope) -> Rows:
    """RETURNING and OUTPUT: columns of the changed rows, of the sources beside them; OUTPUT … INTO writes them on."""
    clause = node.args.get("returning")
    if clause is None:
        return Rows(())
    inner = Scope(scope)
    target = [each for each in scope.items if each.rows.base == key] or [Item(target_name(key), ctx.base(key))]
    inner.items = target[:1]
    outputs: list[Output] = []
    for index, each in enumerate(clause.args.get("expressions") or (), start=1):
        part = each.this if each.key == "alias" else each
        if part.key == "star" or (part.key == "column" and part.this.key == "star"):
            outputs.extend(_returned_star(ctx, part, key, inner))
        else:
            outputs.append(Output(output_name(each, index), _returned_value(ctx, part, key, inner)))
    return Rows(outputs)


def _returned_star(ctx: Context, node: Expr, key: str, scope: Scope) -> list[Output]:
    table = node.args.get("table")
    if table is None or fold(table.name) in ROW_NAMES:
        return list(ctx.base(key).outputs)
    return star_outputs(ctx, node, scope)


def _returned_value(ctx: Context, node: Expr, key: str, scope: Scope) -> tuple[Origin, ...]:
    inner = Scope(scope)
    inner.items = [Item(name, base_rows(key, ctx.columns(key))) for name in ROW_NAMES]
    named = node.key == "column" and node.args.get("table") and fold(node.args["table"].name) in ROW_NAMES
    if named:
        return (Origin(Ref(key, fold(node.name)), at=int(node.this.meta.get("start") or 0)),)
    mentions_rows = any(fold(each.name) in ROW_NAMES for each in node.find_all(*_identifiers()))
    return value(ctx, node, inner if mentions_rows else scope)


def _identifiers() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return (exp.Identifier,)


CHANGES = {"insert": insert, "update": update, "delete": delete, "merge": merge}


def returning_rows(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    """A changing statement inside WITH."""
    return CHANGES[node.key](ctx, node, outer)
