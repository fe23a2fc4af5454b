"""Texts of what is kept of a statement: not one of them is written, only where each was seen or heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from status_audit.patterns import pattern_of
from status_audit.trace.context import TRIGGER_ROWS
from status_audit.trace.names import SEPARATOR

Code = int | str | list[int | str]
"""A number: of what was heard. A text: one of `OURS`. A list: [offset, length] in the statement as it is, with a third
element in the statement folded; or a text and numbers of words, which it joins."""
OURS = frozenset(
    [
        *("", "*", "@", *TRIGGER_ROWS),
        *("view", "table", "export", "grant", "share", "resultset", "predicate", "dynamic"),
        *("copied", "derived", "filtered", "joined", "granted", "exported", "shared", "asked"),
        "exec",
    ]
)
"""Texts that we put there ourselves."""
_PIECE = pattern_of(r"\w+|\W")
_NUMBERED = pattern_of(r"column\d+")
"""Columns that have no name."""


class UnknownWordError(Exception):
    """A text that stands nowhere: what holds it cannot be kept."""


class Writer:
    """Words by number; each is written as where it came from."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._numbers: dict[str, int] = {}
        self._heard: dict[str, int] = {}
        self._count = 0
        self.codes: list[Code] = []

    def hear(self, words: Iterable[str]) -> None:
        """What will be at hand again when the rows are read, in the same order."""
        for each in words:
            self._heard.setdefault(each, self._count)
            self._count += 1

    def word(self, word: str) -> int:
        """Its number. Raises UnknownWordError."""
        if word not in self._numbers:
            code = self._code(word)
            self._numbers[word] = len(self.codes)
            self.codes.append(code)
        return self._numbers[word]

    def words(self, words: Iterable[str]) -> list[int]:
        return [self.word(each) for each in words]

    @cached_property
    def _folded(self) -> str:
        return self._text.casefold()

    def _code(self, word: str) -> Code:
        found = self._simple(word)
        if found is not None:
            return found
        if SEPARATOR in word:
            return [SEPARATOR, *self.words(word.split(SEPARATOR))]
        pieces = _PIECE.findall(word)
        if len(pieces) < 2:
            raise UnknownWordError
        return ["", *(self.word(each) if each.isalnum() or len(each) > 1 else self._sign(each) for each in pieces)]

    def _sign(self, sign: str) -> int:
        """A sign between words says nothing, wherever it comes from."""
        if sign not in self._numbers:
            self._numbers[sign] = len(self.codes)
            self.codes.append(sign)
        return self._numbers[sign]

    def _simple(self, word: str) -> Code | None:
        if word in OURS or _NUMBERED.fullmatch(word):
            return word
        if word in self._heard:
            return self._heard[word]
        at = self._text.find(word)
        if at >= 0:
            return [at, len(word)]
        at = self._folded.find(word)
        if at >= 0:
            return [at, len(word), 1]
        return word if len(word) < 3 and word.isdecimal() else None


class Reader:
    """The words again. Raises TypeError, ValueError or IndexError where they were not written by a `Writer`."""

    def __init__(self, text: str, codes: Sequence[Code]) -> None:
        self._text = text
        self._codes = codes
        self._words: list[str | None] = [None] * len(codes)
        self._heard: list[str] = []

    def hear(self, words: Iterable[str]) -> None:
        self._heard.extend(words)

    def word(self, number: int) -> str:
        word = self._words[number]
        if word is None:
            word = self._words[number] = self._read(self._codes[number])
        return word

    def words(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.word(each) for each in numbers)

    @cached_property
    def _folded(self) -> str:
        return self._text.casefold()

    def _read(self, code: Code) -> str:
        if isinstance(code, str):
            return code
        if isinstance(code, int):
            return self._heard[code]
        first, *rest = code
        if isinstance(first, str):
            return first.join(self.words(rest))  # type: ignore[arg-type]
        length = int(rest[0])
        return (self._folded if len(rest) > 1 else self._text)[first : first + length]
