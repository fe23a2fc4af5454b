"""Reads CREATE TABLE of every dialect into a container, its fields, its keys and its choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Container, Field, Gap, Grant, Item, Reference
from status_audit.patterns import pattern_of
from status_audit.read.ddl.choices import choices
from status_audit.read.ddl.columns import Column, Constraint, checks, nested, read_item
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.literal import literal_at
from status_audit.read.ddl.outside import outside
from status_audit.read.ddl.remarks import Remark, above, remarks
from status_audit.read.ddl.script import Script
from status_audit.sql.cut import Fragment
from status_audit.sql.names import joined, read_name

UNREAD_REMEDY = (
    "Look at the line; if it declares a field, write it in plain CREATE TABLE form, or report the construct."
)
_QUERY = pattern_of(r"\s*+(?:\(\s*+)*+(?:select|with|from|table)\b")
_TEMPORARY = pattern_of(
    r"create\s++(?:or\s++replace\s++)?(?:(?:global|local|private|multiset|set|volatile)\s++)*(?:temp|temporary|volatile)\b"
)
_AFTER = pattern_of(
    r"\b(?P<inherits>inherits)\s*+\(|\bpartition\s++of\s++(?P<of>)|\b(?P<like>like|clone|copy)\s++|\bpartitioned\s++by\s*+(?P<by>\()|\bserver\s++(?P<server>)"
)
_COMMENT = pattern_of(r"\bcomment\s*+=?\s*+(?='|\")|\boptions\s*+\([^;]*?\bdescription\s*+=\s*+(?='|\")")
_SELECT = pattern_of(r"\bas\s*+\(?\s*+select\s++")
_FROM = pattern_of(r"\bfrom\b")
_ALIAS = pattern_of(r"\bas\s++(?=[\w\"\[]++(?:[\s;)]*$|\s++where\b))")
_AS = pattern_of(r"\bas\b")


@dataclass(slots=True)
class Declared:
    """What one CREATE TABLE says."""

    name: str
    kind: str
    start: int
    end: int
    name_at: int
    columns: list[Column] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)
    """Offsets of items that were not understood."""


def create_table(script: Script, fragment: Fragment, known: dict[str, tuple[str, ...]]) -> Iterator[Item]:
    """Items of one CREATE TABLE; `known` remembers the columns of each table for seed rows further down."""
    at = script.skip(fragment.after, fragment.end)
    name, after = script.name(at, fragment.end)
    if not name:
        yield unread(script, fragment.start, "a table without a name that could be read")
        return
    table = Declared(name, _kind(script, fragment, name), fragment.start, fragment.end, at)
    at = script.skip(after, fragment.end)
    body_end = at
    if script.mask.startswith("of ", at):
        yield _like(script, table, at + 3)
        at = body_end = script.skip(script.name(at + 3, fragment.end)[1], fragment.end)
    if script.mask[at : at + 1] == "(" and not _QUERY.match(script.mask, at + 1, fragment.end):
        body_end = closing(script.mask, at, fragment.end)
        _items(script, table, at + 1, body_end)
    yield Container(
        table.kind,
        name,
        comment=_comment(script, table, at, body_end),
        location=script.location(name, table.name_at, after),
    )
    if table.kind == "temporary-table":
        return
    if not table.columns:
        yield from _spelled_out(script, table, body_end)
    found = remarks(script, at, script.line_end(body_end))
    known[name.casefold()] = tuple(each.name for each in table.columns)
    yield from _fields(script, table, found)
    yield from _references(script, table)
    yield from _tail(script, table, body_end)
    for offset in table.odd:
        yield unread(script, offset, "an item of a table that is neither a column nor a constraint we know", name)


def unread(script: Script, at: int, what: str, ref: str = "") -> Gap:
    return Gap("unparsed", script.location(ref, at), f"{what} was not understood", UNREAD_REMEDY)


def _kind(script: Script, fragment: Fragment, name: str) -> str:
    if fragment.head == "create-foreign-table":
        return "foreign-table"
    if (
        name.rpartition(".")[2].startswith(("#", "@@"))
        or name.startswith("temp.")
        or _TEMPORARY.match(script.mask, fragment.start)
    ):
        return "temporary-table"
    return "table"


def _items(script: Script, table: Declared, start: int, end: int) -> None:
    for begin, stop in split(script.mask, start, end):
        found = read_item(script, begin, stop)
        if isinstance(found, Column):
            table.columns.append(found)
        elif isinstance(found, Constraint):
            table.constraints.append(found)
        elif script.mask[begin:stop].strip("()'\" \r\n\t"):
            table.odd.append(begin)


def _fields(script: Script, table: Declared, found: list[Remark]) -> Iterator[Item]:
    comments = _beside(script, table, found) if found else {}
    keys = {
        column.casefold(): kind
        for kind in ("foreign", "primary")
        for each in table.constraints
        if each.kind == kind
        for column in each.columns
    }
    allowed = _choices(script, table)
    for column in table.columns:
        comment = "; ".join(dict.fromkeys(each for each in (column.comment, comments.get(column.start, "")) if each))
        folded = column.name.casefold()
        options = tuple(dict.fromkeys((*column.options, *allowed.get(folded, ()))))
        yield field_of(
            script, table.name, column, comment=comment, options=options, key=column.key or keys.get(folded, "")
        )
        for inner in nested(script, column) if "<" in column.datatype or "(" in column.datatype else ():
            yield field_of(script, table.name, inner, comment=inner.comment, options=inner.options, key="")


def field_of(
    script: Script, container: str, column: Column, *, comment: str, options: tuple[str, ...], key: str
) -> Field:
    return Field(
        column.name, container, "column", script.location(f"{container}.{column.name}", column.start, column.name_end),
        datatype=column.datatype, options=options, comment=comment, key=key,
    )  # fmt: skip


def _choices(script: Script, table: Declared) -> dict[str, tuple[str, ...]]:
    if "check" not in script.mask[table.start : table.end]:
        return {}
    names = [each.name for each in table.columns]
    found: dict[str, tuple[str, ...]] = {}
    for column in table.columns:
        for start, end in checks(script, column.start, column.end):
            own = choices(script, start, end, names)
            found.update({name: found.get(name, ()) + values for name, values in own.items()})
    for each in table.constraints:
        if each.kind == "check":
            for start, end in checks(script, each.start, each.end):
                own = choices(script, start, end, names)
                found.update({name: found.get(name, ()) + values for name, values in own.items()})
    return found


def _beside(script: Script, table: Declared, found: list[Remark]) -> dict[int, str]:
    """Comments by the start of their column: those on its line, and those alone on the lines directly above it."""
    notes: dict[int, list[str]] = {}
    items = sorted(
        [(each.start, each.end) for each in table.columns] + [(each.start, each.end) for each in table.constraints]
    )
    columns = {each.start for each in table.columns}
    for each in found:
        owner = _owner(script, items, each)
        if owner in columns and each.text:
            notes.setdefault(owner, []).append(each.text)
    return {start: " ".join(texts) for start, texts in notes.items()}


def _owner(script: Script, items: list[tuple[int, int]], remark: Remark) -> int:
    """The start of the item a comment belongs to; -1 for none."""
    line = script.line_of(remark.start)
    if remark.alone:
        following = next((start for start, _ in items if start > remark.end), -1)
        if following < 0 or script.mask[remark.end : following].strip(" \t\r\n,"):
            return -1
        gap = script.text[remark.end : following]
        blank_line = re.search(r"\n[ \t]*\r?\n", gap)
        return -1 if blank_line else following
    before = [(start, end) for start, end in items if start < remark.start]
    if not before:
        return -1
    start, end = before[-1]
    return start if script.line_of(max(end - 1, start)) == line or remark.start < end else -1


def _comment(script: Script, table: Declared, opening: int, body_end: int) -> str:
    declared = ""
    if body_end < table.end and (found := _COMMENT.search(script.mask, body_end, table.end)):
        declared = literal_at(script.text, script.mask, found.end(), table.end, script.dialect)
    return "; ".join(dict.fromkeys(each for each in (declared, above(script, table.start)) if each))


def _references(script: Script, table: Declared) -> Iterator[Item]:
    for column in table.columns:
        if column.reference[0]:
            yield Reference(
                table.name, column.name, *column.reference, script.location(f"{table.name}.{column.name}", column.start)
            )
    for each in table.constraints:
        if each.kind == "foreign":
            yield from foreign_keys(script, table.name, each)


def foreign_keys(script: Script, table: str, found: Constraint) -> Iterator[Item]:
    """One Reference per column of a foreign key."""
    if not found.to_table:
        return
    for number, name in enumerate(found.columns):
        to = found.to_columns[number] if number < len(found.to_columns) else ""
        yield Reference(table, name, found.to_table, to, script.location(f"{table}.{name}", found.start))


def _tail(script: Script, table: Declared, at: int) -> Iterator[Item]:
    """LIKE, INHERITS, PARTITION OF, CLONE; partition columns of Hive; the server of a foreign table."""
    for each in table.constraints:
        if each.kind == "like" and each.to_table:
            yield Change("like", table.name, script.location(table.name, each.start), value=each.to_table)
    query = _AS.search(script.mask, at, table.end)
    if table.kind == "table":
        yield from outside(script, table.name, table.start, table.end)
    for found in _AFTER.finditer(script.mask, at, query.start() if query else table.end):
        if found["inherits"]:
            for start, end in split(script.mask, found.end(), closing(script.mask, found.end() - 1, table.end)):
                yield Change(
                    "like",
                    table.name,
                    script.location(table.name, start),
                    value=joined(read_name(script.text, start, end)[0]),
                )
        elif found["by"]:
            yield from _partition_columns(script, table, found.start("by"))
        elif found["server"] is not None:
            yield from _server(script, table, found.end())
        else:
            yield _like(script, table, found.end())


def _spelled_out(script: Script, table: Declared, at: int) -> Iterator[Item]:
    """`AS SELECT CAST(NULL AS int) AS id, …` without FROM: a list of columns in other words."""
    found = _SELECT.search(script.mask, at, table.end)
    if found is None or _FROM.search(script.mask, found.end(), table.end):
        return
    for start, end in split(script.mask, found.end(), table.end):
        named = _ALIAS.search(script.mask, start, end)
        if named:
            begin = named.end()
            name, stop = script.name(begin, end)
            yield Field(name, table.name, "column", script.location(f"{table.name}.{name}", begin, stop))


def _like(script: Script, table: Declared, at: int) -> Change:
    return Change("like", table.name, script.location(table.name, at), value=script.name(at, table.end)[0])


def _partition_columns(script: Script, table: Declared, opening: int) -> Iterator[Item]:
    """`PARTITIONED BY (ds STRING)`: columns of their own in Hive; names of columns there already elsewhere."""
    known = {each.name.casefold() for each in table.columns}
    for start, end in split(script.mask, opening + 1, closing(script.mask, opening, table.end)):
        found = read_item(script, start, end)
        if isinstance(found, Column) and found.datatype and found.name.casefold() not in known:
            yield field_of(script, table.name, found, comment=found.comment, options=(), key="")


def _server(script: Script, table: Declared, at: int) -> Iterator[Item]:
    if table.kind == "foreign-table":
        server = script.name(at, table.end)[0]
        if server:
            yield Grant(server, "SELECT", table.name, script.location(table.name, at), kind="server")
