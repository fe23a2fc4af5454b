"""Statements the parser does not know, taken apart by hand: remote targets, directories, updates of a query."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.sql.addresses import without_secrets
from status_audit.trace.context import Context
from status_audit.trace.expression import value
from status_audit.trace.names import fold, split_name
from status_audit.trace.parsing import parse_expression, parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.results import trouble
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Item, Scope
from status_audit.trace.texts import NAME, PART, balanced, comma_parts, literals_in
from status_audit.trace.writing import Exit, let_out, move, write_uses

_REMOTE = pattern_of(
    r"^\s*INSERT\s+(?:INTO\s+)?(?:TABLE\s+)?(?:FUNCTION\s+(?=\w)|(?=OPEN))(?P<name>\w+)\s*\(",
    re.IGNORECASE,
)
_OPENED = ("OPENROWSET", "OPENQUERY", "OPENDATASOURCE")
_TABLE_PART = pattern_of(rf"\s*((?:\.\s*{NAME}|\.\.{NAME})*)\s*(\()?", re.IGNORECASE)
_DIRECTORY = pattern_of(r"^\s*INSERT\s+OVERWRITE\s+(?:LOCAL\s+)?DIRECTORY\s+(?:'([^']*)'\s*)?", re.IGNORECASE)
_QUERY = pattern_of(r"\b(?:SELECT|WITH|VALUES|EXEC|TABLE)\b|\(\s*SELECT\b", re.IGNORECASE)
_MERGE_DELETE = pattern_of(r"\bDELETE\s+WHERE\b.*?(?=\bWHEN\b|\Z)", re.IGNORECASE | re.DOTALL)
_MERGE_WHERE = pattern_of(
    r"\bWHERE\b(?:(?!\bWHEN\b|\bSELECT\b).)*?(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|;?\s*\Z)", re.IGNORECASE | re.DOTALL
)
_INSERT_COLUMNS = pattern_of(rf"^(\s*INSERT\s+(?:INTO\s+)?{NAME}\s*)(\([^()]*\))", re.IGNORECASE)
_ADDED_TO = pattern_of(r"(@\w+\s*)[-+*/%&|^]=")
_TOP = pattern_of(r"^(\s*(?:UPDATE|DELETE|INSERT|MERGE)\s+)(TOP\s*\([^()]*\)(?:\s+PERCENT)?)", re.IGNORECASE)
_KEPT_TOO = pattern_of(r"(=\s*)(@\w+\s*:=)")
"""MySQL's `SET column = @v := expression`."""
_DELETE_STAR = pattern_of(rf"^(\s*DELETE\s+{PART})\.\*", re.IGNORECASE)
_LOG_ERRORS = pattern_of(r"\bLOG\s+ERRORS\b.*\Z", re.IGNORECASE | re.DOTALL)
_SPELLING = (
    (re.compile(r"(?<=\()\s*(?:CONTENT|DOCUMENT)(?=\s+[\w\"(])", re.IGNORECASE), ""),
    (re.compile(r"\bRETURNING\s+(?:CONTENT|SEQUENCE|\w+\s*(?:\(\s*\d+[^()]*\))?)(?=\s*(?:\)|\w+\s+ON\b|WITH))", re.IGNORECASE), ""),
    (re.compile(r"\bPASSING\s+(?:BY\s+(?:REF|VALUE)\s+)?", re.IGNORECASE), ","),
    (re.compile(r"\bWITH(?:OUT)?\s+(?:(?:UN)?CONDITIONAL\s+)?(?:ARRAY\s+)?WRAPPER\b", re.IGNORECASE), ""),
    (re.compile(r"\b(?:NULL|ERROR|TRUE|FALSE|UNKNOWN|EMPTY(?:\s+(?:ARRAY|OBJECT))?|DEFAULT\s+(?:'[^']*'|\w+))\s+ON\s+(?:ERROR|EMPTY|MISMATCH)\b", re.IGNORECASE), ""),
    (re.compile(r"\bAS\s+(?:CLOB|BLOB|(?:N?VAR)?CHAR\w*\s*(?:\(\s*\d+[^()]*\))?|TEXT|XMLTYPE)(?:\s+(?:(?:NO\s+)?INDENT|VERSION\s+'[^']*'))*(?=\s*\)\s*(?:[,.)]|AS\b|FROM\b|\w+\s*(?:,|FROM\b)))", re.IGNORECASE), ""),
)  # fmt: skip
"""(clause inside SQL/XML's and SQL/JSON's functions, what stands for it)"""
_UPDATE_QUERY = pattern_of(r"^\s*UPDATE\s*(?=\()", re.IGNORECASE)
_REMOTE_SELECT = pattern_of(rf"\bSELECT\s+(.+?)\s+FROM\s+({NAME})", re.IGNORECASE | re.DOTALL)


def repaired(text: str) -> str:
    """The statement with clauses blanked, at equal length, that only choose rows or log errors."""
    if re.match(r"\s*MERGE\b", text, re.IGNORECASE):
        text = _MERGE_DELETE.sub(_blank, text)
        if re.search(r"\bTHEN\b[^;]*\bWHERE\b", text, re.IGNORECASE):
            start = text.upper().index("THEN")
            text = text[:start] + _MERGE_WHERE.sub(_blank, text[start:])
    text = _TOP.sub(lambda found: found[1] + " " * len(found[2]), text, count=1)
    text = _KEPT_TOO.sub(lambda found: found[1] + " " * len(found[2]), text)
    text = _ADDED_TO.sub(lambda found: f"{found[1]} =", text)
    text = _INSERT_COLUMNS.sub(_unqualified, text, count=1)
    text = _DELETE_STAR.sub(lambda found: found[1] + "  ", text, count=1)
    if "log" in text.lower():
        text = _LOG_ERRORS.sub(_blank, text)
    return _plain_documents(text)


