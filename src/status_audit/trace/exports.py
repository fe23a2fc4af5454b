"""Ways out of the database: COPY, UNLOAD, EXPORT, OUTFILE, stages, and T-SQL's OUTPUT clause beside a change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.sql.addresses import of_command, without_secrets
from status_audit.trace.context import Context
from status_audit.trace.names import fold, split_name
from status_audit.trace.parsing import parse_expression, parse_statement
from status_audit.trace.query import output_name, rows_of
from status_audit.trace.results import result, trouble
from status_audit.trace.rows import Rows, base_rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.sources import table_parts
from status_audit.trace.texts import NAME, balanced, comma_parts, literals_in, without_comments
from status_audit.trace.values import Output
from status_audit.trace.writing import Exit, let_out, target_name, write_rows, write_uses

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_OUTFILE = pattern_of(r"\bINTO\s+(?:OUTFILE|DUMPFILE)\s+(?:S3\s+)?('(?:[^'\\]|\\.|'')*'|\"[^\"]*\")", re.IGNORECASE)
_OUTFILE_OPTIONS = pattern_of(
    r"\s+(?:FORMAT|AND\s+STDOUT|SETTINGS\s+\w+\s*=\s*[^\s,;]+(?:\s*,\s*\w+\s*=\s*[^\s,;]+)*|COMPRESSION|CHARACTER\s+SET|CHARSET|FIELDS|COLUMNS|LINES|TERMINATED\s+BY|(?:OPTIONALLY\s+)?ENCLOSED\s+BY|ESCAPED\s+BY|STARTING\s+BY|"
    r"TRUNCATE|APPEND|OVERWRITE|MANIFEST|HEADER|ON|OFF|LEVEL|\d+|\w+(?=\s*(?:;|$))|'(?:[^'\\]|\\.|'')*'|\"[^\"]*\")",
    re.IGNORECASE,
)
_OUTPUT = pattern_of(r"\bOUTPUT\s+(?=[\w$@'\[(])", re.IGNORECASE)
_OUTPUT_END = pattern_of(
    r"\b(?:FROM|WHERE|VALUES|SELECT|WITH|EXEC|EXECUTE|DEFAULT\s+VALUES|OPTION|OUTPUT)\b|;", re.IGNORECASE
)
_OUTPUT_INTO = pattern_of(rf"\bINTO\s+({NAME})\s*(\()?", re.IGNORECASE)
_COPY = pattern_of(rf"\\?\s*COPY\s+(?:(?P<open>\()|(?P<name>{NAME})\s*(?P<columns>\([^()]*\))?\s*TO\b)", re.IGNORECASE)
_COPY_INTO = pattern_of(r"^\s*COPY\s+INTO\s+(@[^\s(]+|'[^']*')\s+FROM\s+", re.IGNORECASE)
_CLIENT_COPY = pattern_of(
    rf"\s*COPY\s+(?:FROM\s+\S+\s+)?(?:TO\s+(?P<to>\S+)\s+)?(?:APPEND|CREATE|INSERT|REPLACE)\s+(?P<table>{NAME})\s*(?P<columns>\([^()]*\))?\s*USING\s+(?=SELECT\b|WITH\b)",
    re.IGNORECASE,
)
_PUT_OUT = pattern_of(r"\bTO\s+(?P<program>PROGRAM\s+)?('(?:[^']|'')*'|@?[\w./~$:-]+)", re.IGNORECASE)


def copy(ctx: Context, statement: Statement) -> None:
    """COPY … TO and COPY INTO a stage put out; COPY FROM, LOAD DATA and BULK INSERT take in."""
    text = without_comments(statement.text)
    if client := _CLIENT_COPY.match(text):
        _copied_by_client(ctx, text, client)
        return
    stage = _COPY_INTO.match(text)
    if stage:
        _copy_from(ctx, text, stage.end(), Exit("export", "export", ctx.stage(stage[1].strip("'")), "exported"))
        return
    found = _COPY.match(text.lstrip())
    if found is None:
        return
    shift = len(text) - len(text.lstrip())
    if found["open"]:
        inside = balanced(text, shift + found.end() - 1)
        end = shift + found.end() + len(inside)
        if not re.match(r"\)\s*TO\b", text[end:], re.IGNORECASE):
            return
        _put_query(ctx, text, shift + found.end(), end, Exit("export", "export", _recipient(text[end:]), "exported"))
        return
    key = ctx.key(*split_name(found["name"]))
    columns = [fold(each) for each in comma_parts(found["columns"][1:-1])] if found["columns"] else []
    _put_table(ctx, key, columns, Exit("export", "export", _recipient(text[shift + found.end() - 2 :]), "exported"))


def _copied_by_client(ctx: Context, text: str, found: re.Match[str]) -> None:
    """SQL*Plus' COPY FROM a TO b INSERT t (x, y) USING SELECT …: into a table of another database."""
    parsed = parse_statement(" " * found.end() + text[found.end() :], ctx.dialect)
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return
    columns = [fold(each) for each in comma_parts(found["columns"][1:-1])] if found["columns"] else []
    rows = rows_of(ctx, parsed.expression, None).renamed(columns)
    name = split_name(found["table"])[-1]
    if not found["to"]:
        write_rows(ctx, rows, ctx.key(*split_name(found["table"])))
        write_uses(ctx, name)
        return
    recipient = found["to"].rpartition("@")[2]
    let_out(ctx, rows, Exit("export", "export", recipient, "exported"))
    let_out(ctx, rows, Exit("share", name, recipient, "shared"))
    write_uses(ctx, "export")


