"""EXEC and CALL: routines that were read, and the system procedures that send, schedule, or run what they are given."""

from __future__ import annotations

import re
from dataclasses import replace

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.alter import rename_column, rename_relation
from status_audit.trace.calls import Routine, give, result_rows
from status_audit.trace.context import Context
from status_audit.trace.dynamic import dynamic_texts, rows_of_text
from status_audit.trace.exports import put_rows
from status_audit.trace.expression import value
from status_audit.trace.names import fold, split_name
from status_audit.trace.parsing import parse_call, parse_expression, parse_statement
from status_audit.trace.query import rows_of
from status_audit.trace.remote import is_sending, send
from status_audit.trace.results import routine_result
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Scope
from status_audit.trace.shell import command_line
from status_audit.trace.texts import NAME, balanced, comma_parts, literals_in, without_comments
from status_audit.trace.values import Move, Origin, Output, Ref, derived, together
from status_audit.trace.writing import assign, write_rows, write_uses

_EXEC = pattern_of(rf"^\s*(?:EXEC(?:UTE)?|CALL|PERFORM)\s+(?:(@\w+)\s*=\s*)?({NAME})\s*", re.IGNORECASE)
_INSERT_EXEC = pattern_of(
    rf"^\s*INSERT\s+(?:INTO\s+)?({NAME})\s*(\([^()]*\))?\s*(?=EXEC(?:UTE)?\b|CALL\b)", re.IGNORECASE
)
_NAMED = pattern_of(r"^\s*(@\w+)\s*=\s*(?!=)|^\s*([\w$]+)\s*(?:=>|:=)\s*")
_BLOCK = pattern_of(
    r"^(?P<exec>\s*EXEC(?:UTE)?)\s+(?:(?P<head>OPEN(?=\s+:?\w+\s+FOR\b)|SELECT|INSERT|UPDATE|DELETE|MERGE)\b|(?P<set>:\w+\s*:=))",
    re.IGNORECASE,
)
_MAIL = ("sp_send_dbmail", "xp_sendmail")


def execute(ctx: Context, statement: Statement) -> None:
    """EXEC p @a = x; CALL p(x); PERFORM f(x). Dynamic SQL inside is cut into statements of its own."""
    text = without_comments(statement.text)
    if _client_block(ctx, statement, text):
        return
    found = _EXEC.match(text)
    if found is None:
        return
    name = split_name(found[2])[-1]
    if name == "xp_cmdshell":
        for line in ctx.assembled(text[found.end() :]):
            command_line(ctx, line)
    elif name in _MAIL:
        _mail(ctx, text)
    elif is_sending(full := ".".join(split_name(found[2]))):
        _send(ctx, full, text[found.start(2) :])
    elif name == "sp_rename":
        _rename(ctx, literals_in(text))
    elif re.match(r"\s*PERFORM\b", text, re.IGNORECASE):
        _perform(ctx, text)
    else:
        _call(ctx, full, text[found.end() :], found[1] or "")


def _client_block(ctx: Context, statement: Statement, text: str) -> bool:
    """SQL*Plus' `EXEC OPEN :rc FOR SELECT …`, `EXEC :v := f(x)`: the statement of a block, written without one."""
    found = _BLOCK.match(text) if ctx.dialect in ("oracle", "") else None
    if found is None:
        return False
    from status_audit.trace.statement import read

    head = "set" if found["set"] else found["head"].lower()
    read(ctx, replace(statement, kind=head, text=" " * found.end("exec") + text[found.end("exec") :]))
    return True


def _perform(ctx: Context, text: str) -> None:
    parsed = parse_statement(re.sub(r"(?i)^(\s*)PERFORM", r"\1SELECT ", text), ctx.dialect)
    if parsed.expression is not None:
        rows_of(ctx, parsed.expression, None)
        write_uses(ctx, "exec")


def call_text(ctx: Context, text: str) -> None:
    """PL/SQL's bare `pkg.p(x);`."""
    found = re.match(rf"\s*({NAME})\s*(?=\()", text)
    if found is None:
        return
    full = ".".join(split_name(found[1]))
    if is_sending(full):
        _send(ctx, full, text)
    elif split_name(full)[-1] == "pipe row":
        return
    elif "." in full and ctx.knows(split_name(full)[0]):
        _into_object(ctx, split_name(full)[0], text[found.end() :])
    else:
        _call(ctx, full, text[found.end() :], "")


def _into_object(ctx: Context, variable: str, text: str) -> None:
    """`v.put('k', x);`: what a method is given, the object may keep."""
    given = [value(ctx, each, Scope()) for each in parse_call(balanced(text, text.index("(")), ctx.dialect) or ()]
    assign(ctx, variable, derived(together(*given)))


def _send(ctx: Context, name: str, text: str) -> None:
    """The arguments leave the database: to a file, by mail, by HTTP. `text` begins at the procedure's name."""
    opening = text.find("(")
    inside = balanced(text, opening) if text[:opening].strip() == text[:opening].split(maxsplit=1)[0] else ""
    if not inside:
        given = re.sub(rf"^\s*{NAME}", "", text).rstrip().rstrip(";")
        parts = (
            re.sub(r"^\s*@\w+\s*=|\bOUT(?:PUT)?\s*$", "", each, flags=re.IGNORECASE) for each in comma_parts(given)
        )
        inside = ", ".join(each for each in parts if each.strip())
    arguments = parse_call(inside, ctx.dialect)
    if arguments is not None:
        send(ctx, name, literals_in(text), tuple(one for each in arguments for one in value(ctx, each, Scope())))


