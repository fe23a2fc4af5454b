"""Reads an Avro schema in JSON: records within records, each field with its words and choices."""

from __future__ import annotations

from typing import Any

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.model import Gap, Location, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.contents import contents, unread
from status_audit.read.form_definition.form import Form, Keys, Question, labels, listed, mapped, said

LIMITS = Limits(size=20_000_000, depth=200, nodes=400_000)
WRAPS = ("array", "map")
DEEPEST = 60


def read_avro(source: Source) -> Reading:
    """A container per record, a property per field that holds a value or refers to a record."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    try:
        document = parse(data, "schema.json", LIMITS)
    except AuditError as error:
        place, _, told = error.message.partition(": ")
        line = place.rpartition(":")[2]
        where = Location(source.path, "", int(line) if line.isdecimal() else None)
        return unread(source, Gap("unparsed", where, f"{told}.", "Mend the schema, or save it again."))
    form = Form(source)
    try:
        _Schema(form, document).schema(document.data, (), 0)
    except Refused as refused:
        form.items.append(refused.gap(source.path))
    if not form.items:
        form.gap("unparsed", "holds no record that could be made out.", "Look what it is.")
    return Reading(source, tuple(form.items), partly=any(isinstance(each, Gap) for each in form.items))


class _Schema:
    def __init__(self, form: Form, document: Document) -> None:
        self._form = form
        self._document = document
        self._choices: dict[str, tuple[str, ...]] = {}

    def schema(self, value: Any, keys: Keys, depth: int) -> None:
        """Every record in a schema: itself, those of a union, those inside a list."""
        if depth > DEEPEST or not isinstance(value, dict | list):
            return
        for at, each in enumerate(listed(value)):
            self.schema(each, (*keys, at), depth + 1)
        made = mapped(value)
        kind = made.get("type")
        if kind == "enum":
            self._choices[said(made.get("name"))] = tuple(said(each) for each in listed(made.get("symbols")))
            if not keys:
                self._form.begin(said(made.get("name")), said(made.get("doc")), 1, kind="document")
        if kind in ("record", "error"):
            self._record(made, keys, depth)
        for name in ("items", "values"):
            self.schema(made.get(name), (*keys, name), depth + 1)
        if isinstance(kind, dict | list):
            self.schema(kind, (*keys, "type"), depth + 1)
        for at, each in enumerate(listed(made.get("types"))):
            self.schema(each, (*keys, "types", at), depth + 1)

    def _record(self, made: Any, keys: Keys, depth: int) -> None:
        fields = listed(made.get("fields"))
        for each in fields:
            self._enumerations(mapped(each).get("type"), 0)
        name = ".".join(filter(None, (said(made.get("namespace")), said(made.get("name")))))
        self._form.begin(name, said(made.get("doc"))[:300], self._document.line_of((*keys, "name")), kind="document")
        for at, each in enumerate(fields):
            field = mapped(each)
            if not said(field.get("name")):
                continue
            kind, choices = _kind(field.get("type"), 0)
            self._form.ask(
                Question(
                    name=said(field.get("name")),
                    labels=labels(field.get("label"), field.get("title")),
                    datatype=kind,
                    options=choices or self._choices.get(kind.rpartition(".")[2], ()),
                    comment="; ".join(filter(None, (said(field.get("doc")), *map(said, listed(field.get("aliases")))))),
                    line=self._document.line_of((*keys, "fields", at, "name")),
                    kind="property",
                )
            )
        for at, each in enumerate(fields):
            self.schema(mapped(each).get("type"), (*keys, "fields", at, "type"), depth + 1)

    def _enumerations(self, value: Any, depth: int) -> None:
        for each in listed(value) if depth < DEEPEST else ():
            self._enumerations(each, depth + 1)
        made = mapped(value)
        if made.get("type") == "enum":
            self._choices[said(made.get("name"))] = tuple(said(each) for each in listed(made.get("symbols")))


def _kind(value: Any, depth: int) -> tuple[str, tuple[str, ...]]:
    """(name of the type, choices) of a field; `null` of a union says nothing."""
    if isinstance(value, str) or depth > DEEPEST:
        return (value if isinstance(value, str) else ""), ()
    found = [_kind(each, depth + 1) for each in listed(value) if each != "null"]
    if found:
        return "|".join(dict.fromkeys(kind for kind, _ in found if kind)), found[0][1] if len(found) == 1 else ()
    made = mapped(value)
    kind = made.get("type")
    if kind in WRAPS:
        return _kind(made.get("items", made.get("values")), depth + 1)
    if kind == "enum":
        return said(made.get("name")), tuple(said(each) for each in listed(made.get("symbols")))
    if isinstance(kind, dict | list):
        return _kind(kind, depth + 1)
    return said(made.get("logicalType")) or said(made.get("name")) or said(kind), ()
