"""Rows of attribute and code tables that name a question (`NAT`, "Nationality?") become fields of kind `attribute`."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.classify.surroundings import steps
from status_audit.classify.vocabulary import Vocabulary
from status_audit.model.schema import Entry, Field, Inventory, Label


def attribute_fields(inventory: Inventory, vocabulary: Vocabulary) -> Iterator[Field]:
    """One field per row of a table of attributes whose text or code is telling, in the inventory's order."""
    system_of = dict(inventory.system_of)
    carriers: dict[str, str] = {}
    known = {(each.container, each.key) for each in inventory.fields if each.kind == "attribute"}
    for entry in inventory.entries:
        if (entry.container, entry.code) in known:
            continue
        if entry.container not in carriers:
            carriers[entry.container] = rows_are(entry.container, vocabulary)
        rows = carriers[entry.container]
        if rows and _telling(entry, vocabulary) and not (rows == "either" and _is_value(entry, vocabulary)):
            yield attribute_field(entry, system_of.get(entry.location.source, ""))


def rows_are(container: str, vocabulary: Vocabulary) -> str:
    """`attributes` in a table of questions, `either` in one of types or options, empty in a list of values."""
    parts = steps(container)
    reading = vocabulary.name(parts[-1] if parts else "")
    concepts = reading.text.concepts
    if vocabulary.number("VALUE-LIST") in concepts or reading.supports:
        return ""
    if vocabulary.number("ATTRIBUTES") in concepts:
        return "attributes"
    return "either" if vocabulary.number("LISTS") in concepts else ""


def attribute_field(entry: Entry, system: str) -> Field:
    """The row as a field: named by its code, labelled with its text."""
    label = (Label(entry.text),) if entry.text and entry.text != entry.code else ()
    name = entry.code or entry.text
    return Field(name, entry.container, "attribute", entry.location, system, label=label, key=entry.code)


def _telling(entry: Entry, vocabulary: Vocabulary) -> bool:
    return bool(vocabulary.text(entry.text).supports) or bool(vocabulary.name(entry.code).supports)


def _is_value(entry: Entry, vocabulary: Vocabulary) -> bool:
    """`Refugee` in a table of types is a value; `Immigration status` there is a question."""
    return any("options" in match.mark.signals for match in vocabulary.text(entry.text).supports)
