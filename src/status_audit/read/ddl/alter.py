"""Reads what takes definitions further: ALTER TABLE in all its forms, DROP, RENAME."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Change, Item
from status_audit.patterns import pattern_of
from status_audit.read.ddl.choices import choices
from status_audit.read.ddl.columns import Column, Constraint, checks, nested, read_item
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.literal import literal_at
from status_audit.read.ddl.remarks import remarks
from status_audit.read.ddl.script import Script
from status_audit.read.ddl.tables import field_of, foreign_keys, unread
from status_audit.sql.cut import Fragment

_ACTION = pattern_of(
    r"\s*+(?:with\s++(?:no)?check\s++)?(add|drop|rename|change|modify|alter|comment|replace|set|owner|enable|disable|attach|detach|inherit|no|"
    r"check|nocheck|switch|cluster|validate|engine|auto_increment|order|convert|default|row|swap|exchange|partition|reset|move|storage|"
    r"lock|algorithm|force|tablespace|logging|nologging|parallel|noparallel|unset|suspend|resume|truncate|import|discard|rebuild|cache|"
    r"nocache|pctfree|initrans|read|shrink|coalesce|reorganize|remove|replica|of|not|using|collate|character|charset|compress|nocompress|"
    r"append|recluster|delete|rely|touch|archive|analyze|optimize|split|merge|checksum|comments?|pack_keys|row_format|stats_\w+|upgrade|"
    r"with|key_block_size|avg_row_length|max_rows|min_rows|data|connection|page_checksum|delay_key_write|transactional|options?)\b"
)
_ADD_NOISE = pattern_of(r"\s*+(?:columns?\b(?!\s*+(?:\.|$))\s*+)?(?:if\s++not\s++exists\b\s*+)?")
_NOT_COLUMN = pattern_of(
    r"\s*+(?:default\b(?!\s*+\()|partition\b|range\b|supplemental\b|search\b|statistics\b|period\b|system\b|row\s++deletion\b|storage\b|persistent\b|"
    r"indexes?\s++(?:if\b|\"|\w+\s*+(?:using|\(|on))|constraint\s++(?:if\s++not\s++exists\s++)?(?:\"+|\w+)\s++default\b|default\s*+\()"
)
_DROP_OTHER = pattern_of(
    r"\s*+(?:constraints?|primary|foreign|index|key|check|partitions?|default|not|identity|expression|period|unique|feature|system|"
    r"supplemental|clustering|row|search|statistics|projection|tags?|subpartition)\b(?!\s*+(?:,|;|$))"
)
_DROP_NOISE = pattern_of(r"\s*+(?:columns?\b\s*+)?(?:if\s++exists\b\s*+)?")
_RENAME_OTHER = pattern_of(r"\s*+(?:constraint|index|key|partition|attribute|value)\b")
_RENAME = pattern_of(r"rename\s++(?:table\b|tables\b|view\b)?\s*+(?:if\s++exists\b)?")
_TO = pattern_of(r"\s*+(?:to|as)\s++")
_TYPE = pattern_of(r"\s*+(?:set\s++data\s++type|type)\s++")
_COLUMN = pattern_of(r"\s*+(?:column\b\s*+)?(?:if\s++exists\b\s*+)?")
_KEEPS = pattern_of(
    r"\s*+(?:set|drop|add|reset|restart|comment|options|default|not|null|sync|visible|invisible|first|after|encode|unset|rename)\b"
)
_SCHEMA = pattern_of(r"\s*+schema\s++(?=\S)")
_DROPPED = {"table": "table", "view": "view", "materialized": "view", "foreign": "table", "external": "table"}
_DROP_STATEMENT = pattern_of(
    r"drop\s++(?:temporary\s++|temp\s++)?(?P<what>table|view|(?:materialized|foreign|external)\s++(?:table|view))\b(?:\s++if\s++exists\b)?"
)


def alter_table(script: Script, fragment: Fragment) -> Iterator[Item]:
    """Items of one ALTER TABLE, action by action."""
    table, at = script.name(fragment.after, fragment.end)
    if not table:
        yield unread(script, fragment.start, "an ALTER TABLE without a name that could be read")
        return
    end = _without_end(script, fragment)
    alter = _Alter(script, table)
    for start, stop in split(script.mask, at, end):
        yield from alter.action(start, stop)


def _without_end(script: Script, fragment: Fragment) -> int:
    end = fragment.end
    while end > fragment.start and script.mask[end - 1] in "; \r\n\t":
        end -= 1
    return end


class _Alter:
    def __init__(self, script: Script, table: str) -> None:
        self.script, self.table = script, table
        self.verb = ""

    def action(self, start: int, end: int) -> Iterator[Item]:
        """One action; a part without a verb of its own goes on with the last one (`ADD a int, b int`)."""
        found = _ACTION.match(self.script.mask, start, end)
        if found and not (self.verb in ("add", "drop") and self._is_name(found.end(), end, self.verb)):
            self.verb, start = found[1], found.end()
        handler = {
            "add": self.add, "drop": self.drop, "rename": self.rename, "change": self.change, "modify": self.modify,
            "alter": self.alter, "comment": self.comment, "replace": self.replaced, "set": self.schema,
        }.get(self.verb)  # fmt: skip
        if handler is not None:
            yield from handler(start, end)
        elif not self.verb:
            yield unread(self.script, start, "a change to a table", self.table)

    def _is_name(self, at: int, end: int, verb: str) -> bool:
        """`ADD a int, comment varchar(9)`, `DROP COLUMN a, data`: a column that is called like a verb."""
        rest = self.script.mask[at:end].lstrip()
        return (
            not rest
            if verb == "drop"
            else bool(re.match(r"(?:var)?(?:char|text|int|bool|date|num|bit|dec|float)\w*", rest))
        )

    def add(self, start: int, end: int) -> Iterator[Item]:
        mask = self.script.mask
        if _NOT_COLUMN.match(mask, start, end):
            return
        start = _ADD_NOISE.match(mask, start, end).end()  # type: ignore[union-attr]
        if mask[start : start + 1] == "(":
            for begin, stop in split(mask, start + 1, closing(mask, start, end)):
                yield from self.item(begin, stop)
        elif start < end:
            yield from self.item(start, end)

    def item(self, start: int, end: int) -> Iterator[Item]:
        script = self.script
        found = read_item(script, start, end)
        if isinstance(found, Column):
            yield from self.column(found)
        elif isinstance(found, Constraint):
            yield from foreign_keys(script, self.table, found) if found.kind == "foreign" else ()
            yield from self.choices(found.start, found.end)
        else:
            yield unread(script, start, "a column that is added", self.table)

    def column(self, found: Column) -> Iterator[Item]:
        script = self.script
        beside = [
            each.text
            for each in remarks(script, found.start, script.line_end(found.end))
            if not each.alone and each.text
        ]
        comment = "; ".join(dict.fromkeys(each for each in (found.comment, *beside) if each))
        allowed = found.options
        for start, end in checks(script, found.start, found.end):
            allowed += choices(script, start, end, [found.name]).get(found.name.casefold(), ())
        yield field_of(script, self.table, found, comment=comment, options=allowed, key=found.key)
        for inner in nested(script, found):
            yield field_of(script, self.table, inner, comment=inner.comment, options=inner.options, key="")
        if found.reference[0]:
            key = Constraint(
                found.start, found.end, "foreign", (found.name,), found.reference[0], (found.reference[1],)
            )
            yield from foreign_keys(script, self.table, key)

    def choices(self, start: int, end: int) -> Iterator[Item]:
        """The values a CHECK allows, for whichever column it names first."""
        for begin, stop in checks(self.script, start, end):
            names = {name for _, name in _words(self.script, begin, stop)}
            for name, values in choices(self.script, begin, stop, names).items():
                if name not in _FUNCTIONS:
                    yield self.changed("options", name, start, options=values)

    def drop(self, start: int, end: int) -> Iterator[Item]:
        script, mask = self.script, self.script.mask
        if _DROP_OTHER.match(mask, start, end):
            self.verb = "drop"
            return
        start = _DROP_NOISE.match(mask, start, end).end()  # type: ignore[union-attr]
        opening = mask[start : start + 1] == "("
        for begin, stop in split(mask, start + 1, closing(mask, start, end)) if opening else [(start, end)]:
            name = script.name(begin, stop)[0]
            if name:
                yield self.changed("drop", name, begin)

    def rename(self, start: int, end: int) -> Iterator[Item]:
        script, mask = self.script, self.script.mask
        if _RENAME_OTHER.match(mask, start, end):
            return
        if to := _TO.match(mask, start, end):
            yield self.changed("rename", "", start, script.name(to.end(), end)[0])
            return
        start = _COLUMN.match(mask, start, end).end()  # type: ignore[union-attr]
        name, after = script.name(start, end)
        to = _TO.match(mask, after, end)
        if name and to:
            yield self.changed("rename", name, start, script.name(to.end(), end)[0])
        elif name:
            yield self.changed("rename", "", start, name)

    def change(self, start: int, end: int) -> Iterator[Item]:
        """MySQL's CHANGE: a new name and a whole new definition."""
        script = self.script
        start = _COLUMN.match(script.mask, start, end).end()  # type: ignore[union-attr]
        name, after = script.name(start, end)
        found = read_item(script, script.skip(after, end), end) if after < end else None
        if not name or not isinstance(found, Column):
            yield unread(script, start, "a column that is changed", self.table)
            return
        if found.name.casefold() != name.casefold():
            yield self.changed("rename", name, start, found.name)
        yield from self.redefined(found)

    def modify(self, start: int, end: int) -> Iterator[Item]:
        script, mask = self.script, self.script.mask
        start = _COLUMN.match(mask, start, end).end()  # type: ignore[union-attr]
        opening = mask[start : start + 1] == "("
        for begin, stop in split(mask, start + 1, closing(mask, start, end)) if opening else [(start, end)]:
            found = read_item(script, begin, stop) if begin < stop else None
            if isinstance(found, Column):
                yield from self.redefined(found)

    def redefined(self, found: Column) -> Iterator[Item]:
        if found.datatype or found.options:
            yield self.changed("alter", found.name, found.start, found.datatype, found.options)
        if found.comment:
            yield self.changed("comment", found.name, found.start, found.comment)

    def alter(self, start: int, end: int) -> Iterator[Item]:
        script, mask = self.script, self.script.mask
        start = _COLUMN.match(mask, start, end).end()  # type: ignore[union-attr]
        name, after = script.name(start, end)
        if not name or name in ("index", "check", "constraint"):
            return
        if to := re.compile(r"\s*+rename\s++to\s++").match(mask, after, end):
            yield self.changed("rename", name, start, script.name(to.end(), end)[0])
        elif comment := re.compile(r"\s*+comment\s++").match(mask, after, end):
            yield self.changed(
                "comment", name, start, literal_at(script.text, mask, comment.end(), end, script.dialect)
            )
        elif described := re.compile(r"\s*+set\s++options\s*+\(\s*+description\s*+=\s*+").match(mask, after, end):
            yield self.changed(
                "comment", name, start, literal_at(script.text, mask, described.end(), end, script.dialect)
            )
        elif (to := _TYPE.match(mask, after, end)) or not _KEEPS.match(mask, after, end):
            kind = read_item(script, start, end) if not to else None
            value = (
                kind.datatype
                if isinstance(kind, Column)
                else " ".join(script.text[to.end() if to else after : end].split())[:80]
            )
            value = re.split(r"(?i)\s++using\s++", value)[0]
            if value:
                yield self.changed("alter", name, start, value)

    def comment(self, start: int, end: int) -> Iterator[Item]:
        yield self.changed(
            "comment", "", start, literal_at(self.script.text, self.script.mask, start, end, self.script.dialect)
        )

    def replaced(self, start: int, end: int) -> Iterator[Item]:
        """Hive's REPLACE COLUMNS (…)."""
        if re.compile(r"\s*+columns?\b").match(self.script.mask, start, end):
            yield from self.add(start, end)

    def schema(self, start: int, end: int) -> Iterator[Item]:
        """SET SCHEMA moves the table; other settings say nothing about data."""
        found = _SCHEMA.match(self.script.mask, start, end)
        if found:
            schema = self.script.name(found.end(), end)[0]
            yield self.changed("rename", "", start, f"{schema}.{self.table.rpartition('.')[2]}")

    def changed(self, action: str, name: str, start: int, value: str = "", options: tuple[str, ...] = ()) -> Change:
        ref = f"{self.table}.{name}" if name else self.table
        return Change(action, self.table, self.script.location(ref, start), name, value, tuple(dict.fromkeys(options)))


