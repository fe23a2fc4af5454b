"""Segments words that are run together (`birthcountry`, `tempatlahir`, `出生国家`) with a lexicon it is given."""

from __future__ import annotations

from collections.abc import Callable, Container

_SHORTEST = 3
_LONGEST = 24
_SURE, _SURER = 7, 8
"""Letters of a telling word beside which a known prefix, or any single letter, may stay unexplained."""
_JOINTS = frozenset(("of", "de", "da", "do", "di", "en", "in", "us"))
"""Short words that may stand between others (`countryofbirth`)."""
_TAILS = frozenset(("id", "cd", "no", "dt", "yn", "st", "nm", "fk", "of"))
"""Short words that may stand at the end (`citizenshipcd`)."""
_HEADS = frozenset(
    ("str", "txt", "lbl", "tbl", "fld", "col", "ddl", "cmb", "chk", "vch", "sz", "fk", "id", "is", "in", "nm")
)


def segment(word: str, known: Container[str], telling: Callable[[str], bool]) -> tuple[str, ...]:
    """The fewest known words that make up the whole of `word`, at least one of them telling; else `()`.

    Beside a long telling word one letter, or a prefix that programmers use for a type, may stand at the head.
    """
    longest = max(map(len, _telling_in(word, telling)), default=0)
    if not longest:
        return ()
    parts = _whole(word, known)
    if parts and any(map(telling, parts)):
        return parts
    if longest < _SURE:
        return ()
    for head in (1, 2, 3):
        parts = _whole(word[head:], known) if head == 1 or word[:head] in _HEADS else ()
        sure = _SURER if head == 1 else _SURE
        if any(len(part) >= sure and telling(part) for part in parts):
            return (word[:head], *parts)
    return ()


def _telling_in(word: str, telling: Callable[[str], bool]) -> list[str]:
    ends = range(_SHORTEST, len(word) + 1)
    return [word[a:b] for b in ends for a in range(max(0, b - _LONGEST), b - _SHORTEST + 1) if telling(word[a:b])]


def _whole(word: str, known: Container[str]) -> tuple[str, ...]:
    """The shortest cover of `word` by known words, or `()`."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(_SHORTEST, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end - 1):
            before = best[start]
            piece = word[start:end]
            if before is None or not _fits(piece, known, before=bool(before), last=end == len(word)):
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, piece)
    return best[-1] or ()


def _fits(piece: str, known: Container[str], *, before: bool, last: bool) -> bool:
    if len(piece) >= _SHORTEST:
        return piece in known
    return before and piece in (_TAILS if last else _JOINTS)


def scan(word: str, known: Container[str]) -> tuple[str, ...]:
    """Longest known words from left to right, for scripts without spaces; what is unknown stays together."""
    out: list[str] = []
    start = loose = 0
    while start < len(word):
        end = next((e for e in range(min(len(word), start + 12), start, -1) if word[start:e] in known), start)
        if end > start:
            if loose < start:
                out.append(word[loose:start])
            out.append(word[start:end])
            loose = end
        start = max(end, start + 1)
    if loose < len(word):
        out.append(word[loose:])
    return tuple(out)
