"""Walks one JSON Schema document: objects become containers, properties without further ones become fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from status_audit.documents import Document
from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.json_elsewhere import Elsewhere, pointed

Keys = tuple[str | int, ...]
"""The way from the top of the document to a schema."""
TOGETHER = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
"""Lists of schemas that speak of one value, or (where `items` is a list) of the places of one list."""
ALONE = ("if", "then", "else", "not")
BY_NAME = ("dependentSchemas", "dependencies")
DEEPEST = 40
MOST = 50_000
"""Schemas visited in one document: a few references that fan out could make millions."""
CHOICES = 2000


class Walk:
    """The items of one document, and the definitions that it refers to."""

    def __init__(self, source: Source, document: Document) -> None:
        self.source = source
        self.document = document
        self.items: list[Item] = []
        self.referred: set[Keys] = set()
        self._visited = 0
        self._named: set[str] = set()
        self._path: list[Keys] = []
        self._full = False
        self._elsewhere = Elsewhere(source, document)
        self.apart: tuple[Keys, ...] = ()
        """Groups whose members are each a container of their own: what refers to one does not repeat it."""

    def reading(self) -> Reading:
        """All of it, with a gap for the references that lead nowhere."""
        gap = self._elsewhere.gap()
        items = (*self.items, gap) if gap else tuple(self.items)
        return Reading(self.source, items, partly=any(isinstance(each, Gap) for each in self.items))

    def schema(self, keys: Keys, schema: Any, name: str, kind: str = "document") -> None:
        """Everything in the schema at `keys`, in a container called `name`."""
        if not isinstance(schema, dict) or len(self._path) >= DEEPEST or not self._allowed():
            return
        keys, schema = self._listed(*self._resolved(keys, schema))
        if keys in self._path:
            return
        self._path.append(keys)
        self._container(keys, schema, name, kind)
        for inner in self._parts(keys, schema):
            self._properties(*inner, name)
        self._path.pop()

    def led(self, keys: Keys, holder: dict[str, Any]) -> tuple[Walk, Keys, dict[str, Any]]:
        """Where a reference of anything that is no schema leads, into another file or not; here, if it is none."""
        keys, holder = self._resolved(keys, holder)
        outside = self._outside(holder)
        if outside is None:
            return self, keys, holder
        outside[0].items, outside[0].apart = self.items, self.apart
        return outside

    def field(self, keys: Keys, schema: Any, name: str, container: str, kind: str = "property") -> None:
        """A property that holds a value."""
        schema = schema if isinstance(schema, dict) else {}
        own_keys, target = self._resolved(keys, schema)
        walk: Walk = self
        if outside := self._outside(target):
            walk, own_keys, target = outside
        title = _text(schema, "title") or _text(target, "title")
        comment = _text(schema, "description") or _text(target, "description")
        reference = schema.get("$ref")
        self.items.append(
            Field(
                name=name,
                container=container,
                kind=kind,
                location=self.place(keys, f"{container}.{name}"),
                system=self.source.system,
                datatype=_type(target) or (reference if isinstance(reference, str) and target is schema else ""),
                label=(Label(title),) if title else (),
                options=tuple(dict.fromkeys(walk._options(own_keys, target)))[:CHOICES],
                comment=comment,
            )
        )

    def place(self, keys: Keys, ref: str) -> Location:
        return Location(self.source.path, ref, self.document.line_of(keys), self.document.column_of(keys))

    def _allowed(self) -> bool:
        self._visited += 1
        if self._visited > MOST and not self._full:
            self._full = True
            reason = f"refers to itself so often that only the first {MOST:,} schemas in it were followed."
            self.items.append(Gap("limit", Location(self.source.path, ""), reason, "Split the document."))
        return not self._full

    def _listed(self, keys: Keys, schema: dict[str, Any]) -> tuple[Keys, dict[str, Any]]:
        """The schema of the members where it is one of a list of them."""
        for _ in range(DEEPEST):
            items = schema.get("items")
            if not isinstance(items, dict) or self._holds_more(keys, schema):
                break
            keys, schema = self._resolved((*keys, "items"), items)
        return keys, schema

    def _container(self, keys: Keys, schema: dict[str, Any], name: str, kind: str) -> None:
        if name not in self._named:
            self._named.add(name)
            title, comment = _text(schema, "title"), _text(schema, "description")
            place = self.place(keys, name)
            self.items.append(Container(kind, name, self.source.system, title, comment, location=place))

    def _properties(self, keys: Keys, schema: dict[str, Any], name: str) -> None:
        for group in ("properties", "patternProperties"):
            held = schema.get(group)
            for key, each in held.items() if isinstance(held, dict) else ():
                spelled = key if group == "properties" else "*"
                self._property((*keys, group, key), each, spelled, name)
        rest = schema.get("additionalProperties")
        if isinstance(rest, dict) and rest:
            self._property((*keys, "additionalProperties"), rest, "*", name)

    def _property(self, keys: Keys, schema: Any, key: str, container: str) -> None:
        """A field, or the object inside it under the name `container.key`, `container.key[]` for a list of them."""
        inner_keys, inner, suffix = keys, schema, ""
        for _ in range(DEEPEST):
            inner_keys, inner = self._resolved(inner_keys, inner) if isinstance(inner, dict) else (inner_keys, inner)
            items = inner.get("items") if isinstance(inner, dict) else None
            if not isinstance(items, dict) or self._holds_more(inner_keys, inner):
                break
            inner_keys, inner, suffix = (*inner_keys, "items"), items, f"{suffix}[]"
        held = isinstance(inner, dict) and self._holds_more(inner_keys, inner) and inner_keys not in self._path
        elsewhere = inner_keys[: len(keys)] != keys
        if elsewhere and inner_keys[:-1] in self.apart:
            held = False
        if held and elsewhere and self._allowed():
            # What it refers to has a name and parts of its own (`CountryRef.id`): only the property says what for.
            self.field(keys, schema, key, container)
        if held:
            self.schema(inner_keys, inner, f"{container}.{key}{suffix}")
        elif self._allowed():
            self.field(keys, schema, key, container)

    def _holds_more(self, keys: Keys, schema: dict[str, Any]) -> bool:
        return any(
            isinstance(part.get(group), dict) and part[group]
            for _, part in self._parts(keys, schema)
            for group in ("properties", "patternProperties")
        )

    def _parts(self, keys: Keys, schema: dict[str, Any]) -> Iterator[tuple[Keys, dict[str, Any]]]:
        """The schema and every other one that speaks of the same value."""
        waiting, seen = [(keys, schema)], {keys}
        while waiting and len(seen) < CHOICES:
            at, part = waiting.pop(0)
            yield at, part
            for beside in self._beside(at, part):
                found_at, found = self._resolved(*beside)
                if found_at not in seen:
                    seen.add(found_at)
                    waiting.append((found_at, found))

    def _beside(self, keys: Keys, schema: dict[str, Any]) -> Iterator[tuple[Keys, dict[str, Any]]]:
        for group in TOGETHER:
            held = schema.get(group)
            for at, each in enumerate(held) if isinstance(held, list) else ():
                if isinstance(each, dict):
                    yield (*keys, group, at), each
        for group in ALONE:
            if isinstance(each := schema.get(group), dict):
                yield (*keys, group), each
        for group in BY_NAME:
            held = schema.get(group)
            for key, each in held.items() if isinstance(held, dict) else ():
                if isinstance(each, dict):
                    yield (*keys, group, key), each

    def _options(self, keys: Keys, schema: dict[str, Any], depth: int = 0) -> Iterator[str]:
        """`enum` with its names, constants with their titles, and those of the items of a list."""
        for at, part in self._parts(keys, schema):
            values, names = part.get("enum"), part.get("enumNames") or part.get("x-enumNames")
            for number, value in enumerate(values) if isinstance(values, list) else ():
                named = names[number] if isinstance(names, list) and number < len(names) else None
                yield from _choice(value, named)
            if "const" in part:
                yield from _choice(part["const"], part.get("title"))
            if isinstance(items := part.get("items"), dict) and at == keys and depth < 4:
                yield from self._options(*self._resolved((*at, "items"), items), depth + 1)

    def _resolved(self, keys: Keys, schema: dict[str, Any]) -> tuple[Keys, dict[str, Any]]:
        """What a reference within the document leads to; the schema itself where it leads elsewhere or nowhere."""
        for _ in range(DEEPEST):
            reference = schema.get("$ref")
            found = self._pointed(reference) if isinstance(reference, str) else None
            if found is None:
                if isinstance(reference, str):
                    self._elsewhere.document(reference)
                break
            keys, schema = found
            self.referred.add(keys)
        return keys, schema

    def _pointed(self, reference: str) -> tuple[Keys, dict[str, Any]] | None:
        found = pointed(self.document.data, reference[1:]) if reference.startswith("#") else None
        return found or self._elsewhere.anchored(reference)

    def _outside(self, schema: dict[str, Any]) -> tuple[Walk, Keys, dict[str, Any]] | None:
        """What a reference to another file leads to; None for anything else, or where it leads nowhere."""
        reference = schema.get("$ref")
        out = isinstance(reference, str) and self._pointed(reference) is None
        found = self._elsewhere.document(str(reference)) if out else None
        if found is None:
            return None
        source, document, fragment = found
        walk = Walk(source, document)
        at = pointed(document.data, fragment) or walk._elsewhere.anchored(f"#{fragment}")
        return (walk, *walk._resolved(*at)) if at else None


def _choice(value: Any, named: Any) -> Iterator[str]:
    if value is None or isinstance(value, dict | list):
        return
    text, label = str(value), str(named).strip() if isinstance(named, str | int | float) else ""
    yield text if not label or label.casefold() == text.casefold() else f"{text}={label}"


def _text(schema: dict[str, Any], key: str) -> str:
    value = schema.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _type(schema: dict[str, Any]) -> str:
    kind, form = schema.get("type"), schema.get("format")
    kinds = (
        [kind]
        if isinstance(kind, str)
        else [each for each in kind if isinstance(each, str)]
        if isinstance(kind, list)
        else []
    )
    return "|".join(kinds) + (f" ({form})" if isinstance(form, str) else "")