def _call(ctx: Context, name: str, text: str, into: str) -> None:
    routine = ctx.routine(name)
    inside = balanced(text, text.index("(")) if text.lstrip().startswith("(") else text.rstrip().rstrip(";")
    parts = comma_parts(inside)
    if routine is None:
        return
    for each in routine.taking(len(parts)):
        for index, part in enumerate(parts):
            _argument(ctx, each, index, part)
        if into:
            assign(ctx, into, (Origin(Ref(each.key, "*"), plain=False),))


def _argument(ctx: Context, routine: Routine, index: int, part: str) -> None:
    named = _NAMED.match(part)
    name = fold(named[1] or named[2]) if named else routine.parameters[index] if index < len(routine.parameters) else ""
    text = part[named.end() :] if named else part
    back = re.search(r"\bOUT(?:PUT)?\s*$", text, re.IGNORECASE)
    text = text[: back.start()] if back else text
    if not name or not text.strip():
        return
    node = parse_expression(text, 0, len(text), ctx.dialect)
    if node is None:
        return
    record = ctx.around.records.get(fold(node.name)) if name in routine.outs and node.key == "column" else None
    if record:  # a cursor comes back open
        ctx.effects.shapes[record] = ctx.columns(routine.key) or ("*",)
        write_rows(ctx, ctx.base(routine.key), record)
        return
    give(ctx, routine, name, value(ctx, node, Scope()))
    if node.key == "parameter":  # a table variable goes in whole
        inner = ctx.names.key((name,), routine.place)
        own = ctx.key(f"@{fold(node.this.name)}")
        ctx.effects.moves.append(Move(Ref(own, "*"), (), inner, "*", "copied"))
    if name in routine.outs and node.key in ("parameter", "column"):
        target = f"@{node.this.name}" if node.key == "parameter" else node.name
        assign(ctx, target, (Origin(Ref(routine.key, name.lstrip("@"))),))


def pipe_row(ctx: Context, text: str) -> None:
    """PL/SQL's PIPE ROW (record) and PIPE ROW (type(a, b)): one row of the function's result."""
    parts = parse_call(balanced(text, text.index("(")), ctx.dialect)
    if not parts:
        return
    node = parts[0]
    if node.key == "column" and (record := ctx.record(fold(node.name))):
        routine_result(ctx, ctx.base(record))
        return
    if node.key == "anonymous" and ctx.routine(fold(str(node.name))) is None:
        names = ctx.columns(ctx.key(fold(str(node.name)))) or ()
        cells = [value(ctx, each, Scope()) for each in node.args.get("expressions") or ()]
        if len(names) == len(cells):
            routine_result(ctx, Rows([Output(name, cell) for name, cell in zip(names, cells, strict=True)]))
            return
    routine_result(ctx, Rows([Output("column_value", value(ctx, node, Scope()))]))


def insert_exec(ctx: Context, text: str) -> bool:
    """INSERT INTO t (a, b) EXEC p: the routine's result goes in by position."""
    text = without_comments(text)
    found = _INSERT_EXEC.match(text)
    if found is None:
        return False
    called = _EXEC.match(text[found.end() :])
    key = ctx.key(*split_name(found[1]))
    columns = (
        [fold(each) for each in comma_parts(found[2][1:-1])]
        if found[2]
        else [each for each in ctx.columns(key) or () if each != "*"]
    )
    rows = Rows(())
    texts = dynamic_texts(ctx, text[found.end() :])
    if texts:
        rows = next((each for each in (rows_of_text(ctx, one) for one in texts) if each is not None), rows)
    elif called is not None:
        rows = _routine_rows(ctx, ".".join(split_name(called[2])), text[found.end() + called.end() :])
    write_rows(ctx, rows, key, columns)
    write_uses(ctx, key.split("\x1f")[1])
    return True


def called_rows(ctx: Context, text: str) -> Rows:
    """The result of the routine that an EXEC names."""
    called = _EXEC.match(text)
    return _routine_rows(ctx, ".".join(split_name(called[2])), text[called.end() :]) if called else Rows(())


def _routine_rows(ctx: Context, name: str, arguments: str) -> Rows:
    routine = ctx.routine(name)
    if routine is None:
        return ctx.base(ctx.key(split_name(name)[-1]))
    _call(ctx, name, arguments, "")
    return result_rows(ctx, routine)


def _mail(ctx: Context, text: str) -> None:
    """sp_send_dbmail: its query's result, and every value in its body, go to the recipients."""
    named = {fold(found[1]): found[2] for found in re.finditer(r"(@\w+)\s*=\s*N?((?:'(?:[^']|'')*'|@\w+))", text)}
    recipient = named.get("@recipients", "").strip("'")
    for name, given in named.items():
        if name == "@query":
            _mail_query(ctx, given, recipient)
        elif given.startswith("@"):
            put_rows(ctx, Rows([Output(name.lstrip("@"), ctx.variable(given))]), recipient)


def _mail_query(ctx: Context, given: str, recipient: str) -> None:
    for text in ctx.assembled(given):
        called = _EXEC.match(text)
        rows = _routine_rows(ctx, ".".join(split_name(called[2])), "") if called else rows_of_text(ctx, text)
        if rows is not None:
            put_rows(ctx, rows, recipient)


def _rename(ctx: Context, literals: list[str]) -> None:
    """sp_rename 'dbo.t.a', 'b', 'COLUMN' and sp_rename 't', 'u'."""
    if len(literals) < 2:
        return
    if len(literals) > 2 and literals[2].upper() == "COLUMN":
        parts = split_name(literals[0])
        rename_column(ctx, ".".join(parts[:-1]), parts[-1], literals[1])
    elif len(literals) == 2 or literals[2].upper() == "OBJECT":
        rename_relation(ctx, literals[0], literals[1])
