"""SQL that is run as text: what the script says of the text is read like any statement; the rest goes to `dynamic`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.sql.cut import cut
from status_audit.trace.context import Context
from status_audit.trace.names import Place, fold, is_private
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Scope
from status_audit.trace.strings import HOLE, MOST, assembled
from status_audit.trace.targets import share_moves
from status_audit.trace.texts import balanced, comma_parts, without_comments, words_of
from status_audit.trace.values import Outlet, Ref

_RUNS = (
    re.compile(r"^\s*EXEC(?:UTE)?\s*(?=\()", re.IGNORECASE),
    re.compile(r"^\s*EXECUTE\s+IMMEDIATE\s+", re.IGNORECASE),
    re.compile(
        r"^\s*EXEC(?:UTE)?\s+(?:@\w+\s*=\s*)?(?:\[?\w+\]?\.)*\[?sp_executesql\]?\s+(?:@(?:stmt|statement)\s*=\s*)?",
        re.IGNORECASE,
    ),
    re.compile(r"^\s*PREPARE\s+[\w\"]+\s+FROM\s+", re.IGNORECASE),
    re.compile(r"^\s*PREPARE\s+[\w\"]+\s*(?:\([^)]*\)\s*)?AS\s+", re.IGNORECASE),
)
_PREPARE = pattern_of(
    r"^\s*PREPARE\s+(?P<name>[\w\"`]+)\s*(?:\([^)]*\)\s*)?(?:FROM|AS)\s+(?P<text>.+?);?\s*$", re.IGNORECASE | re.DOTALL
)
_AS = pattern_of(r"^\s*PREPARE\s+[\w\"]+\s*(?:\([^)]*\)\s*)?AS\b", re.IGNORECASE)
_CALLS_OUT = pattern_of(r"\b(?:xp_cmdshell|sp_send_dbmail|xp_sendmail)\b", re.IGNORECASE)
_NAMES_PREPARED = pattern_of(r"\bEXECUTE\s+([\w\"`]+)", re.IGNORECASE)
_EXECUTE = pattern_of(
    r"^\s*EXECUTE\s+(?P<name>[\w\"`]+)\s*(?:USING\s+(?P<using>.+?)|\((?P<values>.*)\))?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = pattern_of(
    r"^\s*EXECUTE\s+(?=[N'$]|format\s*\(|concat\w*\s*\(|\w+\s*(?:;|\|\||$|\b(?:INTO|USING)\b))", re.IGNORECASE
)
_END = pattern_of(r"\b(?:INTO|USING|RETURNING|BULK)\b|;", re.IGNORECASE)
_INTO = pattern_of(r"\bINTO\s+(?:STRICT\s+)?([^;]+?)(?=\s+\bUSING\b|\s+RETURN|;|$)", re.IGNORECASE)
_ASSIGN = (
    re.compile(
        r"^\s*(?:SET\s|LET\s(?=\s*[\w$\"]+\s*:?=))?\s*(:?@?[\w$\"]+)\s*(?P<more>\+=|:=|=)\s*(?P<text>.+?);?\s*$",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(r"^\s*SELECT\s+(@\w+)\s*(?P<more>\+=|:=|=)\s*(?P<text>.+?);?\s*$", re.IGNORECASE | re.DOTALL),
)
_DECLARED = pattern_of(
    r"^\s*(?:DECLARE\s+)?([\w$\"`]+)\s+(?:CONSTANT\s+)?[\w.%]+(?:\s*\([^)]*\))?\s*(?::=|DEFAULT\b|=)\s*(.+?);?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_TYPED_LET = pattern_of(r"^\s*LET\s+(?=[\w$\"]+\s+[\w.]+(?:\s*\([^()]*\))?\s*(?::=|DEFAULT\b))", re.IGNORECASE)
_T_DECLARED = pattern_of(r"(@\w+)\s+(?:AS\s+)?[\w.]+(?:\s*\([^()]*\))?\s*=\s*", re.IGNORECASE)
_AT = pattern_of(
    r"^\s*EXEC(?:UTE)?\s*\(\s*(?:N?'(?:[^']|'')*'|@\w+)\s*(?:,\s*(?P<values>[^()]*))?\)\s*AT\s+(?:DATA_SOURCE\s+)?(?P<server>[\w\[\]]+)",
    re.IGNORECASE,
)
"""T-SQL's EXEC ('…', values) AT server: the text is run there."""
_OPENS = pattern_of(r"\s*OPEN\s+(:?[\w$.\"@]+)", re.IGNORECASE)
_QUERIED = pattern_of(r"\(*\s*(?:SELECT|WITH|FROM)\b", re.IGNORECASE)
_CLAUSES = pattern_of(r"'(?:[^']|'')*'|[()]|\b(?:FROM|WHERE|UNION|ORDER|FOR)\b", re.IGNORECASE)
_SELECTED = pattern_of(r"[\s(]*SELECT\s+", re.IGNORECASE)
_STATEMENT = pattern_of(r"(?:'|\$\w*\$)\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|CREATE)\b", re.IGNORECASE)
_TEXT = pattern_of(r"'|\$\w*\$")


