"""CREATE, ALTER and RENAME where they carry values: views, tables from queries, clones, computed columns, new names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.alter import alias, alias_keys, alter, compute, rename_relation, with_history
from status_audit.trace.context import Context
from status_audit.trace.expression import condition
from status_audit.trace.model_clause import apply_rules, without_model
from status_audit.trace.names import fold, split_name, system_in
from status_audit.trace.parsing import parse_expression, parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.results import trouble
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.sources import add_source, table_parts
from status_audit.trace.targets import target_columns, write_into
from status_audit.trace.texts import NAME, balanced, comma_parts, without_comments
from status_audit.trace.values import Output, Ref
from status_audit.trace.writing import Exit, let_out, target_name, write_rows, write_uses

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_CARRIES = pattern_of(r"\b(?:AS|SELECT|LIKE|CLONE|COPY|INHERITS|OF|GENERATED|INTO)\b", re.IGNORECASE)
_BODY = pattern_of(r"\bAS\s*(?=\(*\s*(?:SELECT|WITH|VALUES|TABLE|FROM|PIVOT|UNPIVOT)\b)", re.IGNORECASE)
_OBJECT = pattern_of(
    rf"\b(?:VIEW|TABLE|SNAPSHOT)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:CONCURRENTLY\s+)?(?P<name>{NAME})\s*(?P<open>\()?",
    re.IGNORECASE,
)
_TAIL = pattern_of(
    r"\bWITH\s+(?:NO\s+SCHEMA\s+BINDING|(?:CASCADED\s+|LOCAL\s+)?CHECK\s+OPTION(?:\s+CONSTRAINT\s+\w+)?|READ\s+ONLY(?:\s+CONSTRAINT\s+\w+)?|(?:NO\s+)?DATA)\s*;?\s*$",
    re.IGNORECASE,
)
_PLAIN_TABLE = pattern_of(rf"\bTABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})\s*\(", re.IGNORECASE)
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "KEY", "INDEX", "EXCLUDE", "PERIOD"})
_POLICY = pattern_of(rf"\s*CREATE\s+POLICY\s+{NAME}\s+ON\s+(?P<table>{NAME})", re.IGNORECASE)
_STREAM = pattern_of(
    rf"\bSTREAM\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})\s+.*?\bON\s+(?:TABLE|VIEW)\s+({NAME})", re.IGNORECASE | re.DOTALL
)
_FOREIGN_SERVER = pattern_of(rf"\bSERVER\s+({NAME})", re.IGNORECASE)
_FOREIGN_NAME = pattern_of(r"\b(?:table_name|table)\s+'([^']*)'", re.IGNORECASE)
_AS_EXECUTE = pattern_of(r"\bAS\s+EXECUTE\s+([\w\"]+)", re.IGNORECASE)
_CACHES = pattern_of(r"\s*CACHE\b", re.IGNORECASE)
_QUERY = pattern_of(r"\b(?:SELECT|WITH)\b", re.IGNORECASE)
_ALTERS = pattern_of(r"\s*ALTER\b", re.IGNORECASE)
_CLONE = pattern_of(
    rf"\b(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})\s+(?:SHALLOW\s+|DEEP\s+)?(?:CLONE|COPY)\s+(?P<base>{NAME})",
    re.IGNORECASE,
)


def create(ctx: Context, statement: Statement) -> None:
    """CREATE VIEW and TABLE; a plain column list is the readers' business."""
    text = without_comments(statement.text)
    if statement.kind == "create-foreign-table":
        _foreign(ctx, text)
    policy = _POLICY.match(text)
    if policy:
        _row_policy(ctx, text, policy)
        return
    if ctx.dialect == "mysql" and statement.kind == "create-table":
        text = _with_as(text)
    text = _without_rules(ctx, _cached(text))
    executed = _AS_EXECUTE.search(text)
    if executed and _create_from_prepared(ctx, text, fold(executed[1])):
        return
    if statement.kind in ("create-table", "create-foreign-table", "create-other") and not _CARRIES.search(text):
        _columns_of(ctx, text)
        return
    if statement.kind in ("create-view", "create-materialized-view") and _ALTERS.match(text) and not _BODY.search(text):
        alter(ctx, statement)
        return
    if statement.kind == "create-table" and (head := _PLAIN_TABLE.search(text)):
        with_history(ctx, text, head["name"])
    parsed = parse_statement(_TAIL.sub(lambda found: " " * len(found[0]), text), ctx.dialect)
    if parsed.expression is not None and parsed.expression.key == "create":
        create_tree(ctx, parsed.expression)
    elif _BODY.search(text):
        _create_by_parts(ctx, text, parsed.reason)
    elif cloned := _CLONE.search(text):
        rename_relation(ctx, cloned["base"], cloned["name"])
    elif statement.kind not in ("create-table", "create-other", "create-foreign-table"):
        trouble(ctx, parsed.reason)


