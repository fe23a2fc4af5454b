"""Reads FHIR Questionnaires, from DSTU2's groups to R5's items, with codes and translations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.documents import Document
from status_audit.model import Label
from status_audit.read.form_definition.form import Form, Keys, Question, labels, listed, mapped, said, words
from status_audit.read.language import spoken

TELLS = frozenset(("display", "group"))


def read(form: Form, document: Document) -> None:
    """A Questionnaire, or those in a Bundle."""
    top = mapped(document.data)
    resources = [mapped(mapped(each).get("resource")) for each in listed(top.get("entry"))]
    entries = [(("entry", at, "resource"), each) for at, each in enumerate(resources)]
    found: list[tuple[Keys, Mapping[str, Any]]] = [((), top), *entries]
    for keys, each in found:
        if each.get("resourceType") == "Questionnaire":
            title = said(each.get("title")) or said(mapped(each.get("group")).get("title"))
            form.begin(said(each.get("name")) or said(each.get("id")), title, document.line_of(keys))
            reader = _Questionnaire(document, each)
            for question in reader.items(each, keys, title):
                form.ask(question)


class _Questionnaire:
    """One questionnaire while it is read; depth is bounded by the document's."""

    def __init__(self, document: Document, top: Mapping[str, Any]) -> None:
        self._document = document
        self._language = spoken(said(top.get("language")))
        self._sets = {said(mapped(each).get("id")): mapped(each) for each in listed(top.get("contained"))}

    def items(self, holder: Mapping[str, Any], keys: Keys, heading: str) -> Iterator[Question]:
        for name in ("item", "question"):
            for at, each in enumerate(listed(holder.get(name))):
                yield from self._item(mapped(each), (*keys, name, at), heading)
        groups = holder.get("group")
        for at, each in enumerate(groups if isinstance(groups, list) else [groups] if groups else []):
            inner: Keys = (*keys, "group", at) if isinstance(groups, list) else (*keys, "group")
            group = mapped(each)
            yield from self.items(group, inner, said(group.get("title")) or said(group.get("text")) or heading)

    def _item(self, item: Mapping[str, Any], keys: Keys, heading: str) -> Iterator[Question]:
        text = said(item.get("text"))
        kind = said(item.get("type"))
        if kind not in TELLS and (text or item.get("linkId")):
            yield Question(
                name=said(item.get("linkId")) or text,
                labels=(*labels(item.get("text"), language=self._language), *_translated(item)),
                datatype=kind,
                options=tuple(self._options(item)),
                comment="; ".join(_codes(item)),
                heading=heading,
                line=self._document.line_of((*keys, "text")),
            )
        yield from self.items(item, keys, text or heading)

    def _options(self, item: Mapping[str, Any]) -> Iterator[str]:
        for name in ("answerOption", "option"):
            options = item.get(name)
            for each in listed(options):
                yield _answer(mapped(each))
            if isinstance(options, dict):
                yield from self._of_set(said(options.get("reference")))
        yield from self._of_set(said(item.get("answerValueSet")) or said(mapped(item.get("options")).get("reference")))

    def _of_set(self, reference: str) -> Iterator[str]:
        """The concepts of a value set that the questionnaire carries with it."""
        held = self._sets.get(reference.removeprefix("#"), {})
        included = listed(mapped(held.get("compose")).get("include"))
        groups = [*included, mapped(held.get("codeSystem")), mapped(held.get("expansion"))]
        for group in groups:
            for name in ("concept", "contains"):
                yield from (said(mapped(each).get("display")) for each in listed(mapped(group).get(name)))


def _answer(option: Mapping[str, Any]) -> str:
    for name, value in option.items():
        if name.startswith("value"):
            coding = mapped(value)
            return said(coding.get("display")) or said(coding.get("code")) if coding else said(value)
    return said(option.get("display")) or said(option.get("code"))


def _codes(item: Mapping[str, Any]) -> Iterator[str]:
    """What the item's codes stand for: `78746-5 Country of birth`."""
    for name in ("code", "concept"):
        for each in listed(item.get(name)):
            coding = mapped(each)
            yield " ".join(filter(None, (said(coding.get("code")), said(coding.get("display")))))


def _translated(item: Mapping[str, Any]) -> Iterator[Label]:
    """Wording in other languages, which stands in extensions of the text."""
    for outer in listed(mapped(item.get("_text")).get("extension")):
        parts = {said(mapped(each).get("url")): mapped(each) for each in listed(mapped(outer).get("extension"))}
        language = said(parts.get("lang", {}).get("valueCode")) or said(parts.get("lang", {}).get("valueString"))
        text = next((words(value) for name, value in parts.get("content", {}).items() if name.startswith("value")), "")
        if text:
            yield Label(text, spoken(language))
