"""Reads the pages of one document, by pypdfium2 in a process of its own, or by pypdf where that is not to be had."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from status_audit.read.bounded import Deadline, Refused, limit, unparsed
from status_audit.read.pdf.page_text import BOX, Page, Piece, Rule, page_of

PROGRAM = Path(__file__).with_name("page_process.py")
ENDED = 3
"""Times that the process may end before its time."""


class Pages:
    """The pages of a document, read as many at a time as are wanted, as long as the time lasts."""

    def __init__(self, content: bytes, deadline: Deadline) -> None:
        self._content, self._deadline = content, deadline
        self._held: dict[int, Page | Refused] = {}
        self._slow: Any = None
        self._apart = _installed()

    def want(self, numbers: Iterable[int]) -> None:
        """Reads these pages (1-based) in one go."""
        left = [each for each in dict.fromkeys(numbers) if each not in self._held]
        for _ in range(ENDED):
            if not left or not self._apart:
                return
            left = self._run(left)
        for each in left:
            self._held[each] = unparsed("has a page that ends the process reading it.")

    def page(self, number: int) -> Page:
        """A page by its number (1-based). Raises Refused."""
        self.want([number])
        if number not in self._held:
            return self._slowly(number)
        held = self._held[number]
        if isinstance(held, Refused):
            raise held
        return held

    def _slowly(self, number: int) -> Page:
        from status_audit.read.pdf.page_pypdf import PypdfPages

        if self._slow is None:
            self._slow = PypdfPages(self._content, self._deadline)
        made: Page = self._slow.page(number)
        return made

    def _run(self, numbers: Sequence[int]) -> list[int]:
        """The pages that are still to be read: those after one that ended the process."""
        seconds = self._deadline.left()
        try:
            with subprocess.Popen(  # noqa: S603 - our own interpreter, our own program, numbers
                [sys.executable, "-I", str(PROGRAM), *_arguments(numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                try:
                    output, _ = process.communicate(self._content, max(seconds, 0.5))
                    late = False
                except subprocess.TimeoutExpired:
                    process.kill()
                    output, late = process.communicate()[0], True
        except OSError:
            self._apart = False
            return []
        if not self._take(output):  # the other library may yet open it
            self._apart = False
            return []
        left = [each for each in numbers if each not in self._held]
        if late:
            for each in left:
                self._held[each] = limit("takes too long to read; this page and the rest of its text are not read.")
            return []
        if process.returncode == 0:
            self._held.update((each, unparsed("has a damaged page.")) for each in left)
            return []
        if left:
            self._held[left[0]] = unparsed("has a page that ends the process reading it.")
        return left[1:]

    def _take(self, output: bytes) -> bool:
        """Whether the document could be opened."""
        for line in output.splitlines():
            try:
                said = json.loads(line)
            except ValueError:  # cut off where the process ended
                return True
            if said.get("pages") == -1:
                return False
            if "page" in said:
                self._held[said["page"]] = _page(said)
        return True


def _installed() -> bool:
    try:
        return find_spec("pypdfium2") is not None
    except ValueError:
        return False


def _arguments(numbers: Sequence[int]) -> list[str]:
    """A range where it is one: a command line has an end."""
    first, last = numbers[0], numbers[-1]
    if list(numbers) == list(range(first, last + 1)):
        return [str(first), str(last)]
    return ["0", "0", *map(str, numbers)]


def _page(said: dict[str, Any]) -> Page | Refused:
    if "fault" in said:
        return unparsed("has a damaged page.")
    if not said["whole"]:
        return limit("has a page with more text than is read.")
    pieces = [Piece(text, left, right, bottom, top - bottom) for text, left, bottom, right, top in said["runs"]]
    pieces += [Piece(BOX, left, right, bottom, top - bottom) for left, bottom, right, top in said["squares"]]
    quarters, width, height = said["turn"]
    return page_of(pieces, [Rule(*each) for each in said["rules"]], said["pictures"], (quarters, width, height))
