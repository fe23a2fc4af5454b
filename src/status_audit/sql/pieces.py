"""A stretch of a script that is one statement: what the cutters hand to one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from status_audit.patterns import pattern_of


@dataclass(frozen=True, slots=True)
class Piece:
    start: int
    end: int
    head: str
    after: int
    """Offset after the head's words."""
    scope: str = ""
    opens: str = ""
    """The name of the routine that this piece opens, inside a package."""


_CODE = pattern_of(r"\S")


def next_code(mask: str, at: int, end: int) -> int:
    """The next offset that is not blank, or `end`."""
    found = _CODE.search(mask, at, end)
    return found.start() if found else max(at, end)


@lru_cache(maxsize=16)
def word_events(words: tuple[str, ...]) -> re.Pattern[str]:
    """One match per parenthesis, `;`, hard end or listed word of a mask; group 1 is what was found, empty at the end.

    It matches at the end too: a search that fails there would begin again at every character before it.
    """
    return re.compile(
        rf"(?:[^();\x1e\w.$#@]++|[.$#@]++\w*+|(?!(?:{'|'.join(words)})\b)\w++)*+([();\x1e]|\w++|\Z)", re.ASCII
    )
