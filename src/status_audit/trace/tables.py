"""Functions that stand where a table may: UNNEST, OPENJSON, JSON_TABLE, XMLTABLE, dblink, routines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from status_audit.trace.calls import Routine, pass_arguments, result_rows
from status_audit.trace.context import Context
from status_audit.trace.documents import FUNCTIONS
from status_audit.trace.expression import children, value
from status_audit.trace.names import fold
from status_audit.trace.paths import split_path, split_xpath
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.values import Origins, Output, Path, taken, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

ELEMENT_COLUMNS = ("value", "this", "element", "unnest", "column_value", "col", "elem", "explode")
IDLE_COLUMNS = ("key", "seq", "index", "path", "pos", "ordinality", "offset", "ordinal", "type")
EXPLODING = ("explode", "explodeouter", "posexplode", "inline", "unnest", "seqget", "tablefromrows")
TO_RECORD = (
    "json_to_record",
    "jsonb_to_record",
    "json_to_recordset",
    "jsonb_to_recordset",
    "json_populate_record",
    "jsonb_populate_record",
)


def lateral_item(ctx: Context, node: Expr, scope: Scope) -> Item | None:
    """LATERAL (subquery), CROSS APPLY, LATERAL VIEW explode(…) t AS x, UNNEST(…) AS x."""
    alias = node.args.get("alias")
    columns = [fold(each.name) for each in alias.args.get("columns") or ()] if alias is not None else []
    name = fold(alias.name) if alias is not None and alias.name else ""
    if node.key == "unnest":
        return _unnest(ctx, node, name, columns, scope)
    inner = node.this
    if inner.key in ("subquery", "select", "union", "values"):
        return Item(name, ctx.rows(ctx, inner, scope).renamed(columns))
    return function_item(ctx, inner, name, columns, scope)


def _unnest(ctx: Context, node: Expr, name: str, columns: list[str], scope: Scope) -> Item:
    carried = [value(ctx, each, scope) for each in node.args.get("expressions") or ()]
    alias = name or (columns[0] if columns else "unnest")
    if len(carried) > 1 and columns:
        return Item(alias, Rows([Output(column, each) for column, each in zip(columns, carried, strict=False)]))
    return _elements(alias, columns, together(*carried))


def _elements(alias: str, columns: list[str], carried: Origins) -> Item:
    """Elements of an array or document: the alias, its first column and any field of it carry the value."""
    named = columns or [alias]
    outputs = [Output(name, () if name in IDLE_COLUMNS and len(named) > 1 else carried) for name in named]
    rows = Rows(outputs, whole=carried) if len(named) == 1 else Rows(outputs)
    return ElementItem(alias, rows, carried)


class ElementItem(Item):
    """`e` in `UNNEST(items) AS e`: `e`, `e.value` and `e.city` all read the elements."""

    __slots__ = ()

    def __init__(self, alias: str, rows: Rows, carried: Origins) -> None:
        super().__init__(alias, ElementRows(rows, carried), carried)


class ElementRows(Rows):
    __slots__ = ("carried",)

    def __init__(self, rows: Rows, carried: Origins) -> None:
        super().__init__(rows.outputs)
        self.carried = carried

    def find(self, name: str) -> Origins | None:
        found = super().find(name)
        if found is None and name in ELEMENT_COLUMNS:
            return self.carried
        return found

    def insist(self, name: str, at: int) -> Origins:
        found = self.find(name)
        if found is None:
            found = () if name in IDLE_COLUMNS else taken(self.carried, (name,))
        return tuple(each._replace(at=at) for each in found)

    def renamed(self, names: object) -> Rows:
        return self


def function_item(ctx: Context, node: Expr, alias: str, columns: list[str], scope: Scope) -> Item:
    """A function in FROM, by what is known about it."""
    kind = node.key
    if kind in _COLUMNED:
        return Item(alias, _COLUMNED[kind](ctx, node, scope).renamed(columns))
    if kind == "dot":
        return _method_table(ctx, node, alias, columns, scope)
    name = function_name(node)
    alias = alias or name
    arguments = [each for each in children(node) if each.key != "tablealias"]
    called = _called(ctx, arguments) if name == "table" else None
    if called is not None:
        return Item(alias, result_rows(ctx, called).renamed(columns))
    if name == "table" and len(arguments) == 1 and ctx.routine(function_name(arguments[0])) is not None:
        node, name = arguments[0], function_name(arguments[0])
        arguments = [each for each in children(node) if each.key != "tablealias"]
    remote = _remote(ctx, name, arguments, scope)
    if remote is not None:
        return Item(alias, remote.renamed(columns))
    carried = [value(ctx, each.expression if each.key == "kwarg" else each, scope) for each in arguments]
    routine = ctx.routine(name)
    if routine is not None:
        pass_arguments(ctx, name, carried)
        return Item(alias, result_rows(ctx, routine).renamed(columns))
    if name in FUNCTIONS:
        carried = [FUNCTIONS[name](ctx, arguments, scope)]
    return _unknown_function(kind, name, (alias, columns), together(*carried))


def _called(ctx: Context, arguments: list[Expr]) -> Routine | None:
    """The routine without arguments in `TABLE(f)` and `TABLE(f())`."""
    inner = arguments[0] if len(arguments) == 1 else None
    if inner is None or inner.key not in ("column", "dot", "anonymous") or inner.args.get("expressions"):
        return None
    if inner.key == "anonymous":
        return ctx.routine(function_name(inner))
    around = inner.this if inner.key == "dot" else inner.args.get("table")
    return ctx.routine(".".join(fold(each.name) for each in (around, inner) if each is not None))


def _unknown_function(kind: str, name: str, named: tuple[str, list[str]], carried: Origins) -> Item:
    """A function that opens what it is given: rows of a document, elements of an array."""
    alias, columns = named
    if name in TO_RECORD:
        return Item(alias, Rows([Output(each, taken(carried, (each,))) for each in columns], whole=carried))
    if kind in EXPLODING or name == "table":
        columns = [each for each in columns if each not in ("seq", "path", "index", "key")] or columns
        return _elements(alias, columns, carried)
    if not carried:
        return Item(alias, Rows([Output(each, ()) for each in columns]))
    return _elements(alias, columns, carried)


def rows_from_item(ctx: Context, parts: list[Expr], named: tuple[str, list[str]], scope: Scope) -> Item:
    """ROWS FROM (f(…), g(…)): the functions' columns side by side."""
    alias, columns = named
    outputs: list[Output] = []
    for part in parts:
        if part.key == "unnest":
            inner = _unnest(ctx, part, alias, [], scope)
        else:
            inner = function_item(ctx, part.this if part.key == "table" else part, alias, [], scope)
        outputs.extend(inner.rows.outputs)
    return Item(alias, Rows(outputs).renamed(columns))


