"""Finds the SQL statements that stand whole in the literals of a program, and counts those made when it runs."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from status_audit.model import Container, Directive, Field, Gap, Item, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.code_sql.compose import Composed, composed, in_order, is_balanced, without_comments
from status_audit.read.code_sql.literals import Literal, language_of, literals
from status_audit.sql.positions import Lines

MOST = 4 * 1024 * 1024
"""Characters of program text in which statements are looked for."""
MOST_STATEMENTS = 5_000
REASON = "holds SQL inside program code that is put together when it runs; only what stands there was read."
OF_OBJECTS = "holds SQL-like queries of JPA, which name classes and not tables; they are not read here."
REMEDY = "Copy the statements it makes into .sql files, or audit the database's query history."
_START = pattern_of(
    r"(?:\s|--[^\r\n]*+|/\*.{0,2000}?\*/|\()*+(?P<verb>SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|REPLACE|CREATE|ALTER|COPY|GRANT)\s",
    re.IGNORECASE | re.DOTALL,
)
_NAME = r"[\w.$@#\"`\[\]:]+"
_WHOLE = {
    "select": rf"\sFROM\s+(?:\(|(?!(?:the|an?|your|this|these|our|that|its|their|which)\s){_NAME})",
    "with": rf"\A\W*WITH\s+(?:RECURSIVE\s+)?{_NAME}\s*(?:\([^()]*\)\s*)?AS\s+(?:NOT\s+MATERIALIZED\s*|MATERIALIZED\s*)?\(|\A\W*WITH\s+{_NAME}\s+AS\(",
    "insert": rf"INSERT\s+(?:IGNORE\s+)?(?:INTO|OVERWRITE)\s+(?:TABLE\s+)?{_NAME}\s*(?:\(|VALUES|SELECT|SET\b|DEFAULT)",
    "replace": rf"REPLACE\s+INTO\s+{_NAME}\s*(?:\(|VALUES|SELECT|SET\b)",
    "update": rf"UPDATE\s+(?:ONLY\s+)?{_NAME}(?:\s+(?:AS\s+)?\w+|\s+(?:INNER|LEFT|JOIN)\b[\s\S]+?)?\s+SET\s+{_NAME}\s*=",
    "delete": rf"DELETE\s+(?:\w+\s+)?FROM\s+{_NAME}(?:\s+(?:AS\s+)?\w+)?\s*(?:WHERE|USING|JOIN|INNER|;|\Z)",
    "merge": rf"MERGE\s+(?:INTO\s+)?{_NAME}[\s\S]{{0,200}}?\sUSING\s",
    "create": r"CREATE\s+(?:OR\s+\w+\s+)?(?:\w+\s+){0,3}?(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?[\w.$@#\"`\[\]:]+\s*(?:\(|AS\b|LIKE\b)",
    "alter": rf"ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+|ONLY\s+)*{_NAME}\s+(?:ADD|ALTER|MODIFY|CHANGE|RENAME)\b",
    "copy": r"COPY\s+(?:\(|INTO\s|[\w.\"$]+\s*(?:\([^()]*\)\s*)?(?:FROM|TO)\s+(?:'|STDIN|STDOUT|PROGRAM))",
    "grant": rf"GRANT\s+[\w ,]+\sON\s+[\w ]*{_NAME}\s+TO\s",
}
_BEGUN = {
    "select": r"SELECT\s+(?:DISTINCT\s|TOP\s|COUNT\(|\*|\w+\.\w+|\w+\s*,)", "with": "", "insert": r"INSERT\s+INTO\s",
    "update": r"UPDATE\s+\S+\s+SET\s", "delete": r"DELETE\s+FROM\s", "merge": r"MERGE\s+INTO\s", "create": r"CREATE\s+(?:TABLE|VIEW)\s",
}  # fmt: skip
_CLAUSE = pattern_of(r"\b(?:where|join|order\s+by|group\s+by|limit|union)\b|[*=_(,]|\w\.\w", re.IGNORECASE)
_OBJECTS = pattern_of(
    r"(?:@(?:\w+\.)*Query\s*\(\s*(?:value\s*=\s*)?|@NamedQuer\w+\([^)]{0,200}|create(?:Named)?Query\(\s*)\Z"
)
_NATIVE = pattern_of(r"[^;{}@]{0,300}?\bnativeQuery\s*=\s*true")
_ASSIGNED = pattern_of(r"([$\w]+)\s*(?::\s*\w+\s*)?:?=\s*\(?\s*\Z")
_BLANK = pattern_of(r"[^\r\n]")
_NEAR = 260


@dataclass(frozen=True, slots=True)
class Found:
    """What one file holds."""

    statements: tuple[Composed, ...]
    made: tuple[int, ...]
    """0-based offsets of the statements of which only running the program would tell all."""
    objects: tuple[int, ...] = ()
    """0-based offsets of the queries that name classes and not tables."""


def found_in(path: str, text: str) -> Found:
    """The statements in program text; none in a language that is not known."""
    language = language_of(path)
    if language is None or len(text) > MOST:
        return Found((), ())
    known, by_start = in_order(literals(text, language))
    statements: list[Composed] = []
    made: list[int] = []
    objects: list[int] = []
    done = 0
    for each in known:
        start = _START.match(text, each.inner, each.stop)
        if each.start < done or start is None or len(statements) >= MOST_STATEMENTS:
            continue
        one = composed(text, each, by_start, language)
        one = replace(one, sql=without_comments(one.sql))
        done = one.end
        verb = start["verb"]
        if not (verb.isupper() or verb.islower()):
            continue  # the first word of a sentence
        whole = _is_whole(verb, one.sql)
        readable = whole and is_balanced(one.sql) and one.end < len(text) and text[one.end] not in "\r\n"
        if whole and _asks_objects(text, each):
            objects.append(each.inner)
        elif readable:
            statements.append(one)
            if one.open or _goes_on(text, each, one.end):
                made.append(each.inner)
        elif whole or (one.open and (verb.isupper() or _is_begun(verb, one.sql))):
            made.append(each.inner)
    return Found(tuple(statements), tuple(made), tuple(objects))


def _is_whole(verb: str, sql: str) -> bool:
    found = pattern_of(_WHOLE[verb.lower()], re.IGNORECASE).search(sql)
    if found is None or verb.isupper():
        return found is not None
    return _CLAUSE.search(sql) is not None


def _is_begun(verb: str, sql: str) -> bool:
    """Whether it is the beginning of a statement, and not of a sentence."""
    begun = _BEGUN.get(verb.lower(), "")
    return bool(begun) and pattern_of(begun, re.IGNORECASE).search(sql) is not None


def _asks_objects(text: str, literal: Literal) -> bool:
    """Whether it is a query of JPA, which names classes and not tables."""
    before = text[max(0, literal.start - _NEAR) : literal.start]
    return _OBJECTS.search(before) is not None and _NATIVE.match(text, literal.end) is None


def _goes_on(text: str, literal: Literal, end: int) -> bool:
    """Whether the variable that keeps the statement is given more of it later."""
    opened = literal.opened if literal.tagged else literal.start
    kept = _ASSIGNED.search(text[max(0, opened - _NEAR) : opened])
    if kept is None:
        return False
    more = re.compile(rf"(?<![$\w]){re.escape(kept[1])}\s*(?:\.=|\+=|<<)")
    return more.search(text, end, end + 4000) is not None


def blanked(text: str, statements: tuple[Composed, ...]) -> str:
    """As long as the text: the statements, each ended by a semicolon, and nothing else."""
    pieces: list[str] = []
    at = 0
    for each in statements:
        pieces += (_BLANK.sub(" ", text[at : each.start]), each.sql, ";")
        at = each.end + 1
    pieces.append(_BLANK.sub(" ", text[at:]))
    return "".join(pieces)


def items_of(source: Source, text: str) -> tuple[list[Item], int]:
    """What the statements declare and do, a gap for those made at run time, and how many were read."""
    found = found_in(source.path, text)
    items: list[Item] = []
    if found.statements:
        from status_audit.read.sql_file import read_text

        for each in read_text(source, blanked(text, found.statements)).items:
            if isinstance(each, Field | Container):
                items.append(replace(each, system=source.system))
            elif not isinstance(each, Directive):  # inline ignores are taken by the reader of the program
                items.append(each)
    for places, reason in ((found.made, REASON), (found.objects, OF_OBJECTS)):
        if places:
            line, column = Lines(text).at(places[0])
            items.append(Gap("unparsed", Location(source.path, "", line, column), reason, REMEDY, len(places)))
    return items, len(found.statements)
