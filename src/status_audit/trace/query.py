"""SELECT, set operations and WITH: from a query's tree to the columns it yields and the conditions it depends on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from status_audit.trace.constraints import hold, keys_of_condition
from status_audit.trace.context import Context
from status_audit.trace.expression import condition, value
from status_audit.trace.names import fold
from status_audit.trace.rows import Rows, union_named, union_rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.sources import add_source
from status_audit.trace.stars import chosen_outputs, is_star, star_outputs
from status_audit.trace.values import Output, derived, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

WRAPPERS = ("paren", "cast", "trycast", "collate", "window", "filter", "withingroup")
SETS = ("union", "except", "intersect")
ROUNDS = 12
"""A recursive CTE is read again until nothing new comes in; columns can be handed on at most this often."""


def rows_of(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    """The columns a query yields. Conditions are written to `ctx.uses`."""
    reader = _READERS.get(node.key)
    if reader is not None:
        return reader(ctx, node, outer)
    return Rows((Output("", value(ctx, node, outer or Scope())),))


def _table(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    scope = Scope(outer)
    add_source(ctx, node, scope)
    return Rows(star_outputs(ctx, None, scope))


def _pivot(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    from status_audit.trace.pivot import simple_pivot

    return simple_pivot(ctx, node, Scope(outer))


def _change(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    from status_audit.trace.dml import returning_rows

    return returning_rows(ctx, node, outer)


def _subquery(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    scope = Scope(outer)
    with_ctes(ctx, node, scope)
    joins = node.args.get("joins") or ()
    if node.this.key != "table" and not joins:
        return rows_of(ctx, node.this, scope)
    if node.this.key == "table":
        add_source(ctx, node.this, scope)
    else:
        scope.items.append(Item(fold(node.alias or ""), rows_of(ctx, node.this, scope)))
    for each in joins:
        add_source(ctx, each, scope)
    return Rows(star_outputs(ctx, None, scope))


def with_ctes(ctx: Context, node: Expr, scope: Scope) -> None:
    """Read the WITH clause of a statement into its scope."""
    clause = node.args.get("with_") or node.args.get("with")
    if clause is None:
        return
    for cte in clause.args.get("expressions") or ():
        name = fold(cte.alias)
        columns = [fold(each.name) for each in cte.args["alias"].args.get("columns") or ()]
        if _is_recursive(cte.this, name):
            scope.ctes[name] = _recursive(ctx, cte.this, name, columns, scope)
        else:
            scope.ctes[name] = rows_of(ctx, cte.this, scope).renamed(columns)


def _is_recursive(query: Expr, name: str) -> bool:
    """Whether a CTE is built upon itself: a union that starts elsewhere. In any other query its own name is a table's.

    `WITH person AS (SELECT * FROM person)` reads the table (SQL:2016, 7.17: without RECURSIVE a name is not yet known
    in its own query; Oracle and SQL Server, which have no such word, need the union).
    """
    while query.key in ("subquery", "paren"):
        query = query.this
    if query.key not in SETS or not _names(query, name):
        return False
    while query.key in SETS or query.key in ("subquery", "paren"):
        query = query.this
    return not _names(query, name)


def _names(query: Expr, name: str) -> bool:
    return any(fold(each.name) == name and not each.args.get("db") for each in query.find_all(*_tables()))


def _tables() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return (exp.Table,)


def _recursive(ctx: Context, query: Expr, name: str, columns: list[str], scope: Scope) -> Rows:
    inner = Scope(scope)
    inner.ctes[name] = Rows([Output(each, ()) for each in columns])
    before = len(ctx.uses)
    for _ in range(ROUNDS):
        del ctx.uses[before:]
        rows = rows_of(ctx, query, inner).renamed(columns)
        if rows.outputs == inner.ctes[name].outputs:
            break
        inner.ctes[name] = rows
    return inner.ctes[name]


def _set_operation(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    """UNION joins values; what EXCEPT and INTERSECT take away or keep is a condition. Long chains are walked."""
    scope = Scope(outer)
    chain: list[Expr] = []
    part = node
    while part.key in SETS:
        with_ctes(ctx, part, scope)
        chain.append(part)
        part = part.this
    rows = rows_of(ctx, part, scope)
    for each in reversed(chain):
        right = rows_of(ctx, each.expression, scope)
        if each.key == "union":
            rows = union_named(rows, right) if each.args.get("by_name") else union_rows(rows, right)
        else:
            ctx.use(together(*(output.origins for output in right.outputs)), "filtered")
            if each.key == "except":
                ctx.use(together(*(output.origins for output in rows.outputs)), "filtered")
    return rows


def _cell(ctx: Context, node: Expr, scope: Scope) -> list[Output]:
    """`VALUES (NEW.*)` spreads a row over several columns."""
    return star_outputs(ctx, node, scope) if is_star(node) else [Output("", value(ctx, node, scope))]


def _values(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    rows = Rows(())
    scope = outer or Scope()
    for each in node.args.get("expressions") or ():
        only = each.expressions[0] if each.key == "tuple" and len(each.expressions) == 1 else each
        record = ctx.record(fold(only.name)) if only.key == "column" and not only.args.get("table") else None
        if record is not None and not scope.items:  # PL/SQL's INSERT … VALUES record
            return ctx.base(record)
        cells = each.args.get("expressions") if each.key == "tuple" else [each]
        spread = [output for cell in cells or () for output in _cell(ctx, cell, scope)]
        row = Rows([each._replace(name=each.name or f"column{n}") for n, each in enumerate(spread, start=1)])
        rows = union_rows(rows, row)
    alias = node.args.get("alias")
    return rows.renamed([fold(each.name) for each in alias.args.get("columns") or ()]) if alias else rows


def _select(ctx: Context, node: Expr, outer: Scope | None) -> Rows:
    return select_over(ctx, node, Scope(outer))


def select_over(ctx: Context, node: Expr, given: Scope) -> Rows:
    """A SELECT whose scope may hold items already: Hive's `FROM t INSERT … SELECT …`."""
    scope = given
    if given.items:
        scope = Scope(given.outer)
        scope.items = list(given.items)
        scope.ctes = given.ctes
    with_ctes(ctx, node, scope)
    read_sources(ctx, node, scope)
    if node.args.get("match") is not None:
        from status_audit.trace.patterns import match_rows

        scope.items = [match_rows(ctx, node.args["match"], scope)]
    where = node.args.get("where")
    if where is not None:
        hold(keys_of_condition(ctx, where.this, scope))
    outputs = _outputs(ctx, node, scope)
    if where is not None:
        condition(ctx, where.this, scope, "filtered")
    for clause in ("having", "qualify", "prewhere"):
        if node.args.get(clause) is not None:
            condition(ctx, node.args[clause].this, scope, "filtered")
    connect = node.args.get("connect")
    if connect is not None:
        condition(ctx, connect.args.get("start"), scope, "filtered")
        condition(ctx, connect.args.get("connect"), scope, "joined")
    _mention_order(ctx, node, scope)
    return Rows(outputs)


