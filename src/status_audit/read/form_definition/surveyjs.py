"""Reads SurveyJS definitions: pages, panels, matrices, titles in several languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.documents import Document
from status_audit.read.form_definition.form import Form, Keys, Question, choice, labels, listed, mapped, said
from status_audit.read.language import spoken

SAYS = frozenset(("html", "image", "helptext", "infotext", "expression"))
"""Elements that tell and do not ask; so does any that has a body of its own and nothing to choose."""
WITHIN = ("pages", "elements", "questions", "templateElements", "panels")
LAYOUT = frozenset(("panel", "page", "flowpanel", "wizard"))
Above = tuple[str, str, str]
"""Path of names, heading, language of texts that name none."""


def read(form: Form, document: Document) -> None:
    top = mapped(document.data)
    form.begin(said(top.get("name")), said(top.get("title")), 1)
    for question in _within(document, top, (), ("", "", spoken(said(top.get("locale"))))):
        form.ask(question)


def _within(document: Document, holder: Mapping[str, Any], keys: Keys, above: Above) -> Iterator[Question]:
    for name in WITHIN:
        for at, each in enumerate(listed(holder.get(name))):
            yield from _element(document, mapped(each), (*keys, name, at), above)


def _element(document: Document, made: Mapping[str, Any], keys: Keys, above: Above) -> Iterator[Question]:
    path, heading, language = above
    kind, name = said(made.get("type")) or said(made.get("cellType")), said(made.get("name"))
    titled = said(made.get("title"))
    if any(name in made for name in WITHIN):
        inner = f"{path}.{name}" if path and name else path or name
        dynamic = kind in ("paneldynamic", "matrixdynamic")
        yield from _within(document, made, keys, (inner if dynamic else path, titled or heading, language))
        return
    if not kind or kind in SAYS or kind in LAYOUT or ("body" in made and "choices" not in made):
        return
    full = f"{path}.{name}" if path else name
    parts = [*_parts(document, made, keys, (full, titled, language))]
    if not parts or not titled:
        yield Question(
            name=full,
            labels=labels(made.get("title"), language=language),
            datatype=kind,
            options=tuple(_choices(made.get("choices"))) or tuple(_rates(made)),
            comment=said(made.get("description")),
            heading=heading,
            line=document.line_of((*keys, "name")),
        )
    else:
        yield Question(full, labels(made.get("title"), language=language), kind, line=document.line_of((*keys, "name")))
    yield from parts


def _parts(document: Document, made: Mapping[str, Any], keys: Keys, above: Above) -> Iterator[Question]:
    """The rows of a matrix, the columns of a table, the boxes of a multiple text."""
    path, heading, language = above
    for group in ("rows", "items", "columns"):
        if group == "columns" and listed(made.get("rows")) and said(made.get("type")) == "matrix":
            continue
        for at, each in enumerate(listed(made.get(group))):
            part = mapped(each)
            name = said(part.get("name")) or said(part.get("value")) or said(each)
            text = part.get("title") or part.get("text") or name
            yield Question(
                name=f"{path}.{name}",
                labels=labels(text, language=language),
                datatype=said(part.get("cellType")),
                options=tuple(_choices(part.get("choices"))),
                heading=heading,
                line=document.line_of((*keys, group, at)),
            )


def _choices(values: Any) -> Iterator[str]:
    for each in listed(values):
        made = mapped(each)
        yield choice(made.get("value"), made.get("text")) if made else said(each)


def _rates(made: Mapping[str, Any]) -> Iterator[str]:
    yield from _choices(made.get("rateValues"))
    for each in ("labelTrue", "labelFalse"):
        yield said(made.get(each))
