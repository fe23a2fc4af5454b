"""Reads Drupal configuration: webforms (YAML within YAML), their lists of choices, and fields of content types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.patterns import pattern_of
from status_audit.read.beside import Beside
from status_audit.read.form_definition.form import (
    Form,
    Keys,
    Question,
    choice,
    labels,
    listed,
    mapped,
    said,
    words,
)
from status_audit.read.language import spoken

LIMITS = Limits(size=2_000_000, depth=60, nodes=200_000)
LAYOUT = frozenset(
    each
    for line in (
        "webform_wizard_page|webform_card|fieldset|details|container|webform_flexbox|webform_section|webform_actions",
        "webform_markup|processed_text|webform_message|webform_horizontal_rule|label|webform_more|webform_table",
        "webform_table_row|webform_variant|webform_computed_twig|webform_computed_token|webform_entity_view|actions",
        "markup|item|html_tag|captcha|webform_link",
    )
    for each in line.split("|")
)
"""Elements that hold others or tell something."""
LIST = "webform.webform_options"
"""How the files begin that hold a list of choices: `webform.webform_options.country_codes.yml`."""
LISTS = ("#options", "#questions", "#answers")
OF_LANGUAGE = pattern_of(r"/language/([A-Za-z-]+)/")


def read(form: Form, document: Document) -> None:
    top = mapped(document.data)
    found = OF_LANGUAGE.search(f"/{form.source.path}")
    language = spoken(found.group(1)) if found else spoken(said(top.get("langcode")))
    if "field_name" in top:
        _column(form, document, language)
    else:
        _webform(form, document, language)


def _webform(form: Form, document: Document, language: str) -> None:
    top = mapped(document.data)
    stem = PurePosixPath(form.source.path).name.removesuffix(".yml").removesuffix(".yaml")
    form.begin(said(top.get("id")) or stem.rpartition("webform.")[2], said(top.get("title")), 1)
    inner, before = document, 0
    if isinstance(top.get("elements"), str):
        before = document.line_of(("elements",))
        try:
            inner = parse(top["elements"].encode("utf-8", "replace"), "elements.yml", LIMITS)
        except AuditError:
            form.gap(
                "unparsed", "has elements that are not readable as YAML.", "Mend the YAML of its elements.", before
            )
            return
    held = mapped(inner.data) if inner is not document else mapped(top.get("elements")) or top
    keys: Keys = ("elements",) if inner is document and "elements" in top else ()
    lists = _Lists(form)
    for question in _below(inner, held, keys, (before, "", language)):
        form.ask(replace(question, options=tuple(lists.spelled(question.options))))
    lists.told()


def _below(
    document: Document, holder: Mapping[str, Any], keys: Keys, above: tuple[int, str, str]
) -> Iterator[Question]:
    before, heading, language = above
    for key, each in holder.items():
        made = mapped(each)
        if (key.startswith("#") and key != "#element") or not made:
            continue
        if key == "#element":
            yield from _below(document, made, (*keys, key), above)
            continue
        kind, title = said(made.get("#type")), words(made.get("#title"))
        inner = (*keys, key)
        if kind not in LAYOUT and (kind or title):
            yield Question(
                name=key,
                labels=labels(title, words(made.get("#placeholder")) if not title else "", language=language),
                datatype=kind,
                options=tuple(_options(made)),
                comment="; ".join(_told(made)),
                heading=heading,
                line=before + document.line_of(inner),
            )
        yield from _below(document, made, inner, (before, title or heading, language))


def _options(made: Mapping[str, Any]) -> Iterator[str]:
    """Choices; where they are a list of the site's, its name between angle brackets."""
    for name in LISTS:
        held = made.get(name)
        yield from _pairs(held) if isinstance(held, dict) else (f"<{held}>",) if isinstance(held, str) and held else ()


def _pairs(held: Mapping[str, Any]) -> Iterator[str]:
    for code, text in held.items():
        if isinstance(text, dict):
            yield from (choice(inner, shown) for inner, shown in text.items())
        else:
            yield choice(code, text)


class _Lists:
    """The lists of choices that a form names, from the files beside it."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._beside = Beside(form.source)
        self._known: dict[str, tuple[str, ...] | None] = {}

    def spelled(self, options: tuple[str, ...]) -> Iterator[str]:
        for each in options:
            if each.startswith("<") and each.endswith(">"):
                name = each[1:-1]
                if name not in self._known:
                    self._known[name] = self._read(name)
                yield from self._known[name] or ()
            else:
                yield each

    def told(self) -> None:
        """A gap for the lists that are not there."""
        missing = [name for name, held in self._known.items() if held is None]
        if missing:
            reason = f"takes choices from lists that are not beside it: {', '.join(missing)[:200]}."
            self._form.gap("not-given", reason, f"Export the configuration with {LIST}.*.yml.")

    def _read(self, name: str) -> tuple[str, ...] | None:
        for ending in (".yml", ".yaml"):
            found = self._beside.open(self._form.source.path, f"{LIST}.{name}{ending}")
            if found is None:
                continue
            try:
                document = parse(found.data, "list.yml", LIMITS)
                held = mapped(document.data).get("options")
                inner = (
                    parse(held.encode("utf-8", "replace"), "list.yml", LIMITS).data if isinstance(held, str) else held
                )
            except AuditError:
                return None
            return tuple(_pairs(mapped(inner)))
        return None


def _told(made: Mapping[str, Any]) -> Iterator[str]:
    for name in ("#description", "#help", "#field_prefix"):
        if text := words(made.get(name)):
            yield text[:300]
    for name in LISTS:
        if isinstance(held := made.get(name), str) and held:
            yield f"options: {held}"


def _column(form: Form, document: Document, language: str) -> None:
    """A field of a content type, `field.field.<entity>.<bundle>.<name>.yml`."""
    top = mapped(document.data)
    name = ".".join(filter(None, (said(top.get("entity_type")), said(top.get("bundle")))))
    form.begin(name, "", 1)
    settings = mapped(top.get("settings"))
    allowed = settings.get("allowed_values")
    many = [(mapped(each).get("value"), mapped(each).get("label")) for each in listed(allowed)]
    pairs = list(allowed.items()) if isinstance(allowed, dict) else many
    form.ask(
        Question(
            name=said(top.get("field_name")),
            labels=labels(top.get("label"), language=language),
            datatype=said(top.get("field_type")) or said(top.get("type")),
            options=tuple(choice(code, text) for code, text in pairs),
            comment=words(top.get("description"))[:300],
            line=document.line_of(("label",)),
        )
    )