def _foreign(ctx: Context, text: str) -> None:
    """A foreign table shows the rows of the table it stands for, where the project maps its server to a system."""
    server, named, head = _FOREIGN_SERVER.search(text), _FOREIGN_NAME.search(text), _OBJECT.search(text)
    if server is None or head is None:
        return
    own = ctx.key(*split_name(head["name"]))
    there = ctx.key(fold(server[1]), fold(named[1]) if named else split_name(head["name"])[-1])
    if system_in(there) != system_in(own):
        alias_keys(ctx, there, own, back=True)


def _without_rules(ctx: Context, text: str) -> str:
    """The statement without Oracle's MODEL clause, whose rules are read apart."""
    text, rules = without_model(text)
    head = _OBJECT.search(text) if rules else None
    if head:
        apply_rules(ctx, ctx.key(*split_name(head["name"])), rules)
    return text


def _cached(text: str) -> str:
    """Spark's CACHE TABLE t SELECT …, with the AS that may be left out."""
    query = _QUERY.search(text) if _CACHES.match(text) and not _BODY.search(text) else None
    return text if query is None else f"{text[: query.start()]}AS {text[query.start() :]}"


def _with_as(text: str) -> str:
    """MySQL takes a query without AS, after columns and options: the options give way to an AS, at equal length."""
    head = _OBJECT.search(text)
    if head is None:
        return text
    start = head.end()
    if head["open"]:
        inside = balanced(text, head.end() - 1)
        if re.match(r"\s*SELECT\b", inside, re.IGNORECASE):
            return text
        start = head.end() + len(inside) + 1
    found = re.compile(r"\(?\s*\b(?:SELECT|WITH|VALUES|TABLE)\b", re.IGNORECASE).search(text, start)
    if found is None or re.search(r"\b(?:AS|LIKE)\b", text[start : found.start()], re.IGNORECASE):
        return text
    room = found.start() - start
    return text[:start] + " AS".ljust(room) + text[found.start() :] if room >= 4 else text


def _create_from_prepared(ctx: Context, text: str, name: str) -> bool:
    """CREATE TABLE t AS EXECUTE q."""
    from status_audit.trace.dynamic import prepared_texts, rows_of_text

    head, expression = _OBJECT.search(text), ctx.prepared(name)
    rows = [rows_of_text(ctx, each) for each in prepared_texts(ctx, expression)] if expression else []
    for each in rows:
        if each is not None and head is not None:
            _created(ctx, ctx.key(*split_name(head["name"])), each)
    return bool(rows)


def _columns_of(ctx: Context, text: str) -> None:
    """The column list of a plain CREATE TABLE: of a temporary table nobody else keeps it."""
    head = _PLAIN_TABLE.search(text)
    if head is None:
        return
    parts = (each.split() for each in comma_parts(balanced(text, head.end() - 1)))
    names = tuple(fold(each[0]) for each in parts if each and each[0].upper() not in _CONSTRAINTS)
    ctx.effects.shapes[ctx.key(*split_name(head["name"]))] = names


def _row_policy(ctx: Context, text: str, found: re.Match[str]) -> None:
    """CREATE POLICY … USING (condition): which rows a role sees depends on the columns in it."""
    key = ctx.key(*split_name(found["table"]))
    scope = Scope()
    scope.items = [Item(target_name(key), ctx.base(key))]
    for each in re.finditer(r"\b(?:USING|CHECK)\s*\(", text[found.end() :], re.IGNORECASE):
        start = found.end() + each.end()
        node = parse_expression(text, start, start + len(balanced(text, start - 1)), ctx.dialect)
        condition(ctx, node, scope, "filtered")
    write_uses(ctx, target_name(key))


def stream(ctx: Context, statement: Statement) -> None:
    """A stream shows the rows of its table. A pipe takes rows in."""
    found = _STREAM.search(without_comments(statement.text))
    if found:
        alias(ctx, found[1], found[2])


def _create_by_parts(ctx: Context, text: str, reason: str) -> None:
    """Options the parser does not know stand between the name and AS: the query is read alone."""
    head, body = _OBJECT.search(text), _BODY.search(text)
    if head is None or body is None:
        trouble(ctx, reason)
        return
    start = body.end()
    tail = _TAIL.sub(lambda found: " " * len(found[0]), text[start:])
    parsed = parse_statement(" " * start + tail, ctx.dialect)
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return
    columns = (
        [fold(each.split()[0]) for each in comma_parts(balanced(text, head.end() - 1))]
        if head["open"] and head.end() < start
        else []
    )
    rows = rows_of(ctx, parsed.expression, None).renamed(columns)
    key = ctx.key(*split_name(head["name"]))
    _created(ctx, key, rows)


def _created(ctx: Context, key: str, rows: Rows) -> None:
    ctx.effects.shapes[key] = rows.shape()
    write_rows(ctx, rows, key)
    write_uses(ctx, target_name(key))


