"""Puts one PDF form together from its fields, its XFA template or, without either, the questions on its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.bounded import Deadline, Refused
from status_audit.read.contents import contents, unread
from status_audit.read.pdf.fields import Asked, Walk
from status_audit.read.pdf.page_text import Pages, Piece
from status_audit.read.pdf.shelf import PAGES, Shelf, opened
from status_audit.read.pdf.tooltip import NOTE, disagree, usable
from status_audit.read.pdf.wording import BRIEF, beside, questions
from status_audit.read.pdf.xfa import Templated, template_of, templated
from status_audit.read.xml_tree import parsed

TEXT_LAYER = "text-layer"
"""Data type of a question that is no form field but words on a page."""
FLAT = "has no form fields; only lines of its text that look like questions are read."
TO_DO = "List its questions in a CSV (form, field_name, label, options, language)."
WORDLESS = "has form fields with no name, tooltip or words beside them that say what they ask."
SCANNED = "has no form fields and no text: it is most likely a scanned page."


def read_form(source: Source) -> Reading:
    """A container for the form and a field per question; `Location.part` is its page."""
    source, content, gap = contents(source)
    if gap:
        return unread(source, gap)
    try:
        with opened(content) as shelf:
            items = _Form(source, content, shelf).items()
    except Refused as refused:
        return unread(source, refused.gap(source.path))
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _Form:
    """One document while it is read."""

    source: Source
    content: bytes
    shelf: Shelf
    deadline: Deadline = field(default_factory=Deadline)
    gaps: list[Gap] = field(default_factory=list)
    pages: Pages | None = None
    _lines: dict[int, list[list[Piece]]] = field(default_factory=dict)

    def items(self) -> list[Item]:
        root = self.shelf.root()
        form = self.shelf.get(root, "/AcroForm")
        language = self.shelf.text(self.shelf.get(root, "/Lang")).lower().replace("_", "-")
        described = self._described(form)
        walk = Walk(self.shelf, self.deadline)
        asked = list(walk.fields(form))
        self.gaps.extend(each.gap(self.source.path) for each in walk.faults)
        fields = [*self._asked(asked, described, language), *self._templated(asked, described)]
        if not fields:
            fields = list(self._flat(language))
        return [self._container(), *fields, *self.gaps]

    @property
    def _name(self) -> str:
        return PurePosixPath(self.source.path).stem or "form"

    def _container(self) -> Container:
        title = " ".join(self.shelf.title().split())[:300]
        title = title.removeprefix("Microsoft Word - ").removesuffix(".pdf").removesuffix(".docx")
        return Container("form", self._name, self.source.system, title, location=Location(self.source.path, self._name))

    def _described(self, form: Any) -> dict[str, Templated]:
        """The fields of the XFA template by name; a name met again gets a number."""
        found: dict[str, Templated] = {}
        try:
            if template := template_of(self.shelf, form):
                tree = parsed(template, self.deadline)
                if tree.fault:
                    self.gaps.append(tree.fault.gap(self.source.path, part="XFA"))
                for each in templated(tree.root):
                    name, times = each.name, 1
                    while name in found:
                        times += 1
                        name = f"{each.name}#{times}"
                    found[name] = replace(each, name=name)
        except Refused as refused:
            self.gaps.append(refused.gap(self.source.path, part="XFA"))
        return found

    def _asked(self, asked: list[Asked], described: dict[str, Templated], language: str) -> Iterator[Field]:
        questions_of: dict[str, str] = {}
        wordless = 0
        for each in asked:
            also = described.get(each.name)
            tooltip = usable(each.tooltip)
            texts = (tooltip, *(also.texts if also else ()))
            notes = [NOTE] if tooltip and disagree(each.name, tooltip) else []
            above = each.name.rpartition(".")[0]
            if len(tooltip) > BRIEF:
                questions_of.setdefault(above, tooltip)
            elif tooltip and above in questions_of and each.datatype in ("checkbox", "radio"):
                notes.append(questions_of[above])
            if not any(texts) and (words := self._beside(each)):
                notes.append(words)
            wordless += not (any(texts) or notes or usable(each.name.rpartition(".")[2]))
            yield self._field(
                each.name or f"field {each.page}",
                each.datatype,
                tuple(Label(text, language) for text in dict.fromkeys(texts) if text),
                options=each.options or (also.options if also else ()),
                comment=" ".join(notes),
                part=f"page {each.page}" if each.page else "",
            )

        if wordless:
            self.gaps.append(Gap("no-text", Location(self.source.path, ""), WORDLESS, TO_DO, wordless))

    def _templated(self, asked: list[Asked], described: dict[str, Templated]) -> Iterator[Field]:
        """Fields that only the template has. A program that shows it shows these and no others."""
        known = {each.name for each in asked}
        parents = {each.name.rpartition(".")[0] for each in asked}
        for each in described.values():
            if each.name not in known and not (each.datatype == "radio" and each.name in parents):
                labels = tuple(Label(text, each.language) for text in each.texts)
                yield self._field(each.name, each.datatype, labels, options=each.options, part="XFA")

    def _flat(self, language: str) -> Iterator[Field]:
        """Questions in the text of a document without fields; always a gap, for a page says more than is found."""
        count, read_any = len(self.shelf.pages()), False
        seen: set[tuple[int, str]] = set()
        for number in range(1, count + 1):
            lines = self._page(number)
            if lines is None:
                break
            read_any = read_any or any(lines)
            for each in questions(lines):
                if (number, each) not in seen:
                    seen.add((number, each))
                    yield self._field(each, TEXT_LAYER, (Label(each, language),), options=(), part=f"page {number}")
        if not self.gaps:
            kind, reason = ("unsupported", FLAT) if read_any else ("no-text", SCANNED)
            self.gaps.append(Gap(kind, Location(self.source.path, ""), reason, TO_DO))
        if count >= PAGES:
            reason = f"has {PAGES:,} pages or more; the rest is not read."
            self.gaps.append(Gap("limit", Location(self.source.path, ""), reason, "Split it."))

    def _beside(self, asked: Asked) -> str:
        """The words beside a field that has none of its own; nothing where its page cannot be read."""
        if not asked.page or asked.box == (0.0, 0.0, 0.0, 0.0):
            return ""
        lines = self._page(asked.page)
        return beside(lines, asked.box, asked.datatype in ("checkbox", "radio")) if lines else ""

    def _page(self, number: int) -> list[list[Piece]] | None:
        """The lines of a page; None after the first that could not be read."""
        if number not in self._lines:
            if any(each.location.part.startswith("page") for each in self.gaps):
                return None
            try:
                self.pages = self.pages or Pages(self.shelf.readable(self.content), self.deadline)
                self._lines[number] = self.pages.lines(number)
            except Refused as refused:
                self.gaps.append(refused.gap(self.source.path, part=f"page {number}"))
                return None
        return self._lines[number]

    def _field(
        self,
        name: str,
        datatype: str,
        labels: tuple[Label, ...],
        *,
        options: tuple[str, ...],
        part: str,
        comment: str = "",
    ) -> Field:
        return Field(
            name=name,
            container=self._name,
            kind="question",
            location=Location(self.source.path, f"{self._name}.{name}", part=part),
            system=self.source.system,
            datatype=datatype,
            label=labels,
            options=options,
            comment=comment,
        )
