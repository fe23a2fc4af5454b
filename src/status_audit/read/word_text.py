"""The text of a Word document as blocks, with a blank in place of every control; what was filled in is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline
from status_audit.read.question_lines import BOX
from status_audit.read.xml_tree import Node

BLANK = "____"
TEMPLATE = pattern_of(r"\{\{.*?\}\}|«.*?»|\$\{.*?\}")
"""What a program will fill in."""
LOGIC = pattern_of(r"\{%.*?%\}|\{#.*?#\}")
"""What a program is told; no part of the wording."""
KINDS = {
    "dropDownList": "select",
    "comboBox": "select",
    "date": "date",
    "checkbox": "checkbox",
    "text": "text",
    "richText": "text",
    "picture": "file",
    "ddList": "select",
    "checkBox": "checkbox",
    "textInput": "text",
}
OPTIONS = 2_000
LONGEST = 20_000
"""Characters of a paragraph that are looked at."""
SKIPPED = frozenset(
    ("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr")
)


@dataclass(frozen=True, slots=True)
class Control:
    """A content control or a legacy form field."""

    name: str
    title: str
    datatype: str
    options: tuple[str, ...]
    before: str
    """The text of its paragraph before it, back to the control before it."""


@dataclass(slots=True)
class Paragraph:
    text: str = ""
    language: str = ""
    controls: list[Control] = field(default_factory=list)
    boxes: list["Block"] = field(default_factory=list)  # noqa: UP037 - the alias stands below
    """Blocks of the text boxes that hang on it."""


@dataclass(slots=True)
class Table:
    rows: list[list[list["Block"]]] = field(default_factory=list)  # noqa: UP037 - the alias stands below
    """Rows of cells of blocks; a merged cell stands once."""


Block = Paragraph | Table


def plain(parts: Sequence[str]) -> str:
    """The words of a paragraph, with a blank for what a program fills in."""
    text = "".join(parts)[:LONGEST]
    return " ".join(TEMPLATE.sub(BLANK, LOGIC.sub("", text)).split())


def blocks(parent: Node, deadline: Deadline) -> list[Block]:
    """The paragraphs and tables in an element, in order; depth is bounded by the tree's own limit. Raises Refused."""
    found: list[Block] = []
    for each in parent.children():
        deadline.check()
        if each.tag == "p":
            found.append(_Reader(deadline).paragraph(each))
        elif each.tag == "tbl":
            found.append(_table(each, deadline))
        elif each.tag == "sdt":
            found.extend(_outer_control(each, deadline))
        elif each.tag not in SKIPPED:
            found.extend(blocks(each, deadline))
    return found


def _table(table: Node, deadline: Deadline) -> Table:
    made = Table()
    for row in _within(table, "tr"):
        made.rows.append(list(_cells(row, deadline)))
    return made


def _cells(row: Node, deadline: Deadline) -> Iterator[list[Block]]:
    """A control around one whole cell is the blank in it."""
    for each in row.children():
        content = each.child("sdtContent") if each.tag == "sdt" else None
        held = list(_within(content, "tc")) if content is not None else []
        control = _content_control(each, "") if len(held) == 1 else None
        if each.tag == "tc":
            yield blocks(each, deadline)
        elif control is not None and not any(True for _ in held[0].all("sdt", "tbl")):
            yield [Paragraph("☐" if control.datatype == "checkbox" else BLANK, controls=[control])]
        elif content is not None:
            yield from _cells(content, deadline)
        elif each.tag in ("ins", "customXml"):
            yield from _cells(each, deadline)


def _within(node: Node, tag: str) -> Iterator[Node]:
    """Children of this tag, also inside controls that wrap whole rows or cells."""
    for each in node.children():
        if each.tag == tag:
            yield each
        elif each.tag in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _within(each, tag)


