"""Which relation a name means: inside one system, folded, and told apart by schema only where that is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from status_audit.model import Inventory

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

SEPARATOR = "\x1f"
TEMPORARY_SCHEMAS = ("global_temp", "pg_temp", "temp", "session")
"""Under which Spark, PostgreSQL, SQLite and Db2 know temporary relations."""
DEFAULT_SCHEMAS = ("", "public", "dbo", "main")


class Place(NamedTuple):
    """Where a name is spoken: temporary tables, variables and records live here."""

    system: str
    source: str
    scope: str
    batch: int = 0
    """Which batch of a script it stands in, where variables end with the batch; 0 inside routines."""

    @property
    def inner(self) -> str:
        """What variables and records belong to: the routine, else the batch."""
        return self.scope or (f"batch {self.batch}" if self.batch else "")

    def within(self, scope: str) -> Place:
        """The same source, inside a routine."""
        return Place(self.system, self.source, scope)

    def sees(self, owner: tuple[str, str]) -> bool:
        """Whether variables of an owner, (source, scope), are known here; without a source, they are a package's."""
        source, scope = owner
        if not source:
            return True
        return source == self.source and (scope in ("", self.inner) or self.inner.startswith(f"{scope}."))


def fold(name: str) -> str:
    """Case and quotes never tell two names apart: a false merge is cheaper than a miss."""
    return name.strip().strip('"`[]').casefold()


def split_name(name: str) -> tuple[str, ...]:
    """The folded parts of a dotted name; quotes may hold dots."""
    parts, part, closing = [], "", ""
    for letter in name.strip():
        if closing:
            if letter == closing:
                closing = ""
            else:
                part += letter
        elif letter in '"`[':
            closing = "]" if letter == "[" else letter
        elif letter == ".":
            parts.append(part)
            part = ""
        else:
            part += letter
    return tuple(each.strip().casefold() for each in (*parts, part))


class Naming(Protocol):
    """What the reading of one statement needs of all names."""

    @property
    def spelled(self) -> dict[str, str]: ...

    def key(self, parts: Sequence[str], place: Place) -> str: ...

    def spell(self, key: str, table: Expr) -> None: ...


