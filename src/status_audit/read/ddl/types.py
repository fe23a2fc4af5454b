"""Reads CREATE TYPE and CREATE DOMAIN: the choices of every column of an enum, the fields of a composite."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Change, Container, Item
from status_audit.patterns import pattern_of
from status_audit.read.ddl.choices import choices
from status_audit.read.ddl.columns import Column, checks, read_item, values_in
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.script import Script
from status_audit.read.ddl.tables import field_of, unread
from status_audit.sql.cut import Fragment

_ENUM = pattern_of(r"\s*+as\s++enum\s*+\(")
_COMPOSITE = pattern_of(r"\s*+(?:force\s++)?(?:(?:as|is|under\s++\S+)\s++)?(?:object|table|struct)?\s*+\(")
_ADD_VALUE = pattern_of(r"\s*+add\s++value\s++(?:if\s++not\s++exists\s++)?")


def create_type(script: Script, fragment: Fragment) -> Iterator[Item]:
    name, after = script.name(fragment.after, fragment.end)
    mask, end = script.mask, fragment.end
    if enum := _ENUM.match(mask, after, end):
        values = values_in(script, enum.end(), closing(mask, enum.end() - 1, end))
        yield Change("options", name, script.location(name, fragment.start), options=values, cascade=True)
    elif composite := _COMPOSITE.match(mask, after, end):
        yield Container("type", name, location=script.location(name, fragment.start))
        yield from _fields(script, name, composite.end(), closing(mask, composite.end() - 1, end))


def _fields(script: Script, name: str, start: int, end: int) -> Iterator[Item]:
    for begin, stop in split(script.mask, start, end):
        if re.compile(r"(?:member|static|constructor|map|order|final|overriding|pragma)\b").match(
            script.mask, begin, stop
        ):
            continue
        found = read_item(script, begin, stop)
        if isinstance(found, Column) and found.datatype:
            yield field_of(script, name, found, comment=found.comment, options=found.options, key="")
        elif found is None:
            yield unread(script, begin, "a field of a type", name)


def create_domain(script: Script, fragment: Fragment) -> Iterator[Item]:
    name, after = script.name(fragment.after, fragment.end)
    for start, end in checks(script, after, fragment.end):
        values = choices(script, start, end, ["value"]).get("value", ())
        if values:
            yield Change("options", name, script.location(name, fragment.start), options=values, cascade=True)


def alter_type(script: Script, fragment: Fragment) -> Iterator[Item]:
    """ALTER TYPE … ADD VALUE, ADD ATTRIBUTE; ALTER DOMAIN … ADD CHECK."""
    name, after = script.name(fragment.after, fragment.end)
    if added := _ADD_VALUE.match(script.mask, after, fragment.end):
        values = values_in(script, added.end(), fragment.end)[:1]
        yield Change("options", name, script.location(name, fragment.start), options=values, cascade=True)
    elif found := re.compile(r"\s*+add\s++attribute\s++").match(script.mask, after, fragment.end):
        stop = fragment.end - script.mask[fragment.start : fragment.end].rstrip().endswith(";")
        column = read_item(script, found.end(), stop)
        if isinstance(column, Column):
            yield field_of(script, name, column, comment="", options=column.options, key="")
    else:
        yield from create_domain(script, fragment)
