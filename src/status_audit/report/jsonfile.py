"""The Outcome as JSON and back: the contract that every other format is rendered from."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from typing import Any

from status_audit.errors import AuditError
from status_audit.model.outcome import Outcome


def render(outcome: Outcome) -> str:
    """Stable bytes for equal outcomes: keys in the order of the contract, two spaces, no time stamps."""
    return json.dumps(dump(outcome), ensure_ascii=False, indent=2) + "\n"


def dump(outcome: Outcome) -> dict[str, Any]:
    """Plain dictionaries and lists, ready for `json`."""
    value = _plain(outcome)
    assert isinstance(value, dict)
    return value


def load(text: str, path: str = "result") -> Outcome:
    """The Outcome a saved result holds.

    Raises AuditError when the text is not JSON or not a result of `check`.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise AuditError(f"{path}: not JSON", "Give a file written by: status-audit check -o json=FILE") from problem
    try:
        outcome = _built(Outcome, data)
    except (KeyError, TypeError, ValueError) as problem:
        raise AuditError(f"{path}: not a result of `status-audit check`, or of another version") from problem
    assert isinstance(outcome, Outcome)
    return outcome


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _built(kind: Any, value: Any) -> Any:
    """Rebuild a value of an annotated type; the annotations are the schema."""
    origin = typing.get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("a list is needed here")
        return tuple(_built(typing.get_args(kind)[0], each) for each in value)
    if origin in (types.UnionType, typing.Union):
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else _built(inner, value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        given = {each.name: _built(hints[each.name], value[each.name]) for each in _present(kind, value)}
        return kind(**given)
    if not isinstance(value, kind):
        raise TypeError("a value of another type is needed here")
    return value


def _present(kind: type, value: Any) -> list[dataclasses.Field[Any]]:
    """Fields with a default may be missing: results of an older minor version can be read."""
    return [each for each in dataclasses.fields(kind) if each.name in value or each.default is dataclasses.MISSING]