def read_sources(ctx: Context, node: Expr, scope: Scope) -> None:
    """FROM, joins and lateral views of a SELECT or UPDATE."""
    origin = node.args.get("from_") or node.args.get("from")
    if origin is not None and hasattr(origin, "args"):
        add_source(ctx, origin.this, scope)
        for extra in origin.args.get("expressions") or ():
            add_source(ctx, extra, scope)
    for clause in ("joins", "laterals"):
        for each in node.args.get(clause) or ():
            add_source(ctx, each, scope)


def _outputs(ctx: Context, node: Expr, scope: Scope) -> list[Output]:
    outputs: list[Output] = []
    for index, each in enumerate(node.args.get("expressions") or (), start=1):
        if is_star(each):
            outputs.extend(star_outputs(ctx, each, scope))
        elif each.key == "columns":
            outputs.extend(chosen_outputs(ctx, each, scope))
        elif each.key == "querytransform":
            outputs.extend(_transformed(ctx, each, scope))
        elif each.key in ("aliases", "stack"):
            from status_audit.trace.several import several

            outputs.extend(several(ctx, each, scope))
        elif each.key in ("eq", "propertyeq") and each.this.key == "parameter":
            _assign(ctx, each, scope)
        else:
            name = output_name(each, index)
            if ctx.dialect == "mysql" and each.key == "literal":  # MySQL calls it by its text
                name = fold(each.name) or name
            origins = value(ctx, each, scope)
            outputs.append(Output(name, origins, _start(each)))
            if each.key in ("alias", "aliases"):
                scope.aliases.setdefault(name, origins)
                ctx.renamed(name, origins, _start(each))
    return outputs


def _transformed(ctx: Context, node: Expr, scope: Scope) -> list[Output]:
    """Hive's SELECT TRANSFORM (a, b) USING 'script' AS (x, y): any column may be made of any other."""
    carried = derived(together(*(value(ctx, each, scope) for each in node.args.get("expressions") or ())))
    schema = node.args.get("schema")
    names = [fold(each.name) for each in schema.expressions] if schema is not None else ["key", "value"]
    return [Output(name, carried) for name in names]


def _assign(ctx: Context, node: Expr, scope: Scope) -> None:
    """`SELECT @v = column`."""
    from status_audit.trace.writing import assign

    assign(ctx, f"@{node.this.this.name}", value(ctx, node.expression, scope))


def output_name(node: Expr, index: int) -> str:
    """The folded name a result column gets; a function's own name where nothing better is given."""
    while node.key in WRAPPERS:
        node = node.this
    if node.key == "dot":
        return output_name(node.expression, index)
    if node.key == "alias":
        return fold(node.alias)
    if node.key in ("column", "identifier", "anonymous"):
        return fold(node.this.name if node.key == "column" else str(node.name))
    if node.key == "subquery" and node.this.key == "select" and len(node.this.args.get("expressions") or ()) == 1:
        return output_name(node.this.expressions[0], index)
    return node.key if hasattr(node, "sql_name") and node.key not in ("and", "or") else f"column{index}"


def _start(node: Expr) -> int:
    if node.key == "alias":
        return int(node.args["alias"].meta.get("start") or 0) if hasattr(node.args.get("alias"), "meta") else 0
    if node.key == "column":
        return int(node.this.meta.get("start") or 0)
    return 0


def _mention_order(ctx: Context, node: Expr, scope: Scope) -> None:
    """ORDER BY and GROUP BY put nothing out; what they name is still a mention."""
    for clause in ("order", "group"):
        part = node.args.get(clause)
        for each in part.args.get("expressions") or () if part is not None else ():
            inner = each.this if each.key == "ordered" else each
            if inner.key == "column":
                value(ctx, inner, scope)


_READERS: dict[str, Callable[[Context, Expr, Scope | None], Rows]] = {
    "subquery": _subquery,
    "paren": _subquery,
    "select": _select,
    **dict.fromkeys(SETS, _set_operation),
    "values": _values,
    "table": _table,
    "pivot": _pivot,
    **dict.fromkeys(("insert", "update", "delete", "merge"), _change),
}
