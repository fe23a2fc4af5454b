"""TOML by the standard parser, with the lines of its headers and keys found beside it."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from status_audit.documents.document import Budget, Limits, Mark, fault
from status_audit.patterns import pattern_of

PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
NAME = rf"{PART}(?:[ \t]*\.[ \t]*{PART})*"
HEADER = pattern_of(rf"[ \t]*(\[\[?)[ \t]*({NAME})[ \t]*\]\]?[ \t]*(?:#.*)?")
KEY = pattern_of(rf"[ \t]*({NAME})[ \t]*=")
WHERE = pattern_of(r"\(at line (\d+), column \d+\)")


def read_toml(text: str, path: str, limits: Limits) -> tuple[Any, Mark]:
    """The tables of the text and their marks; inside an inline table the line of its key. Raises AuditError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = WHERE.search(str(error))
        said = WHERE.sub("", str(error)).strip()
        line = int(where.group(1)) if where else text.count("\n") + 1
        raise fault(path, line, f"is not readable as TOML: {said}") from None
    except (RecursionError, ValueError):
        raise fault(path, 1, "is not readable as TOML: a value is too large or too deep") from None
    return _plain(data, Budget(path, limits), 0), _marks(text)


def _plain(data: Any, budget: Budget, depth: int) -> Any:
    """Dates as text, as in the other kinds of document."""
    budget.take(1, depth)
    if isinstance(data, dict):
        return {key: _plain(value, budget, depth + 1) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value, budget, depth + 1) for value in data]
    return data if isinstance(data, str | bool | int | float) else str(data)


def _marks(text: str) -> Mark:
    root = table = Mark(1)
    for line, content in enumerate(text.split("\n"), start=1):
        if header := HEADER.fullmatch(content.rstrip("\r")):
            table = _descend(root, _names(header.group(2)), line)
            if header.group(1) == "[[":
                table.children[len(table.children)] = item = Mark(line)
                table = item
        elif key := KEY.match(content):
            _descend(table, _names(key.group(1)), line)
    return root


def _names(dotted: str) -> list[str]:
    return [each.strip("\"'") for each in re.findall(PART, dotted)]


def _descend(mark: Mark, names: list[str], line: int) -> Mark:
    """Where the names lead, marking what is met for the first time; into the newest item of an array of tables."""
    for name in names:
        mark = mark.children.setdefault(name, Mark(line))
        items = [key for key in mark.children if isinstance(key, int)]
        if items and name != names[-1]:
            mark = mark.children[items[-1]]
    return mark
