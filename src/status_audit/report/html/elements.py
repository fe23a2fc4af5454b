"""HTML as a tree: everything that is quoted goes in as text, so that nothing can be forgotten when it is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from status_audit.report.escape import printable

Element = ElementTree.Element
Child = Element | str


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """One element. `class_` and `for_` are written without their underscore; empty attributes are left out."""
    made = ElementTree.Element(tag, {name.rstrip("_"): printable(value) for name, value in attributes.items() if value})
    for child in children:
        _append(made, child)
    return made


def _append(parent: Element, child: Child) -> None:
    if isinstance(child, Element):
        parent.append(child)
        return
    text = printable(child)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def quoted(text: str, tag: str = "q") -> Element:
    """Words of a source: they keep their own direction of writing and never turn the sentence around them."""
    return element(tag, text, dir="auto")


def link(text: str, url: str) -> Child:
    """A link to the web, or the bare words where the address is of any other kind."""
    if not url.startswith(("https://", "http://")):
        return text
    return element("a", text, href=url, rel="noreferrer noopener")


def table(headers: Iterable[str], rows: Iterable[Iterable[Child]], caption: str = "") -> Element:
    """A table in a box of its own, so that a wide one scrolls and the page does not."""
    made = element("table")
    if caption:
        made.append(element("caption", caption))
    made.append(element("thead", element("tr", *(element("th", each, scope="col") for each in headers))))
    made.append(element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows)))
    return element("div", made, class_="wide", tabindex="0")


def items(children: Iterable[Child], tag: str = "ul", **attributes: str) -> Element:
    return element(tag, *(element("li", each) for each in children), **attributes)


def written(root: Element) -> str:
    return "<!doctype html>\n" + ElementTree.tostring(root, encoding="unicode", method="html") + "\n"
