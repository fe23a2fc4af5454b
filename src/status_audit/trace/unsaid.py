"""Statements that matter to flows and that readers do not hand on: rights taken back, members, renames, SET @x."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from status_audit.model import Inventory, Location, Statement
from status_audit.patterns import pattern_of
from status_audit.sql.cut import Fragment, cut_prepared
from status_audit.sql.names import joined, read_name
from status_audit.sql.positions import Lines
from status_audit.sql.prepare import prepare
from status_audit.sql.sections import part_at, sections

_SIGNS = (
    "revoke",
    "deny",
    "add member",
    "drop member",
    "sp_droprolemember",
    "sp_rename",
    "create policy",
    "default privileges",
    "alter publication",
    "create foreign table",
    " views in ",
    "tables in schema",
    "tables in database",
)
_SHELL = pattern_of(r"^[ \t]*(\.(?:dump|backup|save|clone)\b[^\r\n]*)", re.MULTILINE)
_SELECTS = pattern_of(r"\bcreate\s+(?:temporary\s+)?table\s[^;]*?[\s)(]select\b")
_VARIABLE = pattern_of(r"^\s*SET\s+@\w+\s*[:+*/%&|^-]?=", re.IGNORECASE)
_BARE_VARIABLE = pattern_of(
    r"^\s*SET\s+(?:VAR(?:IABLE)?\s+\w+|\([\w\s,]+\)|\w+)\s*=.*(?:\bSELECT\b|\(|[\"'$]|\|\|)", re.IGNORECASE | re.DOTALL
)
_NAMED = pattern_of(r"^\s*(?:DECLARE|FOR)\s+(?:VARIABLE\s+)?(\w+(?:\s*,\s*\w+)*)\s", re.IGNORECASE)
_BARE = ("bigquery", "snowflake", "databricks", "spark")
"""Dialects whose variables carry no sign."""
_MEMBER = pattern_of(r"\b(?:ADD|DROP)\s+MEMBER\b|\bDEFAULT\s+PRIVILEGES\b", re.IGNORECASE)
_POLICY = pattern_of(r"\A\s*CREATE\s+POLICY\b", re.IGNORECASE)
_STORED = pattern_of(r"\bsp_(?:rename|droprolemember)\b", re.IGNORECASE)
_TAKEN_OUT = pattern_of(r"\A\s*ALTER\s+PUBLICATION\b.*?\bDROP\b", re.IGNORECASE | re.DOTALL)


def unsaid(inventory: Inventory, text_of: Callable[[str], str]) -> Iterator[Statement]:
    """Found by cutting a source again, and only one whose text holds a sign of them."""
    known: dict[str, set[int]] = {}
    declares: dict[str, set[str]] = {}
    for each in inventory.statements:
        known.setdefault(each.location.source, set()).add(each.offset)
        if not each.scope and (each.kind in ("declare", "for")):
            found = _NAMED.match(each.text)
            names = declares.setdefault(each.location.source, set())
            names.update(re.findall(r"\w+", found[1].casefold()) if found else ())
    for source in inventory.sources:
        if source.kind != "sql":
            continue
        text = text_of(source.path)
        if source.dialect in ("sqlite", "duckdb", ""):
            yield from _by_the_shell(source.path, text, source.dialect)
        names = declares.get(source.path, set())
        if _may_hold(text.lower(), source.dialect, source.path in declares):
            for each in _found(source.path, text, source.dialect, names):
                if each.offset not in known.get(source.path, ()):
                    yield each


def _by_the_shell(path: str, text: str, dialect: str) -> Iterator[Statement]:
    """Commands of the SQLite and DuckDB shells that let a whole database out."""
    if "\n." not in text and not text.startswith("."):
        return
    lines = Lines(text)
    for found in _SHELL.finditer(text):
        line, column = lines.at(found.start(1))
        yield Statement("export", found[1], Location(path, "", line, column), dialect, offset=found.start(1))


def _may_hold(lowered: str, dialect: str, declares: bool) -> bool:
    if any(sign in lowered for sign in _SIGNS):
        return True
    if dialect == "mysql":
        return "set @" in lowered or _SELECTS.search(lowered) is not None
    if dialect in _BARE:
        return "set " in lowered or declares
    return declares and "set @" in lowered


def _found(path: str, text: str, dialect: str, variables: set[str]) -> Iterator[Statement]:
    prepared = prepare(text, dialect)
    lines, parts = Lines(text), sections(text)
    for each in cut_prepared(prepared, dialect):
        body = each.text(prepared.text)
        inserts = each.head == "insert" and not each.scope and dialect in _BARE
        used = inserts and not variables.isdisjoint(re.findall(r"\w+", body.casefold()))
        if not used and not _matters(each, body, dialect):
            continue
        line, column = lines.at(each.start)
        named = each.head in ("create-table", "create-foreign-table", "insert")
        name = joined(read_name(prepared.text, _skip(prepared.text, each.after), each.end)[0]) if named else ""
        place = Location(path, name, line, column, part=part_at(parts, each.start))
        yield Statement(each.head, body, place, dialect, each.scope, name, offset=each.start, words=each.words)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _matters(fragment: Fragment, text: str, dialect: str) -> bool:
    head = fragment.head
    if head in _HELD:
        return _HELD[head].search(text) is not None
    if fragment.scope:
        return head == "revoke"
    if head == "create-table":
        return _SELECTS.match(text.lower().lstrip()) is not None
    if head == "set":
        return (_BARE_VARIABLE if dialect in _BARE else _VARIABLE).match(text) is not None
    return head in ("revoke", "create-foreign-table")


_EVERY = pattern_of(r"\bON\s+(?:ALL|FUTURE)\s+(?:(?:MATERIALIZED\s+)?VIEWS|TABLES)\s+IN\b", re.IGNORECASE)
_HELD = {
    "grant": _EVERY,
    "execute": _STORED,
    "create-other": _POLICY,
    "alter-publication": _TAKEN_OUT,
    "alter-other": _MEMBER,
}
"""What makes a statement of a kind matter, wherever it stands."""
