"""Reads XML schemas, NIEM's among them: every element and attribute that holds something is a property of its type."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.read.beside import Beside
from status_audit.read.bounded import Refused
from status_audit.read.form_definition.form import Form, Question, labels
from status_audit.read.xml_tree import Node, parsed

TYPES = ("complexType", "simpleType")
GROUPS = ("group", "attributeGroup")
ELSEWHERE = ("include", "import", "redefine", "override")
STANDARD = ("http://www.w3.org/", "http://schemas.xmlsoap.org/")
"""Namespaces of which everybody knows what they hold, and that it is nothing about a person."""


def read(form: Form, root: Node) -> None:
    """A container per complex type and per group, and one of the file's own name for the elements at the top."""
    roots = [root] if root.tag == "schema" else list(root.all("schema"))
    schema = _Schema(form, root, roots)
    top = [each for one in roots for each in one.children("element", "attribute") if schema.stands_alone(each)]
    if top:
        form.begin(form.stem, "", root.line, kind="document")
        for each in top:
            form.ask(schema.property(each))
    for each in root.walk():
        name = schema.owner.get(id(each), each.get("name")) if each.tag in ("complexType", *GROUPS) else ""
        held = list(schema.own(each)) if name else []
        if held:
            form.begin(name, schema.told(each), each.line, kind="document")
            for one in held:
                form.ask(schema.property(one))
    for missing in schema.missing:
        form.gap("not-given", f"refers to {missing}, which is not there.", "Put it beside the schema.", root.line)
    if not form.items and any(root.all("simpleType", *ELSEWHERE)):
        form.begin(form.stem, "", root.line, kind="document")  # choices alone, or a schema that gathers others


class _Schema:
    def __init__(self, form: Form, root: Node, roots: list[Node]) -> None:
        self.owner: dict[int, str] = {}
        """The name of the element that a nameless type belongs to."""
        self.missing: list[str] = []
        self._types: dict[str, Node] = {}
        self._elements: dict[str, Node] = {}
        self._inner = {_local(each.get("ref")) for each in root.all("element", "attribute") if each.get("ref")}
        for each in root.walk():
            inner = each.child("complexType") if each.tag == "element" else None
            if inner is not None:
                self.owner[id(inner)] = each.get("name")
        for one in roots:
            self._know(one)
        self._others(form, roots)

    def own(self, node: Node) -> Iterator[Node]:
        """Elements and attributes of a type itself, not those of the types inside it."""
        for each in node.children():
            if each.tag in ("element", "attribute"):
                if self.holds(each):
                    yield each
            elif each.tag not in (*TYPES, "annotation"):
                yield from self.own(each)

    def stands_alone(self, element: Node) -> bool:
        """An element at the top that no type of this schema takes up: what takes it up tells what it is for."""
        return element.get("name") not in self._inner and self.holds(element)

    def holds(self, element: Node) -> bool:
        """It has a value, or a type that stands elsewhere: then its own name says what for."""
        inner = element.child("complexType")
        if not (element.get("name") or element.get("ref")):
            return False
        return inner is None or bool(inner.get("mixed") or inner.child("simpleContent")) or not any(self._slots(inner))

    def _slots(self, node: Node) -> Iterator[Node]:
        return (each for each in node.walk() if each.tag in ("element", "attribute"))

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

    def _options(self, element: Node, kind: str, depth: int = 0) -> Iterator[str]:
        """Choices of a simple type, of the type it restricts, and of the text of a complex one."""
        holder = element.child(*TYPES) or self._types.get(_local(kind))
        if holder is None or depth > 6:
            return
        found = False
        for each in holder.all("enumeration"):
            found, told = True, self.told(each)
            yield f"{each.get('value')}={told}" if told and len(told) < 120 else each.get("value")
        if not found:
            for each in holder.all("restriction", "extension", "list", "union"):
                for base in each.get("base", "itemType", "memberTypes").split():
                    yield from self._options(_NO_ELEMENT, base, depth + 1)

    def _know(self, root: Node) -> None:
        for each in root.children("element", "attribute"):
            self._elements.setdefault(each.get("name"), each)
        for each in root.all(*TYPES):
            if each.get("name"):
                self._types.setdefault(each.get("name"), each)

    def _others(self, form: Form, roots: list[Node]) -> None:
        """Types and elements of the documents that this one includes or imports, as far as they lie in the root."""
        beside = Beside(form.source)
        waiting = [(form.source.path, each) for one in roots for each in one.children(*ELSEWHERE)]
        while waiting:
            origin, link = waiting.pop(0)
            place = link.get("schemaLocation")
            found = beside.open(origin, place) if place else None
            if found is None:
                if place and origin == form.source.path and not link.get("namespace").startswith(STANDARD):
                    self.missing.append(place[:200])
                continue
            if found.data and (other := _tree(found.data, form)) is not None:
                self._know(other)
                waiting += [(found.path, each) for each in other.children(*ELSEWHERE)]


def _tree(data: bytes, form: Form) -> Node | None:
    try:
        return parsed(data, form.deadline).root
    except Refused:
        return None


_NO_ELEMENT = Node("element", {}, 0)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
