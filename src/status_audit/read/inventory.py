"""Assembles all Readings into one Inventory: replay, comments, choices, references and the system of each container."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TypeVar

from status_audit.model import (
    Change,
    Container,
    Directive,
    Entry,
    Field,
    Gap,
    Grant,
    Inventory,
    Membership,
    Reading,
    Reference,
    Statement,
)
from status_audit.model.policy import Project
from status_audit.read.attributes import attribute_fields
from status_audit.read.names import Names
from status_audit.read.replay import Mark, Slot
from status_audit.read.resolve_labels import resolved
from status_audit.read.sequence import order
from status_audit.read.table import Table
from status_audit.read.world import Plain, World

MIGRATED = frozenset({"sql", "rails", "python", "prisma", "liquibase", "jpa", "script-schema"})
"""Kinds of source whose files may be steps of an ordered migration sequence."""
ORDERED = frozenset({"liquibase"})
"""Kinds of source that are a sequence of steps in themselves."""
REPLAYED = MIGRATED | {"sqlite", "code-sql"}
"""Kinds of source whose containers of one name are one container."""
RELATIONS_OF_FORMS = frozenset({"form", "document"})
BACKWARDS_PARTS = frozenset({"down", "undo", "rollback", "uninstall"})
"""`Location.part` of a section that takes back what the rest of its file does."""
T = TypeVar("T")


def assemble(readings: Iterable[Reading], project: Project) -> Inventory:
    """One inventory, the same for any order of the readings."""
    ordered = sorted(readings, key=_order)
    systems: dict[str, list[Reading]] = {}
    for each in ordered:
        systems.setdefault(each.source.system, []).append(each)
    parts = [_System(name, resolved(own), project).parts() for name, own in systems.items()]
    return Inventory(
        sources=tuple(each.source for each in ordered),
        containers=_all(parts, lambda each: each.containers),
        fields=_all(parts, lambda each: each.fields),
        references=_all(parts, lambda each: each.references),
        entries=_all(parts, lambda each: each.entries),
        grants=_of(ordered, Grant),
        memberships=_of(ordered, Membership),
        statements=_of(ordered, Statement),
        directives=_of(ordered, Directive),
        gaps=tuple(_counted(_of(ordered, Gap))),
        skipped=sum(each.skipped for each in ordered),
        system_of=tuple((each.source.path, each.source.system) for each in ordered),
    )


def _of_slots(slots: Iterable[Slot]) -> list[Field]:
    return [field for slot in slots for field in (slot.field(), *slot.elsewhere())]


def _order(reading: Reading) -> tuple[str, str, tuple[tuple[int, int, str], ...], str]:
    """By system, then by path, the steps of a sequence in their natural order."""
    source = reading.source
    where = f"{source.sequence[0]}/" if source.sequence else source.path
    return source.system, where, order(source.sequence), source.path


@dataclass(slots=True)
class _Parts:
    """What one system adds to the inventory."""

    containers: list[Container] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class _System:
    """Replays the sources of one system, in order."""

    def __init__(self, name: str, readings: Sequence[Reading], project: Project) -> None:
        self._name = name
        self._readings = readings
        self._schemas = tuple((each.name, each.schemas) for each in project.systems if each.schemas)
        self._world = World(Names(_declared(readings)))

    def parts(self) -> _Parts:
        marks = _marks(self._readings)
        for number, reading in enumerate(self._readings):
            if reading.source.kind in REPLAYED:
                self._replay(reading, marks[number], number)
            else:
                self._keep(reading)
        self._world.settle()
        return self._finished()

    def _replay(self, reading: Reading, step: tuple[int, int], number: int) -> None:
        world, backwards = self._world, not reading.source.replayed
        ordered = reading.source.kind in ORDERED
        for position, item in enumerate(reading.items):
            if isinstance(item, Field):
                weak = backwards or item.location.part in BACKWARDS_PARTS
                if item.kind in ("question", "property"):
                    world.plain(reading.source.path, item)
                else:
                    world.declare(item, Mark(*step, number, position, ordered=ordered), weak)
            elif isinstance(item, Container):
                weak = backwards or bool(item.location and item.location.part in BACKWARDS_PARTS)
                if item.kind in RELATIONS_OF_FORMS:
                    world.plain(reading.source.path, item)
                else:
                    world.create(item, Mark(*step, number, position, ordered=ordered), weak)
            elif isinstance(item, Change):
                weak = backwards or item.location.part in BACKWARDS_PARTS
                if not (weak and item.action in ("drop", "rename", "like", "alter")):
                    world.change(item, Mark(*step, number, position, ordered=ordered))

    def _keep(self, reading: Reading) -> None:
        for item in reading.items:
            if isinstance(item, Container | Field):
                self._world.plain(reading.source.path, item)

    def _finished(self) -> _Parts:
        parts = _Parts(
            references=list(self._references()),
            entries=[self._entry(each) for each in _of(self._readings, Entry)],
        )
        groups = [self._group(held) for held in self._world.holders.values()]
        by_name = {container.name: fields for container, fields in groups}
        attributes = attribute_fields(parts.entries, parts.references, by_name) if parts.entries else {}
        for container, fields in groups:
            parts.containers.append(container)
            parts.fields.extend(fields)
            parts.fields.extend(replace(each, system=container.system) for each in attributes.pop(container.name, ()))
        for name, left in attributes.items():
            system = self._system_of(name)
            parts.containers.append(Container("table", name, system, declared=False, location=left[0].location))
            parts.fields.extend(replace(each, system=system) for each in left)
        return parts

    def _group(self, held: Table | Plain) -> tuple[Container, list[Field]]:
        """A container and its fields as they stand at the end, all of one system and one spelling."""
        found = held.finished() if isinstance(held, Table) else held.container
        system = self._system_of(found.name)
        fields = _of_slots(held.slots.values()) if isinstance(held, Table) else held.fields
        container = found if found.system == system else replace(found, system=system)
        return container, [
            each
            if each.system == system and each.container == found.name
            else replace(each, system=system, container=found.name)
            for each in fields
        ]

    def _references(self) -> Iterator[Reference]:
        """Each once, though several statements may declare it."""
        seen: set[tuple[str, ...]] = set()
        for each in map(self._reference, _of(self._readings, Reference)):
            said = (each.container, each.field.casefold(), each.to_container, each.to_field.casefold())
            if said not in seen:
                seen.add(said)
                yield each

    def _reference(self, found: Reference) -> Reference:
        container, to = self._spelled(found.container), self._spelled(found.to_container)
        if (container, to) == (found.container, found.to_container):
            return found
        return replace(found, container=container, to_container=to)

    def _entry(self, found: Entry) -> Entry:
        container = self._spelled(found.container)
        return found if container == found.container else replace(found, container=container)

    def _spelled(self, name: str) -> str:
        """The name of the declared container that is meant, as it is spelled where it is declared."""
        held = self._world.holders.get(self._world.names.canonical(name))
        return held.container.name if held else name

    def _system_of(self, container: str) -> str:
        """The project's entry whose schema matches, else the system of the sources."""
        schema = container.casefold().rpartition(".")[0]
        if schema:
            for name, schemas in self._schemas:
                if any(_matches(schema, each.casefold()) for each in schemas):
                    return name
        return self._name


