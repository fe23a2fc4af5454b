"""Reads Form.io definitions: components within components, columns and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.documents import Document
from status_audit.read.form_definition.form import Form, Keys, Question, choice, labels, listed, mapped, said, words

LAYOUT = frozenset(
    ("content", "htmlelement", "button", "panel", "columns", "well", "fieldset", "table", "tabs", "form")
)
HOLDS = frozenset(("container", "datagrid", "editgrid", "datamap", "tree", "dynamicWizard", "simplepanel"))
"""Components whose key stands before those of the components within."""


def read(form: Form, document: Document) -> None:
    """A form, or a project with its forms and resources."""
    top = mapped(document.data)
    single = [((), top)] if "components" in top else []
    held = [((group, name), each) for group in ("forms", "resources") for name, each in mapped(top.get(group)).items()]
    lists: list[tuple[Keys, Any]] = [((at,), each) for at, each in enumerate(listed(document.data))]
    for keys, each in [*single, *held, *lists]:
        definition = mapped(each)
        if "components" in definition:
            form.begin(said(definition.get("name")), said(definition.get("title")), document.line_of(keys))
            for question in _within(document, definition, keys, ("", "")):
                form.ask(question)


def _within(document: Document, holder: Mapping[str, Any], keys: Keys, above: tuple[str, str]) -> Iterator[Question]:
    """Questions below; `above` is the path of keys and the last heading. Depth is bounded by the document's."""
    for name in ("components", "columns"):
        for at, each in enumerate(listed(holder.get(name))):
            yield from _component(document, mapped(each), (*keys, name, at), above)
    for at, row in enumerate(listed(holder.get("rows"))):
        for place, each in enumerate(listed(row)):
            yield from _within(document, mapped(each), (*keys, "rows", at, place), above)


def _component(document: Document, made: Mapping[str, Any], keys: Keys, above: tuple[str, str]) -> Iterator[Question]:
    path, heading = above
    kind, key = said(made.get("type")), said(made.get("key"))
    full = f"{path}.{key}" if path and key else path or key
    titled = (
        words(made.get("title")) or words(made.get("legend")) or (words(made.get("label")) if kind in HOLDS else "")
    )
    if kind and kind not in LAYOUT and kind not in HOLDS and key:
        yield Question(
            name=full,
            labels=labels(made.get("label")) or labels(made.get("placeholder")),
            datatype=kind,
            options=tuple(_options(made)),
            comment="; ".join(filter(None, (words(made.get("description")), words(made.get("tooltip"))))),
            heading=heading,
            line=document.line_of((*keys, "key")),
        )
    inner = full if kind in HOLDS else path
    yield from _within(document, made, keys, (inner, titled or heading))


def _options(made: Mapping[str, Any]) -> Iterator[str]:
    for values in (made.get("values"), mapped(made.get("data")).get("values"), made.get("questions")):
        for each in listed(values):
            yield choice(mapped(each).get("value"), mapped(each).get("label"))
