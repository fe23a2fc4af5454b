"""Says which elements of a page are controls, and of what kind."""

from __future__ import annotations

from status_audit.read.html_tree import Node

CHOICES = frozenset({"radio", "checkbox"})
LIBRARY = (
    ("radio", "radio"),
    ("check", "checkbox"),
    ("select", "select"),
    ("dropdown", "select"),
    ("list", "select"),
    ("combo", "select"),
    ("area", "textarea"),
    ("hidden", "hidden"),
    ("password", "password"),
    ("date", "date"),
    ("calendar", "date"),
    ("input", "text"),
    ("text", "text"),
)
"""What the controls of tag libraries (`form:input`, `asp:DropDownList`, `h:selectOneRadio`) are called after."""
MESSAGE = "s:text"
"""Struts calls a message and a date that is shown what others call a control."""
NO_LIBRARY = frozenset({"xsl", "svg", "xs", "xsd", "fo", "o", "v", "w", "c", "fmt", "spring"})


def kind_of(node: Node) -> str:
    """What kind of control an element is: an input's type, `select`, `textarea`; empty where it is none."""
    if node.tag == "input":
        return node.get("type").lower() or "text"
    if node.tag in ("select", "textarea"):
        return node.tag
    library, _, name = node.tag.partition(":")
    if (
        not name
        or library in NO_LIBRARY
        or node.tag in (MESSAGE, "s:date")
        or not node.get("path", "name", "property", "id")
    ):
        return ""
    return next((kind for word, kind in LIBRARY if word in name), "")
