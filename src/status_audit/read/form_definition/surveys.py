"""Reads the exports of survey services: Qualtrics, Typeform, Google Forms; and of CiviForm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.documents import Document
from status_audit.read.form_definition.form import Form, Keys, Question, choice, labels, listed, mapped, said
from status_audit.read.language import spoken

TELLS = frozenset(("DB", "Meta", "Timing", "Captcha"))
"""Qualtrics: descriptive text and what is measured unasked."""


ROWS = frozenset(("Matrix", "SBS"))
"""Qualtrics: types of question whose choices are each asked for themselves; so are the boxes of a form of texts."""


def qualtrics(form: Form, document: Document) -> None:
    top = mapped(document.data)
    entry = mapped(top.get("SurveyEntry"))
    form.begin(said(entry.get("SurveyID")), said(entry.get("SurveyName")), 1)
    language = spoken(said(entry.get("SurveyLanguage")))
    for at, each in enumerate(listed(top.get("SurveyElements"))):
        payload = mapped(mapped(each).get("Payload"))
        if mapped(each).get("Element") == "SQ" and payload.get("QuestionType") not in TELLS:
            for question in _surveyed(document, payload, ("SurveyElements", at, "Payload"), language):
                form.ask(question)


def _surveyed(document: Document, payload: Mapping[str, Any], keys: Keys, language: str) -> Iterator[Question]:
    """The question, and those that its rows ask, each in every language."""
    other = mapped(payload.get("Language"))
    name = said(payload.get("DataExportTag")) or said(payload.get("QuestionID"))
    kind = said(payload.get("Selector")) or said(payload.get("QuestionType"))
    texts = labels({code: mapped(held).get("QuestionText") for code, held in other.items()})
    options = tuple(_displayed(payload))
    line = document.line_of((*keys, "QuestionText"))
    yield Question(name, (*labels(payload.get("QuestionText"), language=language), *texts), kind, options, line=line)
    if payload.get("QuestionType") in ROWS or kind == "FORM":
        answers = tuple(_displayed(payload, "Answers"))
        for code, row in _coded(payload.get("Choices")):
            told = {spoken_in: _row(held, code) for spoken_in, held in other.items()}
            shown = (*labels(mapped(row).get("Display"), language=language), *labels(told))
            place = document.line_of((*keys, "Choices", code, "Display"))
            yield Question(
                f"{name}.{code}", shown, kind, answers, heading=said(payload.get("QuestionText")), line=place
            )
    for code, more in _coded(payload.get("AdditionalQuestions")):
        yield from _surveyed(document, mapped(more), (*keys, "AdditionalQuestions", code), language)


def _row(translated: Any, code: str) -> Any:
    return mapped(mapped(mapped(translated).get("Choices")).get(code)).get("Display")


def _coded(held: Any) -> Iterator[tuple[str, Any]]:
    yield from held.items() if isinstance(held, dict) else ((str(at), each) for at, each in enumerate(listed(held)))


def _displayed(payload: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names or ("Choices", "Answers"):
        for _, each in _coded(payload.get(name)):
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
                options=tuple(map(_civiform_option, _civiform_options(made, mapped(each)))),
                comment=said(_texts(made.get("questionHelpText"))) or said(made.get("description")),
                line=document.line_of(("questions", at)),
            )
        )


def _civiform_options(*holders: Mapping[str, Any]) -> Iterator[Any]:
    """They stand beside the question's `config` in an export, and within it in others."""
    for name in ("questionOptions", "options"):
        found = next((held for holder in holders if (held := listed(holder.get(name)))), ())
        if found:
            yield from found
            return


def _civiform_option(option: Any) -> str:
    made = mapped(option)
    return choice(made.get("adminName"), _texts(made.get("optionText") or made.get("localizedOptionText")))


def _texts(value: Any) -> Mapping[str, Any]:
    return mapped(mapped(value).get("translations")) or mapped(value)
