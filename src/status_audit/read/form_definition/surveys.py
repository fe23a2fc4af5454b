"""Reads the exports of survey services: Qualtrics, Typeform, Google Forms; and of CiviForm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.documents import Document
from status_audit.read.form_definition.form import Form, Keys, Question, choice, labels, listed, mapped, said
from status_audit.read.language import spoken

TELLS = frozenset(("DB", "Meta", "Timing", "Captcha"))
"""Qualtrics: descriptive text and what is measured unasked."""


def qualtrics(form: Form, document: Document) -> None:
    top = mapped(document.data)
    entry = mapped(top.get("SurveyEntry"))
    form.begin(said(entry.get("SurveyID")), said(entry.get("SurveyName")), 1)
    language = spoken(said(entry.get("SurveyLanguage")))
    for at, each in enumerate(listed(top.get("SurveyElements"))):
        payload = mapped(mapped(each).get("Payload"))
        if mapped(each).get("Element") == "SQ" and payload.get("QuestionType") not in TELLS:
            other = {code: mapped(held).get("QuestionText") for code, held in mapped(payload.get("Language")).items()}
            own = labels(payload.get("QuestionText"), language=language)
            line = document.line_of(("SurveyElements", at, "Payload", "QuestionText"))
            form.ask(
                Question(
                    name=said(payload.get("DataExportTag")) or said(payload.get("QuestionID")),
                    labels=(*own, *labels(other)),
                    datatype=said(payload.get("Selector")) or said(payload.get("QuestionType")),
                    options=tuple(_displayed(payload)),
                    line=line,
                )
            )


def _displayed(payload: Mapping[str, Any]) -> Iterator[str]:
    for name in ("Choices", "Answers"):
        held = payload.get(name)
        for each in held.values() if isinstance(held, dict) else listed(held):
            yield said(mapped(each).get("Display"))


def typeform(form: Form, document: Document) -> None:
    top = mapped(document.data)
    form.begin(said(top.get("id")), said(top.get("title")), 1)
    language = spoken(said(mapped(top.get("settings")).get("language")))
    for question in _typed(document, top, (), language):
        form.ask(question)


def _typed(document: Document, holder: Mapping[str, Any], keys: Keys, language: str) -> Iterator[Question]:
    for at, each in enumerate(listed(holder.get("fields"))):
        made, inner = mapped(each), (*keys, "fields", at)
        more = mapped(made.get("properties"))
        if said(made.get("type")) not in ("statement", "group"):
            yield Question(
                name=said(made.get("ref")) or said(made.get("id")),
                labels=labels(made.get("title"), language=language),
                datatype=said(made.get("type")),
                options=tuple(said(mapped(option).get("label")) for option in listed(more.get("choices"))),
                comment=said(more.get("description")),
                line=document.line_of((*inner, "title")),
            )
        yield from _typed(document, more, (*inner, "properties"), language)


def google(form: Form, document: Document) -> None:
    top = mapped(document.data)
    info = mapped(top.get("info"))
    form.begin(said(top.get("formId")), said(info.get("title")) or said(info.get("documentTitle")), 1)
    for at, each in enumerate(listed(top.get("items"))):
        item = mapped(each)
        line = document.line_of(("items", at, "title"))
        single = mapped(mapped(item.get("questionItem")).get("question"))
        group = mapped(item.get("questionGroupItem"))
        rows = [mapped(row) for row in listed(group.get("questions"))]
        asked = [(row, mapped(row.get("rowQuestion")).get("title")) for row in rows]
        asked = [(single, item.get("title")), *asked] if single else asked
        columns = mapped(mapped(group.get("grid")).get("columns")).get("options")
        for question, title in asked:
            chosen = listed(mapped(question.get("choiceQuestion")).get("options")) or listed(columns)
            form.ask(
                Question(
                    name=said(question.get("questionId")) or said(title),
                    labels=labels(title),
                    datatype=next((key for key in question if key.endswith("Question")), ""),
                    options=tuple(said(mapped(option).get("value")) for option in chosen),
                    comment=said(item.get("description")),
                    heading=said(item.get("title")),
                    line=line,
                )
            )


def civiform(form: Form, document: Document) -> None:
    """Questions as CiviForm exports them, each text by language."""
    top = mapped(document.data)
    program = mapped(top.get("program"))
    form.begin(said(program.get("adminName")), said(_texts(program.get("localizedName"))), 1)
    for at, each in enumerate(listed(top.get("questions"))):
        made = mapped(mapped(each).get("config")) or mapped(each)
        form.ask(
            Question(
                name=said(made.get("name")),
                labels=labels(_texts(made.get("questionText"))),
                datatype=said(mapped(each).get("type")) or said(made.get("questionType")),
                options=tuple(map(_civiform_option, listed(made.get("questionOptions")))),
                comment=said(_texts(made.get("questionHelpText"))) or said(made.get("description")),
                line=document.line_of(("questions", at)),
            )
        )


def _civiform_option(option: Any) -> str:
    made = mapped(option)
    return choice(made.get("adminName"), _texts(made.get("optionText") or made.get("localizedOptionText")))


def _texts(value: Any) -> Mapping[str, Any]:
    return mapped(mapped(value).get("translations")) or mapped(value)
