"""Reads the tables that Sequelize, Knex, Drizzle and migrations of TypeORM declare in calls."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Container, Field, Item
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code
from status_audit.read.code_schema.script_object import (
    Place,
    call_arguments,
    choices,
    opening,
    pairs,
    said,
    value,
    word,
)

CALL = pattern_of(
    r"(?:\b(?P<on>[A-Za-z_$][\w$]*)\s*\.\s*|\bnew\s+)?\b(?P<method>createTable(?:IfNotExists)?|define|init|addColumn|removeColumn|renameColumn"
    r"|changeColumn|dropTable(?:IfExists)?|renameTable|alterTable|table|dropColumn|pgTable|mysqlTable|sqliteTable|Table|TableColumn)"
    r"\s*(?:<[^>\n]{0,80}>)?(?P<paren>\()"
)
_KNEX = pattern_of(
    r"\b(?P<on>[A-Za-z_$][\w$]*)\s*\.\s*(?P<type>[a-zA-Z]\w*)\s*(?P<paren>\()\s*(?P<name>[\"']\x1f+[\"'])"
)
_KNEX_COMMENT = pattern_of(r"\.\s*comment\s*\(")
_KNEX_OTHER = frozenset(
    (
        "foreign",
        "index",
        "unique",
        "primary",
        "references",
        "inTable",
        "on",
        "comment",
        "defaultTo",
        "raw",
        "dropForeign",
    )
)
_DOWN = pattern_of(r"\bdown\s*(?::|=|\()")
_CLASS = pattern_of(r"\bclass\s+([A-Za-z_$][\w$]*)")
_TYPES = pattern_of(r"\b(?:DataTypes?|Sequelize|type)\.[A-Z]{3}|\btype\s*:\s*(?:[A-Z]{3,}|\w+\.[A-Z]{3,})\b")


@dataclass(slots=True)
class Tables:
    """The calls of one file, in order."""

    code: Code
    unknown: list[int] = field(default_factory=list)
    _down: list[tuple[int, int]] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Everything the calls declare, change and drop."""
        for found in _DOWN.finditer(self.code.mask):
            brace = self.code.mask.find("{", found.end(), found.end() + 300)
            if brace >= 0:
                self._down.append((brace, self.code.pairs.get(brace, brace)))
        for found in CALL.finditer(self.code.mask):
            yield from self._call(found)

    def _call(self, found: re.Match[str]) -> Iterator[Item]:
        method, arguments = found["method"], call_arguments(self.code, found.start("paren"))
        if not arguments:
            return
        name = self.code.only_literal(*arguments[0])
        brace = opening(self.code, arguments[0])
        if method == "init" and brace >= 0 and _TYPES.search(self.code.mask, *self.code.inside(brace)):
            options = opening(self.code, arguments[1]) if len(arguments) > 1 else -1
            own = said(self.code, options, "tableName", "modelName") or found["on"] or ""
            yield from self._columns(own or "table", (brace, brace), found.start())
        elif method == "Table" and brace >= 0:
            yield from self._listed(brace)
        elif method in (
            "createTable",
            "createTableIfNotExists",
            "define",
            "alterTable",
            "table",
            "pgTable",
            "mysqlTable",
            "sqliteTable",
        ):
            if name and len(arguments) > 1:
                yield from self._declared(method, name, arguments[1:], found.start())
            elif (
                method.startswith("createTable")
                and not name
                and brace < 0
                and not _NEW.match(self.code.mask, arguments[0][0])
            ):
                self.unknown.append(found.start())
        elif name:
            yield from self._changed(method, name, arguments[1:], found.start())

    def _declared(self, method: str, table: str, rest: list[Place], at: int) -> Iterator[Item]:
        brace = opening(self.code, rest[0])
        if brace >= 0:
            typed = method != "define" or _TYPES.search(self.code.mask, *self.code.inside(brace))
            if method in ("table", "alterTable") or not typed:
                return
            options = opening(self.code, rest[1]) if len(rest) > 1 else -1
            own = said(self.code, options, "tableName", "table") if method == "define" else ""
            yield from self._columns(own or table, (brace, at), at)
        elif "=>" in self.code.mask[rest[0][0] : rest[0][0] + 200] or self.code.mask.startswith(
            ("function", "async"), rest[0][0]
        ):
            if method not in ("alterTable", "table"):
                yield self._container(table, at)
            yield from self._knex(table, rest[0])

    def _columns(self, table: str, place: Place, at: int) -> Iterator[Item]:
        yield self._container(table, at)
        for key, where, inner in pairs(self.code, place[0]):
            yield self._column(table, (key, where), inner)

    def _column(self, table: str, named: tuple[str, int], place: Place) -> Field:
        """`x: DataTypes.STRING`, `x: {type: …, field: "y"}`, `x: varchar("y", …)`."""
        key, at = named
        brace = opening(self.code, place)
        own = said(self.code, brace, "field", "name", "columnName") or self._drizzle(place) or key
        typed = value(self.code, brace, "type") if brace >= 0 else place
        listed = choices(self.code, value(self.code, brace, "values", "enum")) if brace >= 0 else ()
        if not listed and typed and "ENUM" in self.code.mask[typed[0] : typed[0] + 40]:
            listed = self.code.literals(*typed)
        told = (said(self.code, brace, "comment") if brace >= 0 else "", self.code.above(at), self.code.beside(at))
        comment = "; ".join(dict.fromkeys(each for each in told if each))
        return self._field(table, own, at, (word(self.code, typed), listed, comment))

    def _drizzle(self, place: Place) -> str:
        found = _FIRST_LITERAL.match(self.code.mask, *place)
        return self.code.text[found.start("name") + 1 : found.end("name") - 1] if found else ""

    def _knex(self, table: str, place: Place) -> Iterator[Item]:
        for found in _KNEX.finditer(self.code.mask, *place):
            name = self.code.text[found.start("name") + 1 : found.end("name") - 1]
            method, at = found["type"], found.start("name")
            if method in ("dropColumn", "dropColumns"):
                yield Change("drop", table, self.code.location(f"{table}.{name}", at, self._part(at)), name)
            elif method == "renameColumn":
                new = self.code.literals(found.end(), self.code.pairs.get(found.start("paren"), found.end()))
                place_ = self.code.location(f"{table}.{name}", at, self._part(at))
                yield from [Change("rename", table, place_, name, new[0])] if new else []
            elif method not in _KNEX_OTHER and not method.startswith(("drop", "set")):
                close = self.code.pairs.get(found.start("paren"), found.end())
                listed = self.code.literals(found.end(), close) if method.startswith("enu") else ()
                yield self._field(table, name, at, (method, listed, self._chained(close)))

    def _chained(self, at: int) -> str:
        """What `.comment("…")` says further on in the same statement."""
        end = self.code.mask.find(";", at, at + 400)
        found = _KNEX_COMMENT.search(self.code.mask, at, end if end >= 0 else at + 200)
        if not found or "\n\n" in self.code.mask[at : found.start()]:
            return self.code.beside(at)
        return self.code.literal(found.end(), self.code.pairs.get(found.end() - 1, found.end()))

    def _listed(self, brace: int) -> Iterator[Item]:
        """`new Table({name: "t", columns: [{name: "x", type: "y"}]})`."""
        table, listed = said(self.code, brace, "name"), value(self.code, brace, "columns")
        if not table or not listed or self.code.mask[listed[0]] != "[":
            return
        yield self._container(table, brace)
        for part in self.code.parts(*self.code.inside(listed[0])):
            inner = opening(self.code, part)
            if inner >= 0 and (name := said(self.code, inner, "name")):
                kind, comment = said(self.code, inner, "type"), said(self.code, inner, "comment")
                listed_ = choices(self.code, value(self.code, inner, "enum"))
                yield self._field(table, name, inner, (kind, listed_, comment))

    def _changed(self, method: str, table: str, rest: list[Place], at: int) -> Iterator[Item]:
        names = [self.code.only_literal(*each) for each in rest[:2]]
        place = self.code.location(f"{table}.{names[0]}" if names and names[0] else table, at, self._part(at))
        if method.startswith("dropTable"):
            yield Change("drop", table, place)
        elif method == "renameTable" and names and names[0]:
            yield Change("rename", table, place, value=names[0])
        elif not names or not names[0]:
            found = _NEW_COLUMN.match(self.code.mask, *rest[0]) if method == "addColumn" and rest else None
            brace = found.end() - 1 if found else -1
            if name := said(self.code, brace, "name"):
                yield self._field(
                    table, name, rest[0][0], (said(self.code, brace, "type"), (), said(self.code, brace, "comment"))
                )
        elif method == "addColumn" and len(rest) > 1:
            yield self._column(table, (names[0], rest[0][0]), rest[1])
        elif method in ("removeColumn", "dropColumn"):
            yield Change("drop", table, place, names[0])
        elif method == "renameColumn" and len(names) > 1 and names[1]:
            yield Change("rename", table, place, names[0], names[1])

    def _container(self, table: str, at: int) -> Container:
        return Container(
            "table", table, self.code.source.system, location=self.code.location(table, at, self._part(at))
        )

    def _field(self, table: str, name: str, at: int, told: tuple[str, tuple[str, ...], str]) -> Field:
        kind, options, comment = told
        place = self.code.location(f"{table}.{name}", at, self._part(at))
        return Field(name, table, "column", place, self.code.source.system, kind, options=options, comment=comment)

    def _part(self, at: int) -> str:
        index = bisect_right(self._down, (at, at)) - 1
        return "down" if index >= 0 and at <= self._down[index][1] else ""


_NEW = pattern_of(r"new\b")
_NEW_COLUMN = pattern_of(r"new\s+TableColumn\s*\(\s*\{")
_FIRST_LITERAL = pattern_of(r"[a-z]\w*\(\s*(?P<name>[\"']\x1f+[\"'])")
