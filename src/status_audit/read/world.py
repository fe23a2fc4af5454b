"""One system while its sources are replayed: its tables, and the changes that wait for what they change."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from status_audit.model import Change, Container, Field
from status_audit.patterns import pattern_of
from status_audit.read.names import Names
from status_audit.read.replay import Drop, Mark, Step, joined
from status_audit.read.table import Table

TYPE_TAIL = pattern_of(r"(?:\s*\(.*|\s*\[\s*\d*\s*\]\s*|\s+array\b.*|\s+not\s+null.*)\Z", re.IGNORECASE | re.DOTALL)
IMPLIED = {"question": "form", "property": "document", "parameter": "routine"}


@dataclass(slots=True)
class Plain:
    """A form, a document, a dictionary's table: its fields stand as they are, equal names and all."""

    container: Container
    fields: list[Field] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """The containers of one system in the order they were first met."""

    names: Names
    holders: dict[str, Table | Plain] = field(default_factory=dict)
    _waiting: list[Step] = field(default_factory=list)
    _cascades: list[Change] = field(default_factory=list)

    def create(self, found: Container, mark: Mark, weak: bool = False) -> None:
        """A statement creates the container; `weak`: in a script that is not replayed."""
        key = self.names.canonical(found.name)
        held = self._table(key)
        if held is None:
            held = self.holders[key] = Table(found)
        if not weak:
            held.create(found, mark)

    def declare(self, found: Field, mark: Mark, weak: bool = False) -> None:
        key = self.names.canonical(found.container)
        held = self._table(key)
        if held is None:
            held = self.holders[key] = Table(_implied(found))
        held.declare(found, mark, weak)

    def plain(self, path: str, found: Container | Field) -> None:
        """A container or field of a source that is not replayed against others."""
        name = found.name if isinstance(found, Container) else found.container
        key = f"\0{path}\0{name.casefold()}"
        held = self.holders.get(key)
        if held is None:
            held = self.holders[key] = Plain(found if isinstance(found, Container) else _implied(found))
        if isinstance(found, Field) and isinstance(held, Plain):
            held.fields.append(found)

    def change(self, found: Change, mark: Mark) -> None:
        """Apply it now, or keep it until what it changes is declared."""
        step = Step(mark, found)
        if found.cascade:
            self._cascades.append(found)
        elif not self._apply(step):
            self._waiting.append(step)

    def settle(self) -> None:
        """Apply what waited, in order, as often as that makes anything new; what is left declares what it names."""
        while self._waiting:
            copies = {
                self.names.canonical(each.change.container) for each in self._waiting if each.change.action == "like"
            }
            left = [step for step in self._waiting if self._copies_a_copy(step, copies) or not self._apply(step)]
            if len(left) == len(self._waiting):
                break
            self._waiting = left
        for step in self._waiting:
            self._apply(step._replace(forced=True))
        self._waiting = []
        self._cascade()

    def _copies_a_copy(self, step: Step, copies: set[str]) -> bool:
        """Whether the table it copies is itself still to be filled."""
        return step.change.action == "like" and self.names.canonical(step.change.value) in copies

    def _table(self, key: str) -> Table | None:
        held = self.holders.get(key)
        return held if isinstance(held, Table) else None

    def _apply(self, step: Step) -> bool:
        """Whether it could be applied."""
        change = step.change
        table = self._table(self.names.canonical(change.value if change.action == "like" else change.container))
        if table is None and step.forced and change.field:
            made = Container("table", change.container, location=change.location)
            table = self.holders[self.names.canonical(change.container)] = Table(made)
        if table is None:
            return False
        if change.action == "rename":
            return self._rename(table, step)
        if change.action == "like":
            self._copy(table, change.container, step, here=True)
            return True
        return table.apply(step)

    def _rename(self, table: Table, step: Step) -> bool:
        """The new name exists from here on; the old one is dropped here."""
        change, mark = step.change, step.mark
        if change.field:
            slot = table.slot(step)
            if slot is None:
                return False
            place = replace(change.location, ref=f"{table.container.name}.{change.value}")
            old = slot.field()
            # A file number that was an alien number last year still holds the same values.
            former = joined([old.comment, f"formerly {old.name.replace('_', ' ')}"])
            new = replace(old, name=change.value, location=place, comment=former, dropped=None, judged=True)
            table.declare(new, mark.renamed(slot.first()[0]))
            slot.drops.append(Drop(mark, change.location))
            return True
        name = _qualified(change.value, table.container.name)
        self.names.add(name)
        self.create(replace(table.finished(), name=name, location=change.location), mark)
        self._copy(table, name, step, here=False)
        table.drop(Drop(mark, change.location))
        return True

    def _copy(self, table: Table, name: str, step: Step, here: bool) -> None:
        """Declare a table's live fields in another one; `here`: at the place of the copying statement."""
        for slot in list(table.slots.values()):
            if slot.live():
                old = slot.field()
                place = replace(step.change.location if here else old.location, ref=f"{name}.{old.name}")
                copied = replace(old, container=name, location=place, dropped=None, judged=True)
                self.declare(copied, step.mark if here else step.mark.renamed(slot.first()[0]))

    def _cascade(self) -> None:
        """Comments and choices of an enum or a domain reach every field of that type."""
        by_type: dict[str, list[Change]] = {}
        for each in self._cascades:
            by_type.setdefault(_type_name(each.container), []).append(each)
        if not by_type:
            return
        slots = (slot for held in self.holders.values() if isinstance(held, Table) for slot in held.slots.values())
        for slot in slots:
            for each in by_type.get(_type_name(slot.datatype or slot.declared[0][1].datatype), ()):
                slot.options.extend(each.options)
                if each.action == "comment" and each.value:
                    slot.comments.append(each.value)


def _implied(found: Field) -> Container:
    """The container that only its fields name."""
    return Container(IMPLIED.get(found.kind, "table"), found.container, found.system, location=found.location)


def _qualified(name: str, beside: str) -> str:
    """A new name without a schema stays in the schema of the old one."""
    schema = beside.rpartition(".")[0]
    return f"{schema}.{name}" if schema and "." not in name else name


def _type_name(datatype: str) -> str:
    return TYPE_TAIL.sub("", datatype).replace('"', "").rpartition(".")[2].strip().casefold()
