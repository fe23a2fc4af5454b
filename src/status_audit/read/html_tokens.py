"""Cuts a page into tags and texts in one pass: no markup, however broken, makes it fail or slow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from status_audit.patterns import pattern_of

NAME = pattern_of(r"[A-Za-z][^\s/><]{0,63}")
SPACE = pattern_of(r"[\s/]*")
ATTRIBUTE = pattern_of(r"[^\s/><=]+")
EQUALS = pattern_of(r"\s*=\s*")
BARE = pattern_of(r"[^\s><]*")
NO_MARKUP_INSIDE = frozenset({"script", "style"})
TEXT_INSIDE = frozenset({"textarea"})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    """`start`, `empty` (a tag that closes itself), `end`, `text`."""
    at: int
    """0-based offset."""
    name: str = ""
    """Lower case."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Names in lower case; the first of two equal ones counts."""
    text: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Every tag and text in order; comments, declarations and scripts are left out."""
    cutter = _Cutter(text)
    while cutter.at < len(text):
        yield from cutter.next()


class _Cutter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._folded = ""
        self._absent: set[str] = set()

    def next(self) -> Iterator[Token]:
        start = self._find("<", self.at)
        if start < 0:
            start = len(self.text)
        if start > self.at:
            yield Token("text", self.at, text=unescape(self.text[self.at : start]))
        self.at = start
        if start < len(self.text):
            yield from self._markup(start)

    def _markup(self, start: int) -> Iterator[Token]:
        after = self.text[start + 1 : start + 2]
        if after in ("!", "?"):
            self._pass("-->" if self.text.startswith("<!--", start) else ">", start)
        elif after == "/":
            name = NAME.match(self.text, start + 2)
            self._pass(">", start)
            if name:
                yield Token("end", start, name.group().lower())
        elif name := NAME.match(self.text, start + 1):
            yield from self._tag(start, name)
        else:
            self.at = start + 1
            yield Token("text", start, text="<")

    def _pass(self, ending: str, start: int) -> None:
        """Go behind the ending; where there is none, only the opening is passed over."""
        end = self._find(ending, start + 2)
        self.at = end + len(ending) if end >= 0 else start + 2

    def _tag(self, start: int, name: re.Match[str]) -> Iterator[Token]:
        tag = name.group().lower()
        self.at = name.end()
        attributes = dict(self._attributes())
        closes_itself = self.text.startswith("/>", self.at - 2) and self.text[self.at - 2 : self.at] == "/>"
        yield Token("empty" if closes_itself else "start", start, tag, attributes)
        if tag in NO_MARKUP_INSIDE or tag in TEXT_INSIDE:
            end = self._find_folded(f"</{tag}")
            if end >= 0:
                if tag in TEXT_INSIDE:
                    yield Token("text", self.at, text=unescape(self.text[self.at : end]))
                self.at = end

    def _attributes(self) -> Iterator[tuple[str, str]]:
        """To behind the `>`; a `<` where a name should stand ends the tag as well."""
        found: dict[str, str] = {}
        while True:
            space = SPACE.match(self.text, self.at)
            assert space is not None
            self.at = space.end()
            if self.text.startswith(">", self.at):
                self.at += 1
                break
            name = ATTRIBUTE.match(self.text, self.at)
            if name is None:
                if not self.text.startswith("=", self.at):
                    break
                self.at += 1
                continue
            self.at = name.end()
            found.setdefault(name.group().lower(), self._value())
        yield from found.items()

    def _value(self) -> str:
        equals = EQUALS.match(self.text, self.at)
        if equals is None:
            return ""
        self.at = equals.end()
        quote = self.text[self.at : self.at + 1]
        if quote in ("'", '"') and (end := self._find(quote, self.at + 1)) >= 0:
            value = self.text[self.at + 1 : end]
            self.at = end + 1
            return unescape(value)
        bare = BARE.match(self.text, self.at)
        assert bare is not None
        self.at = bare.end()
        return unescape(bare.group().strip("'\""))

    def _find(self, sign: str, start: int) -> int:
        """As `str.find`, but what is not there is looked for once."""
        if sign in self._absent:
            return -1
        found = self.text.find(sign, start)
        if found < 0:
            self._absent.add(sign)
        return found

    def _find_folded(self, sign: str) -> int:
        if sign in self._absent:
            return -1
        if not self._folded:
            # lower() may change the length of a text; ASCII alone is enough for a tag
            self._folded = self.text.translate({letter: letter + 32 for letter in range(65, 91)})
        found = self._folded.find(sign, self.at)
        if found < 0:
            self._absent.add(sign)
        return found
