"""The notation of the command line for fields: `table.column`, `table.doc$.path`, `table.value@key=CODE`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from status_audit.model import Container, Field, Inventory, Location, Slot
from status_audit.patterns import pattern_of
from status_audit.trace.names import split_name
from status_audit.trace.paths import split_path
from status_audit.trace.values import Path

_FIELD = pattern_of(r"^(?P<name>[^$@]*?)(?:\$(?P<path>[^@]*))?(?:@(?P<key>[^=]+)=(?P<code>.*))?$", re.DOTALL)
_PLAIN = pattern_of(r"^(?P<name>.*)(?P<path>(?!))?(?P<key>(?!))?(?P<code>(?!))?$", re.DOTALL)
"""A name that itself holds the signs of the notation: all of it is the name."""
_COLUMN = pattern_of(r"^(?P<column>[^$@]*)(?:\$(?P<path>[^@]*))?(?:@(?P<key>[^=]+)=(?P<code>.*))?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Seed:
    """A banned field to follow, and what reports call it."""

    slot: Slot
    ref: str
    location: Location
    relation: str = ""
    """The relation's key, where the slot alone cannot tell it: a temporary table of one routine."""


@dataclass(frozen=True, slots=True)
class Column:
    """A slot's column, taken apart."""

    name: str
    path: Path = ()
    key: str = ""
    code: str = ""


def column_of(text: str) -> Column:
    found = _COLUMN.match(text)
    if found is None or not found["column"]:  # a name that itself holds the signs of the notation
        return Column(text.casefold())
    path = split_path("$" + found["path"]) if found["path"] else ()
    return Column(found["column"].casefold(), path, (found["key"] or "").casefold(), (found["code"] or "").casefold())


def seed_of(text: str, inventory: Inventory) -> tuple[Seed, ...]:
    """Every field a command-line FIELD means, in each system that has it; one undeclared seed where none has."""
    found = _FIELD.match(text.strip()) or _PLAIN.match(text.strip())
    assert found is not None
    parts = split_name(found["name"])
    if len(parts) < 2:
        return _by_column(parts[0], found, inventory)
    matches = [seed for each in inventory.containers for seed in _in_container(each, parts, found, inventory, text)]
    if matches:
        return tuple(dict.fromkeys(matches))
    systems = tuple(dict.fromkeys(system for _, system in inventory.system_of)) or ("",)
    column = _with_rest(parts[-1], (), found)
    slots = (Slot(system, ".".join(parts[:-1]), column) for system in systems)
    return tuple(Seed(slot, text.strip(), Location("", text.strip())) for slot in slots)


def _in_container(
    container: Container, parts: tuple[str, ...], found: re.Match[str], inventory: Inventory, text: str
) -> list[Seed]:
    """The container may be named with or without its schema; what follows its name is a column, then struct fields."""
    named = split_name(container.name)
    seeds = []
    for length in range(1, len(parts)):
        given = parts[:length]
        shared = min(len(given), len(named))
        if given[-shared:] != named[-shared:] or (len(given) > len(named) and len(parts) > length + 1):
            continue
        if len(given) < len(parts) - 1 and not _has_column(container, parts[length], inventory):
            continue
        column, rest = parts[length], parts[length + 1 :]
        field = _field(container, column, inventory)
        location = field.location if field else container.location or Location("", text.strip())
        slot = Slot(container.system, ".".join(named), _with_rest(column, rest, found))
        seeds.append(Seed(slot, _ref(container, field, column, rest, found), location))
    return seeds


def _field(container: Container, column: str, inventory: Inventory) -> Field | None:
    same = (each for each in inventory.fields if each.container == container.name and each.system == container.system)
    return next((each for each in same if each.name.casefold() == column), None)


def _has_column(container: Container, column: str, inventory: Inventory) -> bool:
    return _field(container, column, inventory) is not None


def _with_rest(column: str, rest: tuple[str, ...], found: re.Match[str]) -> str:
    path = "".join(f".{step}" for step in (*rest, *(split_path("$" + found["path"]) if found["path"] else ())))
    key = f"@{found['key']}={found['code']}" if found["key"] else ""
    return f"{column}{'$' + path if path else ''}{key}".casefold()


def _ref(container: Container, field: Field | None, column: str, rest: tuple[str, ...], found: re.Match[str]) -> str:
    name = ".".join((field.name if field else column, *rest))
    path = f"${found['path']}" if found["path"] else ""
    key = f"@{found['key']}={found['code']}" if found["key"] else ""
    return f"{container.name}.{name}{path}{key}"


def _by_column(column: str, found: re.Match[str], inventory: Inventory) -> tuple[Seed, ...]:
    """A bare column name means that column wherever it is declared."""
    seeds = []
    for each in inventory.fields:
        if each.name.casefold() == column and each.kind != "question":
            slot = Slot(each.system, each.container.casefold(), _with_rest(column, (), found))
            seeds.append(Seed(slot, f"{each.container}.{each.name}", each.location))
    return tuple(dict.fromkeys(seeds))