def _outer_control(sdt: Node, deadline: Deadline) -> list[Block]:
    """A control around whole paragraphs: a blank of its own, or a mere wrapper."""
    content = sdt.child("sdtContent")
    if content is None:
        return []
    control = _content_control(sdt, "")
    if control is None or content.child("tbl", "sdt"):
        return blocks(content, deadline)
    return [Paragraph(BLANK, controls=[control])]


class _Reader:
    """Gathers one paragraph."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._made = Paragraph()
        self._parts: list[str] = []
        self._field = ""
        """`code` and `result` while inside a field; the result is what was filled in."""

    def paragraph(self, node: Node) -> Paragraph:
        self._below(node)
        self._made.text = plain(self._parts)
        return self._made

    def _below(self, node: Node) -> None:
        for each in node.children():
            self._element(each)

    def _element(self, node: Node) -> None:
        if node.tag in ("t", "tab", "br", "cr", "sym", "noBreakHyphen"):
            if self._field != "result":
                self._parts.append(_character(node))
        elif node.tag == "fldChar":
            self._legacy(node)
        elif node.tag == "sdt":
            self._control(node)
        elif node.tag == "txbxContent":
            self._made.boxes.extend(blocks(node, self._deadline))
        elif node.tag == "rPr" and not self._made.language:
            spoken = node.child("lang")
            self._made.language = spoken.get("val").lower() if spoken else ""
        elif node.tag not in SKIPPED:
            self._below(node)

    def _legacy(self, mark: Node) -> None:
        kind = mark.get("fldCharType")
        if kind == "begin":
            self._field = "code"
            data = mark.child("ffData")
            if data is not None:
                self._made.controls.append(_legacy_field(data, self._since()))
            self._parts.append(BLANK if data is not None else "")
        elif kind == "separate":
            self._field = "result"
        elif kind == "end":
            self._field = ""

    def _control(self, sdt: Node) -> None:
        control = _content_control(sdt, self._since())
        if control is None:
            content = sdt.child("sdtContent")
            if content is not None:
                self._below(content)
            return
        self._made.controls.append(control)
        self._parts.append("☐" if control.datatype == "checkbox" else BLANK)

    def _since(self) -> str:
        """The text since the last blank."""
        text = " ".join("".join(self._parts).split())
        return BOX.split(text.rpartition(BLANK)[2])[-1].strip()


def _character(node: Node) -> str:
    if node.tag == "t":
        return "".join(each for each in node.pieces if isinstance(each, str))
    if node.tag == "sym":  # boxes of the fonts that come with the program
        return "☐" if node.get("char").upper() in ("F0A8", "F06F", "F071", "F072", "F0A3", "2610") else ""
    return " "


def _content_control(sdt: Node, before: str) -> Control | None:
    """None where the control only groups what is inside it."""
    made = sdt.child("sdtPr")
    if made is None or made.child("docPartObj", "docPartList", "group", "repeatingSection", "repeatingSectionItem"):
        return None
    kind = next((each for each in made.children() if each.tag in KINDS), None)
    named = {each.tag: each.get("val") for each in made.children("alias", "tag")}
    if kind is None and not named and made.child("showingPlcHdr") is None:
        return None
    options = () if kind is None else _listed(kind)
    title = " ".join(named.get("alias", "").split())
    datatype = KINDS[kind.tag] if kind is not None else "text"
    return Control(named.get("tag", ""), title, datatype, options, before)


def _listed(kind: Node) -> tuple[str, ...]:
    items = (each.get("displayText") or each.get("value", "val") for each in kind.children("listItem", "listEntry"))
    return tuple(dict.fromkeys(" ".join(each.split()) for each in items if each.strip()))[:OPTIONS]


def _legacy_field(data: Node, before: str) -> Control:
    said = {each.tag: each.get("val") for each in data.children("name", "helpText", "statusText")}
    kind = next((each for each in data.children() if each.tag in KINDS), None)
    title = said.get("statusText", "") or said.get("helpText", "")
    options = () if kind is None else _listed(kind)
    return Control(said.get("name", ""), " ".join(title.split()), KINDS[kind.tag] if kind else "text", options, before)
