"""Turns the calls of a Rails migration into columns, references and changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Field, Item, Location, Reference
from status_audit.read.code_schema.code import Code
from status_audit.read.code_schema.ruby import Call, name_in, names_in

Places = tuple[tuple[int, int], ...]
STAMPS = ("created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a statement stands in."""

    part: str = ""
    """`down` in what takes back."""
    table: str = ""
    variable: str = ""
    """The name the block gives its table."""


@dataclass(slots=True)
class Making:
    """Makes the items of one file."""

    code: Code
    unknown: list[int] = field(default_factory=list)
    """Where a table or column is named by something that only running it would tell."""

    def columns(self, scope: Scope, call: Call, places: Places, kind: str) -> Iterator[Item]:
        for place in places:
            names = names_in(self.code, place)
            if not names and not self.code.text[place[0]].isdigit():
                self.unknown.append(place[0])
            for name in names:
                yield self.field(scope, name, kind, place[0], self.said(call, "comment"))

    def field(self, scope: Scope, name: str, kind: str, at: int, comment: str = "") -> Field:
        place = self.code.location(f"{scope.table}.{name}", at, scope.part)
        beside = comment or self.code.beside(at)
        return Field(name, scope.table, "column", place, self.code.source.system, kind, comment=beside)

    def references(self, scope: Scope, call: Call, places: Places) -> Iterator[Item]:
        for place in places:
            for name in names_in(self.code, place):
                column = name if name.endswith("_id") else f"{name}_id"
                found = self.field(
                    scope, column, self.said(call, "type") or "bigint", place[0], self.said(call, "comment")
                )
                yield found
                if "polymorphic" in call.keyed:
                    yield self.field(scope, f"{name}_type", "string", place[0])
                else:
                    target = self._target(call) or plural(name.removesuffix("_id"))
                    yield Reference(scope.table, column, target, "", found.location)

    def _target(self, call: Call) -> str:
        """The table that `foreign_key: {to_table: :x}` names."""
        place = call.keyed.get("foreign_key")
        found = re.search(r"to_table(?::|\s*=>)\s*", self.code.mask[place[0] : place[1]]) if place else None
        if not (place and found):
            return ""
        stop = re.compile(r"[,}\s]|\Z").search(self.code.mask, place[0] + found.end(), place[1])
        return name_in(self.code, (place[0] + found.end(), stop.start() if stop else place[1]))

    def add_column(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from self.columns(scope, call, call.positional[1:2], self.type(call, 2))

    def add_columns(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from self.columns(scope, call, call.positional[1:], self.said(call, "type"))

    def add_reference(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from self.references(scope, call, call.positional[1:2])

    def add_timestamps(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from (self.field(scope, each, "datetime", call.at) for each in STAMPS)

    def remove_column(self, scope: Scope, call: Call) -> Iterator[Item]:
        last = 2 if call.name == "remove_column" else len(call.positional)
        yield from self.drops(scope, call.positional[1:last], "")

    def remove_reference(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from self.drops(scope, call.positional[1:2], "_id")

    def drops(self, scope: Scope, places: Places, tail: str) -> Iterator[Item]:
        for place in places:
            for name in names_in(self.code, place):
                column = name if name.endswith(tail) else f"{name}{tail}"
                yield Change("drop", scope.table, self._at(f"{scope.table}.{column}", place[0], scope), column)

    def drop_table(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield Change("drop", scope.table, self._at(scope.table, call.at, scope))

    def rename(self, scope: Scope, call: Call) -> Iterator[Item]:
        old, new = ([name_in(self.code, each) for each in call.positional[-2:]] + ["", ""])[:2]
        if old and new:
            yield Change("rename", scope.table, self._at(f"{scope.table}.{old}", call.at, scope), old, new)
        else:
            self.unknown.append(call.at)

    def rename_table(self, scope: Scope, call: Call) -> Iterator[Item]:
        new = name_in(self.code, call.positional[1]) if len(call.positional) > 1 else ""
        if new:
            yield Change("rename", scope.table, self._at(scope.table, call.at, scope), value=new)

    def change_column(self, scope: Scope, call: Call) -> Iterator[Item]:
        yield from self.alter(scope, Call("", "change", call.at, call.positional[1:], call.keyed))

    def alter(self, scope: Scope, call: Call) -> Iterator[Item]:
        column = name_in(self.code, call.positional[0]) if call.positional else ""
        if column:
            place = self._at(f"{scope.table}.{column}", call.at, scope)
            yield Change("alter", scope.table, place, column, self.type(call, 1))
            if comment := self.said(call, "comment"):
                yield Change("comment", scope.table, place, column, comment)

    def comment(self, scope: Scope, call: Call) -> Iterator[Item]:
        column = name_in(self.code, call.positional[1]) if call.name == "change_column_comment" else ""
        place = call.keyed.get("to") or call.positional[-1]
        ref = f"{scope.table}.{column}" if column else scope.table
        if said := self.code.literal(*place):
            yield Change("comment", scope.table, self._at(ref, call.at, scope), column, said)

    def foreign_key(self, scope: Scope, call: Call) -> Iterator[Item]:
        target = name_in(self.code, call.positional[1]) if len(call.positional) > 1 else ""
        if target:
            column = name_in(self.code, call.keyed.get("column")) or f"{singular(target)}_id"
            yield Reference(scope.table, column, target, "", self._at(f"{scope.table}.{column}", call.at, scope))

    def type(self, call: Call, position: int) -> str:
        return self.enum_type(call) or (
            name_in(self.code, call.positional[position]) if len(call.positional) > position else ""
        )

    def enum_type(self, call: Call) -> str:
        return name_in(self.code, call.keyed.get("enum_type") or call.keyed.get("enum_name"))

    def said(self, call: Call, key: str) -> str:
        place = call.keyed.get(key)
        return (name_in(self.code, place) or self.code.literal(*place)) if place else ""

    def _at(self, ref: str, at: int, scope: Scope) -> Location:
        return self.code.location(ref, at, scope.part)


HANDLERS = {
    "add_column": Making.add_column,
    "add_columns": Making.add_columns,
    "add_reference": Making.add_reference,
    "add_belongs_to": Making.add_reference,
    "add_timestamps": Making.add_timestamps,
    "remove_column": Making.remove_column,
    "remove_columns": Making.remove_column,
    "remove_reference": Making.remove_reference,
    "remove_belongs_to": Making.remove_reference,
    "drop_table": Making.drop_table,
    "rename_column": Making.rename,
    "rename_table": Making.rename_table,
    "change_column": Making.change_column,
    "change_column_comment": Making.comment,
    "change_table_comment": Making.comment,
    "add_foreign_key": Making.foreign_key,
}


def plural(name: str) -> str:
    """The table that Rails expects for a reference of this name."""
    if re.search(r"[^aeiou]y\Z", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(?:s|x|z|ch|sh)\Z", name) else f"{name}s"


def singular(name: str) -> str:
    """The name of one row of a table."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if re.search(r"(?:ss|x|z|ch|sh)es\Z", name):
        return name[:-2]
    return name[:-1] if re.search(r"[^s]s\Z", name) else name
