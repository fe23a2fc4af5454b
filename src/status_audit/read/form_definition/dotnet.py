"""Reads the data models of .NET in XML: Entity Framework's EDMX and OData's metadata, and LINQ to SQL's DBML."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.read.form_definition.form import Form, Question
from status_audit.read.xml_tree import Node

TYPES = ("EntityType", "ComplexType")
SLOTS = ("Property", "NavigationProperty")


def edm(form: Form, root: Node) -> None:
    """A table per entity, a document per complex type; what leads to another entity is a property like any other."""
    choices = {each.get("Name"): [one.get("Name") for one in each.children("Member")] for each in root.all("EnumType")}
    for each in root.all(*TYPES):
        if not each.get("Name"):
            continue
        entity = each.tag == "EntityType"
        form.begin(each.get("Name"), "", each.line, "table" if entity else "document")
        for one in each.children(*SLOTS):
            kind = one.get("Type", "ToRole")
            bare = kind.removeprefix("Collection(").removesuffix(")").rpartition(".")[2]
            form.ask(
                Question(
                    name=one.get("Name"),
                    datatype=kind,
                    options=tuple(choices.get(bare, ())),
                    comment=" ".join(_told(one)),
                    line=one.line,
                    kind="column" if entity else "property",
                )
            )


def _told(node: Node) -> Iterator[str]:
    for each in node.children("Documentation"):
        yield each.wording()
    for each in node.children("Annotation"):
        if each.get("Term").endswith((".Description", ".LongDescription", ".Label")):
            yield each.get("String") or each.wording()


def dbml(form: Form, root: Node) -> None:
    """A table per table, a column per column, under the names of the database."""
    for table in root.all("Table"):
        form.begin(table.get("Name"), "", table.line, "table")
        for each in table.all("Column"):
            member = each.get("Member")
            form.ask(
                Question(
                    name=each.get("Name") or member,
                    datatype=each.get("DbType", "Type"),
                    comment=member if each.get("Name") and member != each.get("Name") else "",
                    line=each.line,
                    kind="column",
                )
            )
