"""Reads the fields of an XFA template, the form description that some PDFs carry beside or in place of an AcroForm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from status_audit.read.bounded import unparsed
from status_audit.read.pdf.shelf import Shelf
from status_audit.read.xml_tree import Node

OPTIONS = 2_000
TYPES = {
    "choiceList": "select",
    "checkButton": "checkbox",
    "dateTimeEdit": "date",
    "numericEdit": "number",
    "signature": "signature",
    "imageEdit": "file",
    "textEdit": "text",
    "passwordEdit": "text",
}


@dataclass(frozen=True, slots=True)
class Templated:
    """One field of a template."""

    name: str
    """Names of the subforms around it and its own, with dots between."""
    datatype: str
    texts: tuple[str, ...]
    """Caption, spoken text, tooltip: each once, in this order."""
    options: tuple[str, ...] = ()
    language: str = ""


def template_of(shelf: Shelf, form: Any) -> bytes:
    """The packet that describes the form; empty where there is none. The packet with the answers is left alone."""
    held = shelf.get(form, "/XFA")
    parts = shelf.items(held)
    if not parts:
        return shelf.data(held) if held is not None else b""
    named = dict(zip((shelf.text(each) for each in parts[::2]), parts[1::2], strict=False))
    if "template" in named:
        return shelf.data(named["template"])
    return b"".join(shelf.data(each) for name, each in named.items() if name not in ("datasets", "form"))


def templated(root: Node) -> Iterator[Templated]:
    """Every field of the template, which may stand inside a package. Raises Refused where there is none."""
    tops = [root] if root.tag == "template" else list(root.all("template"))
    for top in tops:
        yield from _below(top, (), "")
    if not tops:
        raise unparsed("has an XFA packet without a template.")


def _below(node: Node, path: tuple[str, ...], language: str) -> Iterator[Templated]:
    """Depth is bounded by the tree's own limit."""
    for each in node.children("subform", "subformSet", "area", "exclGroup", "field", "pageSet", "pageArea"):
        spoken = (each.get("locale") or language).lower().replace("_", "-")
        inner = (*path, each.get("name")) if each.get("name") else path
        if each.tag == "field":
            if made := _field(each, inner, spoken):
                yield made
        elif each.tag == "exclGroup":
            yield _group(each, inner, spoken)
        else:
            yield from _below(each, inner, spoken)


def _field(field: Node, path: tuple[str, ...], language: str) -> Templated | None:
    control = next((each.tag for each in _parts(field, "ui")), "textEdit")
    if control in ("button", "barcode") or (field.get("access") == "readOnly" and field.child("calculate")):
        return None
    options = tuple(dict.fromkeys(each for each in _items(field) if each))[:OPTIONS]
    if control == "checkButton":
        options = ()
    name = ".".join(path) if field.get("name") else ".".join((*path, "field"))
    return Templated(name, TYPES.get(control, control), _texts(field), options, language)


def _group(group: Node, path: tuple[str, ...], language: str) -> Templated:
    """Buttons of which one is chosen are one question."""
    choices = (next(iter(_texts(each)), each.get("name")) for each in group.children("field"))
    named = dict.fromkeys(each for each in choices if each)
    return Templated(".".join(path), "radio", _texts(group), tuple(named)[:OPTIONS], language)


def _texts(node: Node) -> tuple[str, ...]:
    caption = [_said(value) for each in node.children("caption") for value in each.children("value")]
    assist = [each for holder in node.children("assist") for each in holder.children("speak", "toolTip")]
    spoken = [each.wording() for each in assist if each.tag == "speak"]
    tips = [each.wording() for each in assist if each.tag == "toolTip"]
    return tuple(dict.fromkeys(each for each in (*caption, *spoken, *tips) if each))


def _said(value: Node) -> str:
    return next((each.wording() for each in value.children("text", "exData")), "")


def _items(field: Node) -> Iterator[str]:
    """What is shown; a second list with `save` holds what is stored and is not shown."""
    lists = list(field.children("items"))
    shown = [each for each in lists if each.get("save") != "1"] or lists
    for each in shown[:1]:
        yield from (item.wording() for item in each.children())


def _parts(node: Node, tag: str) -> Iterator[Node]:
    for each in node.children(tag):
        yield from (part for part in each.children() if part.tag not in ("picture", "extras"))
