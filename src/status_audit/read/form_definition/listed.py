"""Reads any other definition that lists its questions: objects with a name, a wording, a type, choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from status_audit.documents import Document
from status_audit.patterns import pattern_of
from status_audit.read.form_definition.form import Form, Keys, Question, choice, labels, listed, mapped, said

NAMES = (
    *(
        "name",
        "fieldname",
        "field_name",
        "fieldName",
        "field",
        "key",
        "LogicalName",
        "logicalName",
        "api_name",
        "apiName",
    ),
    *("element", "code", "link_id", "linkId", "slug", "variable", "identifier", "id", "question_id", "questionId"),
)
WORDINGS = (
    *("label", "title", "question", "question_text", "questionText", "text", "prompt", "caption", "display_name"),
    *("displayName", "DisplayName", "column_label", "labelText", "label_text", "legend", "header"),
)
TYPES = (
    *(
        "type",
        "fieldtype",
        "field_type",
        "fieldType",
        "datatype",
        "dataType",
        "data_type",
        "AttributeType",
        "html_type",
    ),
    *("internal_type", "inputType", "input_type", "widget", "component", "control", "question_type", "questionType"),
)
CHOICES = (
    *("options", "choices", "values", "picklistValues", "enum", "items", "option_values", "answers"),
    *("pick_list_options",),
)
TEXTS = (*WORDINGS, "description", "name", "value")
TELLS = pattern_of(
    r"(?:section|column|tab)[ _]?break|html|heading|paragraph|statement|display|group|section|page|note|button", re.I
)
HOLDERS = ("title", "label", "name", "heading", "text", "legend")
DATAVERSE = ("UserLocalizedLabel", "Label", "LocalizedLabels")
SURE = frozenset(("questions", "fields", "form_fields", "formfields", "attributes", "inputs", "columns", "controls"))
"""Keys of lists that hold questions, whatever their type is called."""
INPUT = pattern_of(
    r"text|string|char|memo|choice|select|radio|check|bool|date|time|number|int|decimal|float|email|phone|file|yes|enum"
    r"|drop|pick|lookup|refer|open|rating|scale|currency|address|name|multi|single|question|input|field",
    re.IGNORECASE,
)
"""Types by which a member of any other list is a question and not, say, an entry of a menu."""
DEPTH = 60


def read(form: Form, document: Document) -> None:
    top = mapped(document.data)
    title = next((text for name in ("title", "label", "form_title", "name") if (text := said(top.get(name)))), "")
    for question in _below(document, document.data, (), title):
        if not form.items:
            form.begin("", title, 1)
        form.ask(question)


def is_question(made: Mapping[str, Any]) -> bool:
    """It has words for a person, and either a type or choices and a name."""
    wording = _first(made, WORDINGS)
    if not wording or TELLS.fullmatch(said(_first(made, TYPES))):
        return False
    typed = bool(said(_first(made, TYPES)))
    named = bool(said(_first(made, NAMES)))
    return named and (typed or any(listed(made.get(each)) for each in CHOICES))


def _below(document: Document, value: Any, keys: Keys, heading: str) -> Iterator[Question]:
    if len(keys) > DEPTH:
        return
    for at, each in _members(value):
        inner = (*keys, at)
        made = mapped(each)
        asks = bool(made) and isinstance(value, list) and is_question(made) and _sure(keys, made)
        if asks:
            yield _question(document, made, inner, heading)
        if isinstance(each, dict | list):
            skipped = CHOICES if asks else ()
            rest = {name: held for name, held in made.items() if name not in skipped} if made else each
            own = next((text for name in HOLDERS if (text := said(made.get(name)))), "") if made else ""
            yield from _below(document, rest, inner, own or heading)


def _sure(keys: Keys, made: Mapping[str, Any]) -> bool:
    holder = next((each for each in reversed(keys) if isinstance(each, str)), "questions")
    return holder.casefold() in SURE or bool(INPUT.search(said(_first(made, TYPES))))


def _members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _question(document: Document, made: Mapping[str, Any], keys: Keys, heading: str) -> Question:
    return Question(
        name=said(_first(made, NAMES)),
        labels=labels(_localised(_first(made, WORDINGS))),
        datatype=said(_first(made, TYPES)),
        options=tuple(_choices(made)),
        comment="; ".join(filter(None, (said(made.get(each)) for each in ("description", "help", "hint")))),
        heading=heading,
        line=document.line_of(keys),
    )


def _first(made: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((held for name in names if (held := made.get(name)) and (said(held) or _localised(held))), None)


def _localised(value: Any) -> Any:
    """The text inside Dataverse's labels; anything else as it is."""
    held = mapped(value)
    for each in DATAVERSE:
        if each in held:
            return _localised(held[each])
    many = listed(value)
    return mapped(many[0]).get("Label") if many else value


def _choices(made: Mapping[str, Any]) -> Iterator[str]:
    for name in CHOICES:
        held = made.get(name)
        if isinstance(held, str):
            yield from (line.strip() for line in held.split("\n") if "\n" in held)
        for at, each in _members(held) if isinstance(held, dict | list) else ():
            option = mapped(each)
            code = _first(option, ("value", "code", "name", "id")) if option else at if isinstance(held, dict) else ""
            yield choice(code, _first(option, TEXTS) if option else each)