def _plain_documents(text: str) -> str:
    """SQL/XML's and SQL/JSON's clauses inside a call say how a value is spelled, not which: they are blanked."""
    for pattern, kept in _SPELLING:
        if pattern.search(text):
            text = pattern.sub(lambda found, kept=kept: kept.ljust(len(found[0])), text)  # type: ignore[misc]
    return text


def _unqualified(found: re.Match[str]) -> str:
    """`(t.a, t.b)` as `(  a,   b)`: a target's columns are its own."""
    return found[1] + re.sub(rf"(?:{PART}\s*\.\s*)+(?={PART})", lambda each: " " * len(each[0]), found[2])


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", found[0])


def by_hand(ctx: Context, text: str) -> bool:
    """Reads the statement where it is one of those; says whether it was."""
    remote, directory = _REMOTE.match(text), _DIRECTORY.match(text)
    if remote and (remote["name"].upper() in _OPENED or "FUNCTION" in text[: remote.start("name")].upper()):
        _remote(ctx, text, remote)
    elif directory:
        _out(ctx, text, directory.end(), Exit("export", "export", directory[1] or _path_option(text), "exported"))
    elif _UPDATE_QUERY.match(text):
        _update_query(ctx, text)
    else:
        return False
    return True


def _path_option(text: str) -> str:
    found = re.search(r"\bpath\s*=?\s*'([^']*)'", text, re.IGNORECASE)
    return found[1] if found else ""


def _rows_after(ctx: Context, text: str, start: int) -> Rows:
    query = _QUERY.search(text, start)
    if query is None:
        return Rows(())
    if query[0].upper() == "EXEC":
        from status_audit.trace.remote_calls import called_rows

        return called_rows(ctx, text[query.start() :])
    parsed = parse_statement(" " * query.start() + text[query.start() :], ctx.dialect)
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return Rows(())
    return rows_of(ctx, parsed.expression, None)


def _out(ctx: Context, text: str, start: int, way: Exit) -> None:
    rows = _rows_after(ctx, text, start)
    let_out(ctx, rows, way)
    write_uses(ctx, way.prefix)


def _remote(ctx: Context, text: str, found: re.Match[str]) -> None:
    """INSERT INTO OPENROWSET(…), OPENQUERY(server, 'query'), OPENDATASOURCE(…).db.schema.table, FUNCTION s3(…)."""
    inside = balanced(text, found.end() - 1)
    end = found.end() + len(inside) + 1
    tail = _TABLE_PART.match(text, end)
    columns: list[str] = []
    if tail and tail[2]:
        listed = balanced(text, tail.end() - 1)
        if not re.match(r"\s*(?:SELECT|WITH)\b", listed, re.IGNORECASE):
            columns = [fold(each) for each in comma_parts(listed)]
            end = tail.end() + len(listed) + 1
    recipient = _recipient(inside)
    rows = _rows_after(ctx, text, end)
    remote = _REMOTE_SELECT.search(next((each for each in literals_in(inside) if "select" in each.lower()), ""))
    table = (
        tail[1].strip(". ")
        if tail and tail[1].strip()
        else remote[2]
        if remote and found["name"].upper() == "OPENQUERY"
        else ""
    )
    if not columns and remote and "*" not in remote[1]:
        columns = [fold(each.split(".")[-1]) for each in comma_parts(remote[1])]
    named = rows.renamed(columns) if columns and len(columns) == len(rows.outputs) else rows
    let_out(ctx, named, Exit("export", "export", recipient, "exported"))
    if table:
        let_out(ctx, named, Exit("share", split_name(table)[-1], recipient, "shared"))
    write_uses(ctx, "export")


def _recipient(inside: str) -> str:
    first = comma_parts(inside)[0] if comma_parts(inside) else ""
    if first and not first.startswith(("'", "N'")):
        return fold(first)
    texts = [without_secrets(each) for each in literals_in(inside)]
    named = [each for each in texts if re.search(r"=|://|[/\\]|:\d", each)]
    return (named or texts or [""])[0]


def _update_query(ctx: Context, text: str) -> None:
    """Oracle: UPDATE (SELECT a.x, b.y …) SET x = y changes the relation under x."""
    opening = text.index("(")
    inside = balanced(text, opening)
    rest = re.match(r"\)\s*(\w+)?\s*SET\s+", text[opening + 1 + len(inside) :], re.IGNORECASE)
    parsed = parse_statement(" " * (opening + 1) + inside, ctx.dialect)
    if parsed.expression is None or rest is None:
        trouble(ctx, parsed.reason)
        return
    rows = rows_of(ctx, parsed.expression, None)
    scope = Scope()
    alias = "" if (rest[1] or "").upper() == "SET" else fold(rest[1] or "")
    scope.items = [Item(alias, rows)]
    start = opening + 1 + len(inside) + rest.end()
    for part in comma_parts(text[start:].rstrip().rstrip(";")):
        name, _, expression = part.partition("=")
        node = parse_expression(expression, 0, len(expression), ctx.dialect)
        for target in rows.find(split_name(name)[-1]) or ():
            move(ctx, value(ctx, node, scope), target.ref.relation, target.ref.column)
    write_uses(ctx, "exec")
