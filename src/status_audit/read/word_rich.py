"""The text of a rich text file (RTF) as blocks, with a blank in place of every field to fill in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from status_audit.patterns import pattern_of
from status_audit.read.bounded import Deadline, limit
from status_audit.read.word_text import BLANK, LONGEST, OPTIONS, Block, Control, Paragraph, Table, plain

HEAD = b"{\\rtf"
DEPTH = 500
OFTEN = 4_096
TOKEN = pattern_of(
    r"\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
SKIPPED = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "generator", "themedata", "datastore", "datafield")
) | frozenset(
    (
        "latentstyles",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "xmlnstbl",
        "filetbl",
        "revtbl",
        "bkmkstart",
        "bkmkend",
    )
)
SKIPPED |= frozenset(("fldinst", "annotation", "atnid", "atnauthor"))
"""Groups that are no text of the page."""
MARGINS = frozenset(f"{each}{page}" for each in ("header", "footer") for page in ("", "l", "r", "f"))
SPOKEN = {
    "par": "\n",
    "line": " ",
    "tab": " ",
    "emdash": "-",
    "endash": "-",
    "lquote": "'",
    "rquote": "'",
    "bullet": "•",
}
SPOKEN |= {"ldblquote": '"', "rdblquote": '"', "sect": "\n", "page": "\n"}
NAMED = {"ffname": "name", "ffhelptext": "title", "ffstattext": "title", "ffl": "option"}
KINDS = ("text", "checkbox", "select")


@dataclass(slots=True)
class _Group:
    """What holds until a brace closes."""

    skipped: bool = False
    hidden: bool = False
    """Deleted or hidden text, and what was filled in."""
    unicode: int = 1
    """Characters that follow one given by its number, for programs that do not know it."""
    apart: bool = False
    """A head or foot of the page."""
    named: str = ""
    """Which part of a form field the text is."""


@dataclass(slots=True)
class _Reader:
    codepage: str = "cp1252"
    found: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _controls: list[Control] = field(default_factory=list)
    _cells: list[list[Block]] = field(default_factory=list)
    _cell: list[Block] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)
    _groups: list[_Group] = field(default_factory=lambda: [_Group()])
    _given: dict[str, str] = field(default_factory=dict)
    _options: list[str] = field(default_factory=list)
    _starred: bool = False
    _swallow: int = 0

    def read(self, text: str, deadline: Deadline) -> list[Block]:
        for count, match in enumerate(TOKEN.finditer(text)):
            if count % OFTEN == 0:
                deadline.check()
            word, value, code, symbol, brace, plain = match.groups()
            if code:
                self._byte(int(code, 16))
                continue
            self._decode()
            if word:
                self._word(word.lower(), int(value) if value else None)
            elif brace:
                self._brace(brace)
            elif symbol:
                self._symbol(symbol)
            elif plain:
                self._say(plain)
        self._decode()
        self._paragraph()
        self._row()
        return self.found

    def _brace(self, brace: str) -> None:
        self._starred = False
        if brace == "{":
            above = self._groups[-1]
            if len(self._groups) >= DEPTH:
                raise limit("nests its parts deeper than is read.")
            self._groups.append(_Group(above.skipped, above.hidden, above.unicode, named=above.named))
        elif len(self._groups) > 1 and self._groups.pop().apart:
            self._paragraph()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "\\{}":
            self._say(symbol)
        elif symbol in "~_\n\r":
            self._say(" " if symbol != "_" else "-")

    def _word(self, word: str, value: int | None) -> None:
        group, starred = self._groups[-1], self._starred
        self._starred = False
        if self._of_field(word, value, group):
            return
        if word in MARGINS:
            self._paragraph()
            group.apart = True
        elif word == "shptxt":
            group.skipped = False
        elif word in SKIPPED or starred:
            group.skipped = True
        elif word in ("deleted", "v"):
            group.hidden = value != 0
        elif word == "u" and value is not None:
            code = value % 0x10000
            self._say("" if 0xD800 <= code <= 0xDFFF else chr(code))
            self._swallow = group.unicode
        elif word == "uc" and value is not None:
            group.unicode = min(max(value, 0), 8)
        elif word == "ansicpg" and value is not None:
            self.codepage = _known(f"cp{value}")
        elif not (group.skipped or group.named):
            self._layout(word)

    def _of_field(self, word: str, value: int | None, group: _Group) -> bool:
        """Whether the word tells of a field to fill in."""
        if word in NAMED:
            group.skipped, group.named = False, NAMED[word]
            self._given.setdefault(group.named, "")
            if group.named == "option":
                self._options.append("")
        elif word == "formfield":
            group.skipped, group.named = False, "none"
            self._given, self._options = {"type": "0"}, []
        elif word == "fftype" and group.named:
            self._given["type"] = str(value or 0)
        elif word == "fldrslt":
            group.hidden = bool(self._given)  # what was filled in
            self._blank()
        else:
            return False
        return True

    def _layout(self, word: str) -> None:
        if word == "cell":
            self._paragraph()
            self._cells.append(self._cell)
            self._cell = []
        elif word == "row":
            self._row()
        elif word == "trowd" and not self._cells:  # what stands before the table is none of its cells
            self._paragraph()
            self._row()
        elif word in SPOKEN:
            self._paragraph() if SPOKEN[word] == "\n" else self._say(SPOKEN[word])

    def _byte(self, code: int) -> None:
        if self._swallow:
            self._swallow -= 1
        else:
            self._bytes.append(code)

    def _decode(self) -> None:
        if self._bytes:
            said, self._bytes = self._bytes.decode(self.codepage, "replace"), bytearray()
            self._say(said)

    def _say(self, text: str) -> None:
        cut, group = min(self._swallow, len(text)), self._groups[-1]
        self._swallow -= cut
        text = text[cut:]
        if group.named and not group.skipped:
            if group.named == "option" and self._options:
                self._options[-1] += text
            elif group.named in self._given and group.named != "type":
                self._given[group.named] += text
        elif not (group.skipped or group.hidden):
            self._text.append(text[:LONGEST])

    def _blank(self) -> None:
        """A field to fill in, of which everything is known by now."""
        if self._given:
            at = self._given.get("type", "0")
            kind = KINDS[int(at)] if at in "012" else "text"
            before = " ".join("".join(self._text[-OFTEN:]).split()).rpartition(BLANK)[2].strip()
            name, title = (" ".join(self._given.get(each, "").split()) for each in ("name", "title"))
            options = tuple(dict.fromkeys(" ".join(each.split()) for each in self._options if each.strip()))[:OPTIONS]
            self._controls.append(Control(name, title, kind, options, before))
            self._text.append("☐" if kind == "checkbox" else BLANK)
        self._given, self._options = {}, []

    def _paragraph(self) -> None:
        text = plain(self._text)
        if text or self._controls:
            self._cell.append(Paragraph(text, controls=self._controls))
        self._text, self._controls = [], []

    def _row(self) -> None:
        """A line of a table, or the paragraphs since the last one."""
        if self._cells:
            last = self.found[-1] if self.found else None
            table = last if isinstance(last, Table) else Table()
            if table is not last:
                self.found.append(table)
            table.rows.append(self._cells)
            self._cells = []
        self.found.extend(self._cell)
        self._cell = []


def _known(codepage: str) -> str:
    try:
        codecs.lookup(codepage)
    except LookupError:
        return "cp1252"
    return codepage


def rich_blocks(data: bytes, deadline: Deadline) -> Sequence[Block]:
    """Raises Refused where it goes on too long or too deep."""
    return _Reader().read(data.decode("latin-1"), deadline)