def run_text(statement: Statement) -> tuple[str, str] | None:
    """(the expression whose text is run, what follows it) of a statement that runs text."""
    text = without_comments(statement.text)
    for pattern in (*_RUNS, _PLAIN):
        found = pattern.match(text)
        if found:
            return _expression(text, found.end(), pattern is _RUNS[2])
    inner = re.search(r"\bEXECUTE\s+", text, re.IGNORECASE) if statement.kind in ("return", "for", "open") else None
    if inner:
        return _expression(re.sub(r"\bLOOP\s*$", "", text, flags=re.IGNORECASE), inner.end(), False)
    opened = (
        re.match(r"\s*OPEN\s+[\w:@.]+\s+FOR\s+(?!\s*(?:SELECT|WITH|\())", text, re.IGNORECASE)
        if statement.kind == "open"
        else None
    )
    return _expression(text, opened.end(), False) if opened else None


def _expression(text: str, start: int, first_argument: bool) -> tuple[str, str]:
    rest = text[start:]
    if rest.startswith("("):
        inside = balanced(rest, 0)
        tail = rest[len(inside) + 2 :]
        if not re.match(r"\s*(?:\|\||\+)", tail):
            return inside, tail
    if first_argument:
        parts = comma_parts(rest.rstrip().rstrip(";"))
        return (parts[0] if parts else ""), ""
    end = len(rest)
    depth = 0
    for found in re.finditer(
        r"'(?:[^']|'')*'|\"{3}.*?\"{3}|\"[^\"]*\"|\$\w*\$.*?\$\w*\$|[()]|\b(?:INTO|USING|RETURNING|BULK)\b|;",
        rest,
        re.IGNORECASE | re.DOTALL,
    ):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and _END.fullmatch(found[0]):
            end = found.start()
            break
    return rest[:end], rest[end:]


def runs_at_top(statement: Statement) -> bool:
    """Whether it runs text wherever it stands: a bare `EXECUTE name` at the top of a script is a prepared statement."""
    text = without_comments(statement.text)
    return any(pattern.match(text) for pattern in _RUNS[:3])


def prepared(statement: Statement) -> tuple[str, str] | None:
    """(folded name, expression or statement) of a PREPARE."""
    found = _PREPARE.match(without_comments(statement.text))
    return (fold(found["name"]), found["text"].strip()) if found else None


def calls_out(statement: Statement) -> bool:
    """Whether it hands text to a shell or a mail: its variables matter like those of text that is run."""
    return statement.kind == "execute" and _CALLS_OUT.search(statement.text) is not None


def executed(statement: Statement) -> str:
    """The folded name of the prepared statement that a statement runs: `EXECUTE q`, `CREATE TABLE t AS EXECUTE q`."""
    found = _NAMES_PREPARED.search(statement.text)
    return fold(found[1]) if found else ""


@dataclass(frozen=True, slots=True)
class Assignment:
    offset: int
    name: str
    text: str
    more: bool


def assignments(statements: Iterable[Statement]) -> list[Assignment]:
    """What the variables of one routine are given, in order."""
    found = []
    for each in statements:
        if each.kind not in ("set", "declare", "select", "other"):
            continue
        text = without_comments(each.text)
        if each.kind == "declare" or _TYPED_LET.match(text):
            text = _TYPED_LET.sub(lambda let: " " * len(let[0]), text)
            found.extend(_declarations(each, text))
            continue
        for pattern, head in zip(_ASSIGN, ("", "SELECT "), strict=True):
            match = pattern.match(text)
            given = selected_text(head + match["text"]) if match else ""
            if match and given:
                name = fold(match[1].lstrip(":"))
                found.append(Assignment(each.offset, name, given, match["more"] == "+="))
                break
    return sorted(found, key=lambda each: each.offset)