def _recipient(text: str) -> str:
    found = _PUT_OUT.search(text)
    if found is None:
        return ""
    text = found[2].strip("'")
    return of_command(text) if found["program"] else without_secrets(text)


def _put_query(ctx: Context, text: str, start: int, end: int, way: Exit) -> None:
    body = text[start:end]
    parsed = parse_statement(" " * start + body, ctx.dialect)
    if parsed.expression is None and re.match(r"\s*FROM\b", body, re.IGNORECASE):
        parsed = parse_statement(" " * start + body, "duckdb")
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return
    result(ctx, rows_of(ctx, parsed.expression, None), way)


def _put_table(ctx: Context, key: str, columns: list[str], way: Exit) -> None:
    rows = ctx.base(key)
    if columns:
        rows = Rows([Output(name, rows.insist(name, 0)) for name in columns])
    let_out(ctx, rows, way)


def _copy_from(ctx: Context, text: str, start: int, way: Exit) -> None:
    """COPY INTO @stage FROM table or (query)."""
    if text[start:].lstrip().startswith("("):
        opening = text.index("(", start)
        inside = balanced(text, opening)
        _put_query(ctx, text, opening + 1, opening + 1 + len(inside), way)
        return
    name = re.match(rf"\s*({NAME})", text[start:])
    if name:
        _put_table(ctx, ctx.key(*split_name(name[1])), [], way)


def unload(ctx: Context, statement: Statement) -> None:
    """UNLOAD ('query') TO 's3://…' and UNLOAD (SELECT …) TO …."""
    text = without_comments(statement.text)
    opening = text.find("(")
    if opening < 0:
        return
    inside = balanced(text, opening)
    end = opening + 1 + len(inside)
    way = Exit("export", "export", _recipient(text[end:]), "exported")
    body = inside.strip()
    if body.startswith(("'", "$$")):
        mark = "$$" if body.startswith("$$") else "'"
        query = body[len(mark) : -len(mark)].replace("''", "' ") if mark == "'" else body[2:-2]
        start = opening + 1 + inside.index(mark) + len(mark)
        _put_query(ctx, " " * start + query, start, start + len(query), way)
    else:
        _put_query(ctx, text, opening + 1, end, way)


def export(ctx: Context, statement: Statement) -> None:
    """BigQuery's EXPORT DATA OPTIONS (uri = '…') AS query; EXPORT TABLE."""
    text = without_comments(statement.text)
    uri = re.search(r"\buri\s*=\s*['\"]([^'\"]*)['\"]", text, re.IGNORECASE)
    way = Exit("export", "export", uri[1] if uri else next(iter(literals_in(text)), ""), "exported")
    body = re.search(r"\bAS\s*(?=\(?\s*(?:SELECT|WITH|FROM)\b)", text, re.IGNORECASE)
    if body:
        _put_query(ctx, text, body.end(), len(text.rstrip().rstrip(";")), way)
        return
    table = re.search(rf"\bEXPORT\s+TABLE\s+({NAME})", text, re.IGNORECASE)
    if table:
        _put_table(ctx, ctx.key(*split_name(table[1])), [], way)


def without_outfile(text: str) -> tuple[str, Exit | None]:
    """A query without its INTO OUTFILE clause, at equal length, and the file."""
    found = _OUTFILE.search(text) if "outfile" in text.lower() or "dumpfile" in text.lower() else None
    if found is None:
        return text, None
    end = found.end()
    while option := _OUTFILE_OPTIONS.match(text, end):
        end = option.end()
    blank = " " * (end - found.start())
    return text[: found.start()] + blank + text[end:], Exit("export", "export", found[1][1:-1], "exported")


