"""One text of a file of translations, and whether it is one that a form shows beside a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from status_audit.model import Container, Field, Item, Label, Location, Source
from status_audit.patterns import pattern_of

MOST = 60_000
"""Texts of one file that are kept."""
LONGEST = 180
"""Characters of a text that can be a label; a question may be longer."""
WORDS = 18
"""Words of a text that can be a label without its key saying so: check boxes are long."""
SENTENCE = 8
"""The same of a sentence with its full stop: longer ones are messages."""
_TAG = pattern_of(r"<[^<>]{0,300}>")
_PLACEHOLDER = pattern_of(r"%?\{\{?[^{}]{0,80}\}?\}|%\(\w+\)[sd]|%\d?\$?[sd]|\$\{[^{}]{0,80}\}|&[a-z]{2,6};")
_ASKS = pattern_of(r"[?？؟՞]\s*\Z|[?？؟]\s*[(（]")
_SENTENCE_END = pattern_of(r"[.!。！…]\s*\Z")
_SPLIT = pattern_of(r"[.:/]+")
_PART = pattern_of(r"(?<=[a-z0-9])(?=[A-Z])|[_\-\s\d]+")
_LABEL_WORDS = frozenset(
    (
        *("label", "labels", "question", "questions", "field", "fields", "attributes", "legend", "caption", "captions"),
        *(
            "option",
            "options",
            "choices",
            "answers",
            "prompt",
            "placeholder",
            "lbl",
            "column",
            "columns",
            "header",
            "headers",
        ),
    )
)
_OTHER_WORDS = frozenset(
    (
        *("error", "errors", "err", "invalid", "alert", "alerts", "flash", "notice", "success", "failure", "exception"),
        *("button", "buttons", "btn", "submit", "cancel", "mailer", "email_body", "subject", "toast", "notification"),
        *("sms", "validation", "validations", "tooltip", "breadcrumb", "footer", "url", "link", "links", "href", "log"),
    )
)
_TAILS = frozenset(
    (
        "label",
        "title",
        "question",
        "text",
        "html",
        "caption",
        "legend",
        "name",
        "value",
        "hint",
        "one",
        "other",
        "heading",
    )
)
"""Last parts of a key that say nothing about what is asked."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One text under one key in one language."""

    key: str
    text: str
    line: int
    language: str = ""
    comment: str = ""
    flat: bool = False
    """True where the key is itself a text, and dots in it separate nothing."""


def plain(text: str) -> str:
    """The text as a person reads it: without markup and placeholders."""
    marked = any(sign in text for sign in "<{%&")
    without = _PLACEHOLDER.sub(" ", _TAG.sub(" ", text)) if marked else text
    return " ".join(without.split()).strip("*: \u2217\uff0a\uff1a")


def is_asked(key: str, text: str, flat: bool) -> bool:
    """Whether a form may show this text beside a question: short, or a question; not a message, not a button."""
    if not 2 <= len(text) <= LONGEST * 2 or "://" in text or not any(each.isalpha() for each in text):
        return False
    words = frozenset() if flat else _words(key)
    if _ASKS.search(text):
        return not words & _OTHER_WORDS
    last = frozenset() if flat else _words(_SPLIT.split(key)[-1])
    if words & _OTHER_WORDS and (not words & _LABEL_WORDS or last & _OTHER_WORDS):
        return False
    count = len(text.split())
    if words & _LABEL_WORDS:
        return len(text) <= LONGEST * 2
    ended = bool(_SENTENCE_END.search(text))
    return len(text) <= LONGEST and count <= (SENTENCE if ended else WORDS)


def _words(key: str) -> frozenset[str]:
    return frozenset(part.lower() for part in _PART.split(key[:300].replace(".", " ").replace(":", " ")))


def items_of(source: Source, wordings: Iterable[Wording], stem: str) -> Iterator[Item | Wording]:
    """A form for each namespace and a question for each text that may be asked; the texts passed over as they are."""
    known: set[str] = set()
    for each in wordings:
        text = plain(each.text)
        if not is_asked(each.key, text, each.flat):
            yield each
            continue
        space, name = _split(each)
        container = space or stem
        if container not in known:
            known.add(container)
            place = Location(source.path, container, each.line)
            yield Container("form", container, source.system, stem if space else "", location=place)
        yield Field(
            name=name,
            container=container,
            kind="question",
            location=Location(source.path, f"{container}.{name}", each.line),
            system=source.system,
            datatype="i18n",
            label=(Label(text, each.language),),
            comment=each.comment,
            key=each.key[:300],
        )


def _split(wording: Wording) -> tuple[str, str]:
    """(namespace, name): the name is the last part of the key, with the one before it where it says nothing."""
    if wording.flat:
        return "", wording.key[:120]
    parts = [each for each in _SPLIT.split(wording.key[:300]) if each]
    if not parts:
        return "", wording.key[:120]
    at = len(parts) - 1
    while at > 0 and (parts[at].lower() in _TAILS or parts[at].isdecimal()):
        at -= 1
    return ".".join(parts[:at]), ".".join(parts[at:])
