"""Finds questions in the lines of a page; answers written there are cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from status_audit.patterns import pattern_of
from status_audit.read.pdf.cells import labels, says
from status_audit.read.pdf.page_text import Page, Piece
from status_audit.read.question_lines import BLANK, BOX, NUMBERED, QUESTION, SHORT, asked, bare

LINES = 5
"""Lines of a question."""
ROWS = 400
"""Lines with boxes on one page that are looked at."""
ABOVE = 90.0
"""Points that a list of boxes may reach below its question."""
TICK = pattern_of(r"[□☐❏❑❒◻▢☑☒]|\[\s{0,3}[xX]?\]")
"""A box to tick; a ring may be a mere bullet."""


@dataclass(slots=True)
class Said:
    """One question of a page."""

    text: str
    options: list[str] = field(default_factory=list)


def questions(page: Page, *, places: bool = False) -> Iterator[Said]:
    """Sentences with a question mark, words before a colon or a blank, numbered lines, boxes, labels of drawn cells.

    With `places` only what surely has a place for its answer: boxes and blanks.
    """
    found: dict[str, Said] = {}
    used: set[int] = set()
    for each in (*_boxes(page, used), *_lines(page, used, places), *(() if places else _cells(page, used))):
        if any(letter.isalpha() for letter in each.text):
            held = found.setdefault(each.text, each)
            held.options = list(dict.fromkeys((*held.options, *each.options)))
    yield from found.values()


def _boxes(page: Page, used: set[int]) -> Iterator[Said]:
    """`Colour: ☐ brown ☐ black`; without words before the boxes they belong to the words above."""
    options = {id(each) for each in _options(page)}
    boxed = [row for row in page.lines if any(TICK.search(each.text) for each in row)]
    for row in boxed[:ROWS]:
        said: Said | None = None
        ticked = False
        for piece in row:
            used.add(id(piece))
            for part in _parts(piece.text):
                if TICK.fullmatch(part):
                    ticked = True
                    said = said or Said(_above(page, piece, options, used))
                elif ticked and said:
                    said.options.append(bare(part))
                    yield from (Said(each) for each in asked(part) if "?" in each)
                    ticked = False
                else:
                    if said:
                        yield from [said] if said.text else (Said(each) for each in said.options)
                    said, ticked = Said(_whole(page, piece, part, used)), False
        if said and (said.options or ticked):
            yield from [said] if said.text else (Said(each) for each in said.options)


def _parts(text: str) -> list[str]:
    return [each.strip() for each in re.split(f"({TICK.pattern})", text) if each.strip()]


def _above(page: Page, box: Piece, options: set[int], used: set[int]) -> str:
    """The words above a box that has none before it."""
    near = [
        each
        for each in page.pieces
        if 0 < each.bottom - box.bottom <= ABOVE
        and each.left <= box.left + 20
        and each.right >= box.left - 20
        and says(each.text)
        and not TICK.search(each.text)
        and id(each) not in options
    ]
    if not near:
        return ""
    last = min(near, key=lambda each: each.bottom)
    return _whole(page, last, last.text, used)


def _options(page: Page) -> Iterator[Piece]:
    """The words right behind each box."""
    for row in page.lines:
        for box, piece in pairwise(row):
            if 0 <= piece.left - box.right <= 15 and TICK.search(box.text):
                yield piece


def _whole(page: Page, piece: Piece, text: str, used: set[int]) -> str:
    """A question with the lines that it began on."""
    said = [text]
    for each in before(page.pieces, piece):
        used.add(id(each))
        said.insert(0, each.text)
    used.add(id(piece))
    told = " ".join(said)
    return next(iter(asked(told)), "") or bare(told) if "?" in told or len(told.split()) > SHORT * 2 else bare(told)


def before(pieces: Iterable[Piece], piece: Piece) -> Iterator[Piece]:
    """The lines above from which this one runs on, the nearest first."""
    held, last = list(pieces), piece
    for _ in range(LINES - 1):
        if NUMBERED.match(last.text):
            return
        above = [
            each
            for each in held
            if 0.5 * last.height < each.bottom - last.bottom <= last.height * 1.6
            and abs(each.height - last.height) < 1.5
            and (abs(each.left - last.left) < 12 or (NUMBERED.match(each.text) and -5 < last.left - each.left < 40))
            and _runs_on(each, last)
        ]
        if not above:
            return
        last = min(above, key=lambda each: each.bottom)
        yield last


def _runs_on(above: Piece, below: Piece) -> bool:
    text = above.text
    if BOX.search(text) or re.search(r"(?:[.:;!?…_。？：；]|\.\))\s*\Z", text) or not says(text):
        return False
    small = below.text[:1].islower() or not below.text[:1].isascii()
    return len(text) > 30 or (small and len(text.split()) > 2)


def _lines(page: Page, used: set[int], places: bool) -> Iterator[Said]:
    """What the lines ask that hold no boxes; those that end in a question mark take the lines before them along."""
    begun: list[tuple[Piece, str]] = []
    for row in page.lines:
        for each in row:
            if id(each) in used:
                continue
            if QUESTION.search(each.text):
                first = [above for above in before(page.pieces, each) if id(above) not in used]
                used.update(id(above) for above in first)
                text = " ".join((*(above.text for above in reversed(first)), each.text))
                begun.append((each, text))
            else:
                begun.append((each, each.text))
    for piece, text in begun:
        if id(piece) in used or (places and not BLANK.search(text)) or _goes_on(page, piece):
            continue
        for said in asked(text):
            used.add(id(piece))
            yield Said(said)


def _goes_on(page: Page, piece: Piece) -> bool:
    """Whether a numbered line is the first of a longer passage, which is prose and no label."""
    if not NUMBERED.match(piece.text) or QUESTION.search(piece.text) or BLANK.search(piece.text):
        return False
    return any(
        0.5 * piece.height < piece.bottom - each.bottom <= piece.height * 1.6
        and -5 <= each.left - piece.left <= 40
        and each.text[:1].islower()
        and len(each.text.split()) > 2
        for each in page.pieces
    )


def _cells(page: Page, used: set[int]) -> Iterator[Said]:
    for piece, told in labels(page):
        if id(piece) not in used:
            yield from (Said(each) for each in (asked(told) if "?" in told else [bare(told)]))


def pictured(page: Page) -> bool:
    """Whether what is to be read on it is most likely in a picture."""
    words = sum(len(each.text.split()) for each in page.pieces)
    return page.pictures >= 0.4 and words < 80
