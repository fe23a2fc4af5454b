"""Reads XML schemas, NIEM's among them: every element and attribute that holds a value is a property of its type."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.read.form_definition.form import Form, Question, labels
from status_audit.read.xml_tree import Node


def read(form: Form, root: Node) -> None:
    """A container per complex type and per element that has one of its own; elements at the top in one for the file."""
    schema = _Schema(root)
    top = [each for each in root.children("element", "attribute") if not schema.is_complex(each)]
    if top:
        form.begin(form.stem, "", root.line, kind="document")
        for each in top:
            form.ask(schema.property(each))
    for each in root.walk():
        if each.tag == "complexType" and (name := schema.owner.get(id(each), each.get("name"))):
            held = list(schema.own(each))
            if held:
                form.begin(name, schema.told(each), each.line, kind="document")
                for one in held:
                    form.ask(schema.property(one))


class _Schema:
    def __init__(self, root: Node) -> None:
        self.owner: dict[int, str] = {}
        """The name of the element that a nameless type belongs to."""
        self._simple: dict[str, Node] = {}
        self._complex: set[str] = set()
        self._elements = {each.get("name"): each for each in root.children("element", "attribute")}
        for each in root.walk():
            inner = each.child("complexType") if each.tag == "element" else None
            if inner is not None:
                self.owner[id(inner)] = each.get("name")
            if each.tag == "simpleType" and each.get("name"):
                self._simple[each.get("name")] = each
            if each.tag == "complexType" and each.get("name") and not each.child("simpleContent"):
                self._complex.add(each.get("name"))

    def own(self, node: Node) -> Iterator[Node]:
        """Elements and attributes of a type itself, not those of the types inside it."""
        for each in node.children():
            if each.tag in ("element", "attribute"):
                if not self.is_complex(each):
                    yield each
            elif each.tag not in ("complexType", "annotation", "simpleType"):
                yield from self.own(each)

    def is_complex(self, element: Node) -> bool:
        return bool(element.child("complexType")) or _local(element.get("type")) in self._complex

    def property(self, element: Node) -> Question:
        named = element.get("name") or element.get("ref")
        meant = self._elements.get(_local(element.get("ref")), element) if element.get("ref") else element
        kind = meant.get("type")
        return Question(
            name=_local(named),
            labels=labels(element.get("label", "title")),
            datatype=kind,
            options=tuple(self._options(meant, kind)),
            comment=self.told(element) or self.told(meant),
            line=element.line,
            kind="property",
        )

    def told(self, node: Node) -> str:
        parts = (inner.wording() for each in node.children("annotation") for inner in each.children("documentation"))
        return " ".join(each for each in parts if each)[:1000]

    def _options(self, element: Node, kind: str) -> Iterator[str]:
        holder = element.child("simpleType") or self._simple.get(_local(kind))
        for each in holder.all("enumeration") if holder is not None else ():
            told = self.told(each)
            yield f"{each.get('value')}={told}" if told and len(told) < 120 else each.get("value")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
