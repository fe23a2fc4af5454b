"""Reads the schemas that JavaScript and TypeScript declare: Mongoose, Sequelize, Knex, Drizzle, TypeORM."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Gap, Item, Location, Reading, Source
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long
from status_audit.read.code_schema.decorated import classes
from status_audit.read.code_schema.mongoose import documents
from status_audit.read.code_schema.script_table import Tables
from status_audit.read.contents import text_of, unread

KIND = "script-schema"
_SIGN = re.compile(
    rb"\bnew\s+(?:[\w$]+\.)?Schema\s*(?:<[^>\n]{0,80}>)?\(\s*\{|^\s*@Entity\(|\bcreateTable\w*\(|\.define\(\s*[\"'`]|\bpgTable\(|\bmysqlTable\("
    rb"|\bsqliteTable\(|\bqueryInterface\.|\.init\(\s*\{[^}]{0,400}(?:DataTypes|Sequelize)\b|\.(?:alterTable|addColumn)\(|^\s*@(?:Schema|Table)\("
    rb"|\bnew\s+Table(?:Column)?\(\s*\{",
    re.MULTILINE,
)
_QUERY = re.compile(r"\b(?:queryRunner\.query|knex\.raw|schema\.raw|sequelize\.query)\s*\(")


def accepts(path: str, head: bytes) -> bool:
    """Scripts in which one of these ways of declaring a schema stands; any other is left alone."""
    name = path.lower()
    return (
        name.endswith((".js", ".ts", ".mjs", ".cjs", ".mts"))
        and not name.endswith(".d.ts")
        and bool(_SIGN.search(head))
    )


def read(source: Source) -> Reading:
    """Documents, tables and changes, each kind in the order of the file."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    items = tuple(_items(code_of(source, text, "script")))
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


def _items(code: Code) -> Iterator[Item]:
    yield from documents(code)
    tables = Tables(code)
    yield from tables.items()
    yield from classes(code, script=True)
    yield from code.directives()
    queries = [found.start() for found in _QUERY.finditer(code.mask)]
    told = (
        (tables.unknown, "names tables by variables, which only running it would tell."),
        (queries, "holds SQL in calls that run it, which is not read here."),
    )
    for places, reason in told:
        if places:
            line, column = code.lines.at(places[0])
            place = Location(code.source.path, "", line, column)
            yield Gap("unparsed", place, reason, "Audit the schema of the database as well.", len(places))
