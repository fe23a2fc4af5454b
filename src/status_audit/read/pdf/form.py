"""Puts one PDF form together from its fields, its XFA template or, without either, the questions on its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.read.bounded import Deadline, Refused, limit
from status_audit.read.contents import contents, unread
from status_audit.read.pdf.beside import BRIEF, Surroundings, nothing
from status_audit.read.pdf.contained import attached, is_picture
from status_audit.read.pdf.fields import FIELDS, Asked, Walk
from status_audit.read.pdf.page_text import Box
from status_audit.read.pdf.shelf import PAGES, Shelf, opened
from status_audit.read.pdf.tooltip import NOTE, disagree, usable
from status_audit.read.pdf.written import WrittenPages, picture_gap
from status_audit.read.pdf.xfa import Templated, template_of, templated
from status_audit.read.xml_tree import parsed

TEXT_LAYER = "text-layer"
"""Data type of a question that is no form field but words on a page."""
FLAT = "has no form fields; only lines of its text that look like questions are read."
TO_DO = "List its questions in a CSV (form, field_name, label, options, language)."
WORDLESS = "has form fields with no name, tooltip or words beside them that say what they ask."
BARE = 100
"""Pages without a field that are looked at in a document that has fields."""
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
    written: WrittenPages = field(init=False)
    language: str = ""

    def __post_init__(self) -> None:
        self.written = WrittenPages(self.source.path, self.content, self.shelf, self.deadline)

    def items(self) -> list[Item]:
        root, pages = self.shelf.root(), self.shelf.pages()
        form = self.shelf.get(root, "/AcroForm")
        self.language = self.shelf.text(self.shelf.get(root, "/Lang")).lower().replace("_", "-")
        described = self._described(form)
        walk = Walk(self.shelf, self.deadline)
        asked = list(walk.fields(form))
        self.gaps.extend(each.gap(self.source.path) for each in walk.faults)
        fields = [*self._asked(asked, described), *self._templated(asked, described)]
        scans = [number for number, page in enumerate(pages, start=1) if is_picture(self.shelf, page)]
        if fields:
            fields += self._besides(asked, len(pages), set(scans))
        else:
            fields = list(self._flat(len(pages), set(scans)))
        self._contained(attached(self.shelf, root, pages), len(pages))
        return [self._container(), *fields, *self.gaps, *self.written.gaps()]

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
                times: dict[str, int] = {}
                for each in islice(templated(tree.root), FIELDS):
                    self.deadline.check()
                    met = times[each.name] = times.get(each.name, 0) + 1
                    name = each.name if met == 1 else f"{each.name}#{met}"
                    found[name] = replace(each, name=name)
                if len(found) >= FIELDS:
                    raise limit(f"holds more than {FIELDS:,} form fields; the rest is not read.")
        except Refused as refused:
            self.gaps.append(refused.gap(self.source.path, part="XFA"))
        return found

    def _asked(self, asked: list[Asked], described: dict[str, Templated]) -> Iterator[Field]:
        told = [_Told.of(each, described.get(each.name)) for each in asked]
        self.written.want(each.asked.page for each in told if each.needs_page)
        buttons: dict[int, list[Box]] = {}
        for button in asked:
            if button.datatype in ("checkbox", "radio"):
                buttons.setdefault(button.page, []).extend((button.box, *button.others))
        questions_of: dict[str, str] = {}
        wordless = 0
        for each in told:
            notes = self._disagreement(each)
            above = each.asked.name.rpartition(".")[0]
            if len(each.tooltip) > BRIEF:
                questions_of.setdefault(above, each.tooltip)
            if each.is_wordless and (words := self._beside(each, buttons.get(each.asked.page, []))):
                notes.append(words)
            elif above in questions_of and above and each.is_brief_button:
                notes.append(questions_of[above])
            wordless += not (any(each.texts) or notes or usable(each.asked.name.rpartition(".")[2]))
            yield self._field(
                each.asked.name or f"field {each.asked.page}",
                each.asked.datatype,
                tuple(Label(text, self.language) for text in dict.fromkeys(each.texts) if text),
                options=each.options,
                comment=" ".join(notes),
                part=f"page {each.asked.page}" if each.asked.page else "",
            )

        if wordless:
            self.gaps.append(Gap("no-text", Location(self.source.path, ""), WORDLESS, TO_DO, wordless))

    def _disagreement(self, told: _Told) -> list[str]:
        """Notes where name and tooltip have no word in common; the page may side with the tooltip, and then none."""
        if not told.differs:
            return []
        page = self.written.page(told.asked.page) if told.needs_page else None
        if page is None or told.asked.datatype in ("checkbox", "radio"):
            return [NOTE]
        words = Surroundings(page).of_blank(told.asked.box)
        if words and not disagree(words, told.tooltip):
            return []
        return [NOTE, f"Beside it stands: {words}."] if words else [NOTE]

    def _templated(self, asked: list[Asked], described: dict[str, Templated]) -> Iterator[Field]:
        """Fields that only the template has. A program that shows it shows these and no others."""
        known = {each.name for each in asked}
        parents = {each.name.rpartition(".")[0] for each in asked}
        for each in described.values():
            if each.name not in known and not (each.datatype == "radio" and each.name in parents):
                labels = tuple(Label(text, each.language) for text in each.texts)
                yield self._field(each.name, each.datatype, labels, options=each.options, part="XFA")

    def _flat(self, count: int, scans: set[int]) -> Iterator[Field]:
        """Questions in the text of a document without fields; always a gap, for a page says more than is found."""
        yield from self._lines(range(1, count + 1), scans, places=False)
        if self.written.empty and not any(self.written.gaps()):
            self.gaps.append(Gap("no-text", Location(self.source.path, ""), SCANNED, TO_DO))
        elif not any(self.written.gaps()):
            self.gaps.append(Gap("unsupported", Location(self.source.path, ""), FLAT, TO_DO))

    def _besides(self, asked: list[Asked], count: int, scans: set[int]) -> list[Field]:
        """What pages without any field ask in a document that has some: mere instructions are left out."""
        fielded = {each.page for each in asked}
        if fielded == {0}:  # of a template: the pages only say that another program is needed
            return []
        bare = [number for number in range(1, min(count, BARE) + 1) if number not in fielded and number not in scans]
        return list(self._lines(bare, scans, places=True))

    def _lines(self, numbers: Sequence[int], scans: set[int], *, places: bool) -> Iterator[Field]:
        for number, said in self.written.questions(numbers, places=places):
            labels = (Label(said.text, self.language),)
            yield self._field(said.text, TEXT_LAYER, labels, options=tuple(said.options), part=f"page {number}")
        pictures = sorted({*scans, *self.written.pictures})
        if pictures and not (self.written.empty and not places):
            self.gaps.append(picture_gap(self.source.path, pictures, TO_DO))

    def _contained(self, files: int, pages: int) -> None:
        place = Location(self.source.path, "")
        if files:
            reason = "holds attached files, which are not read."
            self.gaps.append(Gap("unsupported", place, reason, "Save the attached files beside it.", files))
        if pages >= PAGES:
            self.gaps.append(Gap("limit", place, f"has {PAGES:,} pages or more; the rest is not read.", "Split it."))

    def _beside(self, told: _Told, buttons: list[Box]) -> str:
        """The words beside a field that has too few of its own; nothing where its page cannot be read."""
        page = self.written.page(told.asked.page)
        if page is None:
            return ""
        around = Surroundings(page, tuple(buttons))
        if told.is_brief_button or (told.asked.datatype == "radio" and len(told.options) > 1):
            return around.asked_of(min((told.asked.box, *told.asked.others))) or (
                "" if any(told.texts) else around.of_button(told.asked.box)
            )
        if told.asked.datatype in ("checkbox", "radio"):
            return around.of_button(told.asked.box)
        return around.of_blank(told.asked.box)

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


@dataclass(frozen=True, slots=True)
class _Told:
    """A field, and what it says of itself."""

    asked: Asked
    tooltip: str
    texts: tuple[str, ...]
    options: tuple[str, ...]
    differs: bool
    """Whether its name and its tooltip disagree."""

    @classmethod
    def of(cls, asked: Asked, also: Templated | None) -> _Told:
        tooltip = usable(asked.tooltip)
        texts = (tooltip, *(also.texts if also else ()))
        options = asked.options or (also.options if also else ())
        return cls(asked, tooltip, texts, options, bool(tooltip) and disagree(asked.name, tooltip))

    @property
    def is_brief_button(self) -> bool:
        """Says no more than `Yes`."""
        said = [each for each in self.texts if each]
        return self.asked.datatype in ("checkbox", "radio") and bool(said) and max(map(len, said)) <= BRIEF

    @property
    def is_wordless(self) -> bool:
        """Whether the page has to say what it asks."""
        return self._shown and (not any(self.texts) or (self.is_brief_button and "." not in self.asked.name))

    @property
    def needs_page(self) -> bool:
        return self.is_wordless or (self.differs and self._shown)

    @property
    def _shown(self) -> bool:
        return self.asked.page > 0 and not nothing(self.asked.box)
