"""Finds the labels of a form that stand in one column with its questions, but neither ask nor end in a colon.

What people wrote may stand in that column too: a line is read only where its spelling is no name's, the rest is a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from status_audit.read.spreadsheet.headings import ASKS, LONGEST, USUAL, VALUE
from status_audit.read.spreadsheet.sheet import Row, cell

WORDS = 8
"""Words of a label."""


@dataclass(frozen=True, slots=True)
class Line:
    """A short line in a column of questions."""

    row: int
    """As the program numbers it."""
    at: int
    """0-based cell."""
    text: str
    sure: bool
    """False where it may as well be a person's name or answer; such a text is not to be shown."""


def lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Of every column in which a cell asks; without what the form is called."""
    width = max((len(row) for _, row in rows), default=0)
    for at in range(width):
        held = [(number, text) for number, row in rows if (text := cell(row, at))]
        if any(ASKS.match(text) for _, text in held):
            yield from _of_column(at, held, _alone(rows))


def _of_column(at: int, held: Sequence[tuple[int, str]], first: int) -> Iterator[Line]:
    above, found = "", list[Line]()
    for number, text in held:
        if not ASKS.match(text) and _short(text):
            found.append(Line(number, at, text, _usual(text) or (_phrase(text) and not ASKS.match(above))))
        above = text
    apart = len(held) > 1 and held[1][0] > held[0][0] + 1
    titled = bool(found) and found[0].row == first and (apart or len(found) == 1)
    yield from found[1:] if titled else found


def _alone(rows: Sequence[Row]) -> int:
    """The number of the first row that says anything, where it is one cell; else 0."""
    number, row = next(((number, row) for number, row in rows if any(each.strip() for each in row)), (0, ()))
    return number if sum(1 for each in row if each.strip()) == 1 else 0


def _short(text: str) -> bool:
    letters = any(each.isalpha() for each in text)
    prose = text.endswith((".", "!", ";"))
    return letters and not prose and len(text) <= LONGEST and len(text.split()) <= WORDS and not VALUE.fullmatch(text)


def _usual(text: str) -> bool:
    """Made of a heading that forms usually have; `Street 12` is an answer, and so is `Mary Street`."""
    words = re.findall(r"[^\W_]+", text)
    known = [each.casefold() in USUAL for each in words]
    return not re.search(r"\d", text) and (all(known) or (known[0] and _phrase(text)))


def _phrase(text: str) -> bool:
    """`Country of birth`, which no name is spelled like: a capital first, none at the last word, and no number."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) > 1 and words[0][0].isupper() and words[-1].islower() and not re.search(r"[\d,;@]", text)
