"""Reads `policies/categories/*.yaml`, ours and a city's own, into the categories that the classifier compiles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from status_audit.errors import AuditError
from status_audit.model.vocabulary import Category, Concept, Example, Sign
from status_audit.shipped import shipped

_EXAMPLE_KEYS = {
    "name": "name",
    "in": "container",
    "label": "label",
    "comment": "comment",
    "type": "datatype",
    "entry": "entry",
    "ref": "reference",
}


def load_categories(extra: tuple[Path, ...] = ()) -> tuple[Category, ...]:
    """The packaged categories in the order of their names, then each file of `extra`. Raises AuditError."""
    packaged = sorted((shipped("policies") / "categories").glob("*.yaml"))
    ours = tuple(_category(_packaged(path), path) for path in packaged)
    theirs = tuple(_category(_checked(path), path) for path in extra)
    _refuse_repeated([*ours, *theirs])
    return ours + theirs


def vocabulary_digest(categories: Iterable[Category]) -> str:
    """sha256 over the files' digests: two equal digests mean the same words were looked for."""
    whole = hashlib.sha256()
    for category in categories:
        whole.update(f"{category.id}:{category.sha256}\n".encode())
    return whole.hexdigest()


def _packaged(path: Path) -> Mapping[str, Any]:
    """Our own files are validated in the tests, so the quick loader is enough here."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: Mapping[str, Any] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader either way
    return data


def _checked(path: Path) -> Mapping[str, Any]:
    """A city's own file: checked by its JSON Schema, with file and line in every fault."""
    from status_audit import documents

    document = documents.load(path)
    documents.check(document, "category")
    data: Mapping[str, Any] = document.data
    return data


def _refuse_repeated(categories: list[Category]) -> None:
    seen: dict[str, str] = {}
    for category in categories:
        if category.id in seen:
            message = f"{category.path}: category {category.id!r} is already defined in {seen[category.id]}"
            raise AuditError(message, "Give the new category another id")
        seen[category.id] = category.path


def _category(data: Mapping[str, Any], path: Path) -> Category:
    return Category(
        id=data["category"],
        title=data.get("title", data["category"]),
        concepts=tuple(_concept(name, terms) for name, terms in data.get("words", {}).items()),
        signs=tuple(_sign(each) for each in data.get("signs", ())),
        lookalikes=tuple(_sign(each) for each in data.get("lookalikes", ())),
        ordinary=tuple(data.get("ordinary", ())),
        prefixes=tuple(data.get("prefixes", ())),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        path=path.name,
    )


def _concept(name: str, terms: Mapping[str, str]) -> Concept:
    return Concept(name, tuple((language, term) for language, text in terms.items() for term in text.split()))


def _sign(data: Mapping[str, Any]) -> Sign:
    return Sign(
        id=data["id"],
        kind=data.get("kind", ""),
        find=_several(data["find"]),
        signals=_several(data.get("signals", ())),
        weight=data.get("weight", "high"),
        needs=_several(data.get("needs", ())),
        unless=_several(data.get("unless", ())),
        ask=data.get("ask", ""),
        holds=data.get("holds", ""),
        hits=tuple(map(_example, data.get("hits", ()))),
        misses=tuple(map(_example, data.get("misses", ()))),
    )


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _example(value: Any) -> Example:
    """Text with a space or letters beyond ASCII is a label; `table.column` and `column` are names; a group says all."""
    if isinstance(value, str):
        if " " in value or not value.isascii() or value.endswith("?"):
            return Example(label=value)
        container, _, name = value.rpartition(".")
        return Example(name=name, container=container)
    plain = {_EXAMPLE_KEYS[key]: str(text) for key, text in value.items() if key in _EXAMPLE_KEYS}
    options = tuple(map(str, value.get("options", ())))
    return Example(options=options, near=tuple(str(value.get("near", "")).split()), **plain)
