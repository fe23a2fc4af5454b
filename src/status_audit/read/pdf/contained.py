"""Sees without reading any text what a PDF contains beside its form: pages that are pictures, files attached to it."""

from __future__ import annotations

from typing import Any

from status_audit.read.pdf.shelf import Shelf

DEPTH = 20
NESTED = 3
ATTACHED = 1_000


def is_picture(shelf: Shelf, page: Any) -> bool:
    """Whether a page shows a picture and has no font to write with: a scan."""
    resources, above = shelf.get(page, "/Resources"), page
    for _ in range(DEPTH):
        if resources is not None or above is None:
            break
        above = shelf.get(above, "/Parent")
        resources = shelf.get(above, "/Resources") if above is not None else None
    pictures, fonts = _shown(shelf, resources, 0)
    return pictures and not fonts


def _shown(shelf: Shelf, resources: Any, depth: int) -> tuple[bool, bool]:
    """(pictures, fonts) of a page, or of a part of it that is drawn as one."""
    pictures, fonts = False, bool(shelf.keys(shelf.get(resources, "/Font")))
    drawn = shelf.get(resources, "/XObject")
    for key in shelf.keys(drawn)[:200]:
        each = shelf.get(drawn, key)
        kind = shelf.text(shelf.get(each, "/Subtype"))
        if kind == "/Image":
            pictures = True
        elif kind == "/Form" and depth < NESTED:
            inner = _shown(shelf, shelf.get(each, "/Resources"), depth + 1)
            pictures, fonts = pictures or inner[0], fonts or inner[1]
    return pictures, fonts


def attached(shelf: Shelf, root: Any, pages: list[Any]) -> int:
    """How many files are attached, to the document or to a place on its pages."""
    count = _named(shelf, shelf.get(shelf.get(root, "/Names"), "/EmbeddedFiles"), 0)
    for page in pages:
        for each in shelf.items(shelf.get(page, "/Annots")):
            count += shelf.text(shelf.get(each, "/Subtype")) == "/FileAttachment"
    return min(count, ATTACHED)


def _named(shelf: Shelf, node: Any, depth: int) -> int:
    if node is None or depth > NESTED:
        return 0
    count = len(shelf.items(shelf.get(node, "/Names"))) // 2
    for each in shelf.items(shelf.get(node, "/Kids"))[:ATTACHED]:
        count += _named(shelf, each, depth + 1)
        if count >= ATTACHED:
            break
    return count
