"""What stands between the queries of a routine: declarations, assignments, conditions, loops, cursors, returns."""

from __future__ import annotations

import re

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.expression import condition, value
from status_audit.trace.names import fold, split_name
from status_audit.trace.parsing import parse_expression, parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.results import give_variables, routine_result, trouble
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Scope
from status_audit.trace.texts import NAME, comma_spans, without_comments
from status_audit.trace.values import Output
from status_audit.trace.writing import Exit, assign, let_out, write_rows, write_uses

_QUERY = pattern_of(
    r"\(*\s*\b(?:SELECT|WITH\s+(?:RECURSIVE\s+)?[\w\"]+\s*(?:\([^()]*\)\s*)?AS|VALUES|TABLE\s+\w)", re.IGNORECASE
)
_TAILS = (
    re.compile(r"\bLOOP\s*\Z", re.IGNORECASE),
    re.compile(r"\bDO\s*\Z", re.IGNORECASE),
    re.compile(r"\bFOR\s+(?:READ\s+ONLY|UPDATE(?:\s+OF\s+[\w\s,.]+)?)\s*\Z", re.IGNORECASE),
)
_CHANGE = pattern_of(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
_CURSOR = pattern_of(r"^\s*(?:DECLARE\s+)?(?:CURSOR\s+([\w$\"]+)|(@?[\w$\"]+)\s+(?:\w+\s+)*?CURSOR\b)", re.IGNORECASE)
_OPEN = pattern_of(
    r"^\s*OPEN\s+(:?@?[\w$\".]+)\s*(?:\([^)]*\)\s*)?(?:NO\s+SCROLL\s+|SCROLL\s+)?(FOR\b)?", re.IGNORECASE
)
_FETCH = pattern_of(
    rf"\bFETCH\s+(?:(?:NEXT|PRIOR|FIRST|LAST|ABSOLUTE\s+\S+|RELATIVE\s+\S+|FORWARD|BACKWARD|ALL)\s+)*(?:FROM\s+|IN\s+)?({NAME})\s+(?:BULK\s+COLLECT\s+)?INTO\s+(.+?)(?:\s+LIMIT\s+\S+)?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LOOP = pattern_of(
    r"^\s*(?:<<\w+>>\s*)?FOR(?:EACH|ALL)?\s+([\w$\"]+)\s+(?:SLICE\s+\d+\s+)?(?:IN|AS)\s+(?:REVERSE\s+)?(?:ARRAY\s+)?",
    re.IGNORECASE,
)
_RETURN = pattern_of(r"^\s*RETURN\s+(QUERY|NEXT)?\s*", re.IGNORECASE)
_DECLARES = pattern_of(r"\s*DECLARE\s+", re.IGNORECASE)
_T_VARIABLE = pattern_of(r"\s*(@\w+)\s+(?:AS\s+)?[\w.\[\]]+(?:\s*\([^()]*\))?\s*=\s*", re.IGNORECASE)
_DEFAULT = pattern_of(r"(?::=|\bDEFAULT\b)\s*", re.IGNORECASE)
_NAME_FIRST = pattern_of(
    r"^\s*(?:DECLARE\s+)?(?:OR\s+REPLACE\s+)?(?:VARIABLE\s+(?=\w+\s+\w))?([\w$\"`]+(?:\s*,\s*[\w$\"`]+)*)\s",
    re.IGNORECASE,
)
_SET = pattern_of(
    r"^\s*(?:SET\s+|LET\s+)?(?:(?:SESSION|LOCAL|GLOBAL)\s+|VAR(?:IABLE)?\s+(?=\w+\s*=))?([:@]*[\w$\".\[\]`]+(?:\([^()=]*\))?(?:\.[\w$\"]+)?)\s*(?::=|[+\-*/|&^]?=)\s*",
    re.IGNORECASE,
)
_LET = pattern_of(r"^(\s*LET\s+[\w$\"]+)(\s+(?!:=)[\w$.:]+(?:\s*\([^()]*\))?)(?=\s*(?::=|DEFAULT\b))", re.IGNORECASE)
_RESULTSET = pattern_of(r"^\s*(?:DECLARE\s+|LET\s+)?([\w$\"]+)\s+(?:RESULTSET|CURSOR\s+FOR)\b", re.IGNORECASE)
_TABLE_OF = pattern_of(r"^\s*TABLE\s*\(\s*:?([\w$\"]+)\s*\)\s*$", re.IGNORECASE)
_SET_ROW = pattern_of(r"^\s*SET\s*\(([^()]*)\)\s*=\s*", re.IGNORECASE)
_CONDITION = pattern_of(
    r"^\s*(?:\}?\s*)?(?:ELSE\s*IF|ELSIF|ELSEIF|ELIF|IF|WHILE|UNTIL|WHEN|CASE|EXIT\s+WHEN)\b\s*", re.IGNORECASE
)
_CONDITION_END = pattern_of(r"\s*\b(?:THEN|LOOP|DO|BEGIN|EXECUTE\s+(?:FUNCTION|PROCEDURE)\b[^;]*;?)\s*$", re.IGNORECASE)
_WHEN = pattern_of(
    r"\bWHEN\s*\((.*)\)\s*(?=EXECUTE\b|BEGIN\b|CALL\b|DECLARE\b|INSERT\b|UPDATE\b|$)", re.IGNORECASE | re.DOTALL
)


def nothing(ctx: Context, statement: Statement) -> None:
    """A head whose parts are read elsewhere."""


def _query_from(ctx: Context, text: str, start: int) -> Rows | None:
    """The query in `text[start:]`, its offsets kept."""
    end = len(text.rstrip().rstrip(";"))
    for tail in _TAILS:
        found = tail.search(text, start, end)
        if found:
            end = found.start()
    parsed = parse_statement(" " * start + text[start:end], ctx.dialect)
    if parsed.expression is None:
        trouble(ctx, parsed.reason)
        return None
    return rows_of(ctx, parsed.expression, None)


def _cursor_rows(ctx: Context, name: str, rows: Rows | None) -> None:
    if rows is None:
        return
    key = ctx.around.records.get(fold(name)) or ctx.own(fold(name))
    ctx.effects.shapes[key] = rows.shape()
    write_rows(ctx, rows, key)
    write_uses(ctx, "exec")


def declare(ctx: Context, statement: Statement) -> None:
    """Cursors, and variables with a first value."""
    text = without_comments(statement.text)
    if _declared_result(ctx, text):
        return
    cursor = _CURSOR.match(text)
    if cursor:
        query = _QUERY.search(text, cursor.end())
        if query:
            _cursor_rows(ctx, cursor[1] or cursor[2], _query_from(ctx, text, query.start()))
        return
    if "@" in text:
        opening = _DECLARES.match(text)
        for begin, end in comma_spans(text, opening.end() if opening else 0):
            found = _T_VARIABLE.match(text, begin, end)
            if found:
                _assign_from(ctx, found[1], text, found.end(), end)
        return
    start = _DEFAULT.search(text)
    names = _NAME_FIRST.match(text)
    if start and names:
        for name in names[1].split(","):
            _assign_from(ctx, name.strip(), text, start.end(), len(text.rstrip().rstrip(";")))


def _declared_result(ctx: Context, text: str) -> bool:
    """`res RESULTSET DEFAULT (SELECT …)`, `LET c CURSOR FOR SELECT …`: rows under a name."""
    found = _RESULTSET.match(text)
    if found is None:
        return False
    query = _QUERY.search(text, found.end())
    if query:
        _cursor_rows(ctx, found[1], _query_from(ctx, text, query.start()))
    else:
        other = re.match(r"\s*:?([\w$\"]+)\s*;?\s*$", text[found.end() :])
        if other and fold(other[1]) in ctx.around.records:
            _cursor_rows(ctx, found[1], ctx.base(ctx.around.records[fold(other[1])]))
    return True


def _assign_from(ctx: Context, name: str, text: str, start: int, end: int) -> None:
    node = parse_expression(text, start, end, ctx.dialect)
    if node is None:
        if ctx.around.inside and _QUERY.search(text, start, end):
            trouble(ctx, "the value that is assigned was not understood")
        return
    if node.key == "alias" and not node.alias.startswith("@"):
        node = node.this
    assign(ctx, name.lstrip(":"), value(ctx, node, Scope()))
    write_uses(ctx, "exec")


def assignment(ctx: Context, statement: Statement) -> None:
    """`SET @x = …`, `v := …`, `NEW.col := …`."""
    text = without_comments(statement.text)
    if text.lstrip()[:3].upper() == "LET":
        if _declared_result(ctx, text):
            return
        text = _LET.sub(lambda found: found[1] + " " * len(found[2]), text)
        text = re.sub(r"\bDEFAULT\b", ":=     ", text, count=1, flags=re.IGNORECASE)
    row = _SET_ROW.match(text)
    if row:
        query = _QUERY.search(text, row.end())
        rows = _query_from(ctx, text, query.start()) if query else None
        if rows is not None:
            give_variables(ctx, rows, [each.strip() for each in row[1].split(",")])
        return
    for begin, end in comma_spans(text, 0) if ctx.dialect == "mysql" else [(0, len(text.rstrip().rstrip(";")))]:
        found = _SET.match(text[begin:end])
        if found:
            name = re.sub(r"\([^()]*\)", "", found[1]).lstrip(":")
            query = _QUERY.match(text, begin + found.end(), end)
            if query and fold(name) in ctx.around.records:
                _cursor_rows(ctx, name, _query_from(ctx, text, query.start()))
                continue
            _assign_from(ctx, name, text, begin + found.end(), end)


def call_or_assign(ctx: Context, text: str) -> None:
    """PL/SQL's bare `v := …;` and `p(x);`."""
    if _SET.match(text) and not re.match(r"[\w$.\"]+\s*\(", text):
        found = _SET.match(text)
        assert found is not None
        _assign_from(ctx, re.sub(r"\([^()]*\)", "", found[1]), text, found.end(), len(text))
        return
    from status_audit.trace.remote_calls import call_text

    call_text(ctx, text)


def branch(ctx: Context, statement: Statement) -> None:
    """IF, WHILE, CASE: what is done depends on the columns in the condition."""
    text = without_comments(statement.text)
    opening = _CONDITION.match(text)
    if opening is None:
        return
    ending = _CONDITION_END.search(text)
    start, end = opening.end(), ending.start() if ending else len(text.rstrip().rstrip(";"))
    if not text[start:end].strip():
        return
    node = parse_expression(text, start, end, ctx.dialect)
    if node is None:
        if _QUERY.search(text, start, end):
            trouble(ctx, "the condition was not understood")
        return
    condition(ctx, node, Scope(), "filtered")
    write_uses(ctx, "exec")


def trigger_condition(ctx: Context, statement: Statement) -> None:
    """WHEN (NEW.status …) decides whether a trigger runs. NEW is found in the trigger's own surroundings."""
    found = _WHEN.search(without_comments(statement.text))
    if found is None:
        return
    text = statement.text
    node = parse_expression(text, found.start(1), found.end(1), ctx.dialect)
    if node is not None:
        condition(ctx, node, Scope(), "filtered")
        write_uses(ctx, "exec")


def loop(ctx: Context, statement: Statement) -> None:
    """FOR r IN query or cursor LOOP: the record has the query's columns. FORALL holds a change."""
    text = without_comments(statement.text)
    found = _LOOP.match(text)
    if found is None:
        return
    name = fold(found[1])
    if text.lstrip().upper().startswith("FORALL"):
        change = _CHANGE.search(text, found.end())
        if change:
            from status_audit.trace.trees import read_text

            read_text(ctx, " " * change.start() + text[change.start() :])
        return
    query = _QUERY.search(text, found.end())
    if query and not re.match(r"\s*EXECUTE\b", text[found.end() :], re.IGNORECASE):
        _cursor_rows(ctx, name, _query_from(ctx, text, query.start()))
        return
    source = re.match(rf"\s*({NAME})", text[found.end() :])
    if source:
        record = split_name(source[1])[-1]
        if record in ctx.around.records:
            write_rows(ctx, ctx.base(ctx.around.records[record]), ctx.own(name))
        else:
            rest = _CONDITION_END.sub("", text[found.end() :])
            node = parse_expression(rest, 0, len(rest.rstrip().rstrip(";")), ctx.dialect)
            carried = value(ctx, node, Scope()) if node is not None else ()
            assign(ctx, name, carried)


def open_cursor(ctx: Context, statement: Statement) -> None:
    """OPEN c FOR query: the cursor's rows, and what the routine hands back where the cursor goes out."""
    text = without_comments(statement.text)
    found = _OPEN.match(text)
    if found is None or not found[2]:
        return
    query = _QUERY.search(text, found.end())
    if query is None:
        return
    rows = _query_from(ctx, text, query.start())
    if rows is not None:
        cursor_opened(ctx, found[1], rows)


def cursor_opened(ctx: Context, name: str, rows: Rows) -> None:
    """A cursor has the columns of its query; who is handed the cursor may fetch them."""
    name = fold(name.lstrip(":"))
    uses = list(ctx.uses)
    key = ctx.around.records.get(name) or ctx.own(name)
    ctx.effects.shapes[key] = rows.shape()
    write_rows(ctx, rows, key)
    if ctx.around.name:
        ctx.uses[:] = uses
        routine_result(ctx, rows)
    else:
        let_out(ctx, rows, Exit("resultset", "resultset"))
        write_uses(ctx, "resultset")


def fetch(ctx: Context, statement: Statement) -> None:
    """FETCH c INTO a, b."""
    found = _FETCH.search(without_comments(statement.text))
    if found is None:
        return
    name = split_name(found[1])[-1]
    key = ctx.around.records.get(name) or ctx.own(name)
    targets = [re.sub(r"\([^()]*\)", "", each).strip().lstrip(":") for each in found[2].split(",")]
    give_variables(ctx, ctx.base(key), targets)


def hand_back(ctx: Context, statement: Statement) -> None:
    """RETURN QUERY SELECT, RETURN expression, RETURN NEXT record."""
    text = without_comments(statement.text)
    found = _RETURN.match(text)
    if found is None or not ctx.around.name or ctx.around.triggers:
        return
    query = _QUERY.match(text, found.end())
    if query:
        rows = _query_from(ctx, text, query.start())
        if rows is not None:
            routine_result(ctx, rows)
        return
    mode = (found[1] or "").upper()
    rest = text[found.end() :].strip().rstrip(";").strip()
    if mode == "QUERY" or not rest:
        return
    table = _TABLE_OF.match(rest)
    rest = table[1] if table else rest
    if fold(rest) in ctx.around.records:
        routine_result(ctx, ctx.base(ctx.around.records[fold(rest)]))
        return
    node = parse_expression(text, found.end(), len(text.rstrip().rstrip(";")), ctx.dialect)
    if node is None:
        return
    carried = value(ctx, node.this if node.key == "alias" else node, Scope())
    routine_result(ctx, Rows([Output("", carried)]))
