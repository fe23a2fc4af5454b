"""Holds a document against a shipped JSON Schema and says in plain words what is wrong and on which line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from status_audit.documents.document import Document, fault
from status_audit.errors import AuditError
from status_audit.patterns import pattern_of
from status_audit.shipped import shipped

TYPES = {
    "object": "a group of keys",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
PLAINLY = {
    "minLength": "must not be empty",
    "minItems": "must not be empty",
    "minProperties": "must not be empty",
    "uniqueItems": "holds the same thing twice",
}
WRONG_TYPE = "must be"
CREDENTIALS = pattern_of(r"//\S*@|\b(?:password|passwd|pwd)\s*=\s*\S+", re.IGNORECASE)
SHOWN = 60
"""Characters of a wrong value that an error repeats."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at one place of a document."""

    keys: tuple[str | int, ...]
    message: str
    hint: str = ""

    def text(self, document: Document) -> str:
        """`file:line: key: what is wrong`."""
        return str(self.fault(document))

    def fault(self, document: Document, more: int = 0) -> AuditError:
        where = f"{spelled(self.keys)}: " if self.keys else ""
        rest = f" (and {more} more)" if more else ""
        return fault(document.path, document.line_of(self.keys), f"{where}{self.message}{rest}", self.hint)


def check(document: Document, schema: str | Path, also: Iterable[Problem] = ()) -> None:
    """Raises AuditError for the first of all problems; `schema` is a shipped name (`policy`) or a file."""
    refuse(document, (*problems(document, schema), *also))


def refuse(document: Document, found: Sequence[Problem]) -> None:
    """Raises AuditError naming the first problem in full and how many more there are; silent where there is none."""
    if found:
        first, *rest = sorted(found, key=lambda each: (document.line_of(each.keys), each.message))
        raise first.fault(document, len(rest))


def problems(document: Document, schema: str | Path) -> tuple[Problem, ...]:
    """Everything the schema finds wrong, in the order of the lines."""
    import jsonschema

    path = shipped("policies") / "schemas" / f"{schema}.schema.json" if isinstance(schema, str) else schema
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    found = [problem for error in validator.iter_errors(document.data) for problem in _said(error)]
    return tuple(sorted(_once(found), key=lambda each: (document.line_of(each.keys), each.message)))


def _once(found: Sequence[Problem]) -> list[Problem]:
    """Of a value that is of the wrong type and not among the choices, the choices are enough."""
    told = {each.keys for each in found if not each.message.startswith(WRONG_TYPE)}
    return [each for each in found if not each.message.startswith(WRONG_TYPE) or each.keys not in told]


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """`Did you mean …?`, or the choices where there are few, or nothing."""
    import difflib

    names = sorted(set(known))
    near = difflib.get_close_matches(wrong.lower(), [each.lower() for each in names], n=1, cutoff=0.6)
    if near:
        return f"Did you mean {next(each for each in names if each.lower() == near[0])!r}?"
    return f"Known here: {', '.join(names)}" if 0 < len(names) <= 25 else ""


def spelled(keys: Sequence[str | int]) -> str:
    """`rules[0].act`."""
    return _printable("".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip("."))


def _printable(text: str) -> str:
    """Nothing that moves a cursor or turns the direction of the text."""
    return "".join(each if each.isprintable() else "·" for each in text)


def _said(error: Any) -> list[Problem]:
    """A schema error in plain words; of alternatives, what is wrong with the nearest one."""
    keys = tuple(error.absolute_path)
    if error.validator in ("anyOf", "oneOf") and error.context and "message" not in error.schema:
        return [problem for each in _nearest(error.context) for problem in _said(each)]
    if error.validator == "additionalProperties":
        return _unknown_keys(keys, error)
    if error.validator == "required":
        missing = [each for each in error.validator_value if each not in error.instance]
        said: Mapping[str, str] = error.schema.get("missing", {})
        return [
            Problem(keys, said.get(each) or f"the key {each!r} is missing", "")
            for each in missing
            if f"'{each}'" in error.message
        ]
    return [Problem(keys, *_value(error))]


def _nearest(context: Any) -> list[Any]:
    """The errors of the one alternative that was followed furthest before it failed."""
    deepest = max(context, key=lambda each: (len(each.absolute_path), each.validator != "type"))
    return [each for each in context if each.schema_path[0] == deepest.schema_path[0]]


def _unknown_keys(keys: tuple[str | int, ...], error: Any) -> list[Problem]:
    known: Mapping[str, Any] = error.schema.get("properties", {})
    return [
        Problem((*keys, each), "unknown key", suggestion(each, known)) for each in error.instance if each not in known
    ]


def _value(error: Any) -> tuple[str, str]:
    """What is wrong with a value, and a hint."""
    given = "the value" if "secret" in error.schema else _quoted(error.instance)
    wanted = error.validator_value
    if error.validator == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        return f"{WRONG_TYPE} {' or '.join(TYPES[each] for each in names)}, not {given}", ""
    if "message" in error.schema:
        return f"{given} {error.schema['message']}", ""
    if error.validator == "enum":
        return f"{given} is not known here", suggestion(str(error.instance), [str(each) for each in wanted])
    if error.validator == "const":
        return f"{given} is not known here", f"Write {wanted}"
    return PLAINLY.get(error.validator, f"{given} does not fit ({error.validator}: {_quoted(wanted)})"), ""


def _quoted(value: Any) -> str:
    """The value as an error may repeat it: short, on one line, and never with what stands before the `@` of a URL."""
    if value is None:
        return "empty"
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else repr(value)
    text = _printable(CREDENTIALS.sub("…", text))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
