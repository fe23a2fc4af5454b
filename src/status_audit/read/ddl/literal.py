"""Reads string literals of a definition: comments, choices, names in arguments; never those of data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.patterns import pattern_of

_RUN = pattern_of(r"'{2,}|\"{2,}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": ""}


def literal_at(text: str, mask: str, start: int, end: int, dialect: str) -> str:
    """The first literal between the offsets, unquoted; adjacent and `||`-joined pieces together; empty without one."""
    pieces: list[str] = []
    at = start
    while found := _RUN.search(mask, at, end):
        if pieces and mask[at : found.start()].strip(" \t\r\n+|ne") != "":
            break
        pieces.append(unquoted(text[found.start() : found.end()], dialect))
        at = found.end()
    return "".join(pieces)


def literals(text: str, mask: str, start: int, end: int, dialect: str) -> Iterator[tuple[int, str]]:
    """(offset, value) of every single-quoted literal between the offsets."""
    for found in re.compile(r"'{2,}").finditer(mask, start, end):
        piece = text[found.start() : found.end()]
        # Two literals that touch are one run in the mask; a doubled quote inside one is not the end of it.
        yield found.start(), unquoted(piece, dialect)


def unquoted(piece: str, dialect: str) -> str:
    """The value of one quoted piece."""
    quote = piece[:1]
    if quote not in "'\"" or len(piece) < 2:
        return piece
    inside = piece[1:-1] if piece.endswith(quote) else piece[1:]
    inside = inside.replace(quote * 2, quote)
    if "\\" in inside and dialect in ("mysql", "bigquery", "snowflake", "databricks", "hive"):
        inside = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), inside, flags=re.DOTALL)
    return inside
