"""What a page shows, as a person reads it who sees the form: lines of text, drawn lines, squares to tick, pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from status_audit.patterns import pattern_of

THIN = 3.0
"""Points; what is thinner is a drawn line."""
SPACE = 0.12
"""Heights of a letter that part two words, where widths are exact."""
BOX = "☐"
NUMBERED = "\x03"
"""The space of a font whose letters go by their numbers in it, and the document does not tell which is which."""
OFFSET = 29
"""From the number of a letter in such a font to its code."""
TICKED = pattern_of("[\uf06f\uf070\uf071\uf072\uf0a3\uf0a8\uf0fe\uf0fd\uf052\uf053\uf054]")
"""Squares of the symbol fonts."""
SHAPED = pattern_of("[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc]+")
"""Joined letters, and letters in the shape they take beside others: one character for what is written with others."""
RIGHT_TO_LEFT = ("R", "AL")
CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0x200E, 0x200F, *range(0x202A, 0x202F)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands together on one line, in points from the lower left corner of its page."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: level where `across`, else upright."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def across(self) -> bool:
        return self.right - self.left > self.top - self.bottom


Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, turned as it is shown."""

    lines: tuple[tuple[Piece, ...], ...] = ()
    """From top to bottom, each from left to right, or from right to left where it is written so."""
    levels: tuple[Rule, ...] = ()
    """Drawn lines that lie, from top to bottom."""
    uprights: tuple[Rule, ...] = ()
    pictures: float = 0.0
    """The share of the page that pictures cover."""
    turn: tuple[int, float, float] = (0, 0.0, 0.0)
    """Quarters by which it is turned clockwise, and its width and height before that."""

    @property
    def pieces(self) -> Iterator[Piece]:
        return (each for line in self.lines for each in line)

    def shown(self, box: Box) -> Box:
        """Where a box of the document stands on the page as shown."""
        left, bottom, right, top = box
        quarters, width, height = self.turn
        if quarters == 1:
            return bottom, width - right, top, width - left
        if quarters == 2:
            return width - right, height - top, width - left, height - bottom
        if quarters == 3:
            return height - top, left, height - bottom, right
        return box


def page_of(
    pieces: Iterable[Piece],
    rules: Sequence[Rule] = (),
    pictures: float = 0.0,
    turn: tuple[int, float, float] = (0, 0.0, 0.0),
    *,
    apart: float = 0.8,
) -> Page:
    """Puts the pieces of a page into lines; `apart` is the gap, in heights of a letter, that parts two texts."""
    uprights = tuple(each for each in rules if not each.across)
    levels = tuple(sorted((each for each in rules if each.across), key=lambda each: -each.bottom))
    told = [replace(each, text=text) for each in pieces if (text := spoken(each.text))]
    lines = tuple(tuple(each) for each in _lines(told, uprights, apart))
    return Page(lines, levels, uprights, pictures, turn)


def spoken(text: str) -> str:
    """Plain letters: shaped ones taken apart, those of unnamed fonts put back, squares told, controls left out."""
    if NUMBERED in text:
        text = _by_number(text)
    text = TICKED.sub(BOX, SHAPED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text))
    return " ".join(text.replace("\t", " ").translate(CONTROLS).split())


def _by_number(text: str) -> str:
    made = "".join(chr(ord(each) + OFFSET) if ord(each) + OFFSET < 127 else each for each in text)
    plain = sum(1 for each in made if each.isalpha() or each == " ")
    return made if plain * 3 >= len(made) * 2 else text


def _lines(pieces: list[Piece], uprights: Sequence[Rule], apart: float) -> list[list[Piece]]:
    """Pieces of one height on the page are one line; what nearly touches is joined."""
    rows: list[list[Piece]] = []
    for each in sorted(pieces, key=lambda piece: (-piece.bottom, piece.left)):
        if rows and abs(rows[-1][0].bottom - each.bottom) <= max(2.0, each.height * 0.25):
            rows[-1].append(each)
        else:
            rows.append([each])
    return [_joined(_in_order(row), uprights, apart) for row in rows]


def _in_order(row: list[Piece]) -> list[Piece]:
    """As it is read: from the right where most letters are written so."""
    letters = [unicodedata.bidirectional(letter) for each in row for letter in each.text if letter.isalpha()]
    leftward = sum(1 for each in letters if each in RIGHT_TO_LEFT) * 2 > len(letters)
    return sorted(row, key=lambda piece: -piece.right if leftward else piece.left)


def _joined(row: list[Piece], uprights: Sequence[Rule], apart: float) -> list[Piece]:
    made = row[:1]
    for each in row[1:]:
        last = made[-1]
        gap = each.left - last.right if each.left >= last.left else last.left - each.right
        if BOX in (last.text, each.text):
            if last.text != each.text or gap > 0:  # a square is often drawn twice
                made.append(each)
            continue
        if gap > last.height * apart or _parted(last, each, uprights):
            made.append(each)
            continue
        close = gap < (last.height * SPACE if apart < 1 else -last.height)
        space = "" if close or last.text.endswith("-") or not each.text[0].isalnum() else " "
        left, right = min(last.left, each.left), max(last.right, each.right)
        made[-1] = Piece(f"{last.text}{space}{each.text}", left, right, last.bottom, last.height)
    return made


def _parted(one: Piece, other: Piece, uprights: Sequence[Rule]) -> bool:
    """Whether an upright line stands between."""
    left, right = min(one.right, other.right) - 1, max(one.left, other.left) + 1
    middle = one.bottom + one.height / 2
    return any(left <= each.left <= right and each.bottom <= middle <= each.top for each in uprights)
