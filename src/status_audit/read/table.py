"""A container during the replay: its slots, and what changes to it alone do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from status_audit.model import Container, Field, Label
from status_audit.read.replay import Drop, Mark, Slot, Step, joined


@dataclass(slots=True)
class Table:
    """A container and its slots, by folded field name."""

    container: Container
    slots: dict[str, Slot] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    title: str = ""
    created: list[Mark] = field(default_factory=list)
    """Where a statement creates the whole of it."""
    drops: list[Drop] = field(default_factory=list)
    """Where a statement drops the whole of it."""

    def create(self, found: Container, mark: Mark) -> None:
        """The first statement that creates it is its place; what later ones know beyond it is added."""
        had = self.container
        self.container = _merged(had, found) if self.created else _merged(found, had)
        self.created.append(mark)
        for drop in self.drops:
            drop.recreated = drop.recreated or (drop.mark.source == mark.source and drop.mark.position < mark.position)

    def declare(self, found: Field, mark: Mark, weak: bool = False) -> None:
        """`weak`: by a script that is not replayed; it counts only where nothing else declares the field."""
        name = found.name.casefold()
        slot = self.slots.get(name)
        if slot is None:
            self.slots[name] = Slot([(mark, found)], weak=weak)
        elif not weak:
            if slot.weak or slot.gone:
                slot.declared.clear()
            slot.weak = slot.gone = False
            slot.declared.append((mark, found))

    def apply(self, step: Step) -> bool:
        """A comment, title, type, choices or drop. False where the field is not known yet."""
        if not step.change.field:
            self._whole(step)
            return True
        slot = self.slot(step)
        if slot is None:
            return False
        change = step.change
        if change.action == "comment":
            slot.comments.append(change.value)
        elif change.action == "title":
            slot.labels.append(Label(change.value))
        elif change.action == "drop":
            slot.drops.append(Drop(step.mark, change.location))
        elif change.action in ("alter", "options"):
            slot.datatype = change.value or slot.datatype
            slot.options.extend(change.options)
        return True

    def slot(self, step: Step) -> Slot | None:
        """The slot a change names. A forced change declares it; a forced drop or rename, as one that is no more."""
        change = step.change
        name = change.field.casefold()
        if name not in self.slots and step.forced:
            place = replace(change.location, ref=f"{self.container.name}.{change.field}")
            self.declare(Field(change.field, self.container.name, "column", place), step.mark)
            self.slots[name].gone = change.action in ("drop", "rename")
        return self.slots.get(name)

    def drop(self, drop: Drop) -> None:
        """All of it is dropped, or goes on under another name."""
        drop.recreated = any(
            drop.mark.source == each.source and drop.mark.position < each.position for each in self.created
        )
        self.drops.append(drop)
        for slot in self.slots.values():
            slot.drops.append(drop)

    def finished(self) -> Container:
        if not self.comments and not self.title:
            return self.container
        had = self.container
        return replace(had, comment=joined([had.comment, *self.comments]), title=self.title or had.title)

    def _whole(self, step: Step) -> None:
        change = step.change
        if change.action == "comment":
            self.comments.append(change.value)
        elif change.action == "title":
            self.title = change.value
        elif change.action == "drop":
            self.drop(Drop(step.mark, change.location))


def _merged(first: Container, other: Container) -> Container:
    """`first`, with what only the other one knows."""
    comment = joined([first.comment, other.comment])
    title, place = first.title or other.title, first.location or other.location
    declared = first.declared or other.declared
    if (comment, title, place, declared) == (first.comment, first.title, first.location, first.declared):
        return first
    return replace(first, comment=comment, title=title, location=place, declared=declared)