_FUNCTIONS = frozenset(
    [
        "and",
        "or",
        "in",
        "any",
        "array",
        "upper",
        "lower",
        "trim",
        "text",
        "varchar",
        "character",
        "varying",
        "check",
        "not",
        "null",
        "is",
        "cast",
        "as",
        "case",
        "when",
        "then",
    ]
)


def _words(script: Script, start: int, end: int) -> list[tuple[int, str]]:
    from status_audit.read.ddl.choices import identifiers

    return [each for each in identifiers(script, start, end) if each[1] not in _FUNCTIONS]


def drop(script: Script, fragment: Fragment) -> Iterator[Item]:
    """DROP TABLE and DROP VIEW; other drops take no field away."""
    found = _DROP_STATEMENT.match(script.mask, fragment.start, fragment.end)
    if found is None:
        return
    end = _without_end(script, fragment)
    for start, stop in split(script.mask, found.end(), end):
        name = script.name(start, stop)[0]
        if name and not name.startswith("#"):
            yield Change("drop", name, script.location(name, start))


def rename(script: Script, fragment: Fragment) -> Iterator[Item]:
    """RENAME TABLE a TO b, c TO d; Oracle's RENAME a TO b."""
    head = _RENAME.match(script.mask, fragment.start, fragment.end)
    start = head.end() if head else fragment.after
    for begin, stop in split(script.mask, start, _without_end(script, fragment)):
        name, after = script.name(begin, stop)
        to = _TO.match(script.mask, after, stop)
        if name and to:
            yield Change("rename", name, script.location(name, begin), value=script.name(to.end(), stop)[0])