def function_name(node: Expr) -> str:
    if node.key in ("anonymous", "anonymousaggfunc"):
        return fold(str(node.name))
    return str(node.sql_name()).casefold() if hasattr(node, "sql_name") else node.key


def _stack(ctx: Context, node: Expr, scope: Scope) -> Rows:
    from status_audit.trace.several import stacked

    return Rows(stacked(ctx, node, (), scope))


def _openjson(ctx: Context, node: Expr, scope: Scope) -> Rows:
    carried = value(ctx, node.this, scope)
    start = node.args.get("path")
    base = (
        split_path(str(start.this)) if start is not None and hasattr(start, "args") and start.key == "literal" else ()
    )
    outputs = []
    for each in node.args.get("expressions") or ():
        name = fold(each.name)
        path = each.args.get("path")
        steps = split_path(str(path.this)) if path is not None and hasattr(path, "args") else (name,)
        outputs.append(_path_column(ctx, name, carried, (*base, *steps)))
    if outputs:
        return Rows(outputs)
    inner = taken(carried, base)
    return ElementRows(Rows([Output("key", ()), Output("value", inner), Output("type", ())]), inner)


def _path_column(ctx: Context, name: str, carried: Origins, path: Path) -> Output:
    found = taken(carried, path)
    for each in found:
        ctx.mention(each.ref, each.at)
    return Output(name, found)


