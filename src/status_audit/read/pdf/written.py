"""The pages of one document while it is read: what is written on them, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from status_audit.model import Gap, Location
from status_audit.read.bounded import Deadline, Refused
from status_audit.read.pdf.page_text import Page
from status_audit.read.pdf.pages import Pages
from status_audit.read.pdf.shelf import Shelf
from status_audit.read.pdf.wording import Said, pictured, questions


@dataclass(slots=True)
class WrittenPages:
    path: str
    content: bytes
    shelf: Shelf
    deadline: Deadline
    pages: Pages | None = None
    pictures: list[int] = field(default_factory=list)
    """Pages on which there is most likely nothing but a picture, in any order."""
    empty: bool = True
    """Whether no page that was read has a word on it."""
    _faults: dict[tuple[str, str], Gap] = field(default_factory=dict)

    def gaps(self) -> Iterator[Gap]:
        yield from self._faults.values()

    def want(self, numbers: Iterable[int]) -> None:
        """Reads these pages (1-based) at one go."""
        wanted = sorted(set(numbers))
        if wanted:
            self.pages = self.pages or Pages(self.shelf.readable(self.content), self.deadline)
            self.pages.want(wanted)

    def page(self, number: int) -> Page | None:
        """A page, or None and a gap."""
        self.pages = self.pages or Pages(self.shelf.readable(self.content), self.deadline)
        try:
            self.deadline.check()
            return self.pages.page(number)
        except Refused as refused:
            self._fault(refused, number)
            return None

    def questions(self, numbers: Iterable[int], *, places: bool = False) -> Iterator[tuple[int, Said]]:
        """(page, question) of these pages, as `wording.questions` has them."""
        wanted = list(numbers)
        self.want(wanted)
        for number in wanted:
            page = self.page(number)
            if page is None:
                if any(kind in ("limit", "missing-extra") for kind, _ in self._faults):
                    return
                continue
            self.empty = self.empty and not any(page.pieces)
            if pictured(page):
                self.pictures.append(number)
            for each in questions(page, places=places):
                yield number, each

    def _fault(self, refused: Refused, number: int) -> None:
        """One gap for all pages with one fault, at the first of them."""
        gap = refused.gap(self.path, part=f"page {number}")
        held = self._faults.get((gap.kind, gap.reason))
        if held:
            gap = Gap(gap.kind, held.location, gap.reason, gap.remedy, held.count + 1)
        self._faults[gap.kind, gap.reason] = gap


def picture_gap(path: str, numbers: list[int], remedy: str) -> Gap:
    """One gap for all pages that are pictures."""
    first = min(numbers)
    named = ", ".join(str(each) for each in sorted(numbers)[:10])
    reason = f"has pages that are most likely pictures, whose words cannot be read (page {named})."
    return Gap("no-text", Location(path, "", part=f"page {first}"), reason, remedy, len(numbers))