def without_output(text: str, dialect: str) -> tuple[str, str]:
    """T-SQL: a change without its OUTPUT clause, at equal length, and the clause at its own offset."""
    if dialect not in ("tsql", "") or "output" not in text.lower():
        return text, ""
    if not re.match(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|WITH)\b", text, re.IGNORECASE):
        return text, ""
    found = _OUTPUT.search(text)
    merged = re.match(r"\s*MERGE\b", text, re.IGNORECASE) is not None
    if found is None or not (
        merged or re.search(r"\b(?:inserted|deleted)\b|\$action\b", text[found.start() :], re.IGNORECASE)
    ):
        return text, ""
    end = _clause_end(text, found.end())
    return text[: found.start()] + " " * (end - found.start()) + text[end:], " " * found.end() + text[found.end() : end]


def _clause_end(text: str, start: int) -> int:
    depth = 0
    for found in re.finditer(r"[()]|\b\w+\b|;|'(?:[^']|'')*'|\[[^\]]*\]", text[start:]):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and _OUTPUT_END.fullmatch(found[0]):
            return start + found.start()
    return len(text)


def output_clause(ctx: Context, tree: Expr, clause: str) -> None:
    """OUTPUT inserted.a, deleted.b [INTO log (x, y)]."""
    into = _OUTPUT_INTO.search(clause)
    rows = output_rows(ctx, tree, clause[: into.start()] if into else clause)
    if into is None:
        result(ctx, rows)
        return
    columns = [fold(each) for each in comma_parts(balanced(clause, into.end() - 1))] if into[2] else []
    table = ctx.key(*split_name(into[1]))
    declared = ctx.columns(table)
    write_rows(ctx, rows, table, columns or [each for each in declared or () if each != "*"])


def output_rows(ctx: Context, tree: Expr, listed: str) -> Rows:
    """What `OUTPUT inserted.a, deleted.b AS c` hands back of a change."""
    target = tree.this if hasattr(tree.this, "args") else next(iter(tree.args.get("tables") or ()), None)
    if target is None:
        return Rows(())
    target = target.this if target.key == "schema" else target
    key = _changed_relation(ctx, tree, target)
    scope = Scope()
    rows = _changed_query(ctx, tree, target) or base_rows(key, ctx.columns(key))
    scope.items = [Item(name, rows) for name in ("inserted", "deleted", target_name(key))]
    source = tree.args.get("using")
    if source is not None and hasattr(source, "args"):
        from status_audit.trace.sources import add_source

        add_source(ctx, source, scope)
    return Rows([each for part in comma_parts(listed) for each in _output_columns(ctx, part, rows, scope)])


def _changed_query(ctx: Context, tree: Expr, target: Expr) -> Rows | None:
    """The rows of the common table expression that a change goes through."""
    from status_audit.trace.query import with_ctes

    before, scope = len(ctx.uses), Scope()
    with_ctes(ctx, tree, scope)
    del ctx.uses[before:]
    parts = table_parts(target)
    return scope.ctes.get(parts[0]) if len(parts) == 1 else None


def _changed_relation(ctx: Context, tree: Expr, target: Expr) -> str:
    parts = table_parts(target)
    for each in tree.find_all(*_tables()):
        if len(parts) == 1 and fold(each.alias or "") == parts[0]:
            return ctx.key(*table_parts(each))
    return ctx.key(*parts)


def _tables() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return (exp.Table,)


def _output_columns(ctx: Context, part: str, rows: Rows, scope: Scope) -> list[Output]:
    if re.match(r"\s*(?:inserted|deleted)\s*\.\s*\*\s*$", part, re.IGNORECASE):
        return list(rows.outputs)
    action = re.match(rf"\s*\$action\b\s*(?:(?:AS\s+)?({NAME}))?", part, re.IGNORECASE)
    if action:
        return [Output(fold(action[1] or "action"), ())]
    plain = re.match(rf"\s*(?:inserted|deleted)\s*\.\s*({NAME})\s*(?:(?:AS\s+)?({NAME}))?\s*$", part, re.IGNORECASE)
    if plain:
        return [Output(fold(plain[2] or plain[1]), rows.insist(fold(plain[1]), 0))]
    node = parse_expression(part, 0, len(part), ctx.dialect)
    if node is None:
        return [Output("", ())]
    from status_audit.trace.expression import value

    return [Output(output_name(node, 1), value(ctx, node, scope))]


def put_rows(ctx: Context, rows: Rows, recipient: str) -> None:
    let_out(ctx, rows, Exit("export", "export", recipient, "exported"))
    write_uses(ctx, "export")