def selected_text(text: str) -> str:
    """The expression that an assignment takes its text from, unwrapped where it is the one column of a query.

    Empty for a query that yields values and no statement's text.
    """
    if not _QUERIED.match(text):
        return text
    found = _SELECTED.match(text)
    if found is None:
        return ""
    depth, start = found[0].count("("), found.end()
    opened = depth
    for each in _CLAUSES.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(each[0], 0)
        if depth < opened:
            return text[start : each.start()].strip()
        if depth == opened and each[0][0] not in "()'":
            given = text[start : each.start()].strip()
            return given if _STATEMENT.search(given) else ""
    return text[start:].strip()


def _declarations(statement: Statement, text: str) -> list[Assignment]:
    if "@" in text:
        parts = comma_parts(re.sub(r"^\s*DECLARE\s+", "", text.rstrip().rstrip(";"), flags=re.IGNORECASE))
        matches = [(part, _T_DECLARED.match(part)) for part in parts]
        given = [(fold(found[1]), selected_text(part[found.end() :])) for part, found in matches if found]
        return [Assignment(statement.offset, name, each, False) for name, each in given if each]
    found = _DECLARED.match(text)
    given_text = selected_text(found[2]) if found else ""
    return [Assignment(statement.offset, fold(found[1]), given_text, False)] if found and given_text else []


class Texts:
    """The alternatives of each text variable of one routine, at any place in it."""

    def __init__(self, given: Sequence[Assignment]) -> None:
        self._given = given

    def before(self, offset: int) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for each in self._given:
            if each.offset >= offset:
                break
            text = f"{each.name} + {each.text}" if each.more else each.text
            now = assembled(text, lambda name: values.get(name, ()))
            known = values.get(each.name, [])
            again = re.search(rf"(?<![\w@]){re.escape(each.name)}(?!\w)", each.text, re.IGNORECASE) is not None
            values[each.name] = (
                now if each.more or again else [*known, *(one for one in now if one not in known)][-MOST:]
            )
        return values


def run(ctx: Context, statement: Statement) -> bool:
    """Reads the text a statement runs, with what is known of it; says whether it runs any."""
    if _run_prepared(ctx, statement):
        return True
    found = run_text(statement)
    if found is None:
        return False
    expression, tail = found
    away = _AT.search(statement.text)
    if away:
        expression, tail = comma_parts(expression)[0], f"USING {away['values']};" if away["values"] else ""
    texts = [expression] if _AS.match(statement.text) else ctx.assembled(expression)
    into = _INTO.search(tail)
    loop = re.match(r"\s*FOR\s+([\w$\"]+)\s+IN\b", statement.text, re.IGNORECASE) if statement.kind == "for" else None
    target = loop[1] if loop else into[1] if into else ""
    since = len(ctx.effects.moves)
    if not texts or any(HOLE in each for each in texts):
        _put_together(ctx, expression)
    opened = _OPENS.match(statement.text) if statement.kind == "open" else None
    for text in dict.fromkeys(texts):
        if opened and _QUERIED.match(text):
            _open(ctx, opened[1], _bound(text, tail, statement.text))
            continue
        read_assembled(ctx, _bound(text, tail, statement.text), statement, target)
        if ctx.effects.trouble:
            _named_at_least(ctx, text)
    if away:
        _run_there(ctx, ctx.server(fold(away["server"])), since)
    return True


def _named_at_least(ctx: Context, text: str) -> None:
    """What a text names that is known only in part and could not be read: nobody can say what becomes of it."""
    for word in sorted(words_of(text)):
        if not word.isdigit() and word != HOLE:
            ctx.effects.outlets.append(Outlet(Ref(ctx.key(HOLE), word), "dynamic", "dynamic", "", "derived"))


def _put_together(ctx: Context, expression: str) -> None:
    """The values that become part of a text nobody can foresee: what becomes of them, nobody can say."""
    from status_audit.trace.expression import value
    from status_audit.trace.parsing import parse_expression

    node = parse_expression(expression, 0, len(expression), ctx.dialect)
    for each in value(ctx, node, Scope()) if node is not None else ():
        ctx.effects.outlets.append(Outlet(each.ref, "dynamic", "dynamic", "", "derived"))


def _open(ctx: Context, name: str, text: str) -> None:
    """OPEN c FOR 'SELECT …': the cursor has the columns of the text's query."""
    from status_audit.trace.control import cursor_opened

    rows = rows_of_text(ctx, text)
    if rows is not None:
        cursor_opened(ctx, name, rows)


def _run_there(ctx: Context, server: str, since: int) -> None:
    """What a text moves that another server runs goes to that server."""
    for key in dict.fromkeys(each.relation for each in ctx.effects.moves[since:]):
        if not is_private(key):
            share_moves(ctx, key, server, since)


