"""Reads one script of JavaScript or TypeScript."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model import Gap, Item, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long, with_queries
from status_audit.read.code_schema.decorated import classes
from status_audit.read.code_schema.mongoose import documents
from status_audit.read.code_schema.script_table import Tables
from status_audit.read.contents import text_of, unread

_QUERY = pattern_of(r"\b(?:queryRunner\.query|knex\.raw|schema\.raw|sequelize\.query)\s*\(")


def read(source: Source) -> Reading:
    """Documents, tables and changes, each kind in the order of the file."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    items = with_queries(source, text, _items(code_of(source, text, "script")))
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


def _items(code: Code) -> Iterator[Item]:
    yield from documents(code)
    tables = Tables(code)
    yield from tables.items()
    yield from classes(code, script=True)
    yield from code.directives()
    run = [found.start() for found in _QUERY.finditer(code.mask)]
    told = (
        (tables.unknown, "names tables by variables, which only running it would tell."),
        (run, "holds SQL in calls that run it, which is not read here."),
    )
    for places, reason in told:
        if places:
            line, column = code.lines.at(places[0])
            place = Location(code.source.path, "", line, column)
            yield Gap("unparsed", place, reason, "Audit the schema of the database as well.", len(places))
