"""What of the inventory lies around single fields: their containers, and the tables they refer to with their rows."""

from __future__ import annotations

from collections.abc import Sequence

from status_audit.classify.surroundings import NOTHING, Referred, Surroundings, steps
from status_audit.classify.vocabulary import Vocabulary
from status_audit.model.schema import Container, Field, Inventory
from status_audit.words import fold

_MOST_ROWS = 60


class World:
    """The inventory, looked up by name."""

    def __init__(self, inventory: Inventory, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._containers: dict[tuple[str, str], Container] = {(c.system, c.name): c for c in inventory.containers}
        system_of = dict(inventory.system_of)
        self.references: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for each in inventory.references:
            key = (system_of.get(each.location.source, ""), each.container, each.field)
            self.references[key] = (*self.references.get(key, ()), each.to_container)
        self._rows: dict[tuple[str, str], list[str]] = {}
        for entry in inventory.entries:
            system = system_of.get(entry.location.source, "")
            self._rows.setdefault((system, fold(_last(entry.container))), []).append(entry.text or entry.code)

    def refers(self, field: Field) -> bool:
        """Does a definition say that the field refers to a table?"""
        return bool(self.references) and (field.system, field.container, field.name) in self.references

    def around(self, key: tuple[str, str], fields: Sequence[Field]) -> Surroundings:
        """The surroundings of the fields of one (system, container)."""
        return Surroundings(self._vocabulary, key[1], fields, self._containers.get(key))

    def referred(self, field: Field) -> Referred:
        """The tables that the field refers to, read, and the texts of their literal rows."""
        targets = self.references.get((field.system, field.container, field.name), ())
        if not targets:
            return NOTHING
        names = [_last(target) for target in targets]
        rows = [row for name in names for row in self._rows.get((field.system, fold(name)), ())[:_MOST_ROWS]]
        return Referred(tuple(map(self._vocabulary.name, names)), tuple(rows))


def _last(container: str) -> str:
    """The table's own name, without its schema."""
    parts = steps(container)
    return parts[-1] if parts else ""
