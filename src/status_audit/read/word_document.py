"""Puts one Word form together from the blocks of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline, Refused
from status_audit.read.contents import contents, unread
from status_audit.read.question_lines import BLANK, BOX, asked, bare
from status_audit.read.word_open import open_blocks
from status_audit.read.word_rich import HEAD, rich_blocks
from status_audit.read.word_text import Block, Paragraph, Table, blocks
from status_audit.read.xml_tree import Node, parsed
from status_audit.read.zip_parts import Parts, opened

WORDS = 40
"""Words of a cell that may be a question without saying so."""
SPEAKING = pattern_of(r"[^\W\d_]{3}|[^\x00-\u024f]")
"""A title of a control without this is a code."""
MARK = pattern_of(rf"{BOX.pattern}|_{{3,}}")
MARGIN = pattern_of(r"word/(?:header|footer)\d{0,4}\.xml")
MARGINS = 20
FLAT = "has no form fields and no table to fill in; only lines of its text that look like questions are read."
TO_DO = "List its questions in a CSV (form, field_name, label, options, language)."


def read_document(source: Source) -> Reading:
    """One container for the document; `Location.part` counts its paragraphs and tables."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    form = _Form(source)
    try:
        if data.startswith(HEAD):
            form.blocks(rich_blocks(data, form.deadline))
        else:
            _packed(form, opened(data))
    except Refused as refused:
        form.gaps.append(refused.gap(source.path))
    return form.reading()


def _packed(form: _Form, parts: Parts) -> None:
    """Raises Refused."""
    if "content.xml" in parts.names:
        form.blocks(open_blocks(_tree(form, parts, "content.xml"), form.deadline))
        return
    if "word/styles.xml" in parts.names:
        form.language = _language(parsed(parts.read("word/styles.xml"), form.deadline).root)
    root = _tree(form, parts, "word/document.xml")
    form.document(root)
    for each in sorted(name for name in parts.names if MARGIN.fullmatch(name))[:MARGINS]:
        form.margin(_tree(form, parts, each))


def _tree(form: _Form, parts: Parts, name: str) -> Node:
    tree = parsed(parts.read(name), form.deadline)
    if tree.fault:
        form.gaps.append(tree.fault.gap(form.source.path))
    return tree.root


