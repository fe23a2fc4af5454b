"""Gathers the questions of one form definition as containers and fields, each with the line of its key."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from status_audit.model import Container, Field, Gap, Item, Label, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline, limit
from status_audit.read.language import spoken

QUESTIONS = 20_000
OPTIONS = 2_000
SHORT = 2
"""Words of a label too short to be understood without the heading it stands under."""
MARKUP = pattern_of(r"<[^<>]{0,2000}>|^%\s.*$", re.MULTILINE)
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a definition says it."""

    name: str
    labels: tuple[Label, ...] = ()
    datatype: str = ""
    options: tuple[str, ...] = ()
    comment: str = ""
    heading: str = ""
    """What it stands under; told only where its own words are too few."""
    line: int | None = None
    kind: str = "question"


@dataclass(slots=True)
class Form:
    """What one file yields."""

    source: Source
    items: list[Item] = field(default_factory=list)
    deadline: Deadline = field(default_factory=Deadline)
    _container: str = ""
    _asked: int = 0

    @property
    def stem(self) -> str:
        return PurePosixPath(self.source.path).name.split(".")[0] or "form"

    @property
    def asked(self) -> int:
        return self._asked

    def begin(self, name: str = "", title: str = "", line: int | None = None, kind: str = "form") -> None:
        """A form (or a type) starts; what is asked from here on belongs to it."""
        self._container = " ".join(name.split())[:200] or self.stem
        place = Location(self.source.path, self._container, line)
        self.items.append(Container(kind, self._container, self.source.system, words(title)[:300], location=place))

    def ask(self, question: Question) -> None:
        """Raises Refused after too many questions or too much time."""
        self.deadline.check()
        name = " ".join(question.name.split())[:300]
        if not name and not question.labels:
            return
        name = name or question.labels[0].text
        if not self._container:
            self.begin()
        self._asked += 1
        if self._asked > QUESTIONS:
            raise limit(f"asks more than {QUESTIONS:,} questions; the rest is not read.")
        self.items.append(
            Field(
                name=name,
                container=self._container,
                kind=question.kind,
                location=Location(self.source.path, f"{self._container}.{name}", question.line),
                system=self.source.system,
                datatype=question.datatype,
                label=question.labels,
                options=tuple(dict.fromkeys(each for each in question.options if each))[:OPTIONS],
                comment=_comment(question),
            )
        )

    def gap(self, kind: str, reason: str, remedy: str, line: int | None = None) -> None:
        self.items.append(Gap(kind, Location(self.source.path, "", line), reason, remedy))


def _comment(question: Question) -> str:
    said = question.labels[0].text if question.labels else ""
    heading = question.heading if len(said.split()) <= SHORT and question.heading != said else ""
    return "; ".join(dict.fromkeys(each for each in (heading, question.comment) if each))[:1000]


def words(text: object) -> str:
    """The text without markup, on one line; empty for anything that is no text."""
    if not isinstance(text, str):
        return ""
    plain = html.unescape(MARKUP.sub(" ", text)) if "<" in text or "&" in text or "%" in text else text
    return " ".join(plain.split())


def labels(*texts: object, language: str = "") -> tuple[Label, ...]:
    """Each text once; of a mapping by language one label per language."""
    found: dict[Label, None] = {}
    for each in texts:
        if isinstance(each, Mapping):
            for name, text in each.items():
                if isinstance(name, str) and words(text):
                    found[Label(words(text), spoken(name) or language)] = None
        elif words(each):
            found[Label(words(each), language)] = None
    return tuple(found)


def said(value: object) -> str:
    """One text of a value that is text, a number, or a mapping by language."""
    if isinstance(value, Mapping):
        return next((words(each) for each in value.values() if words(each)), "")
    return words(value) if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def choice(code: object, text: object) -> str:
    """`code=Text`, or the text alone where the code says nothing more."""
    shown, short = said(text), said(code)
    if not shown or not short or shown.casefold() == short.casefold() or short.replace(".", "").isdecimal():
        return shown or short
    return f"{short}={shown}" if len(short) <= 60 else shown


def listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def mapped(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
