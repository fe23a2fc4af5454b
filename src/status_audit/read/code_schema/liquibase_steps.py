"""The changes of a Liquibase change log as plain values, however it is written: XML, YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from status_audit.documents import Document
from status_audit.read.replay import ON_CONDITION
from status_audit.read.xml_tree import Node

BACKWARDS = "rollback"
INCLUDES = ("include", "includeAll")
_CONDITIONS = ("context", "contextFilter", "labels", "dbms")
_NOT_CHANGES = frozenset({"preConditions", "modifySql", "validCheckSum", "comment", "property"})


@dataclass(frozen=True, slots=True)
class Step:
    """One change, as the log names it."""

    tag: str
    values: dict[str, str]
    columns: tuple[tuple[dict[str, str], int], ...]
    """(what a column says, its line), in order."""
    line: int
    text: str = ""
    part: str = ""
    """`rollback` in what takes a change set back, `on condition` in a set that only some databases run."""


def of_xml(root: Node) -> Iterator[Step]:
    """The changes of every change set, in order; what the log includes comes first."""
    for tag in INCLUDES:
        yield from (_of_node(each, "") for each in root.all(tag))
    for found in root.all("changeSet"):
        for node in found.children():
            if node.tag == BACKWARDS:
                yield from (_of_node(each, BACKWARDS) for each in node.children())
            elif node.tag not in _NOT_CHANGES:
                yield _of_node(node, _condition(found.attributes))


def _condition(said: Mapping[str, object]) -> str:
    return ON_CONDITION if any(said.get(each) for each in _CONDITIONS) else ""


def _of_node(node: Node, part: str) -> Step:
    columns = tuple((_column(each), each.line) for each in node.children("column"))
    text = node.wording() if not columns else ""
    return Step(node.tag, dict(node.attributes), columns, node.line, text, part)


def _column(node: Node) -> dict[str, str]:
    said = dict(node.attributes)
    if constraints := node.child("constraints"):
        said.update(constraints.attributes)
    if text := "".join(each for each in node.pieces if isinstance(each, str)).strip():
        said.setdefault("value", text)
    return said


def of_document(document: Document) -> Iterator[Step]:
    """The changes of every change set of a YAML or JSON log, in order."""
    log = document.data.get("databaseChangeLog") if isinstance(document.data, dict) else None
    for number, entry in enumerate(log if isinstance(log, list) else ()):
        found = entry.get("changeSet") if isinstance(entry, dict) else None
        for tag in INCLUDES if isinstance(entry, dict) else ():
            if isinstance(entry.get(tag), dict):
                yield _of_value(document, ("databaseChangeLog", number, tag), entry[tag], "")
        if not isinstance(found, dict):
            continue
        at: tuple[str | int, ...] = ("databaseChangeLog", number, "changeSet")
        for part in ("changes", BACKWARDS):
            changes = found.get(part)
            for index, change in enumerate(changes if isinstance(changes, list) else ()):
                for tag, said in change.items() if isinstance(change, dict) else ():
                    keys = (*at, part, index, tag)
                    yield _of_value(document, keys, said, BACKWARDS if part == BACKWARDS else _condition(found))


def _of_value(document: Document, keys: tuple[str | int, ...], said: Any, part: str) -> Step:
    values = _flat(said)
    columns = []
    listed = said.get("columns") if isinstance(said, dict) else None
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        column = each.get("column", each) if isinstance(each, dict) else None
        if isinstance(column, dict):
            columns.append((_flat(column), document.line_of((*keys, "columns", number, "column", "name"))))
    text = said if isinstance(said, str) else values.get("sql", "")
    return Step(str(keys[-1]), values, tuple(columns), document.line_of(keys), text, part)


def _flat(said: Any) -> dict[str, str]:
    """Plain values by key; those of `constraints` among them."""
    if not isinstance(said, dict):
        return {}
    found = {
        key: _word(value) for key, value in said.items() if not isinstance(value, dict | list) and value is not None
    }
    constraints = said.get("constraints")
    return {**found, **_flat(constraints)} if isinstance(constraints, dict) else found


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
