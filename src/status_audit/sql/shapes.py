"""Looks for one of several patterns in a text, trying only those whose plain characters all stand in it."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

_WORD_FIRST = pattern_of(r"\\b([a-z0-9_]+)(?![*+?{])")
_QUANTITY = pattern_of(r"(?:[*+?]|\{\d*,?\d*\})[+?]?")
_CLASS = pattern_of(r"\[\^?\]?(?:[^\]\\]|\\.)*+\]")
_WORD = pattern_of(r"[a-z_][a-z0-9_]*")
_EDGES = frozenset([r"\b", r"\s"])
"""Pieces after which a word begins."""
_ENDS = pattern_of(r"\\b|\\s\+|(?:\\s\*\+)?(?:\\[^\w\s]|[=<>,;:'\"-])")
"""What follows a pattern's characters where they end a word."""
_KINDS = frozenset("AbBdDsSwWZ")


class Shape:
    """The alternatives of one pattern, each with the words and the other characters that it cannot do without."""

    __slots__ = ("_ways",)

    def __init__(self, pattern: str) -> None:
        """`pattern` is lower case and uses no flags but MULTILINE."""
        self._ways = [(*needs(each), re.compile(_quick(each), re.MULTILINE)) for each in alternatives(pattern)]

    def found_in(self, lowered: str, words: frozenset[str]) -> bool:
        """`words` are the text's, as `gate.words_of` tells them apart."""
        for needed, literals, pattern in self._ways:
            if needed <= words:
                for each in literals:
                    if each not in lowered:
                        break
                else:
                    if pattern.search(lowered):
                        return True
        return False


def _quick(pattern: str) -> str:
    """With the boundary before its first word tested after the word: a search can then leap from word to word."""
    return (
        _WORD_FIRST.sub(lambda found: rf"{found[1]}(?<=\b{found[1]})", pattern, count=1)
        if pattern[:2] == r"\b"
        else pattern
    )


def alternatives(pattern: str) -> list[str]:
    """The parts between the `|` that stand in no group."""
    parts, start, depth, at = [], 0, 0, 0
    while at < len(pattern):
        at, piece = _step(pattern, at)
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and depth == 0:
            parts.append(pattern[start : at - 1])
            start = at
    return [*parts, pattern[start:]]


def needs(pattern: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """(whole words, other runs of plain characters) that every match holds; the longest run first."""
    words: set[str] = set()
    runs: set[str] = set()
    run, whole, edge, depth, at = "", False, True, 0, 0
    while at < len(pattern):
        start = at
        at, piece = _step(pattern, at)
        depth += {"(": 1, ")": -1}.get(piece, 0)
        many = _QUANTITY.match(pattern, at)
        at = many.end() if many else at
        plain = _plain(piece) if depth == 0 else ""
        optional = bool(many and many[0][0] in "*?{")
        if plain and not optional:
            whole = edge if not run else whole
            run += plain
            edge = False
            if not many:
                continue
        ends = not plain and _ENDS.match(pattern, start) is not None
        inside = _whole_words(run, whole, ends)
        words |= inside
        runs |= {run} - inside
        run, edge = "", depth == 0 and not optional and piece in _EDGES
    runs.add(run)
    return frozenset(words), tuple(sorted(runs - {""}, key=lambda each: (-len(each), each)))


def _whole_words(run: str, begins: bool, ends: bool) -> set[str]:
    """The words in a run of characters; `begins` and `ends` tell whether one may stand at its edges."""
    return {
        found[0]
        for found in _WORD.finditer(run)
        if (found.start() > 0 or begins)
        and (found.end() < len(run) or ends)
        and not run[found.start() - 1 : found.start()].isdigit()
    }


def _step(pattern: str, at: int) -> tuple[int, str]:
    """(offset after the next piece, the piece): an escape, a class, or one character."""
    if pattern[at] == "\\":
        return at + 2, pattern[at : at + 2]
    found = _CLASS.match(pattern, at) if pattern[at] == "[" else None
    return (found.end(), found[0]) if found else (at + 1, pattern[at])


def _plain(piece: str) -> str:
    """The character that a piece stands for; empty for what is more than one, or none."""
    if len(piece) == 2 and piece[0] == "\\":
        return "" if piece[1] in _KINDS else piece[1]
    return piece if len(piece) == 1 and piece not in "()|^$." else ""
