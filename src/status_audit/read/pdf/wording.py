"""Finds questions in the lines of a page, and the words beside a form field; answers written there are cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.read.pdf.page_text import Piece
from status_audit.read.question_lines import BLANK, NUMBERED, QUESTION, asked, before_colon

BRIEF = 6
"""Letters of an answer that says nothing without its question."""
LINES = 5
"""Lines of a question."""
INDENT = 40.0
FAR = 150.0
"""Points that a field may stand away from its words."""


def questions(lines: list[list[Piece]]) -> Iterator[str]:
    """What a page asks: sentences with a question mark, words before a colon or a blank, numbered lines, boxes."""
    for line in _folded(lines):
        yield from asked(line)


def _folded(lines: list[list[Piece]]) -> Iterator[str]:
    """A question that runs over two lines is one."""
    waiting = ""
    for row in lines:
        for each in row:
            text = " ".join(each.text.split())
            if waiting and re.match(r"[^\W\d_A-Z]", text) and QUESTION.match(text):
                text = f"{waiting} {text}"
            waiting = text if len(row) == 1 and _runs_on(text) else ""
            yield text


def _runs_on(text: str) -> bool:
    return len(text) > 30 and not re.search(r"[.:;!?…_]\s*\Z", text)


def beside(lines: list[list[Piece]], box: tuple[float, float, float, float], button: bool) -> str:
    """The words that most likely belong to a field: right of a button; left of, above or inside anything else."""
    near = [
        (distance, piece.text)
        for row in lines
        for piece in row
        if (distance := (_of_button if button else _of_blank)(piece, box)) is not None
    ]
    text = min(near)[1] if near else ""
    if button and len(text) <= BRIEF:
        text = f"{_asked_by(lines, box)} {text}"
    return " ".join(BLANK.sub(" ", before_colon(text)).split())[:300]


def _asked_by(lines: list[list[Piece]], box: tuple[float, float, float, float]) -> str:
    """The question that a `Yes` or `No` answers: left of it on its line or above, with the lines it runs over."""
    left, bottom, _, top = box
    pieces = [each for row in lines for each in row if len(each.text) > BRIEF * 2 and each.left < left]
    near = [each for each in pieces if bottom - 6 <= each.bottom <= top + 40]
    if not near:
        return ""
    last = min(near, key=lambda each: (each.bottom > top + 2, abs(each.bottom - bottom)))
    said = [last.text]
    while len(said) < LINES and not NUMBERED.match(said[0]):
        above = [
            each
            for each in pieces
            if 0 < each.bottom - last.bottom <= last.height * 1.8 and abs(each.left - last.left) < INDENT
        ]
        if not above:
            break
        last = min(above, key=lambda each: each.bottom)
        said.insert(0, last.text)
    return " ".join(said)


def _of_button(piece: Piece, box: tuple[float, float, float, float]) -> float | None:
    left, bottom, right, top = box
    if not bottom - 4 <= piece.bottom + piece.height * 0.3 <= top + 4:
        return None
    if -4 <= piece.left - right <= 40:
        return piece.left - right
    gap = left - piece.right
    return 60 + abs(gap) if -20 <= gap <= FAR else None


def _of_blank(piece: Piece, box: tuple[float, float, float, float]) -> float | None:
    left, bottom, right, top = box
    middle = piece.bottom + piece.height * 0.3
    overlaps = piece.left < right and piece.right > left
    if overlaps and bottom - 2 <= piece.bottom <= top:
        return 0.0 if piece.left - left < 30 else 5.0
    if overlaps and 0 <= piece.bottom - top <= 16:
        return 4 + (piece.bottom - top) + max(0.0, piece.left - left) / 20
    gap = left - piece.right
    if bottom - 3 <= middle <= top + 3 and -piece.height * 4 <= gap <= FAR and piece.left < left:
        return 2 + abs(gap) / 4
    if overlaps and 0 <= bottom - piece.bottom <= 14:
        return 20 + (bottom - piece.bottom)
    return None
