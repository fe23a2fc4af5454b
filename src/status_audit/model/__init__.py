"""The nouns that the rooms pass to one another; frozen, and without any I/O."""

from __future__ import annotations

from status_audit.model.flow import Edge, Facts, Flow, Hop, Sink, Slot
from status_audit.model.meaning import Classification, Evidence
from status_audit.model.place import Location, Source
from status_audit.model.schema import (
    Change,
    Container,
    Directive,
    Entry,
    Field,
    Gap,
    Grant,
    Inventory,
    Item,
    Label,
    Link,
    Membership,
    Reading,
    Reference,
    Statement,
)

__all__ = [
    "Change",
    "Classification",
    "Container",
    "Directive",
    "Edge",
    "Entry",
    "Evidence",
    "Facts",
    "Field",
    "Flow",
    "Gap",
    "Grant",
    "Hop",
    "Inventory",
    "Item",
    "Label",
    "Link",
    "Location",
    "Membership",
    "Reading",
    "Reference",
    "Sink",
    "Slot",
    "Source",
    "Statement",
]
