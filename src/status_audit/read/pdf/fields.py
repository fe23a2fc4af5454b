"""Walks the fields of an AcroForm: one question per field, however many widgets show it; values are never read."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from status_audit.read.bounded import Deadline, Refused, limit
from status_audit.read.pdf.shelf import Shelf

FIELDS = 20_000
DEPTH = 40
OPTIONS = 2_000
PUSH_BUTTON = 1 << 16
RADIO = 1 << 15


@dataclass(frozen=True, slots=True)
class Asked:
    """One field as the document defines it."""

    name: str
    """All partial names with dots between, without the `[0]` that some programs write after each."""
    datatype: str
    tooltip: str = ""
    options: tuple[str, ...] = ()
    page: int = 0
    """1-based; 0 where no page shows it."""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    """Left, bottom, right, top of its first widget."""
    others: tuple[tuple[float, float, float, float], ...] = ()
    """Those of the other widgets on the same page."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a field takes from those above it."""

    name: str = ""
    kind: str = ""
    flags: int = 0
    tooltip: str = ""


@dataclass(slots=True)
class Walk:
    """Goes through one document's field tree, then through the widgets of its pages that the tree leaves out."""

    shelf: Shelf
    deadline: Deadline
    faults: list[Refused] = field(default_factory=list)
    _pages: dict[Hashable, int] = field(default_factory=dict)
    _seen: set[Hashable] = field(default_factory=set)
    _keep: list[Any] = field(default_factory=list)
    """Objects whose identity is remembered, kept so that it is not given to another one."""

    def fields(self, form: Any) -> Iterator[Asked]:
        widgets = list(self._widgets())
        try:
            for each in self.shelf.items(self.shelf.get(form, "/Fields")):
                yield from self._field(each, Inherited(), 0)
            for widget in widgets:
                yield from self._orphan(widget)
        except Refused as refused:
            self.faults.append(refused)

    def _widgets(self) -> Iterator[Any]:
        for number, page in enumerate(self.shelf.pages(), start=1):
            for each in self.shelf.items(self.shelf.get(page, "/Annots")):
                if self.shelf.text(self.shelf.get(each, "/Subtype")) == "/Widget":
                    self._keep.append(each)
                    self._pages.setdefault(self.shelf.identity(each), number)
                    yield each

    def _field(self, node: Any, above: Inherited, depth: int) -> Iterator[Asked]:
        if not self._first(node) or depth > DEPTH:
            return
        held = self._inherited(node, above)
        kids = self.shelf.items(self.shelf.get(node, "/Kids"))
        named = [each for each in kids if self.shelf.get(each, "/T") is not None]
        if named:
            for each in kids:
                yield from self._field(each, held, depth + 1)
        elif asked := self._asked(node, held, kids or [node]):
            yield asked

    def _first(self, node: Any) -> bool:
        """False for a field met before: trees of hostile documents go round in circles."""
        self.deadline.check()
        identity = self.shelf.identity(node)
        if identity in self._seen:
            return False
        if len(self._seen) >= FIELDS:
            raise limit(f"holds more than {FIELDS:,} form fields; the rest is not read.")
        self._seen.add(identity)
        self._keep.append(node)
        return True

    def _inherited(self, node: Any, above: Inherited) -> Inherited:
        part = _partial(self.shelf.text(self.shelf.get(node, "/T")))
        flags = self.shelf.get(node, "/Ff")
        return Inherited(
            name=".".join(each for each in (above.name, part) if each),
            kind=self.shelf.text(self.shelf.get(node, "/FT")) or above.kind,
            flags=int(self.shelf.number(flags)) if flags is not None else above.flags,
            tooltip=self._words(node, "/TU") or above.tooltip,
        )

    def _asked(self, node: Any, held: Inherited, widgets: list[Any]) -> Asked | None:
        for each in widgets:
            self._seen.add(self.shelf.identity(each))
        datatype = _datatype(held)
        if not datatype:
            return None
        tooltip, options = held.tooltip, self._options(node, held, widgets)
        if not tooltip and len(widgets) == 1:
            tooltip = self._words(widgets[0], "/TU")
        page = self._page(widgets)
        others = tuple(self._box(each) for each in widgets[1:] if self._page([each]) == page)
        return Asked(held.name, datatype, tooltip, options, page, self._box(widgets[0]), others)

    def _orphan(self, widget: Any) -> Iterator[Asked]:
        """A widget that stands on a page and in no list of fields; it may name its field."""
        if self.shelf.identity(widget) in self._seen:
            return
        line, node = [widget], widget
        while (node := self.shelf.get(node, "/Parent")) is not None and len(line) < DEPTH:
            line.append(node)
        if any(self.shelf.identity(each) in self._seen for each in line[1:]):
            return
        held = Inherited()
        for each in reversed(line):
            held = self._inherited(each, held)
        if self._first(widget) and (asked := self._asked(widget, held, [widget])):
            yield asked

    def _options(self, node: Any, held: Inherited, widgets: list[Any]) -> tuple[str, ...]:
        if held.kind == "/Ch":
            found = (self._choice(each) for each in self.shelf.items(self.shelf.get(node, "/Opt")))
            return tuple(dict.fromkeys(each for each in found if each))[:OPTIONS]
        if held.kind != "/Btn":
            return ()
        shown = [self.shelf.text(each) for each in self.shelf.items(self.shelf.get(node, "/Opt"))]
        states = [self._state(each, held, shown) for each in widgets]
        if len(widgets) == 1 and states[0].lower() in ("yes", "on", "1", "x", "true"):
            return ()
        return tuple(dict.fromkeys(each for each in states if each))[:OPTIONS]

    def _choice(self, node: Any) -> str:
        """A choice is its text, or a pair of what is sent and what is shown."""
        pair = [self.shelf.text(each) for each in self.shelf.items(node)]
        if len(pair) > 1:
            sent, shown = pair[0], pair[1]
            return shown if sent.casefold() == shown.casefold() or sent.isdecimal() else f"{sent}={shown}"
        return " ".join(self.shelf.text(node).split())

    def _state(self, widget: Any, held: Inherited, shown: list[str]) -> str:
        """What one button of a group stands for: its state, and its own tooltip where that differs."""
        faces = self.shelf.get(self.shelf.get(widget, "/AP"), "/N")
        states = [each.removeprefix("/") for each in self.shelf.keys(faces) if each != "/Off"]
        state = states[0] if states else ""
        if state.isdecimal() and int(state) < len(shown):
            state = shown[int(state)]
        own = self._words(widget, "/TU")
        if not own or own == held.tooltip or own.casefold() == state.casefold():
            return state
        return f"{state}={own}" if state and not state.isdecimal() else own

    def _page(self, widgets: list[Any]) -> int:
        pages = (self._pages.get(self.shelf.identity(each), 0) for each in widgets)
        return next((each for each in pages if each), 0)

    def _box(self, widget: Any) -> tuple[float, float, float, float]:
        corners = [self.shelf.number(each) for each in self.shelf.items(self.shelf.get(widget, "/Rect"))[:4]]
        if len(corners) < 4:
            return (0.0, 0.0, 0.0, 0.0)
        left, right = sorted((corners[0], corners[2]))
        bottom, top = sorted((corners[1], corners[3]))
        return (left, bottom, right, top)

    def _words(self, node: Any, key: str) -> str:
        return " ".join(self.shelf.text(self.shelf.get(node, key)).split())


def _partial(name: str) -> str:
    """`Part4[0]` is `Part4`; the first of an array says nothing."""
    return " ".join(name.removesuffix("[0]").split())


def _datatype(held: Inherited) -> str:
    if held.kind == "/Btn":
        if held.flags & PUSH_BUTTON:
            return ""
        return "radio" if held.flags & RADIO else "checkbox"
    return {"/Ch": "select", "/Sig": "signature"}.get(held.kind, "text" if held.name else "")
