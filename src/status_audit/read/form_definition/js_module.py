"""Makes forms of the literals in a JavaScript or TypeScript module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from status_audit.documents import Document
from status_audit.model import Container, Field, Gap, Item, Label, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.bounded import Refused
from status_audit.read.contents import text_of, unread
from status_audit.read.form_definition import formio, surveyjs
from status_audit.read.form_definition.form import Form, Question, labels, listed, mapped, said, words
from status_audit.read.form_definition.js_literal import literals
from status_audit.read.json_walk import Walk

CONTROL = pattern_of(r"<(?:input|select|textarea|Field|TextField|Select|Input|Checkbox|RadioGroup)\b[^>]{0,400}\bname=")
MOST = 4_000_000
"""Characters of one module."""
DEPTH = 60


def read_module(source: Source) -> Reading:
    """A form per literal that defines one; `Location.line` is that of the question's key."""
    source, text, gap = text_of(source)
    if gap:
        return unread(source, gap)
    form = Form(source)
    try:
        for name, value, mark in literals(text[:MOST], form.deadline):
            _definition(form, name, Document(value, source.path, source.sha256, mark))
    except Refused as refused:
        form.items.append(refused.gap(source.path))
    if not form.items:
        reason = "looks like the definition of a form, and is put together by code that is not run."
        form.gap("unsupported", reason, "Save what it yields as JSON, or list its questions in a CSV.")
    if len(text) > MOST:
        form.gap("limit", "is larger than is read of a module; the rest is not read.", "Save the definition as JSON.")
    if CONTROL.search(text):
        reason = "also makes controls in its markup, which are not read here."
        form.gap("unsupported", reason, "List their questions in a CSV (form, field_name, label).")
    return Reading(source, tuple(form.items), partly=any(isinstance(each, Gap) for each in form.items))


def _definition(form: Form, name: str, document: Document) -> None:
    data = mapped(document.data)
    if "components" in data:
        formio.read(form, document)
    elif any(listed(data.get(key)) for key in ("pages", "elements")):
        surveyjs.read(form, document)
    elif any(mapped(held).get("properties") for _, held in _schemas(data)):
        for keys, schema in _schemas(data):
            beside = mapped(_at(data, keys[:-1]).get("uiSchema")) if keys else {}
            form.items.extend(_schema(form, document, (keys, schema), {**_titles(data), **_titles(beside)}))
    elif titles := _titles(data):
        form.begin(form.stem if not name else f"{form.stem}.{name}")
        for key, (title, line_keys) in titles.items():
            form.ask(Question(key, labels(title), line=document.line_of(line_keys)))


def _schemas(data: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The schemas in a literal: itself, or those of the pages inside it."""
    if len(keys) > DEPTH or not isinstance(data, dict):
        return
    if isinstance(data.get("properties"), dict):
        yield keys, data
        return
    for key, each in data.items():
        yield from _schemas(each, (*keys, key))


def _at(data: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        data = mapped(data).get(str(key))
    return mapped(data)


def _titles(data: Any, keys: tuple[str | int, ...] = ()) -> dict[str, tuple[str, tuple[str | int, ...]]]:
    """Wording that stands in a ui schema, by the property it belongs to, with the way to it."""
    found: dict[str, tuple[str, tuple[str | int, ...]]] = {}
    if len(keys) > DEPTH or not isinstance(data, dict):
        return found
    for key, each in data.items():
        title = words(mapped(each).get("ui:title")) or words(mapped(mapped(each).get("ui:options")).get("title"))
        if title:
            found[key] = (title, (*keys, key))
        found.update(_titles(each, (*keys, key)))
    return found


def _schema(
    form: Form,
    document: Document,
    schema: tuple[tuple[str | int, ...], dict[str, Any]],
    titles: dict[str, tuple[str, tuple[str | int, ...]]],
) -> Iterator[Item]:
    """The properties as questions: a schema in a module is there to be shown."""
    keys, data = schema
    walk = Walk(form.source, document)
    walk.schema(keys, data, said(data.get("title")) or ".".join((form.stem, *map(str, keys))), kind="form")
    for each in walk.items:
        if isinstance(each, Container):
            yield replace(each, kind="form")
        elif isinstance(each, Field):
            named = each.label or tuple(Label(text) for text, _ in [titles.get(each.name, ("", ()))] if text)
            yield replace(each, kind="question", label=named or tuple(Label(text) for text in [each.comment] if text))
        else:
            yield each
