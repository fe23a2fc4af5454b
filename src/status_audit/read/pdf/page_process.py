"""Run as a process of its own: prints what stands on the pages of a PDF, so that a hostile one can end only this.

The document comes on standard input, page numbers as arguments; one line of JSON goes out for each page.
It imports nothing of the package, for it is run as a file.
"""

from __future__ import annotations

import bisect
import json
import sys
from ctypes import byref, c_float
from typing import Any

MEMORY = 1 << 30
"""Bytes the process may take."""
CHARACTERS = 60_000
"""Of one page."""
OBJECTS = 20_000
"""Drawn on one page."""
NESTED = 4
THIN = 3.0
"""Points; what is thinner is a line."""
BOX = (5.0, 20.0)
"""Sides of a square to be ticked, in points."""
APART = 1.0
"""Heights of a letter that part two texts on one line."""

Run = tuple[str, float, float, float, float]
"""(text, left, bottom, right, top)"""
Rule = tuple[float, float, float, float]
"""(left, bottom, right, top)"""


class Drawn:
    """The lines, squares and pictures of a page."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._left = OBJECTS
        self.rules: list[Rule] = []
        self.squares: list[Rule] = []
        self.pictures = 0.0
        """Square points."""

    def page(self, page: Any) -> None:
        for at in range(self._library.FPDFPage_CountObjects(page)):
            self._object(self._library.FPDFPage_GetObject(page, at), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)

    def _object(self, held: Any, matrix: tuple[float, ...], depth: int) -> None:
        self._left -= 1
        if self._left < 0 or depth > NESTED:
            return
        kind = self._library.FPDFPageObj_GetType(held)
        if kind == self._library.FPDF_PAGEOBJ_FORM:
            own = self._library.FS_MATRIX()
            self._library.FPDFPageObj_GetMatrix(held, byref(own))
            inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
            for at in range(self._library.FPDFFormObj_CountObjects(held)):
                self._object(self._library.FPDFFormObj_GetObject(held, at), inner, depth + 1)
        elif kind == self._library.FPDF_PAGEOBJ_PATH:
            self._path(self._bounds(held, matrix), self._library.FPDFPath_CountSegments(held))
        elif kind == self._library.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = self._bounds(held, matrix)
            self.pictures += max(0.0, right - left) * max(0.0, top - bottom)

    def _bounds(self, held: Any, matrix: tuple[float, ...]) -> Rule:
        sides = [c_float() for _ in range(4)]
        self._library.FPDFPageObj_GetBounds(held, *(byref(each) for each in sides))
        left, bottom, right, top = (each.value for each in sides)
        corners = [_point(x, y, matrix) for x in (left, right) for y in (bottom, top)]
        across, along = [x for x, _ in corners], [y for _, y in corners]
        return min(across), min(along), max(across), max(along)

    def _path(self, bounds: Rule, segments: int) -> None:
        left, bottom, right, top = bounds
        width, height = right - left, top - bottom
        if BOX[0] <= width <= BOX[1] and BOX[0] <= height <= BOX[1] and abs(width - height) <= 2 and segments <= 12:
            self.squares.append(bounds)
        elif width <= THIN or height <= THIN:
            self.rules.append(bounds)
        elif segments <= 6:
            self.rules += [
                (left, top, right, top),
                (left, bottom, right, bottom),
                (left, bottom, left, top),
                (right, bottom, right, top),
            ]


class Written:
    """The text of a page as runs of letters that stand together."""

    def __init__(self, library: Any, text: Any, uprights: list[Rule]) -> None:
        self._library, self._text = library, text
        self._uprights = sorted(uprights)
        self._across = [each[0] for each in self._uprights]
        self._run: list[str] = []
        self._at: list[float] = []
        self._space = False
        self.runs: list[Run] = []

    def page(self, turned: Any) -> bool:
        """Whether all of it was read."""
        count = self._library.FPDFText_CountChars(self._text)
        held = self._library.FS_RECTF()
        for at in range(min(count, CHARACTERS)):
            letter = _letter(self._library.FPDFText_GetUnicode(self._text, at))
            if letter in (" ", "\r", "\n", "\t", ""):
                self._space = self._space or letter != ""
                continue
            if self._library.FPDFText_GetLooseCharBox(self._text, at, byref(held)):
                self._add(letter, turned((held.left, held.bottom, held.right, held.top)))
        self._end()
        return bool(count <= CHARACTERS)

    def _add(self, letter: str, box: Rule) -> None:
        if self._run and not self._follows(box):
            self._end()
        if not self._run:
            self._at = list(box)
        elif self._space:
            self._run.append(" ")
        self._space = False
        self._run.append(letter)
        left, bottom, right, top = self._at
        self._at = [min(left, box[0]), min(bottom, box[1]), max(right, box[2]), max(top, box[3])]
        self._last = box

    def _follows(self, box: Rule) -> bool:
        height = max(box[3] - box[1], 1.0)
        if abs(box[1] - self._last[1]) > height * 0.35:
            return False
        gap = box[0] - self._last[2] if box[0] >= self._last[0] else self._last[0] - box[2]
        if not -height * 0.6 <= gap <= height * APART:
            return False
        return not (self._space and self._parted(min(box[2], self._last[2]), max(box[0], self._last[0]), box))

    def _parted(self, left: float, right: float, box: Rule) -> bool:
        """Whether an upright line stands between."""
        middle = (box[1] + box[3]) / 2
        first = bisect.bisect_left(self._across, left - 1)
        last = bisect.bisect_right(self._across, right + 1)
        return any(each[1] <= middle <= each[3] for each in self._uprights[first:last])

    def _end(self) -> None:
        if text := "".join(self._run):
            left, bottom, right, top = (round(each, 1) for each in self._at)
            self.runs.append((text, left, bottom, right, top))
        self._run = []


def _letter(code: int) -> str:
    """Half of a pair, and what is no character, is nothing; `\\x03` stands where a font numbers its letters."""
    if 0xD800 <= code <= 0xDFFF or code in (0, 0xFFFE, 0xFFFF, 0xAD) or code > 0x10FFFF:
        return ""
    return "-" if code == 2 else chr(code)


def _times(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = inner
    k, m, n, o, p, q = outer
    return (a * k + b * n, a * m + b * o, c * k + d * n, c * m + d * o, e * k + f * n + p, e * m + f * o + q)


def _point(x: float, y: float, matrix: tuple[float, ...]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _turner(rotation: int, width: float, height: float) -> Any:
    """Maps a box of the page to where it stands when the page is shown upright; of the unturned width and height."""

    def turned(box: Rule) -> Rule:
        left, bottom, right, top = box
        if rotation == 1:
            return bottom, width - right, top, width - left
        if rotation == 2:
            return width - right, height - top, width - left, height - bottom
        if rotation == 3:
            return height - top, left, height - bottom, right
        return box

    return turned


def told(library: Any, document: Any, number: int) -> dict[str, Any]:
    """What stands on a page (1-based)."""
    page = library.FPDF_LoadPage(document, number - 1)
    if not page:
        return {"page": number, "fault": "damaged"}
    text = library.FPDFText_LoadPage(page)
    try:
        shown = (library.FPDF_GetPageWidthF(page), library.FPDF_GetPageHeightF(page))
        rotation = library.FPDFPage_GetRotation(page)
        width, height = shown if rotation % 2 == 0 else (shown[1], shown[0])
        turned = _turner(rotation, width, height)
        drawn = Drawn(library)
        drawn.page(page)
        rules = [turned(each) for each in drawn.rules]
        written = Written(library, text, [each for each in rules if each[2] - each[0] <= THIN])
        whole = written.page(turned) if text else True
        return {
            "page": number,
            "turn": [rotation, width, height],
            "whole": whole,
            "runs": written.runs,
            "rules": [[round(side, 1) for side in each] for each in rules],
            "squares": [[round(side, 1) for side in turned(each)] for each in drawn.squares],
            "pictures": round(drawn.pictures / max(width * height, 1.0), 3),
        }
    finally:
        if text:
            library.FPDFText_ClosePage(text)
        library.FPDF_ClosePage(page)


def main(numbers: list[int]) -> None:
    """Prints the number of pages, then each page that is asked for; all of them where none is named."""
    import pypdfium2.raw as library

    data = sys.stdin.buffer.read()
    library.FPDF_InitLibrary()
    document = library.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        _tell({"pages": -1})
        return
    count = library.FPDF_GetPageCount(document)
    _tell({"pages": count})
    for number in numbers or range(1, count + 1):
        if 0 < number <= count:
            _tell(told(library, document, number))


def _tell(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _bounded() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    _bounded()
    first, last = (int(each) for each in sys.argv[1:3])
    main(list(range(first, last + 1)) if first else [int(each) for each in sys.argv[3:]])
