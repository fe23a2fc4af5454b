"""What became of a table's fields: which declarations stand, which a later step of the same sequence took back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from status_audit.model import Change, Field, Label, Location

ON_CONDITION = "on condition"
"""`Location.part` of a step that only some databases run."""
T = TypeVar("T")


class Mark(NamedTuple):
    """When something was said: (sequence, step) orders the steps of one migration sequence, `position` one source."""

    sequence: int
    """-1 outside any sequence."""
    step: int
    source: int
    position: int
    since: int = sys.maxsize
    """For a field that goes on under another name: the step that first declared it."""
    ordered: bool = False
    """The source is a sequence of steps in itself, run from its top to its end: a change log."""

    def renamed(self, old: Mark) -> Mark:
        """This place, for a field that was declared at `old` under its former name."""
        return self._replace(since=min(old.step, old.since)) if old.sequence == self.sequence else self


class Step(NamedTuple):
    """A change on its way to what it changes."""

    mark: Mark
    change: Change
    forced: bool = False
    """True when nothing will declare any more what it names: then it declares that itself."""


@dataclass(slots=True)
class Drop:
    """A drop of a table or a field."""

    mark: Mark
    location: Location
    recreated: bool = False
    """The same source creates the table again further down."""

    def covers(self, declared: Mark) -> bool:
        """Whether it takes a declaration out of judgement. In doubt the field exists."""
        if self.mark.sequence == declared.sequence >= 0:
            here = self.mark.source == declared.source and self.mark.position > declared.position
            if self.mark.step > (min(declared.step, declared.since) if here else declared.step):
                return True
        if self.mark.ordered and self.mark.source == declared.source and self.location.part != ON_CONDITION:
            return self.mark.position > declared.position
        return self.recreated and self.follows(declared)

    def follows(self, declared: Mark) -> bool:
        """Whether it stands after the declaration: further down in the source, or in a later step."""
        if self.mark.source == declared.source:
            return self.mark.position > declared.position
        return self.mark.sequence == declared.sequence >= 0 and self.mark.step > declared.step


@dataclass(slots=True)
class Slot:
    """One field of a table, with every declaration of it."""

    declared: list[tuple[Mark, Field]]
    drops: list[Drop] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    datatype: str = ""
    weak: bool = False
    """True while only scripts that are not replayed name it."""
    gone: bool = False
    """True where nothing but its drop or its rename names it."""

    def standing(self) -> tuple[Mark, Field] | None:
        """The first declaration that no drop covers."""
        if self.gone:
            return None
        if not self.drops:
            return self.declared[0]
        return next((each for each in self.declared if not any(drop.covers(each[0]) for drop in self.drops)), None)

    def first(self) -> tuple[Mark, Field]:
        """The declaration that speaks for it."""
        return self.standing() or self.declared[0]

    def live(self) -> bool:
        """Whether it exists at this point of the replay."""
        return self.standing() is not None

    def field(self) -> Field:
        """The field as it stands at the end."""
        if not (
            self.drops
            or self.comments
            or self.labels
            or self.options
            or self.datatype
            or len(self.declared) > 1
            or self.gone
        ):
            return self.declared[0][1]
        first = self.first()[1]
        others = [each for _, each in self.declared if each is not first]
        return replace(
            first,
            datatype=self.datatype or first.datatype or next((each.datatype for each in others if each.datatype), ""),
            comment=joined([first.comment, *(each.comment for each in others), *self.comments]),
            label=_merged(first.label, *(each.label for each in others), tuple(self.labels)),
            options=_merged(first.options, *(each.options for each in others), tuple(self.options)),
            key=first.key or next((each.key for each in others if each.key), ""),
            dropped=self._dropped(),
            judged=self.live(),
        )

    def elsewhere(self) -> Iterator[Field]:
        """Declarations of other folders, outside any sequence: two departments may call their tables the same."""
        mark, first = self.first()
        seen = {_folder(first)}
        for other, each in self.declared:
            apart = mark.sequence < 0 and other.sequence < 0 and _folder(each) not in seen
            if apart and not any(drop.covers(other) for drop in self.drops):
                seen.add(_folder(each))
                yield each

    def _dropped(self) -> Location | None:
        """Where it was last dropped, unless it was declared again after that."""
        for drop in reversed(self.drops):
            if not any(_after(mark, drop.mark) for mark, _ in self.declared):
                return drop.location
        return None


def _folder(declared: Field) -> str:
    return declared.location.source.rpartition("/")[0]


def _after(declared: Mark, drop: Mark) -> bool:
    if declared.source == drop.source:
        return declared.position > drop.position
    return declared.sequence == drop.sequence >= 0 and declared.step > drop.step


def joined(texts: list[str]) -> str:
    """Each text once, in order."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _merged(*parts: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))