def _matches(schema: str, pattern: str) -> bool:
    return fnmatchcase(schema, pattern) or fnmatchcase(schema.rpartition(".")[2], pattern)


def _declared(readings: Iterable[Reading]) -> Iterator[str]:
    """Every name under which a source declares a relation."""
    for reading in readings:
        if reading.source.kind not in REPLAYED:
            continue
        last = ""
        for item in reading.items:
            if isinstance(item, Container):
                yield item.name
            elif isinstance(item, Field) and item.container != last:
                last = item.container
                yield last
            elif isinstance(item, Change) and item.action == "like":
                yield item.container


def _marks(readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """(sequence, step) of each reading; (-1, 0) outside any sequence. Equal versions are one step."""
    steps: dict[str, list[tuple[tuple[int, int, str], ...]]] = {}
    found = []
    for reading in readings:
        sequence = reading.source.sequence
        if not sequence:
            found.append((-1, 0))
            continue
        known = steps.setdefault(sequence[0], [])
        version = order(sequence)
        if version not in known[-1:]:
            known.append(version)
        found.append((list(steps).index(sequence[0]), len(known)))
    return found


def _of(readings: Iterable[Reading], kind: type[T]) -> tuple[T, ...]:
    return tuple(item for reading in readings for item in reading.items if type(item) is kind)


def _all(parts: Iterable[_Parts], chosen: Callable[[_Parts], list[T]]) -> tuple[T, ...]:
    return tuple(each for part in parts for each in chosen(part))


def _counted(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """One per (source, kind, routine), at the first place, with the sum of the counts."""
    groups: dict[tuple[str, str, str], list[Gap]] = {}
    for each in gaps:
        groups.setdefault((each.location.source, each.kind, each.location.ref), []).append(each)
    for first, *rest in groups.values():
        yield replace(first, count=first.count + sum(each.count for each in rest)) if rest else first
