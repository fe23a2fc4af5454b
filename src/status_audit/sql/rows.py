"""Finds where literal data rows begin and end, so that they are passed over without being read."""

from __future__ import annotations

import re
from functools import cache

from status_audit.patterns import pattern_of

MANY_ROWS = 4
"""A VALUES list longer than this is data; shorter ones may hold variables of a routine."""
MANY_CHARACTERS = 2000

_COPY_END = pattern_of(r"(?<=[\n\r])\\\.(?=[ \t]*(?:[\r\n]|\Z))")
_COPY_BLANKED = pattern_of(r"[ \t\r\n]*\x1e")


def _one(backslash: bool) -> str:
    text = r"'(?:[^'\\]++|\\.|'')*+'" if backslash else r"'[^']*+(?:''[^']*+)*+'"
    name = r"\"(?:[^\"\\]++|\\.)*+\"" if backslash else r'"[^"]*+"'
    flat = rf"(?:[^'\"()]++|{text}|{name})"
    return rf"\((?:{flat}|\((?:{flat}|\({flat}*+\))*+\))*+\)"


@cache
def _tuple(backslash: bool) -> re.Pattern[str]:
    return re.compile(_one(backslash), re.DOTALL)


@cache
def _more(backslash: bool) -> re.Pattern[str]:
    """All rows after the first in one go: a dump has millions."""
    one = rf"\s*+,\s*+{_one(backslash)}"
    return re.compile(rf"(?P<few>(?:{one}){{0,{MANY_ROWS - 1}}}+)(?P<many>(?:{one})*+)", re.DOTALL)


def literal_row(backslash: bool) -> str:
    """A pattern of one tuple that holds nothing but literals."""
    text = r"(?:[nNeExXbB]|_utf8(?:mb4)?\s?)?" + (
        r"'(?:[^'\\]++|\\.|'')*+'" if backslash else r"'[^']*+(?:''[^']*+)*+'"
    )
    words = r"[nN][uU][lL][lL]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[dD][eE][fF][aA][uU][lL][tT]"
    value = rf"(?:{text}|[-+]?[0-9.][0-9.eExXa-fA-F]*+|{words})"
    return rf"\(\s*+(?:{value}\s*+,\s*+)*+{value}\s*+\)"


@cache
def _literal(backslash: bool) -> re.Pattern[str]:
    return re.compile(literal_row(backslash), re.DOTALL)


def extent(text: str, opening: int, backslash: bool) -> tuple[int, int, bool]:
    """Of the tuples from `opening`: end of the first, end of the last if many, whether the first is all literals.

    (-1, -1, False) when no tuple can be made out there.
    """
    literal = _literal(backslash).match(text, opening)
    first = literal or _tuple(backslash).match(text, opening)
    if first is None:
        return -1, -1, False
    rest = _more(backslash).match(text, first.end())
    if rest is None:
        return first.end(), first.end(), literal is not None
    many = rest["many"] != "" or rest.end() - first.end() > MANY_CHARACTERS
    return first.end(), rest.end() if many else first.end(), literal is not None


def copy_end(text: str, start: int) -> int:
    r"""Offset after the `\.` that ends COPY data, else the end of the text: a cut-off dump is data to its end."""
    found = _COPY_BLANKED.match(text, start) or _COPY_END.search(text, start)
    return found.end() if found else len(text)
