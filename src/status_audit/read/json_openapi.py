"""Reads an OpenAPI, Swagger or AsyncAPI description: its schemas, what its operations ask for and what they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from status_audit.read.json_walk import Keys, Walk

GROUPS: tuple[tuple[str, ...], ...] = (("components", "schemas"), ("definitions",))
PARAMETERS: tuple[tuple[str, ...], ...] = (("components", "parameters"), ("parameters",))
BODIES: tuple[tuple[str, ...], ...] = (
    ("components", "requestBodies"),
    ("components", "responses"),
    ("responses",),
    ("components", "messages"),
)
OPERATIONS = ("get", "put", "post", "delete", "patch", "options", "head", "trace", "publish", "subscribe")
PATHS = ("paths", "webhooks", "x-webhooks", "channels")
DEEP = 4
"""Callbacks within callbacks."""


def described(walk: Walk) -> None:
    """A container per schema, per operation that has parameters or a body of its own, and per answer."""
    walk.apart = GROUPS
    data = walk.document.data
    for group in GROUPS:
        for name, schema in _members(data, group):
            walk.schema((*group, name), schema, name)
    for group in PARAMETERS:
        for name, each in _members(data, group):
            _parameter(walk, (*group, name), each, group[-1])
            _inline(walk, (*group, name), each, f"{group[-1]} {name}")
    for group in BODIES:
        for name, each in _members(data, group):
            _inline(walk, (*group, name), each, f"{group[-1]} {name}")
    for top in PATHS:
        for path, item in _members(data, (top,)):
            _item(walk, (top, path), item, path)


def _item(walk: Walk, keys: Keys, item: Any, path: str, depth: int = 0) -> None:
    """One path, or what a reference to another file says of it."""
    if not isinstance(item, dict):
        return
    walk, keys, item = walk.led(keys, item)
    _parameters(walk, keys, item, path)
    for verb in OPERATIONS:
        operation = item.get(verb)
        if not isinstance(operation, dict):
            continue
        inner, name = (*keys, verb), f"{verb.upper()} {path}"
        _parameters(walk, inner, operation, name)
        _inline(walk, (*inner, "requestBody"), operation.get("requestBody"), name)
        _inline(walk, (*inner, "message"), operation.get("message"), name)
        for code, answer in _members(operation, ("responses",)):
            _inline(walk, (*inner, "responses", code), answer, f"{name} {code}")
        for called, items in _members(operation, ("callbacks",)) if depth < DEEP else ():
            for where, each in items.items() if isinstance(items, dict) else ():
                _item(walk, (*inner, "callbacks", called, where), each, f"{called} {where}", depth + 1)


def _parameters(walk: Walk, keys: Keys, holder: Mapping[str, Any], name: str) -> None:
    given = holder.get("parameters")
    for at, each in enumerate(given) if isinstance(given, list) else ():
        inner = (*keys, "parameters", at)
        if isinstance(each, dict):
            _parameter(walk, inner, each, name)
            if each.get("in") == "body":
                _inline(walk, inner, each, name)


def _parameter(walk: Walk, keys: Keys, made: Any, name: str) -> None:
    """A single value that is asked for; one that is kept in a group of the document is told there."""
    spelled = made.get("name") if isinstance(made, dict) else None
    if not isinstance(spelled, str) or not spelled or made.get("in") == "body":
        return
    schema = made.get("schema") if isinstance(made.get("schema"), dict) else made
    told = made.get("description") or schema.get("description")
    walk.schema(keys, {}, name, "message")
    walk.field(keys, {**schema, "description": told}, spelled, name, "parameter")


def _inline(walk: Walk, keys: Keys, holder: Any, name: str) -> None:
    """The schemas that a body, an answer or a message has of its own; one that it refers to has its own name."""
    if not isinstance(holder, dict):
        return
    for inner, schema in _schemas(keys, holder):
        if isinstance(schema, dict) and schema and "$ref" not in schema and not _refers(schema):
            walk.schema(inner, schema, name, "message")
        elif isinstance(schema, dict):
            walk.led(inner, schema)


def _schemas(keys: Keys, holder: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    for kind, each in _members(holder, ("content",)):
        if isinstance(each, dict):
            yield (*keys, "content", kind, "schema"), each.get("schema")
    for name in ("schema", "payload", "headers"):
        if isinstance(each := holder.get(name), dict) and (name != "headers" or "properties" in each):
            yield (*keys, name), each


def _refers(schema: Mapping[str, Any]) -> bool:
    """A list of things that have a name of their own."""
    items = schema.get("items")
    return isinstance(items, dict) and "$ref" in items


def _members(data: Any, keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return list(data.items()) if isinstance(data, dict) else []
