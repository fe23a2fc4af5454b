"""Reads Docassemble interviews: YAML documents one after the other, each a screen with its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.patterns import pattern_of
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

DOCUMENTS = 5_000
LIMITS = Limits(size=2_000_000, depth=60, nodes=200_000)
BREAK = pattern_of(r"^---[ \t]*(?:#.*)?\r?$", re.MULTILINE)
MODIFIERS = frozenset(
    each.strip()
    for line in (
        "required|hint|help|default|choices|datatype|input type|code|note|html|raw html|script|css|label|field|show if",
        "hide if|js show if|js hide if|enable if|disable if|js enable if|js disable if|disable others|uncheck others",
        "check others|none of the above|all of the above|maxlength|minlength|min|max|step|scale|inline width|rows",
        "accept|currency symbol|grid|item grid|floating label|label above field|field metadata|validate|exclude",
        "validation messages|address autocomplete|object labeler|inline|under text|action|css class|content",
        "keep for training|allow users|allow privileges|persistent|maximum image size|image upload type|aota label",
        "using|private|shuffle|nota label|group|help generator|image generator|file css class|list collect",
    )
    for each in line.split("|")
)
"""Keys of a field that say how it is asked; the key that is none of them is its label."""
ONE = ("yesno", "noyes", "yesnomaybe", "noyesmaybe", "field", "signature")
"""Keys of a screen that name the one variable it sets."""
NO_CHOICE = frozenset(("code", "image", "help", "key", "default"))
LINE = pattern_of(r"\s+- +[\"']?(?P<label>[^:\"'{}\[\]#]{2,200}?)[\"']? *: *(?P<name>[A-Za-z_][\w.\[\]'\"]*)\s*$")
ASKS = pattern_of(r"(?P<key>question|yesno|noyes|field|label): *(?P<text>[^|>\s].*)$")


@dataclass(frozen=True, slots=True)
class Screen:
    """One YAML document of an interview."""

    document: Document
    before: int
    """Lines of the file before it."""
    language: str

    def line(self, *keys: str | int) -> int:
        return self.before + self.document.line_of(keys)


def read(form: Form, text: str) -> None:
    form.begin(form.stem, "", 1)
    unread, first, language, starts = 0, None, "", [0, *(each.end() for each in BREAK.finditer(text))]
    ends = [*(each.start() for each in BREAK.finditer(text)), len(text)]
    for start, end in list(zip(starts, ends, strict=True))[:DOCUMENTS]:
        before = text.count("\n", 0, start)
        try:
            document = parse(text[start:end].encode("utf-8", "replace"), "screen.yml", LIMITS)
        except AuditError:
            unread, first = unread + 1, first or before + 1
            _lines(form, text[start:end], before)
            continue
        made = mapped(document.data)
        language = spoken(said(made.get("default language"))) or language
        own = spoken(said(made.get("language"))) or language
        for question in _screen(Screen(document, before, own), made):
            form.ask(question)
    if len(starts) > DOCUMENTS:
        form.gap("limit", f"holds more than {DOCUMENTS:,} screens; the rest is not read.", "Split it.")
    if unread:
        reason = f"holds {unread} screens that are not readable as YAML; their lines are read one by one."
        form.gap("unparsed", reason, "Mend the YAML from this line on.", first)


def _screen(screen: Screen, made: Mapping[str, Any]) -> Iterator[Question]:
    asks = words(made.get("question"))
    below = words(made.get("subquestion"))
    fields = made.get("fields")
    for at, each in enumerate(fields if isinstance(fields, list) else [fields] if isinstance(fields, dict) else []):
        place = ("fields", at) if isinstance(fields, list) else ("fields",)
        if question := _field(screen, mapped(each), (asks, below), place):
            yield question
    for key in ONE:
        name = made.get(key)
        if isinstance(name, str) and asks:
            options = tuple(_choices(made.get("choices") or made.get("buttons") or made.get("dropdown")))
            kind = "yesno" if key != "field" else "radio"
            asked = labels(asks, language=screen.language)
            yield Question(name, asked, kind, options, below[:300], line=screen.line("question"))


def _field(screen: Screen, made: Mapping[str, Any], above: tuple[str, str], keys: Keys) -> Question | None:
    """One entry of `fields`: `Label: variable`, or `label` and `field`; a note or code is none."""
    asks, below = above
    key = next((each for each in made if each not in MODIFIERS and isinstance(made[each], str)), "")
    name = said(made.get("field")) if "field" in made else said(made.get(key)) if key else ""
    if not name:
        return None
    kind = said(made.get("datatype")) or said(made.get("input type")) or "text"
    told = (words(made.get("help")), words(made.get("hint")))
    label = words(made.get("label")) if "label" in made else "" if key == "no label" else words(key)
    return Question(
        name=name,
        labels=labels(label or asks, language=screen.language),
        datatype=kind,
        options=() if kind.startswith("object") else tuple(_choices(made.get("choices"))),
        comment="; ".join(filter(None, (*told, "" if label else below[:300]))),
        heading=asks,
        line=screen.line(*keys, *([key] if key else ["field"])),
    )


def _choices(value: Any) -> Iterator[str]:
    """`Label`, `Label: code`, or a mapping of both; choices made by code are not known."""
    if isinstance(value, dict):
        yield from (choice(code, text) for text, code in value.items() if text != "code")
        return
    for each in listed(value):
        if isinstance(each, dict):
            pairs = [(text, code) for text, code in each.items() if text not in NO_CHOICE]
            yield from (choice(code, text) for text, code in pairs[:1])
        else:
            yield said(each)


def _lines(form: Form, text: str, before: int) -> None:
    """What the lines of a screen say that is no YAML."""
    for number, line in enumerate(text.splitlines(), start=before + 1):
        match = LINE.match(line) or ASKS.match(line)
        if not match or match.groupdict().get("label", "").strip().lower() in MODIFIERS:
            continue
        if "label" in match.groupdict():
            form.ask(Question(match["name"], labels(match["label"]), "text", line=number))
        else:
            form.ask(Question(match["text"].strip(), labels(match["text"]), "text", line=number))
