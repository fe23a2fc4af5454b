"""Databricks' APPLY CHANGES and AUTO CDC: a table that is kept up to another one's rows."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.names import fold, split_name
from status_audit.trace.rows import Rows
from status_audit.trace.texts import NAME, comma_parts, without_comments
from status_audit.trace.values import Output
from status_audit.trace.writing import write_rows

_APPLIED = pattern_of(
    rf"\s*(?:APPLY\s+CHANGES|AUTO\s+CDC)\s+INTO\s+({NAME})\s+FROM\s+(?:SNAPSHOT\s+)?(?:STREAM\s*\(?\s*)?({NAME})",
    re.IGNORECASE,
)
_COLUMNS = pattern_of(r"\bCOLUMNS\s+(?:\*\s*(EXCEPT)\s*)?\(([^()]*)\)", re.IGNORECASE)


def taken_over(ctx: Context, text: str) -> bool:
    """Reads the statement where it is one of those; says whether it was."""
    found = _APPLIED.match(without_comments(text))
    if found is None:
        return False
    target, source = ctx.key(*split_name(found[1])), ctx.base(ctx.key(*split_name(found[2])))
    named = _COLUMNS.search(text)
    listed = [fold(each) for each in comma_parts(named[2])] if named else []
    rows = source
    if named and named[1]:
        rows = Rows([_without(each, listed) for each in source.outputs if each.name not in listed])
    elif named:
        rows = Rows([Output(name, source.insist(name, 0)) for name in listed])
    ctx.effects.shapes[target] = rows.shape()
    write_rows(ctx, rows, target)
    return True


def _without(output: Output, names: list[str]) -> Output:
    """Of columns that nobody has declared, all but these."""
    if output.name != "*":
        return output
    more = tuple((name,) for name in names)
    origins = tuple(each._replace(ref=each.ref._replace(without=(*each.ref.without, *more))) for each in output.origins)
    return output._replace(origins=origins)
