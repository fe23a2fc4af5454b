"""Reads COMMENT ON, which describes tables, columns and types from outside."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model import Change, Item
from status_audit.patterns import pattern_of
from status_audit.read.ddl.literal import literal_at
from status_audit.read.ddl.script import Script
from status_audit.sql.cut import Fragment
from status_audit.sql.names import joined, read_name

_ON = pattern_of(
    r"comment\s++(?:if\s++exists\s++)?on\s++(?P<what>materialized\s++view|foreign\s++table|external\s++table|\w+)\s++(?:if\s++exists\s++)?"
)
_RELATIONS = frozenset({"table", "view", "materialized view", "foreign table", "external table"})


def comment_on(script: Script, fragment: Fragment) -> Iterator[Item]:
    found = _ON.match(script.mask, fragment.start, fragment.end)
    if found is None:
        return
    what = " ".join(found["what"].split())
    parts, after = read_name(script.text, found.end(), fragment.end)
    text = " ".join(literal_at(script.text, script.mask, after, fragment.end, script.dialect).split())
    if not parts or not text:
        return
    if what == "column" and len(parts) > 1:
        container, name = joined(parts[:-1]), parts[-1]
        yield Change("comment", container, script.location(f"{container}.{name}", fragment.start), name, text)
    elif what in _RELATIONS:
        yield Change("comment", joined(parts), script.location(joined(parts), fragment.start), value=text)
    elif what in ("type", "domain"):
        yield Change("comment", joined(parts), script.location(joined(parts), fragment.start), value=text, cascade=True)