def _language(styles: Node) -> str:
    spoken = next((each for holder in styles.all("rPrDefault") for each in holder.all("lang")), None)
    return spoken.get("val").lower() if spoken is not None else ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question before it becomes a field."""

    said: str
    datatype: str
    name: str = ""
    options: tuple[str, ...] = ()
    comment: str = ""
    also: tuple[str, ...] = ()
    """What else is said beside it."""


@dataclass(slots=True)
class _Form:
    """One document while it is read."""

    source: Source
    deadline: Deadline = field(default_factory=Deadline)
    language: str = ""
    gaps: list[Gap] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    formal: bool = False
    """Whether anything in it is made to be filled in."""
    _title: str = ""
    _paragraphs: int = 0
    _tables: int = 0
    _before: str = ""
    """The line before, to which a list of boxes belongs."""
    _boxed: bool = False
    """Whether the last field is a list of boxes that may go on."""

    def document(self, root: Node) -> None:
        body = root.child("body")
        self.blocks(blocks(body if body is not None else root, self.deadline))

    def margin(self, root: Node) -> None:
        """The heads and feet of pages, where short forms are sometimes put; mere lines of letterhead are left out."""
        self._before, self._boxed = "", False
        self._blocks([each for each in blocks(root, self.deadline) if _is_form(each)], "header or footer")

    def blocks(self, found: Sequence[Block]) -> None:
        first = next((each.text for each in found if isinstance(each, Paragraph) and each.text), "")
        self._title = "" if asked(first) or BLANK.search(first) else first[:200]
        self._blocks(found)

    def reading(self) -> Reading:
        if not self.gaps and not (self.formal and self.fields):
            self.gaps.append(Gap("unsupported", Location(self.source.path, ""), FLAT, TO_DO))
        place = Location(self.source.path, self._name)
        container = Container("form", self._name, self.source.system, self._title, location=place)
        items: list[Item] = [container, *self.fields, *self.gaps]
        return Reading(self.source, tuple(items), partly=bool(self.gaps))

    @property
    def _name(self) -> str:
        return PurePosixPath(self.source.path).stem

    def _blocks(self, found: Sequence[Block], part: str = "") -> None:
        for each in found:
            self.deadline.check()
            if isinstance(each, Table):
                self._tables += 1
                self._table(each, part or f"table {self._tables}")
            else:
                self._paragraphs += not part
                here = part or f"paragraph {self._paragraphs}"
                self._paragraph(each, here)
                self._blocks(each.boxes, here)

    def _paragraph(self, paragraph: Paragraph, part: str, labels: tuple[str, ...] = ()) -> None:
        """What stands in a line to be filled in, else what the line asks; labels are of the cells around it."""
        text = paragraph.text
        boxed = bool(BOX.search(text))
        if not boxed:
            self._boxed = False
        if paragraph.controls and any(
            each.name or each.title or each.datatype != "checkbox" for each in paragraph.controls
        ):
            self._controls(paragraph, part, labels)
        elif boxed:
            self._boxes(paragraph, part, labels[0] if labels else "")
        else:
            for each in asked(text):
                self._add(_Asked(each, "text-layer"), part, paragraph.language)
        if text and not boxed:
            self._before = text

    def _controls(self, paragraph: Paragraph, part: str, labels: tuple[str, ...]) -> None:
        """Each by what is printed beside it, and by its title where that is words and no code."""
        self.formal = True
        pieces = [bare(each) for each in MARK.split(paragraph.text)]
        several = sum(1 for each in paragraph.controls if each.datatype == "checkbox") > 1
        for at, each in enumerate(paragraph.controls):
            after = pieces[at + 1] if len(pieces) == len(paragraph.controls) + 1 else pieces[-1]
            title = bare(each.title)
            around = [bare(label) for label in labels or self._line_before(title)]
            if each.datatype == "checkbox" and after:
                printed = [pieces[0] if several else "", after]
            else:
                printed = [bare(each.before)] if bare(each.before) else [*around, after]
            said = list(dict.fromkeys(text for text in (*printed, title if SPEAKING.search(title) else "") if text))
            first, *also = said or [title]
            comment = around[0] if each.datatype == "checkbox" and after and around and around[0] not in said else ""
            name = each.name or each.title or first
            self._add(_Asked(first, each.datatype, name, each.options, comment, tuple(also)), part, paragraph.language)

    def _line_before(self, title: str) -> tuple[str, ...]:
        """The line before belongs to a control that has no words of its own; else only where that line asks."""
        asks = not BLANK.search(self._before) and bool(asked(self._before))
        return (self._before,) if asks or not SPEAKING.search(title) else ()

    def _boxes(self, paragraph: Paragraph, part: str, label: str) -> None:
        """`Colour: ☐ brown ☐ black`; without words before the boxes they belong to the line before."""
        self.formal = True
        first, *rest = (bare(each) for each in BOX.split(paragraph.text))
        options = tuple(each for each in rest if each)
        said = first or bare(label or self._before)
        if not first and self._boxed and self.fields[-1].name == said:
            last = self.fields[-1]
            self.fields[-1] = replace(last, options=tuple(dict.fromkeys((*last.options, *options))))
            return
        if not said:
            for each in options:
                self._add(_Asked(each, "checkbox"), part, paragraph.language)
            return
        self._boxed = self._add(_Asked(said, "checkbox", options=options), part, paragraph.language)

    def _table(self, table: Table, part: str) -> None:
        heads = _heads(table)
        for each in heads:
            self.formal = True
            self._add(_Asked(bare(_text(each)), "cell"), part, _spoken(each))
        above: dict[int, str] = {}
        for row in table.rows[1 if heads else 0 :]:
            for at, cell in enumerate(row):
                right = row[at + 1] if at + 1 < len(row) else None
                left = _text(row[at - 1]) if at else ""
                self._cell(cell, right, left if bare(left) else above.get(at, left), part)
            above.update({at: said for at, cell in enumerate(row) if bare(said := _text(cell))})

    def _cell(self, cell: list[Block], right: list[Block] | None, left: str, part: str) -> None:
        """A cell with a blank one beside it is a question; any other is read line by line."""
        text = _text(cell)
        if right is not None and _is_blank(right) and not BLANK.search(text) and 0 < len(text.split()) <= WORDS:
            self.formal = True
            self._before, self._boxed = text, False
            if not _has_controls(right):
                for said in asked(text) or [bare(text)]:
                    self._add(_Asked(said, "cell"), part, _spoken(cell))
            return
        labels: tuple[str, ...] = (left,) if bare(left) else ()
        for each in cell:
            if isinstance(each, Table):
                self._blocks([each], part)
                continue
            self._paragraph(each, part, labels)
            self._blocks(each.boxes, part)
            if each.text and not each.controls and not BLANK.search(each.text):
                labels = (left, each.text) if bare(left) and not BLANK.search(left) else (each.text,)

    def _add(self, asked_for: _Asked, part: str, language: str) -> bool:
        said = [" ".join(each.split())[:500] for each in (asked_for.said, *asked_for.also)]
        words = said[0]
        if not any(letter.isalpha() for letter in words):
            return False
        name = asked_for.name or words
        self.fields.append(
            Field(
                name=name,
                container=self._name,
                kind="question",
                location=Location(self.source.path, f"{self._name}.{name}", part=part),
                system=self.source.system,
                datatype=asked_for.datatype,
                label=tuple(Label(each, language or self.language) for each in said),
                options=asked_for.options,
                comment=asked_for.comment,
            )
        )
        return True


def _paragraphs(cell: Sequence[Block]) -> list[Paragraph]:
    return [each for each in cell if isinstance(each, Paragraph)]


def _text(cell: Sequence[Block]) -> str:
    return " ".join(each.text for each in _paragraphs(cell) if each.text)


def _spoken(cell: Sequence[Block]) -> str:
    return next((each.language for each in _paragraphs(cell) if each.language), "")


def _has_controls(cell: Sequence[Block]) -> bool:
    return any(each.controls or BOX.search(each.text) for each in _paragraphs(cell))


def _is_blank(cell: Sequence[Block]) -> bool:
    """Nothing but blanks, boxes with their choices, controls."""
    if any(isinstance(each, Table) for each in cell):
        return False
    return all(not BLANK.sub("", each.text).strip() or BOX.search(each.text) for each in _paragraphs(cell))


def _is_form(block: Block) -> bool:
    if isinstance(block, Table):
        return any(_is_form(each) for row in block.rows for cell in row for each in cell)
    return bool(block.controls or BLANK.search(block.text)) or any(_is_form(each) for each in block.boxes)


def _heads(table: Table) -> list[list[Block]]:
    """The headings of a table with empty rows to fill in."""
    if len(table.rows) < 2 or len(table.rows[0]) < 2 or not all(_text(each) for each in table.rows[0]):
        return []
    below = [cell for row in table.rows[1:] for cell in row[1:]]
    return table.rows[0] if below and all(_is_blank(each) and not _has_controls(each) for each in below) else []
