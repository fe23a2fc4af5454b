"""Finds the controls of labels that point at no element: pages name an id there that their controls never got."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from status_audit.read.html_control import CHOICES, kind_of
from status_audit.read.html_tree import Node, Tree, folded

LINES = ("tr", "p", "li")
"""What holds a label and its control, and little else."""
NEAR = 40
"""Nodes after a label among which its control stands."""
NO_ANSWER = frozenset({"", "hidden", "submit", "button", "image", "reset"})


def astray(tree: Tree, pointing: Mapping[str, Node], labelled: Callable[[Node], bool]) -> dict[int, Node]:
    """By the number of a control: the label for its name, else the label right before it; each has one at most."""
    lost = {named: label for named, label in pointing.items() if named not in tree.by_id and tree.wording(label)}
    if not lost:
        return {}
    called: dict[str, Node] = {}
    for node in tree.nodes:
        if node.tag and kind_of(node) not in NO_ANSWER and (name := node.get("name", "path", "property", "asp-for")):
            called.setdefault(name, node)
            called.setdefault(_as_id(name), node)
    found: dict[int, Node] = {}
    for named, label in lost.items():
        control = called.get(named) or called.get(_as_id(named)) or _next(tree, label)
        if control is not None and not labelled(control):
            found.setdefault(control.at, label)
    return found


def _as_id(name: str) -> str:
    """`person[birth_land]` is `person_birth_land`, as frameworks make ids of names."""
    return re.sub(r"\W+", "_", name).strip("_")


def _next(tree: Tree, label: Node) -> Node | None:
    """The first control after a label: right behind it, or in its row or paragraph; no other label between them."""
    if _behind_choice(tree, label):
        return None
    line = tree.around(label, *LINES)
    for node in tree.nodes[label.end : label.end + NEAR]:
        inside = line is not None and node.at < line.end
        if node.tag in ("label", "form", "fieldset", "legend") or (not node.tag and folded(node.text) and not inside):
            return None
        if node.tag and kind_of(node) not in NO_ANSWER:
            return node
    return None


def _behind_choice(tree: Tree, label: Node) -> bool:
    """Whether it stands right behind a radio button or check box, whose words it then is."""
    for node in reversed(tree.nodes[max(0, label.at - NEAR) : label.at]):
        if not node.tag and folded(node.text):
            return False
        if node.tag and kind_of(node):
            return kind_of(node) in CHOICES
        if node.tag == "label":
            return False
    return False
