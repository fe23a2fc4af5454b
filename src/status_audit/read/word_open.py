"""The text of an OpenDocument text as blocks, a blank in place of every control; what was filled in is left out."""

from __future__ import annotations

from status_audit.read.bounded import Deadline
from status_audit.read.word_text import BLANK, OPTIONS, Block, Control, Paragraph, Table, plain
from status_audit.read.xml_tree import Node

SKIPPED = frozenset(
    ("tracked-changes", "forms", "annotation", "note", "sequence-decls", "user-field-decls", "variable-decls", "script")
)
"""What is no text of the page: deleted passages, remarks, declarations."""
KINDS = {
    "checkbox": "checkbox",
    "radio": "radio",
    "listbox": "select",
    "combobox": "select",
    "date": "date",
    "textarea": "text",
    "text": "text",
    "formatted-text": "text",
    "number": "number",
    "file": "file",
}


def open_blocks(root: Node, deadline: Deadline) -> list[Block]:
    """The paragraphs and tables of a document, in order; depth is bounded by the tree's own limit. Raises Refused."""
    reader = _Reader(deadline, {each.get("id"): each for holder in root.all("forms") for each in holder.all(*KINDS)})
    body = next(iter(root.all("body")), root)
    return reader.blocks(body)


class _Reader:
    def __init__(self, deadline: Deadline, controls: dict[str, Node]) -> None:
        self._deadline, self._controls = deadline, controls

    def blocks(self, parent: Node) -> list[Block]:
        found: list[Block] = []
        for each in parent.children():
            self._deadline.check()
            if each.tag in ("p", "h"):
                found.append(self._paragraph(each))
            elif each.tag == "table":
                found.append(self._table(each))
            elif each.tag not in SKIPPED:
                found.extend(self.blocks(each))
        return found

    def _table(self, table: Node) -> Table:
        made = Table()
        for each in table.children():
            if each.tag == "table-row":
                made.rows.append([self.blocks(cell) for cell in each.children("table-cell")])
            elif each.tag in ("table-header-rows", "table-rows", "table-row-group"):
                made.rows.extend(self._table(each).rows)
        return made

    def _paragraph(self, node: Node) -> Paragraph:
        made, parts = Paragraph(), list[str]()
        self._below(node, made, parts)
        made.text = plain(parts)
        return made

    def _below(self, node: Node, made: Paragraph, parts: list[str]) -> None:
        for each in node.pieces:
            if isinstance(each, str):
                parts.append(each)
            elif each.tag in ("s", "tab", "line-break"):
                parts.append(" ")
            elif each.tag in ("text-input", "placeholder", "drop-down"):
                made.controls.append(_field(each, _since(parts)))
                parts.append(BLANK)
            elif each.tag == "control":
                self._control(each, made, parts)
            elif each.tag == "text-box":
                made.boxes.extend(self.blocks(each))
            elif each.tag not in SKIPPED:
                self._below(each, made, parts)

    def _control(self, node: Node, made: Paragraph, parts: list[str]) -> None:
        held = self._controls.get(node.get("control"))
        if held is None:
            return
        kind = KINDS[held.tag]
        title = held.get("title") or held.get("label")
        options = tuple(
            dict.fromkeys(each.get("label") for each in held.children("option", "item") if each.get("label"))
        )
        made.controls.append(Control(held.get("name"), " ".join(title.split()), kind, options[:OPTIONS], _since(parts)))
        parts.append("☐" if kind == "checkbox" else BLANK)


def _field(node: Node, before: str) -> Control:
    """What the field shows is what was filled in; its description is not."""
    options = tuple(dict.fromkeys(each.get("value") for each in node.children("label") if each.get("value")))
    kind = "select" if node.tag == "drop-down" else "text"
    title = node.get("help", "hint", "description", "name")
    return Control(node.get("name"), "" if options else " ".join(title.split()), kind, options[:OPTIONS], before)


def _since(parts: list[str]) -> str:
    return " ".join("".join(parts).split()).rpartition(BLANK)[2].strip()
