"""Finds the labels of a form that is drawn, not written: words at the top of a cell, before a line or below one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from status_audit.read.pdf.page_text import Page, Piece, Rule

WORDS = 16
"""Words of a label; anything longer is prose."""
LINES = 6
BLANK = 25.0
"""Points of a line that may be written on."""
WIDE = 0.6
"""Share of the page's width; a line that is longer parts sections."""
PIECES = 6_000
"""Texts of a page; where there are more its drawn lines are not looked at."""
GRID = 3
"""Columns of a table."""
BELOW = 90.0
"""Points within which a cell must end."""


class _Drawn:
    """A page with its lines and pieces in order of height, so that few need looking at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pieces = sorted(page.pieces, key=lambda each: each.bottom)
        self._bottoms = [each.bottom for each in self.pieces]
        self._levels = sorted(_whole(page.levels), key=lambda each: each.bottom)
        self._heights = [each.bottom for each in self._levels]

    def levels(self, low: float, high: float) -> list[Rule]:
        """From the lowest up."""
        return self._levels[bisect_left(self._heights, low) : bisect_right(self._heights, high)]

    def near(self, low: float, high: float) -> list[Piece]:
        """The pieces whose foot stands between these heights."""
        return self.pieces[bisect_left(self._bottoms, low) : bisect_right(self._bottoms, high)]


def labels(page: Page) -> Iterator[tuple[Piece, str]]:
    """Each label's first piece, and all its lines, in the order of the page."""
    if not page.levels:
        return
    drawn = _Drawn(page)
    if len(drawn.pieces) > PIECES:
        return
    heads = {each for each in drawn.pieces if says(each.text) and _heads_cell(drawn, each)}
    listed = _listed(heads)
    for each in page.pieces:
        if not says(each.text) or each.text[:1].islower():
            continue
        if each in heads:
            told = _with_lines_below(drawn, each)
            if each not in listed and len(told.text.split()) <= WORDS:
                yield each, told.text
        elif len(each.text.split()) <= WORDS and (_before_line(drawn, each) or _below_line(drawn, each)):
            yield each, each.text


def _listed(heads: set[Piece]) -> set[Piece]:
    """What stands below the headings of a table that is filled in: row after row at the same places."""
    rows: dict[float, list[Piece]] = {}
    for each in sorted(heads, key=lambda piece: piece.left):
        rows.setdefault(round(each.bottom), []).append(each)
    found: set[Piece] = set()
    above: tuple[int, ...] = ()
    for _, row in sorted(rows.items(), reverse=True):
        places = tuple(round(each.left / 3) for each in row)
        if len(places) >= GRID and places == above:
            found.update(row)
        above = places
    return found


def says(text: str) -> bool:
    """Two letters of a word at least, one where a letter is a word: `15.a.` says nothing."""
    run = 0
    for letter in text:
        if letter.isalpha() and ord(letter) > 0x2E7F:
            return True
        run = run + 1 if letter.isalpha() else 0
        if run > 1:
            return True
    return False


def _whole(levels: Sequence[Rule]) -> Iterator[Rule]:
    """Lines as they are seen: many are drawn piece by piece."""
    held: Rule | None = None
    for each in sorted(levels, key=lambda rule: (-round(rule.bottom), rule.left)):
        if held and abs(held.bottom - each.bottom) <= 1.5 and each.left <= held.right + 3:
            held = replace(held, right=max(held.right, each.right))
            continue
        if held:
            yield held
        held = each
    if held:
        yield held


def _over(rule: Rule, piece: Piece) -> bool:
    return rule.left <= piece.left + 3 and rule.right >= min(piece.right, piece.left + 20)


def _heads_cell(drawn: _Drawn, piece: Piece) -> bool:
    """Right below a line, with room below or an empty cell: what stands in the rest of the cell is an answer."""
    top = piece.bottom + piece.height
    if not any(_over(each, piece) for each in drawn.levels(top - 3, top + piece.height * 0.5)):
        return False
    below = [each.bottom for each in drawn.levels(piece.bottom - BELOW, piece.bottom) if _over(each, piece)][::-1]
    if not below or not _beside_upright(drawn, piece):
        return False
    if piece.bottom - below[0] >= piece.height * 0.9:
        return True
    next_one = next((each for each in below[1:] if below[0] - each >= piece.height * 0.9), None)
    return next_one is not None and not any(
        each.bottom < below[0] and each.left < piece.right and each.right > piece.left
        for each in drawn.near(next_one, below[0])
    )


def _beside_upright(drawn: _Drawn, piece: Piece) -> bool:
    """Whether an upright line bounds it on either side; sections of prose are parted by level lines alone."""
    middle = piece.bottom + piece.height / 2
    return any(each.bottom <= middle <= each.top for each in drawn.page.uprights)


def _with_lines_below(drawn: _Drawn, piece: Piece) -> Piece:
    told, last = piece, piece
    for _ in range(LINES):
        below = [
            each
            for each in drawn.near(last.bottom - 1.5 * last.height, last.bottom - 0.5 * last.height)
            if abs(each.height - piece.height) < 1 and -5 <= each.left - piece.left <= 25 and says(each.text)
        ]
        if not below or any(_over(each, last) for each in drawn.levels(below[0].bottom, last.bottom + 2)):
            break
        last = below[0]
        told = replace(told, text=f"{told.text} {last.text}", right=max(told.right, last.right))
    return told


def _before_line(drawn: _Drawn, piece: Piece) -> bool:
    return any(
        -3 <= each.left - piece.right <= 25 and each.right - each.left >= BLANK
        for each in drawn.levels(piece.bottom - 3, piece.bottom + piece.height * 0.5)
    )


def _below_line(drawn: _Drawn, piece: Piece) -> bool:
    """`Signature` below the line to sign on, where nothing stands on that line."""
    top = piece.bottom + piece.height
    width = drawn.page.turn[1] or 612.0
    for each in drawn.levels(top - 2, top + 6):
        inside = each.left - 3 <= piece.left and piece.right <= each.right + 3
        if inside and BLANK <= each.right - each.left <= width * WIDE:
            upright = any(
                side.bottom - 3 <= each.bottom <= side.top + 3 and each.left - 3 <= side.left <= each.right + 3
                for side in drawn.page.uprights
            )
            written = any(
                other.left < each.right and other.right > each.left
                for other in drawn.near(each.bottom - 3, each.bottom + 8)
            )
            return not upright and not written
    return False
