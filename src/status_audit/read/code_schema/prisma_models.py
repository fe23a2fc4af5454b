"""Reads one Prisma schema, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Container, Field, Gap, Item, Location, Reading, Reference, Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long
from status_audit.read.contents import text_of, unread

_BLOCK = pattern_of(r"^[ \t]*(model|view|type|enum)[ \t]+(\w+)[ \t]*(\{)", re.MULTILINE)
_OTHER = pattern_of(r"^[ \t]*(?:generator|datasource)[ \t]+\w+[ \t]*\{", re.MULTILINE)
_LINE = pattern_of(
    r"^[ \t]*(?P<name>[A-Za-z]\w*)(?:[ \t]+(?P<type>[A-Za-z]\w*)(?P<many>\[\])?[^\S\r\n]*\??)?", re.MULTILINE
)
_MAP = pattern_of(r"(?<!@)@map\(\s*(?:name:\s*)?")
_TABLE = pattern_of(r"@@map\(\s*(?:name:\s*)?")
_SCHEMA = pattern_of(r"@@schema\(\s*")
_RELATION = pattern_of(r"@relation\(")
_LISTED = pattern_of(r"\b(fields|references):\s*\[([^\]\r\n]*)\]")


def read(source: Source) -> Reading:
    """One table for each model or view, one document for each composite type."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    items = tuple(_Schema(code_of(source, text, "prisma")).items())
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _Schema:
    code: Code
    tables: dict[str, str] = field(default_factory=dict)
    """By the name of the model."""
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def items(self) -> Iterator[Item]:
        found = list(_BLOCK.finditer(self.code.mask))
        ends = [*(each.start() for each in found), len(self.code.mask)][1:]
        blocks = [
            (each[1], each[2], each.end(), min(self.code.inside(each.start(3))[1], end))
            for each, end in zip(found, ends, strict=True)
        ]
        for kind, name, start, end in blocks:
            if kind == "enum":
                self.enums[name] = tuple(self._values(start, end))
            else:
                self.tables[name] = self._table(name, start, end)
        for kind, name, start, end in blocks:
            if kind != "enum":
                yield from self._model(kind, name, (start, end))
        yield from self.code.directives()
        if not blocks and not _OTHER.search(self.code.mask) and self.code.mask.strip():
            reason = "holds no model that could be made out."
            yield Gap("unparsed", Location(self.code.source.path, ""), reason, "Run `prisma format` on it.")

    def _values(self, start: int, end: int) -> Iterator[str]:
        for found in _LINE.finditer(self.code.mask, start, end):
            said = self._said(_MAP, found.end(), self._line_end(found.end(), end))
            yield f"{said}={found['name']}" if said and said.casefold() != found["name"].casefold() else found["name"]

    def _table(self, name: str, start: int, end: int) -> str:
        table = self._said(_TABLE, start, end) or name
        schema = self._said(_SCHEMA, start, end)
        return f"{schema}.{table}" if schema else table

    def _model(self, kind: str, name: str, block: tuple[int, int]) -> Iterator[Item]:
        table = self.tables[name]
        start, end = block
        at = self.code.mask.rfind(name, 0, start)
        place = self.code.location(table, at)
        named = {"view": "view", "type": "document"}.get(kind, "table")
        title = name if name != table else ""
        yield Container(named, table, self.code.source.system, title, self.code.above(at), location=place)
        columns = {found["name"]: found for found in _LINE.finditer(self.code.mask, start, end) if found["type"]}
        mapped: dict[str, str] = {}
        for found in columns.values():
            if found["type"] not in self.tables or kind == "type":
                column = self._column(table, found, end, "property" if kind == "type" else "column")
                mapped[found["name"]] = column.name
                yield column
        for found in columns.values():
            if found["type"] in self.tables:
                yield from self._references(table, found, end, mapped)

    def _column(self, table: str, found: re.Match[str], end: int, kind: str) -> Field:
        stop = self._line_end(found.end(), end)
        name = self._said(_MAP, found.end(), stop) or found["name"]
        at = found.start("name")
        said = (self.code.above(at), self.code.beside(at))
        return Field(
            name,
            table,
            kind,
            self.code.location(f"{table}.{name}", at),
            self.code.source.system,
            found["type"] + (found["many"] or ""),
            options=self.enums.get(found["type"], ()),
            comment="; ".join(dict.fromkeys(each for each in said if each)),
            key="primary" if re.search(r"(?<!@)@id\b", self.code.mask[found.end() : stop]) else "",
        )

    def _references(self, table: str, found: re.Match[str], end: int, mapped: dict[str, str]) -> Iterator[Reference]:
        """`@relation(fields: [a], references: [b])`."""
        relation = _RELATION.search(self.code.mask, found.end(), self._line_end(found.end(), end))
        if not relation:
            return
        listed = dict(
            _LISTED.findall(self.code.mask[relation.end() : self.code.pairs.get(relation.end() - 1, end)][:2000])
        )
        pairs = zip(_names(listed.get("fields", "")), _names(listed.get("references", "")), strict=False)
        for own, other in pairs:
            column = mapped.get(own, own)
            place = self.code.location(f"{table}.{column}", found.start("name"))
            yield Reference(table, column, self.tables[found["type"]], other, place)

    def _line_end(self, at: int, end: int) -> int:
        found = self.code.mask.find("\n", at, end)
        return found if found >= 0 else end

    def _said(self, pattern: re.Pattern[str], start: int, end: int) -> str:
        """The literal behind an attribute."""
        found = pattern.search(self.code.mask, start, end)
        if not found:
            return ""
        stop = self.code.pairs.get(self.code.mask.find("(", found.start()), end)
        return next(iter(self.code.literals(found.end(), min(stop, end))), "")


def _names(listed: str) -> list[str]:
    return [each.strip() for each in listed.split(",") if each.strip()]