def _run_prepared(ctx: Context, statement: Statement) -> bool:
    """`EXECUTE s USING @a, @b`, `EXECUTE s (a, b)`: what PREPARE named, with the values in their places."""
    found = _EXECUTE.match(without_comments(statement.text))
    expression = ctx.prepared(fold(found["name"])) if found else ""
    if found is None or not expression:
        return False
    values = found["using"] or found["values"] or ""
    for text in prepared_texts(ctx, expression):
        read_assembled(ctx, _bound(text, f"USING {values};" if values else "", ""), statement)
    return True


def prepared_texts(ctx: Context, expression: str) -> list[str]:
    """What a prepared expression may be as SQL: the statement itself, or the text of a literal or variable."""
    plain = re.match(r"(?:SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|VALUES|TABLE)\b", expression, re.IGNORECASE)
    return [expression] if plain else ctx.assembled(expression)


def _bound(text: str, tail: str, statement: str) -> str:
    """The text with what USING hands over, or sp_executesql's own arguments, in place of the placeholders."""
    using = re.search(r"\bUSING\s+(.+?)(?=\s+RETURNING\b|;|$)", tail, re.IGNORECASE | re.DOTALL)
    if using:
        values = [re.sub(r"^(?:IN\s+OUT|IN|OUT)\s+", "", each, flags=re.IGNORECASE) for each in comma_parts(using[1])]
        order = iter(values)
        text = re.sub(
            r"\$(\d+)", lambda each: values[int(each[1]) - 1] if 0 < int(each[1]) <= len(values) else each[0], text
        )
        return re.sub(r"(?<![:\w]):\w+|\?", lambda each: next(order, each[0]), text)
    for name, given in re.findall(r"(@\w+)\s*=\s*(@\w+)", statement):
        if name.lower() not in ("@stmt", "@statement", "@params"):
            text = re.sub(rf"{re.escape(name)}(?!\w)", given, text, flags=re.IGNORECASE)
    return text


def dynamic_texts(ctx: Context, text: str) -> list[str]:
    """The texts that an EXEC(…) or sp_executesql inside another statement may run."""
    for pattern in _RUNS:
        found = pattern.match(text)
        if found:
            return ctx.assembled(_expression(text, found.end(), pattern is _RUNS[2])[0])
    return []


def read_assembled(ctx: Context, text: str, statement: Statement, into: str = "") -> None:
    """Each statement of an assembled text, as if it stood here."""
    from status_audit.trace.statement import read

    fragments = cut(text, ctx.dialect)
    if any(each.head in ("declare", "block") for each in fragments):
        ctx = _inside_block(ctx, [each.text(text) for each in fragments if each.head in ("declare", "set", "for")])
    for each in fragments:
        body = each.text(text)
        if into and each.head in ("select", "with"):
            body = f"{body.rstrip().rstrip(';')}"
            rows = rows_of_text(ctx, body)
            if rows is not None:
                from status_audit.trace.results import give_variables

                give_variables(ctx, rows, [name.strip() for name in into.split(",")])
            continue
        read(ctx, replace(statement, kind=each.head, text=body))


def _inside_block(ctx: Context, texts: Sequence[str]) -> Context:
    """An anonymous block that is run as text declares variables of its own."""
    from status_audit.trace.routines import declared

    variables, records = declared(texts, ctx.place)
    around = replace(ctx.around, inside=True, variables=ctx.around.variables | variables)
    around.records = {**ctx.around.records, **records}
    return replace(ctx, around=around)


def rows_of_text(ctx: Context, text: str) -> Rows | None:
    from status_audit.trace.parsing import parse_query
    from status_audit.trace.query import rows_of

    node = parse_query(text, ctx.dialect)
    return rows_of(ctx, node, None) if node is not None else None


def inside_others(statements: Sequence[Statement], places: Sequence[Place]) -> dict[int, int]:
    """Number of the statement whose literal a statement was found in, by its own number."""
    found: dict[int, int] = {}
    order = sorted(
        range(len(statements)), key=lambda n: (places[n].source, statements[n].offset, -len(statements[n].text))
    )
    around: list[int] = []
    for number in order:
        each = statements[number]
        while around and not _holds(statements[around[-1]], places[around[-1]], each, places[number]):
            around.pop()
        if around:
            found[number] = around[-1]
        if each.kind in ("execute", "set", "declare", "open", "return", "for", "select", "other") and _TEXT.search(
            each.text
        ):
            around.append(number)
    return found


def _holds(outer: Statement, its: Place, inner: Statement, place: Place) -> bool:
    same = its.source == place.source and outer.offset < inner.offset
    return same and inner.offset + len(inner.text) <= outer.offset + len(outer.text)
