"""Reads an OpenAPI or Swagger description: its schemas, and what its operations ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from status_audit.read.json_walk import Keys, Walk

GROUPS = (("components", "schemas"), ("definitions",))
OPERATIONS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")


def described(walk: Walk) -> None:
    """A container per schema, and one per operation that has parameters or a body of its own."""
    for group in GROUPS:
        held = _at(walk.document.data, group)
        for name, schema in held.items() if isinstance(held, dict) else ():
            walk.schema((*group, name), schema, name)
    for keys, operation, name in _operations(walk.document.data):
        _parameters(walk, keys, operation, name)
        for body_keys, schema in _bodies(keys, operation):
            if isinstance(schema, dict) and "$ref" not in schema:
                walk.schema(body_keys, schema, name, "message")


def _operations(data: dict[str, Any]) -> Iterator[tuple[Keys, dict[str, Any], str]]:
    paths = data.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(item, dict):
            continue
        yield ("paths", path), item, path
        for verb in OPERATIONS:
            if isinstance(operation := item.get(verb), dict):
                yield ("paths", path, verb), operation, f"{verb.upper()} {path}"


def _parameters(walk: Walk, keys: Keys, operation: dict[str, Any], name: str) -> None:
    given = operation.get("parameters")
    for at, each in enumerate(given) if isinstance(given, list) else ():
        spelled = each.get("name") if isinstance(each, dict) else None
        if not isinstance(spelled, str) or not spelled:
            continue
        if each.get("in") == "body":
            continue
        schema = each.get("schema") if isinstance(each.get("schema"), dict) else each
        described_by = each.get("description") or schema.get("description")
        walk.schema((*keys, "parameters", at), {}, name, "message")
        walk.field((*keys, "parameters", at), {**schema, "description": described_by}, spelled, name, "parameter")


def _bodies(keys: Keys, operation: dict[str, Any]) -> Iterator[tuple[Keys, Any]]:
    content = _at(operation, ("requestBody", "content"))
    for kind, each in content.items() if isinstance(content, dict) else ():
        yield (*keys, "requestBody", "content", kind, "schema"), _at(each, ("schema",))
    given = operation.get("parameters")
    for at, each in enumerate(given) if isinstance(given, list) else ():
        if isinstance(each, dict) and each.get("in") == "body":
            yield (*keys, "parameters", at, "schema"), each.get("schema")


def _at(data: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data
