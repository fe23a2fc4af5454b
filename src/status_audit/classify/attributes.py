"""Rows of attribute and code tables that name a question (`NAT`, "Nationality?") become fields of kind `attribute`."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.classify.surroundings import steps
from status_audit.classify.vocabulary import Vocabulary
from status_audit.model.schema import Entry, Field, Inventory, Label


def attribute_fields(inventory: Inventory, vocabulary: Vocabulary) -> Iterator[Field]:
    """One field per row of a table of attributes whose text or code is telling, in the inventory's order."""
    system_of = dict(inventory.system_of)
    carriers: dict[str, bool] = {}
    for entry in inventory.entries:
        if entry.container not in carriers:
            carriers[entry.container] = names_attributes(entry.container, vocabulary)
        if carriers[entry.container] and _telling(entry, vocabulary):
            yield attribute_field(entry, system_of.get(entry.location.source, ""))


def names_attributes(container: str, vocabulary: Vocabulary) -> bool:
    """Is it a table of questions or attributes, rather than of the values of one of them?"""
    parts = steps(container)
    reading = vocabulary.name(parts[-1]) if parts else vocabulary.name("")
    concepts = reading.text.concepts
    if vocabulary.number("ATTRIBUTES") not in concepts or vocabulary.number("VALUE-LIST") in concepts:
        return False
    return not reading.supports


def attribute_field(entry: Entry, system: str) -> Field:
    """The row as a field: named by its code, labelled with its text."""
    label = (Label(entry.text),) if entry.text and entry.text != entry.code else ()
    name = entry.code or entry.text
    return Field(name, entry.container, "attribute", entry.location, system, label=label, key=entry.code)


def _telling(entry: Entry, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.text(entry.text).supports) or bool(vocabulary.name(entry.code).supports)
