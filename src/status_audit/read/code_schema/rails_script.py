"""Reads one script of Rails, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Container, Gap, Item, Location, Reading, Source
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long, with_queries
from status_audit.read.code_schema.rails_changes import HANDLERS, STAMPS, Making, Scope, singular
from status_audit.read.code_schema.ruby import Call, Statement, call_at, name_in, names_in, statements
from status_audit.read.contents import text_of, unread

_BLOCKS = {"create_table", "change_table", "create_join_table"}
_NO_COLUMN = frozenset(
    (
        *("index", "foreign_key", "check_constraint", "exclusion_constraint", "unique_constraint", "primary_key"),
        *("remove_index", "remove_foreign_key", "change_default", "change_null", "rename_index", "unique_key"),
        *("remove_timestamps", "has_paper_trail", "each", "name", "attributes"),
    )
)


def read(source: Source) -> Reading:
    """Tables, columns, comments, references and changes in the order of the file."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    code = code_of(source, text, "ruby")
    items = with_queries(source, text, _Script(code, Making(code)).items())
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _Script:
    code: Code
    making: Making
    queries: list[int] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=lambda: [Scope()])

    def items(self) -> Iterator[Item]:
        for statement in statements(self.code):
            if statement.closes:
                self.scopes[1:] = self.scopes[1:-1]
                continue
            yield from self._statement(statement)
        yield from self.code.directives()
        yield from self._gaps()

    def _statement(self, statement: Statement) -> Iterator[Item]:
        scope = self.scopes[-1]
        call = call_at(self.code, statement.start, statement.end)
        inner = scope
        if call and call.name in _BLOCKS and not call.on:
            table = self._table(call)
            inner = Scope(scope.part, table, statement.parameters.split(",")[0].strip())
            yield from self._create(call, table, scope.part)
        elif call and call.on and call.on == scope.variable and scope.table:
            yield from self._in_table(call, scope)
        elif call:
            yield from self._call(call, scope)
        if statement.opens:
            self.scopes.append(self._inner(statement, call, inner))

    def _inner(self, statement: Statement, call: Call | None, scope: Scope) -> Scope:
        head = self.code.mask[statement.start : statement.end]
        if re.match(r"def\s+(?:self\.)?down\b", head) or (call and call.on and call.name == "down"):
            return Scope("down")
        return scope

    def _table(self, call: Call) -> str:
        if call.name == "create_join_table" and not call.keyed.get("table_name"):
            both = sorted(name_in(self.code, each) for each in call.positional[:2])
            return "_".join(both) if all(both) else ""
        place = call.keyed.get("table_name") or (call.positional[0] if call.positional else None)
        name = name_in(self.code, place)
        if not name:
            self.making.unknown.append(call.at)
        return name

    def _create(self, call: Call, table: str, part: str) -> Iterator[Item]:
        if not table:
            return
        if call.name != "change_table":
            place = self.code.location(table, call.positional[0][0] if call.positional else call.at, part)
            system, comment = self.code.source.system, self.making.said(call, "comment")
            yield Container("table", table, system, comment=comment, location=place)
        if call.name == "create_join_table":
            for each in call.positional[:2]:
                yield self.making.field(
                    Scope(part, table), f"{singular(name_in(self.code, each))}_id", "bigint", each[0]
                )

    def _in_table(self, call: Call, scope: Scope) -> Iterator[Item]:
        """A line of a `create_table` or `change_table` block."""
        name = call.name
        if name in ("timestamps", "timestamp") and not call.positional:
            yield from (self.making.field(scope, each, "datetime", call.at) for each in STAMPS)
        elif name == "remove" or name in ("remove_columns", "remove_references", "remove_belongs_to"):
            yield from self.making.drops(scope, call.positional, "_id" if name.endswith(("references", "_to")) else "")
        elif name == "rename":
            yield from self.making.rename(scope, call)
        elif name == "change":
            yield from self.making.alter(scope, call)
        elif name in ("references", "belongs_to"):
            yield from self.making.references(scope, call, call.positional)
        elif name == "column":
            yield from self.making.columns(scope, call, call.positional[:1], self.making.type(call, 1))
        elif name not in _NO_COLUMN:
            yield from self.making.columns(scope, call, call.positional, self.making.enum_type(call) or name)

    def _call(self, call: Call, scope: Scope) -> Iterator[Item]:
        """A migration's method that names its table first."""
        handler = HANDLERS.get(call.name) if not call.on or call.on in ("connection", "base") else None
        if (call.name == "execute" and not call.on) or "sql_definition" in call.keyed:
            self.queries.append(call.at)
        elif call.name == "create_enum" and call.positional:
            name = name_in(self.code, call.positional[0])
            options = tuple(names_in(self.code, call.positional[1])) if len(call.positional) > 1 else ()
            place = self.code.location(name, call.at, scope.part)
            yield Change("options", name, place, options=options, cascade=True)
        elif handler and call.positional:
            table = name_in(self.code, call.positional[0])
            if table:
                yield from handler(self.making, Scope(scope.part, table), call)
            else:
                self.making.unknown.append(call.at)

    def _gaps(self) -> Iterator[Gap]:
        """What was seen and not understood, one gap for each kind of it."""
        path = self.code.source.path
        remedy = "Audit the schema that results (db/schema.rb or db/structure.sql) as well."
        told = (
            (self.making.unknown, "names tables or columns by variables, which only running it would tell."),
            (self.queries, "holds SQL in calls of `execute` or in views, which is not read here."),
            ([self.code.unclosed - 1] if self.code.unclosed else [], "opens a quote that nothing closes."),
        )
        for places, reason in told:
            if places:
                line, column = self.code.lines.at(places[0])
                yield Gap("unparsed", Location(path, "", line, column), reason, remedy, len(places))
