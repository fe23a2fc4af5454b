"""Turns character offsets into the lines and columns an editor shows."""

from __future__ import annotations

from bisect import bisect_right

from status_audit.patterns import pattern_of

_NEWLINE = pattern_of(r"\r\n|\r|\n")


class Lines:
    """The line starts of one text; CRLF, LF and CR each end a line."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]

    def __len__(self) -> int:
        return len(self._starts)

    def at(self, offset: int) -> tuple[int, int]:
        """1-based line and column, in characters, of a 0-based offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """0-based offset at which a 1-based line begins."""
        return self._starts[line - 1]