class Names:
    """Turns names into keys. A key is `system`, the shown name and, for what is temporary, its source and scope."""

    def __init__(self, inventory: Inventory, crossing: Callable[[Sequence[str]], str] | None = None) -> None:
        self._schemas: dict[tuple[str, str], set[str]] = {}
        self._systems = dict(inventory.system_of)
        self._temporary: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self._callers: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self._crossing = crossing
        self.exact: dict[tuple[str, str, str], str] = {}
        """(system, container, name) of fields of temporary tables -> the table's key, which alone tells them apart."""
        self.spelled: dict[str, str] = {}
        """How statements spell relations, by key, as they were first met."""
        for each in inventory.containers:
            name = split_name(each.name)[-1]
            if not name.startswith("#") or name.startswith("##"):
                self.know(each.system, each.name)
            elif each.location is not None:
                self.know_temporary(Place(each.system, each.location.source, ""), name)

    def system_of(self, source: str) -> str:
        return self._systems.get(source, "")

    def know(self, system: str, name: str) -> None:
        """Remember that a relation of this name exists, so that equal names in two schemas stay apart."""
        parts = split_name(name)
        if parts[-1]:
            self._schemas.setdefault((system, parts[-1]), set()).add(parts[-2] if len(parts) > 1 else "")

    def knows(self, system: str, name: str) -> bool:
        """Whether a relation of this name is known, in whatever schema."""
        return (system, split_name(name)[-1]) in self._schemas

    def spell(self, key: str, table: Expr) -> None:
        """Remember how a statement spells a relation."""
        if key not in self.spelled:
            self.spelled[key] = spelling(table)

    def schemas_of(self, key: str) -> set[str]:
        """Schemas in which the relation of a key is known; empty text for none given."""
        name = split_name(shown(key))
        return {name[-2]} if len(name) > 1 else self._schemas.get((system_in(key), name[-1]), {""})

    def has_schema(self, system: str, schema: str) -> bool:
        return any(schema in known for (owner, _), known in self._schemas.items() if owner == system)

    def know_temporary(self, place: Place, name: str) -> None:
        self._temporary.setdefault((place.system, name), set()).add((place.source, place.scope))

    def know_call(self, place: Place, routine: str) -> None:
        """A routine sees the temporary tables of those that call it."""
        self._callers.setdefault((place.system, routine), set()).add((place.source, place.scope))

    def key(self, parts: Sequence[str], place: Place) -> str:
        """The key of the relation that folded `parts` (schema before name) mean when spoken at `place`."""
        name = parts[-1].partition("@")[0] if not parts[-1].startswith("@") else parts[-1]
        if name.startswith(("#", "@")) and not name.startswith("##"):
            return self._local(name, place)
        if (len(parts) == 1 or parts[-2] in TEMPORARY_SCHEMAS) and (place.system, name) in self._temporary:
            owner = self._owner(name, place)
            if owner:
                return self._local(name, Place(place.system, *owner))
        system = (
            self._crossing(parts) if self._crossing and (len(parts) > 1 or "@" in parts[0][1:]) else ""
        ) or place.system
        return SEPARATOR.join((system, self._qualified(system, name, parts[-2] if len(parts) > 1 else "")))

    def _local(self, name: str, place: Place) -> str:
        own = (place.source, place.inner if name.startswith("@") else place.scope)
        owner = self._owner(name, place) or own
        return SEPARATOR.join((place.system, name, *owner))

    def _owner(self, name: str, place: Place) -> tuple[str, str] | None:
        """Who created the temporary table that is meant: this routine, its file, or the only routine that does."""
        owners = self._temporary.get((place.system, name), set())
        for owner in ((place.source, place.scope), (place.source, "")):
            if owner in owners:
                return owner
        if place.scope:
            return self._of_callers(place, owners)
        near = sorted(owner for owner in owners if owner[0] == place.source)
        return near[0] if len(near) == 1 else None

    def _of_callers(self, place: Place, owners: set[tuple[str, str]]) -> tuple[str, str] | None:
        routines, seen = [split_name(place.scope)[-1]], set()
        while routines:
            routine = routines.pop(0)
            seen.add(routine)
            callers = sorted(self._callers.get((place.system, routine), ()))
            found = [each for each in callers if each in owners]
            if found:
                return found[0]
            routines.extend(name for name in (split_name(scope)[-1] for _, scope in callers) if name not in seen)
        return None

    def _qualified(self, system: str, name: str, schema: str) -> str:
        known = self._schemas.get((system, name), set())
        if len(known) < 2 or len(known - set(DEFAULT_SCHEMAS)) == 0:
            return name
        if schema in known and schema not in DEFAULT_SCHEMAS:
            return f"{schema}.{name}"
        if schema in DEFAULT_SCHEMAS and not known & set(DEFAULT_SCHEMAS):
            return f"{min(known)}.{name}"
        return name


def spelling(table: Expr) -> str:
    """A relation's name as a statement writes it."""
    parts = [table.args[each].name for each in ("catalog", "db") if table.args.get(each)]
    return ".".join((*parts, table.name))


def private_key(place: Place, name: str) -> str:
    """The key of a routine's own relation: its variables, a record, a cursor."""
    return SEPARATOR.join((place.system, f"@{name}", place.source, place.inner))


def variables_key(place: Place) -> str:
    return private_key(place, "")


def shown(key: str) -> str:
    """The name in a key, as reports show it."""
    return key.split(SEPARATOR)[1]


def system_in(key: str) -> str:
    return key.split(SEPARATOR, 1)[0]


def is_private(key: str) -> bool:
    """Whether the key is of a variable, a record or a cursor: a hop, never a destination."""
    parts = key.split(SEPARATOR)
    return len(parts) == 4 and parts[1].startswith("@")


def is_temporary(key: str) -> bool:
    return key.count(SEPARATOR) == 3


def place_in(key: str) -> tuple[str, str]:
    """(source, scope) of a temporary key."""
    parts = key.split(SEPARATOR)
    return parts[2], parts[3]


def folded(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(name) for name in names)
