"""Reads names of relations and columns as scripts spell them: quoted, bracketed, qualified, with variables in them."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

_PART = pattern_of(
    r'"(?P<double>(?:[^"]|"")++)"|`(?P<tick>(?:[^`]|``)++)`|\[(?P<bracket>(?:[^\]]|\]\])++)\]'
    r"|'(?P<single>(?:[^']|'')++)'"
    r"|(?P<plain>(?:\$\{[^}\s]*\}|\$\([^)\s]*\)|[^\W]|[#@&$:])(?:\$\{[^}\s]*\}|\$\([^)\s]*\)|[\w$#@&])*+)"
)
_DOT = pattern_of(r"\s*+\.+\s*+")


def read_name(text: str, start: int, end: int | None = None) -> tuple[tuple[str, ...], int]:
    """Parts of a qualified name without quotes, and the offset after it; `((), start)` where no name stands."""
    parts: list[str] = []
    at, limit = start, len(text) if end is None else end
    while found := _PART.match(text, at, limit):
        parts.append(_plain(found))
        at = found.end()
        dot = _DOT.match(text, at, limit)
        if dot is None:
            break
        at = dot.end()
    return tuple(parts), at


def joined(parts: tuple[str, ...]) -> str:
    """As a `Container.name` is spelled: `schema.table`."""
    return ".".join(parts)


def last(name: str) -> str:
    """The table's own name in a qualified one."""
    return name.rpartition(".")[2]


def _plain(found: re.Match[str]) -> str:
    if found["double"]:
        return found["double"].replace('""', '"')
    if found["bracket"]:
        return found["bracket"].replace("]]", "]")
    if found["tick"]:
        return found["tick"].replace("``", "`")
    return found["single"].replace("''", "'") if found["single"] else found["plain"]
