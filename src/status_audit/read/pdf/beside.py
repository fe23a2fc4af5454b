"""Finds the words that belong to a form field by where they stand, for fields that have none of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from status_audit.read.pdf.cells import says
from status_audit.read.pdf.page_text import Box, Page, Piece
from status_audit.read.pdf.wording import before
from status_audit.read.question_lines import BLANK, before_colon

BRIEF = 6
"""Letters of an answer that says nothing without its question."""
NEAR = 40.0
"""Points that the words of a button may stand right of it."""
FAR = 150.0
"""Points that a field may stand away from its words."""
ROW = 450.0
"""Points that a button may stand right of its question."""
ABOVE = 110.0
"""Points that a heading may stand above the last field it heads."""
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A page and the buttons on it, which have the words right of them for an answer."""

    page: Page
    buttons: tuple[Box, ...] = ()

    def of_blank(self, box: Box) -> str:
        """The words left of, above or inside a field; below a mere number the heading above."""
        held = self.page.shown(box)
        near = [
            (distance, piece.left, piece)
            for piece in self.page.pieces
            if says(piece.text) and (distance := _of_blank(piece, held)) is not None and not self._parted(piece, held)
        ]
        return _tidy(self._whole(min(near, key=lambda each: each[:2])[2]) if near else self._heading(held))

    def of_button(self, box: Box) -> str:
        """The words right of a button, else left of it; for a bare answer its question with it."""
        held = self.page.shown(box)
        near = [
            (distance, piece.left, piece.text)
            for piece in self.page.pieces
            if (distance := _of_button(piece, held)) is not None
        ]
        text = min(near)[2] if near else ""
        return _tidy(f"{self._asked(held)} {text}" if len(text) <= BRIEF else text)

    def asked_of(self, box: Box) -> str:
        """The question that a button answers."""
        return _tidy(self._asked(self.page.shown(box)))

    def _asked(self, box: Box) -> str:
        """Left of it on its line or above, with the lines it runs over; no answer of a button beside."""
        left, bottom, _, top = box
        middle = (bottom + top) / 2
        answers = self._answers()
        near: list[tuple[float, float, Piece]] = []
        for each in self.page.pieces:
            if not says(each.text) or each.left >= left or id(each) in answers:
                continue
            height = each.bottom + each.height * 0.4 - middle
            on_line = abs(height) <= max(6.0, (top - bottom) * 0.6)
            gap = max(left - each.right, 0.0)
            if on_line and gap <= ROW and not self._parted(each, box):
                near.append((gap / 8, each.left, each))
            elif 0 < height <= ABOVE and gap <= 60 and each.right - each.left > 15:
                near.append((height + gap / 4, each.left, each))
        return self._whole(min(near, key=lambda each: each[:2])[2]) if near else ""

    def _answers(self) -> set[int]:
        """The words right of each button."""
        found: set[int] = set()
        for button in self.buttons:
            held = self.page.shown(button)
            right = [each for each in self.page.pieces if -4 <= each.left - held[2] <= NEAR and _level(each, held)]
            if right:
                found.add(id(min(right, key=lambda each: each.left)))
        return found

    def _whole(self, piece: Piece) -> str:
        """With the lines from which it runs on."""
        return " ".join((*reversed([each.text for each in before(self.page.pieces, piece)]), piece.text))

    def _heading(self, box: Box) -> str:
        left, _, right, top = box
        near = [
            each
            for each in self.page.pieces
            if says(each.text) and 0 < each.bottom - top <= ABOVE and each.left < right and each.right > left - 40
        ]
        if not near:
            return ""
        return self._whole(min(near, key=lambda each: each.bottom))

    def _parted(self, piece: Piece, box: Box) -> bool:
        """Whether an upright line stands between that is no side of the field itself, or a number that heads it."""
        middle = piece.bottom + piece.height / 2
        first, last = sorted((piece.right, box[0])) if piece.left < box[0] else sorted((box[2], piece.left))
        if any(first + 4 < each.left < last - 4 and each.bottom <= middle <= each.top for each in self.page.uprights):
            return True
        return piece.right < box[0] and any(
            piece.right <= each.left < box[0] and _level(each, box) and not says(each.text) and len(each.text) > 1
            for each in self.page.pieces
        )


def _level(piece: Piece, box: Box) -> bool:
    return box[1] - 4 <= piece.bottom + piece.height * 0.4 <= box[3] + 4


def _of_button(piece: Piece, box: Box) -> float | None:
    left, _, right, _ = box
    if not says(piece.text) or not _level(piece, box):
        return None
    if -4 <= piece.left - right <= NEAR:
        return piece.left - right
    gap = left - piece.right
    return 60 + abs(gap) if -20 <= gap <= FAR else None


def _of_blank(piece: Piece, box: Box) -> float | None:
    left, bottom, right, top = box
    middle = piece.bottom + piece.height * 0.4
    overlaps = piece.left < right and piece.right > left
    if overlaps and bottom - 2 <= piece.bottom <= top:
        return 0.0 if piece.left - left < 30 else 5.0
    if overlaps and -3 <= piece.bottom - top <= 16:
        return 4 + (piece.bottom - top) + max(0.0, piece.left - left) / 20
    gap = left - piece.right
    if bottom - 3 <= middle <= top + 3 and -piece.height * 4 <= gap <= FAR and piece.left < left:
        return 2 + abs(gap) / 4
    if overlaps and 0 <= bottom - piece.bottom <= 14:
        return 20 + (bottom - piece.bottom)
    return None


def _tidy(text: str) -> str:
    return " ".join(BLANK.sub(" ", before_colon(text)).split())[:LONGEST]


def nothing(box: Sequence[float]) -> bool:
    """Whether a field is shown nowhere."""
    return not any(box)
