"""JSON with the line of every key, which the standard parser does not keep."""

from __future__ import annotations

from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Any

from status_audit.documents.document import Budget, Limits, Mark, fault
from status_audit.patterns import pattern_of

SPACE = pattern_of(r"[ \t\r\n]*")
NUMBER = pattern_of(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
WORDS: tuple[tuple[str, bool | None], ...] = (("true", True), ("false", False), ("null", None))
STRINGS = JSONDecoder()
LONGEST_WHOLE = 18
"""Digits; a longer number stays text, so that nothing is rounded."""


def read_json(text: str, path: str, limits: Limits) -> tuple[Any, Mark]:
    """The value in the text and its marks. Raises AuditError."""
    reader = _Reader(text, Budget(path, limits))
    reader.skip()
    if reader.at == len(text):
        return None, Mark(1)
    found = reader.value(0)
    if reader.at < len(text):
        raise reader.fault("text after the end of the value")
    return found


@dataclass(slots=True)
class _Reader:
    text: str
    budget: Budget
    at: int = 0
    line: int = 1
    line_start: int = 0

    def skip(self) -> None:
        """Passes white space and keeps the line."""
        match = SPACE.match(self.text, self.at)
        assert match is not None
        passed = match.group().count("\n")
        if passed:
            self.line += passed
            self.line_start = self.text.rfind("\n", self.at, match.end()) + 1
        self.at = match.end()

    def place(self) -> Mark:
        return Mark(self.line, self.at - self.line_start + 1)

    def value(self, depth: int) -> tuple[Any, Mark]:
        self.budget.take(self.line, depth)
        mark = self.place()
        letter = self.text[self.at : self.at + 1]
        data: Any
        if letter == "{":
            data = self.mapping(mark, depth)
        elif letter == "[":
            data = self.sequence(mark, depth)
        elif letter == '"':
            data = self.string()
        else:
            data = self.plain()
        self.skip()
        return data, mark

    def mapping(self, mark: Mark, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        self.step()
        while not self.ends("}", first=not pairs):
            if self.text[self.at : self.at + 1] != '"':
                raise self.fault('expected a key in "double quotes"')
            place, key = self.place(), self.string()
            self.skip()
            self.expect(":")
            if key in pairs:
                first = mark.children[key].line
                raise fault(self.budget.path, place.line, f"the key {key!r} stands here twice (first on line {first})")
            pairs[key], inner = self.value(depth + 1)
            place.children = inner.children
            mark.children[key] = place
        return pairs

    def sequence(self, mark: Mark, depth: int) -> list[Any]:
        items: list[Any] = []
        self.step()
        while not self.ends("]", first=not items):
            item, mark.children[len(items)] = self.value(depth + 1)
            items.append(item)
        return items

    def ends(self, bracket: str, first: bool) -> bool:
        """True at the closing bracket; else past the comma that must stand between two items."""
        if self.text[self.at : self.at + 1] == bracket:
            self.at += 1
            return True
        if not first:
            self.expect(",")
        return False

    def expect(self, sign: str) -> None:
        if self.text[self.at : self.at + 1] != sign:
            raise self.fault(f"expected {sign!r}")
        self.step()

    def step(self) -> None:
        self.at += 1
        self.skip()

    def string(self) -> str:
        try:
            found, self.at = STRINGS.raw_decode(self.text, self.at)
        except JSONDecodeError as error:
            raise self.fault(error.msg.lower()) from None
        return str(found)

    def plain(self) -> Any:
        for word, meaning in WORDS:
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        match = NUMBER.match(self.text, self.at)
        if match is None:
            raise self.fault("expected a value")
        self.at = match.end()
        return number(match.group())

    def fault(self, message: str) -> Exception:
        return fault(self.budget.path, self.line, f"is not readable as JSON: {message}")


def number(text: str) -> int | float | str:
    """A number as written; text where it is too long or too large to keep exactly."""
    digits = text.removeprefix("-")
    if digits.isdigit():
        return int(text) if len(digits) <= LONGEST_WHOLE else text
    found = float(text)
    return found if abs(found) != float("inf") else text
