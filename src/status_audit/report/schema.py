"""The JSON Schema of a result, derived from the types themselves so that the two cannot drift apart."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from status_audit.model.outcome import Outcome

PLAIN = {str: "string", int: "integer", bool: "boolean"}


def outcome_schema() -> dict[str, Any]:
    """Draft 2020-12; unknown keys are allowed, so that a minor version may add some."""
    definitions: dict[str, Any] = {}
    body = _schema(Outcome, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of status-audit check",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = typing.get_origin(kind)
    if origin is tuple:
        return {"type": "array", "items": _schema(typing.get_args(kind)[0], definitions)}
    if origin in (types.UnionType, typing.Union):
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return {"anyOf": [_schema(inner, definitions), {"type": "null"}]}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return {"type": PLAIN[kind]}


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    names = [each.name for each in dataclasses.fields(kind)]
    return {
        "type": "object",
        "properties": {name: _schema(hints[name], definitions) for name in names},
        "required": names,
    }