def create_tree(ctx: Context, tree: Expr) -> None:
    target = tree.this
    if target is None or target.key not in ("table", "schema"):
        return
    table = target.this if target.key == "schema" else target
    key = ctx.key(*table_parts(table))
    query = tree.args.get("expression")
    if query is not None and query.key not in ("table", "literal"):
        _create_from_query(ctx, tree, target, key, query)
        return
    copied = tree.args.get("clone") or tree.args.get("like")
    if copied is not None:
        alias_keys(ctx, ctx.key(*table_parts(copied.this)), key, back=False)
    _copied_structure(ctx, tree, target, key)
    if target.key == "schema":
        _computed_columns(ctx, target, key)


def _create_from_query(ctx: Context, tree: Expr, target: Expr, key: str, query: Expr) -> None:
    columns = [fold(each.name) for each in target.expressions] if target.key == "schema" else []
    if ctx.dialect == "mysql":  # the query's columns come behind the listed ones, under their own names
        columns = []
    scope = Scope()
    from status_audit.trace.query import with_ctes

    with_ctes(ctx, tree, scope)
    rows = rows_of(ctx, query, scope).renamed(columns)
    ctx.effects.shapes[key] = rows.shape()
    write_into(ctx, target, rows, key, [])
    write_uses(ctx, target_name(key))
    properties = tree.args.get("properties")
    place = (
        next((each.this.name for each in properties.expressions if each.key == "locationproperty"), "")
        if properties is not None
        else ""
    )
    if place:
        let_out(ctx, rows, Exit("export", "export", place, "exported"))
    for each in properties.expressions if properties is not None else ():
        if each.key == "totableproperty" and each.this.key == "table":
            write_rows(ctx, rows, ctx.key(*table_parts(each.this)))


def _copied_structure(ctx: Context, tree: Expr, target: Expr, key: str) -> None:
    """INHERITS and PARTITION OF share rows with their parent; LIKE only its columns."""
    found = list(tree.find_all(*_structures()))
    own = [fold(each.name) for each in target.expressions if each.key == "columndef"] if target.key == "schema" else []
    shape: list[str] = []
    for each in found:
        parents = each.expressions if each.key == "inheritsproperty" else [each.this]
        for parent in parents:
            if parent is None or parent.key != "table":
                continue
            origin = ctx.key(*table_parts(parent))
            if each.key != "likeproperty":
                alias_keys(ctx, origin, key, back=True)
            shape.extend(ctx.columns(origin) or ("*",))
    if found:
        ctx.effects.shapes[key] = tuple(dict.fromkeys([*shape, *own]))
    clone = tree.args.get("clone")
    if clone is not None:
        ctx.effects.shapes[key] = ctx.columns(ctx.key(*table_parts(clone.this))) or ("*",)


def _structures() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return exp.InheritsProperty, exp.LikeProperty, exp.PartitionedOfProperty


def _computed_columns(ctx: Context, target: Expr, key: str) -> None:
    """`origin AS upper(birth_country)`, GENERATED ALWAYS AS (…)."""
    own = [fold(each.name) for each in target.expressions if each.key == "columndef"]
    scope = Scope()
    scope.items = [Item(target_name(key), Rows([Output(name, ((_origin(key, name)),)) for name in own], key))]
    compute(ctx, target, scope, key)


def _origin(key: str, name: str):  # type: ignore[no-untyped-def]
    from status_audit.trace.values import Origin

    return Origin(Ref(key, name))


def event(ctx: Context, statement: Statement) -> None:
    """The body of an event or task is cut into statements of its own."""


def multi_insert(ctx: Context, tree: Expr) -> None:
    """Oracle's INSERT ALL, Hive's FROM … INSERT … INSERT …, Snowflake's conditional inserts."""
    scope = Scope()
    source = tree.args["source"]
    add_source(ctx, source, scope) if source.key == "table" else scope.items.append(
        Item("", rows_of(ctx, source, None))
    )
    for each in tree.args.get("expressions") or ():
        part = each.this if each.key == "conditionalinsert" else each
        condition(ctx, each.args.get("expression"), scope, "filtered") if each.key == "conditionalinsert" else None
        before = list(ctx.uses)
        _one_insert(ctx, part, source, scope)
        ctx.uses[:] = before


def _one_insert(ctx: Context, node: Expr, source: Expr, scope: Scope) -> None:
    query = node.args.get("expression")
    if node.this.key == "directory":
        let_out(ctx, _insert_rows(ctx, query, scope), Exit("export", "export", str(node.this.this.name), "exported"))
        write_uses(ctx, "export")
        return
    key, columns = target_columns(ctx, node.this)
    write_into(ctx, node.this, _insert_rows(ctx, query, scope), key, columns)
    write_uses(ctx, target_name(key))


def _insert_rows(ctx: Context, query: Expr | None, scope: Scope) -> Rows:
    if query is None or not hasattr(query, "args"):
        return Rows([output for item in scope.items for output in item.rows.outputs])
    if query.key == "select":
        from status_audit.trace.query import select_over

        return select_over(ctx, query, scope)
    return rows_of(ctx, query, scope)
