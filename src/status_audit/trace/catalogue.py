"""Which columns a relation has: as the schema says, else as the statement that creates it shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from status_audit.model import Field, Inventory, Location, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.calls import Routine
from status_audit.trace.history import Step, columns_at, renamed_at, steps_of
from status_audit.trace.names import Names, Place, folded, is_private, place_in, shown, split_name, system_in
from status_audit.trace.texts import NAME, balanced, comma_parts
from status_audit.trace.values import Effects

_LIKE = pattern_of(
    rf"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})\s*\(?\s*LIKE\s+({NAME})[^,]*\Z", re.IGNORECASE
)
ALTERING = ("alter-table", "create-view", "create-materialized-view", "alter-other")
_ALTERS = pattern_of(rf"\s*ALTER\s+(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+EXISTS\s+)?({NAME})", re.IGNORECASE)
CREATORS = frozenset(
    [
        "create-view",
        "create-materialized-view",
        "create-table",
        "create-foreign-table",
        "create-synonym",
        "create-other",
        "create-pipe",
        "alter-table",
        "alter-other",
        "rename",
        "select",
        "with",
        "execute",
    ]
)
ROUTINE_RESULTS = frozenset({"select", "with", "return", "open", "other"})
LOCAL = frozenset({"declare", "for", "open", "select", "with", "other"})


class Catalogue:
    """Answers for relation keys; reads a creating statement only when its columns are asked for."""

    def __init__(self, inventory: Inventory, names: Names) -> None:
        self._names = names
        self._fields: dict[str, list[Field]] = {}
        self.kinds: dict[str, str] = {}
        """Container kind by key, for what is declared."""
        self._pointed_at: set[str] = set()
        self._documents: set[tuple[str, str]] = set()
        self._known: dict[str, tuple[str, ...] | None] = {}
        self._asking: set[str] = set()
        self._effects: Callable[[int], Effects] = lambda _: Effects()
        self._naming: Callable[[str], Sequence[int]] = lambda _: ()
        self._statements: Sequence[Statement] = ()
        self._places: Sequence[Place] = ()
        self._steps: dict[str, list[Step]] = {}
        """What moved columns about, by relation."""
        self._copies: dict[str, tuple[str, Location]] = {}
        """CREATE TABLE … LIKE: the relation that was copied, and where."""
        self._routine: Callable[[str, str], Routine | None] = lambda _system, _name: None
        self._read(inventory)

    def _read(self, inventory: Inventory) -> None:
        keys: dict[tuple[str, str], str] = {}
        homes: dict[str, str] = {}
        names_of = dict(inventory.system_of)
        for each in inventory.containers:
            source = each.location.source if each.location else ""
            key = self._names.key(split_name(each.name), Place(each.system, source, ""))
            keys[each.system, each.name] = key
            self.kinds.setdefault(key, each.kind)
            homes.setdefault(key, source)
            if each.kind in ("form", "document", "message"):
                self._documents.add((each.system, each.name))
        for link in inventory.references:
            system = names_of.get(link.location.source, "")
            here, there = (
                self._names.key(split_name(name), Place(system, "", "")) for name in (link.container, link.to_container)
            )
            if here != there:
                self._pointed_at.add(there)
        for one in inventory.fields:
            if one.kind in ("column", "property"):
                at = (one.system, one.container)
                if at not in keys:
                    keys[at] = self._names.key(split_name(one.container), Place(one.system, "", ""))
                self._fields.setdefault(keys[at], []).append(one)
        for key, fields in self._fields.items():  # what other sources add comes behind what the table was made with
            home = homes.get(key)
            if home and any(each.location.source != home for each in fields):
                fields.sort(key=lambda each, home=home: each.location.source != home)  # type: ignore[misc]

    def bind(
        self,
        statements: Sequence[Statement],
        places: Sequence[Place],
        effects: Callable[[int], Effects],
        naming: Callable[[str], Sequence[int]],
        routine: Callable[[str, str], Routine | None],
    ) -> None:
        """Where to look for the statements that create what no schema declares."""
        self._statements, self._places = statements, places
        self._effects, self._naming, self._routine = effects, naming, routine
        for each, place in zip(statements, places, strict=True):
            copied = _LIKE.match(each.text) if each.kind == "create-table" else None
            if copied:
                key, base = (self._names.key(split_name(name), place) for name in copied.groups())
                if key != base:
                    self._copies[key] = (base, each.location)
            if each.kind in ALTERING and _ALTERS.match(each.text):
                steps = tuple(steps_of(each))
                if steps:
                    name = each.container or _altered(each.text)
                    self._steps.setdefault(self._names.key(split_name(name), place), []).extend(steps)

    def asked(self) -> Iterable[str]:
        """Keys of the relations whose columns no schema declares and somebody asked for."""
        return self._known

    def declares(self, key: str, column: str) -> bool:
        return any(each.name.casefold() == column for each in self._fields.get(key, ()))

    def is_pointed_at(self, key: str) -> bool:
        """Whether a foreign key of another table leads to the relation: then its rows say what values there are."""
        return key in self._pointed_at

    def is_document(self, field: Field) -> bool:
        """Whether a field is of a form, a message or a schema of documents: statements do not reach it by name."""
        return (field.system, field.container) in self._documents

    def declared(self, key: str) -> bool:
        return key in self.kinds or key in self._fields

    def columns(self, key: str, at: Location | None = None) -> tuple[str, ...] | None:
        """Folded column names; None where nobody says, `*` last where there may be more."""
        fields = self._fields.get(key)
        if fields:
            return self._copied(key, fields) or columns_at(fields, self._steps.get(key, ()), at)
        if key in self._known:
            return self._named_at(key, at)
        if key in self._asking:
            return None
        self._asking.add(key)
        found = self._shape(key)
        self._asking.discard(key)
        self._known[key] = found
        return self._named_at(key, at)

    def _named_at(self, key: str, at: Location | None) -> tuple[str, ...] | None:
        names = self._known[key]
        return renamed_at(names, self._steps[key], at) if names and key in self._steps else names

    def _copied(self, key: str, fields: Sequence[Field]) -> tuple[str, ...] | None:
        """The columns that CREATE TABLE … LIKE took over, as they stood there and then."""
        copied = self._copies.get(key)
        if copied is None or key in self._steps or key in self._asking:
            return None
        if any((each.location.source, each.location.line) != (copied[1].source, copied[1].line) for each in fields):
            return None
        self._asking.add(key)
        found = self.columns(*copied)
        self._asking.discard(key)
        return found

    def _shape(self, key: str) -> tuple[str, ...] | None:
        name = shown(key)
        if is_private(key):
            return self._local_shape(key)
        plain = split_name(name)[-1].lstrip("#@")
        routine = self._routine(system_in(key), name)
        if routine is not None and routine.key == key:
            return routine.returns or self._first_shape(key, self._inside(routine.place))
        creating = _creating(plain)
        numbers = [
            each
            for each in self._naming(plain)
            if self._statements[each].kind in CREATORS and creating.search(self._statements[each].text)
        ]
        return self._first_shape(key, numbers)

    def _first_shape(self, key: str, numbers: Sequence[int]) -> tuple[str, ...] | None:
        for each in numbers:
            shape = self._effects(each).shapes.get(key)
            if shape:
                return tuple(dict.fromkeys(name or f"column{index}" for index, name in enumerate(shape, start=1)))
        return None

    def _inside(self, place: Place) -> list[int]:
        return [
            number
            for number, each in enumerate(self._statements)
            if each.scope == place.scope and each.location.source == place.source and each.kind in ROUTINE_RESULTS
        ]

    def _local_shape(self, key: str) -> tuple[str, ...] | None:
        source, scope = place_in(key)
        name = shown(key).lstrip("@")
        numbers = [
            each
            for each in self._naming(name)
            if self._statements[each].kind in LOCAL and self._places[each].sees((source, scope))
        ]
        return self._table_variable(name, source, scope) or self._first_shape(key, numbers) if name else None

    def _table_variable(self, name: str, source: str, scope: str) -> tuple[str, ...] | None:
        """The columns in `DECLARE @t TABLE (…)`."""
        for number in self._naming(name):
            each = self._statements[number]
            if each.kind == "declare" and self._places[number].sees((source, scope)):
                found = re.search(rf"@{re.escape(name)}\s+(?:AS\s+)?TABLE\s*\(", each.text, re.IGNORECASE)
                if found:
                    return folded(part.split()[0] for part in comma_parts(balanced(each.text, found.end() - 1)))
        return None


def _altered(text: str) -> str:
    found = _ALTERS.match(text)
    return found[1] if found else ""


def _creating(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?:VIEW|TABLE|INTO|SYNONYM|EXISTS|TO|CONCURRENTLY|STREAM|SNAPSHOT|ALIAS)\s+|,\s*')(?:[\w.\"`\[\]$]*\.)?[#@\"`\[']*{re.escape(name)}(?!\w)"
        rf"|sp_rename\b",
        re.IGNORECASE,
    )
