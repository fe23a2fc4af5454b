"""What a name means inside a query: FROM items, outer queries, output aliases, records and variables around it."""

from __future__ import annotations

from collections.abc import Sequence

from status_audit.trace.rows import Rows
from status_audit.trace.values import Key, Origin, Origins, Ref, held, taken, together


class Item:
    """One FROM item under its alias, and the attribute codes that conditions hold it to."""

    __slots__ = ("alias", "hidden", "keys", "rows", "value")

    def __init__(self, alias: str, rows: Rows, value: Origins = ()) -> None:
        self.alias = alias
        self.rows = rows
        self.value = value
        """What the alias itself carries, where it names a value (`UNNEST(a) AS e`)."""
        self.keys: tuple[Key, ...] = ()
        self.hidden: frozenset[str] = frozenset()
        """Columns a USING has merged into an earlier item's."""


class Scope:
    """The names of one SELECT (or UPDATE, MERGE …); `outer` is the query around it."""

    __slots__ = ("aliases", "ctes", "items", "outer", "shadowed")

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.items: list[Item] = []
        self.ctes: dict[str, Rows] = {}
        self.aliases: dict[str, Origins] = {}
        self.shadowed: frozenset[str] = frozenset()
        """Lambda parameters: they hide columns."""

    def cte(self, name: str) -> Rows | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.ctes:
                return scope.ctes[name]
            scope = scope.outer
        return None

    def item(self, alias: str) -> Item | None:
        scope: Scope | None = self
        while scope is not None:
            for each in scope.items:
                if each.alias == alias:
                    return each
            scope = scope.outer
        return None

    def known(self, name: str) -> Origins | None:
        """What an unqualified column carries whose place is certain, this query before the outer ones."""
        scope: Scope | None = self
        while scope is not None:
            found = [held(got, each.keys) for each in scope.items if (got := each.rows.find(name)) is not None]
            if found:
                return together(*found)
            if name in scope.aliases:
                return scope.aliases[name]
            scope = scope.outer
        return None

    def possible(self, name: str) -> Origins:
        """What an unqualified column may carry, taken from the nearest items that do not declare all they have."""
        scope: Scope | None = self
        while scope is not None:
            found = together(*(held(each.rows.guess(name), each.keys) for each in scope.items))
            if found:
                return found
            scope = scope.outer
        return ()

    def insisted(self, name: str) -> Origins:
        """The column is on no list that was read, yet the statement names it: any stored relation may have it."""
        bases = [each for each in self.items if each.rows.base]
        return tuple(Origin(Ref(each.rows.base, name)) for each in bases)


def at_offset(origins: Origins, at: int) -> Origins:
    return tuple(each._replace(at=at) for each in origins)


def struct_field(scope: Scope, parts: Sequence[str]) -> Origins | None:
    """`demo.birth.country` where `demo` is a column, or `t.demo.birth` where `t` is an item."""
    item = scope.item(parts[0])
    if item is not None and len(parts) > 2:
        return held(taken(item.rows.insist(parts[1], 0), tuple(parts[2:])), item.keys)
    found = scope.known(parts[0])
    return taken(found, tuple(parts[1:])) if found is not None else None