def _json_columns(ctx: Context, node: Expr, scope: Scope) -> Rows:
    carried = value(ctx, node.this, scope)
    path = node.args.get("path")
    base = split_path(str(path.this)) if path is not None and hasattr(path, "args") and path.key == "literal" else ()
    schema = node.args.get("schema")
    return Rows(_schema_columns(ctx, schema, carried, base) if schema is not None else [Output("*", carried)])


def _schema_columns(ctx: Context, schema: Expr, carried: Origins, base: Path) -> list[Output]:
    outputs: list[Output] = []
    for each in schema.args.get("expressions") or ():
        path = each.args.get("path")
        name = fold(each.name) if each.args.get("this") is not None else ""
        steps = split_path(str(path.this)) if path is not None and hasattr(path, "args") else (name,) if name else ()
        nested = each.args.get("nested_schema")
        if nested is not None:
            outputs.extend(_schema_columns(ctx, nested, carried, (*base, *steps)))
        elif each.args.get("ordinality"):
            outputs.append(Output(name, ()))
        else:
            outputs.append(_path_column(ctx, name, carried, (*base, *steps)))
    return outputs


def _xml_columns(ctx: Context, node: Expr, scope: Scope) -> Rows:
    carried = together(
        *(value(ctx, each.this if each.key == "alias" else each, scope) for each in node.args.get("passing") or ())
    )
    base = split_xpath(str(node.this.this)) if node.this is not None and node.this.key == "literal" else ()
    outputs = []
    for each in node.args.get("columns") or ():
        name = fold(each.name)
        texts = [one for part in each.args.get("constraints") or () for one in part.find_all(*_literals())]
        path = next((one for one in texts if one.args.get("is_string")), None)
        steps = split_xpath(str(path.this)) if path is not None else (name,)
        outputs.append(_path_column(ctx, name, carried, (*base, *steps)))
    return Rows(outputs)


def _literals() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return (exp.Literal,)


def _method_table(ctx: Context, node: Expr, alias: str, columns: list[str], scope: Scope) -> Item:
    """`doc.nodes('/p') AS t(x)`, or a routine in a schema: `dbo.f(x)`, `pkg.f(x)`."""
    call = node.expression
    name = function_name(call)
    full = f"{fold(node.this.name)}.{name}"
    routine = ctx.routine(full)
    if routine is not None:
        carried = [value(ctx, each, scope) for each in call.args.get("expressions") or ()]
        pass_arguments(ctx, full, carried)
        return Item(alias or name, result_rows(ctx, routine).renamed(columns))
    return _elements(alias, columns, value(ctx, node, scope))


def _remote(ctx: Context, name: str, arguments: list[Expr], scope: Scope) -> Rows | None:
    """OPENQUERY(server, 'query'), dblink('connection', 'query'): the query is read as if it stood here."""
    if name not in (
        "openquery",
        "openrowset",
        "dblink",
        "external_query",
        "query_to_xml",
        "postgres_query",
        "mysql_query",
        "sqlite_query",
    ):
        return None
    literals = [
        str(each.this) for each in arguments if each.key in ("literal", "national") and isinstance(each.this, str)
    ]
    text = next((each for each in reversed(literals) if each.lstrip().lower().startswith(("select", "with"))), "")
    if not text:
        return None
    from status_audit.trace.parsing import parse_query

    node = parse_query(text, ctx.dialect)
    return ctx.rows(ctx, node, scope) if node is not None else None


_COLUMNED: dict[str, Callable[[Context, Expr, Scope], Rows]] = {
    "openjson": _openjson,
    "jsontable": _json_columns,
    "xmltable": _xml_columns,
    "stack": _stack,
}
