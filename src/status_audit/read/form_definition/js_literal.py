"""Reads object literals out of JavaScript and TypeScript, with the line of every key; nothing is run.

What only running would tell (calls, arithmetic, what another file exports) is None in the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from status_audit.documents import Mark
from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline, limit
from status_audit.sql.positions import Lines

DEPTH = 80
NODES = 300_000
START = pattern_of(
    r"(?:\b(?:const|let|var)\s+(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=;{}]{1,200})?=\s*|\bexport\s+default\s+|\bexports(?:\.\w+)?\s*=\s*"
    r"|\bdefine\w*\(\s*|\breturn\s+\(?\s*)(?=[{\[])"
)
SKIP = pattern_of(r"\s+")
TOKEN = pattern_of(
    r"\"(?:\\.|[^\"\\\n])*+\"?|'(?:\\.|[^'\\\n])*+'?|`(?:\\[\s\S]|[^`\\])*+`?|(?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))"
)
WORD = pattern_of(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*")
NUMBER = pattern_of(r"-?(?:\d[\d_]*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
TRANSLATES = pattern_of(r"(?:.*\.)?(?:t|tc|\$t|i18n|translate|__|_|gettext|msg|formatMessage|intl|l10n|label)")
ESCAPES = {"n": "\n", "t": "\t", "r": "", "\n": "", "b": "", "f": "", "v": "", "0": ""}
CLOSING = {"{": "}", "[": "]", "(": ")"}
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}


def literals(text: str, deadline: Deadline) -> Iterator[tuple[str, Any, Mark]]:
    """(name or nothing, value, marks) of every literal that is assigned, exported or returned. Raises Refused."""
    text = TOKEN.sub(_without_comment, text)
    reader = _Reader(text, deadline)
    at = 0
    while match := START.search(text, at):
        deadline.check()
        reader.at = match.end()
        value, mark = reader.value(0)
        if match["name"]:
            reader.known[match["name"]] = (value, mark)
        yield match["name"] or "", value, mark
        at = max(reader.at, match.end() + 1)


def _without_comment(token: re.Match[str]) -> str:
    """As many blanks as the comment has characters, its line ends kept."""
    return re.sub(r"[^\n]", " ", token.group()) if token["comment"] else token.group()


@dataclass(slots=True)
class _Reader:
    text: str
    deadline: Deadline
    at: int = 0
    known: dict[str, tuple[Any, Mark]] = field(default_factory=dict)
    """Literals that were given a name further up."""
    _lines: Lines = field(init=False)
    _nodes: int = 0

    def __post_init__(self) -> None:
        self._lines = Lines(self.text)

    def value(self, depth: int) -> tuple[Any, Mark]:
        self._nodes += 1
        if self._nodes > NODES or depth > DEPTH:
            raise limit("holds more literals, or nests them deeper, than is read.")
        if self._nodes % 500 == 0:
            self.deadline.check()
        self.skip()
        mark = Mark(*self._lines.at(self.at))
        sign = self.text[self.at : self.at + 1]
        found: Any = None
        if sign == "{":
            found = self.mapping(mark, depth)
        elif sign == "[":
            found = self.sequence(mark, depth)
        elif sign and sign in "\"'`":
            found = self.joined()
        elif number := NUMBER.match(self.text, self.at):
            self.at = number.end()
            found = int(number.group()) if number.group().lstrip("-").isdecimal() and len(number.group()) < 18 else None
        elif word := WORD.match(self.text, self.at):
            return self.named(word, mark)
        self.rest()
        return found, mark

    def named(self, word: re.Match[str], mark: Mark) -> tuple[Any, Mark]:
        """A word of the language, a literal given a name before, or a call that translates a text."""
        self.at = word.end()
        self.skip()
        called = self.text[self.at : self.at + 1] == "("
        start = self.at
        self.rest()
        if called:
            inner = re.search(r"([\"'`])((?:\\.|(?!\1)[^\\]){1,500})\1", self.text[start : self.at])
            return (inner.group(2) if inner and TRANSLATES.fullmatch(word.group()) else None), mark
        if word.group() in WORDS:
            return WORDS[word.group()], mark
        value, marks = self.known.get(word.group(), (None, mark))
        return value, Mark(mark.line, mark.column, marks.children)

    def mapping(self, mark: Mark, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        self.at += 1
        while not self.ends("}"):
            place = Mark(*self._lines.at(self.at))
            key = self.key()
            self.skip()
            if key is not None and self.text[self.at : self.at + 1] == ":":
                self.at += 1
                pairs[key], inner = self.value(depth + 1)
                place.children = inner.children
                mark.children[key] = place
            elif key is not None and self.text[self.at : self.at + 1] in (",", "}"):
                pairs[key], inner = self.known.get(key, (None, place))
                mark.children[key] = Mark(place.line, place.column, inner.children)
            else:
                self.rest()
            self.comma()
        return pairs

    def key(self) -> str | None:
        """None for what is no plain key: a spread, a computed key, an accessor."""
        sign = self.text[self.at : self.at + 1]
        if sign and sign in "\"'`":
            return self.string()
        word = WORD.match(self.text, self.at) or NUMBER.match(self.text, self.at)
        if not word:
            return None
        self.at = word.end()
        return word.group()

    def sequence(self, mark: Mark, depth: int) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        while not self.ends("]"):
            if self.text.startswith("...", self.at):
                self.at += 3
                spread, _ = self.value(depth + 1)
                items.extend(spread if isinstance(spread, list) else [])
            else:
                item, mark.children[len(items)] = self.value(depth + 1)
                items.append(item)
            self.comma()
        return items

    def ends(self, sign: str) -> bool:
        self.skip()
        if self.at >= len(self.text):
            return True
        if self.text[self.at] in "}])":
            self.at += self.text[self.at] == sign
            return True
        return False

    def comma(self) -> None:
        self.skip()
        if self.text[self.at : self.at + 1] in (",", ";"):
            self.at += 1

    def skip(self) -> None:
        if match := SKIP.match(self.text, self.at):
            self.at = match.end()

    def joined(self) -> str:
        """A text, and those that are added to it."""
        parts = [self.string()]
        while True:
            before = self.at
            self.skip()
            if self.text[self.at : self.at + 1] != "+":
                self.at = before
                return "".join(parts)
            self.at += 1
            self.skip()
            sign = self.text[self.at : self.at + 1]
            if not sign or sign not in "\"'`":
                return "".join(parts)
            parts.append(self.string())

    def string(self) -> str:
        """The text between quotes; what a template computes stays as it is written."""
        quote = self.text[self.at]
        at, parts = self.at + 1, []
        while at < len(self.text) and self.text[at] != quote:
            sign = self.text[at]
            if sign == "\n" and quote != "`":
                break
            if sign == "\\":
                at, sign = self.escape(at + 1)
            else:
                at += 1
            parts.append(sign)
        self.at = min(at + 1, len(self.text))
        return "".join(parts)

    def escape(self, at: int) -> tuple[int, str]:
        sign = self.text[at : at + 1]
        if sign in ("u", "x"):
            match = re.compile(r"u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})").match(self.text, at)
            code = int(next(filter(None, match.groups())), 16) if match else 0
            if match and 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
                return match.end(), chr(code)
        return at + 1, ESCAPES.get(sign, sign)

    def rest(self) -> None:
        """Passes what follows a value up to the comma or bracket that ends it."""
        open_ones: list[str] = []
        while True:
            self.skip()
            sign = self.text[self.at : self.at + 1]
            if not sign or (not open_ones and sign in ",;}])"):
                return
            if sign in "\"'`":
                self.string()
                continue
            if sign in CLOSING:
                open_ones.append(CLOSING[sign])
            elif open_ones and sign == open_ones[-1]:
                open_ones.pop()
            elif sign in "}])":
                return
            self.at += 1
