"""What stands around a field: its container, the path above it, the other fields, and what is said of the container."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from status_audit.classify.vocabulary import Condition, Match, Reading, Vocabulary
from status_audit.model.schema import Container, Field
from status_audit.patterns import pattern_of

_STEPS = pattern_of(r"[.:/\\]|\[\w*\]|->")
_YES_NO = pattern_of(r"bool|bit\b|char\(1\)|tinyint\(1\)|yesno|checkbox", re.IGNORECASE)
_GENERIC_STEPS = frozenset(
    (
        "location",
        "locations",
        "place",
        "address",
        "value",
        "values",
        "item",
        "items",
        "details",
        "detail",
        "data",
        "info",
        "properties",
        "object",
    )
)


def steps(path: str) -> tuple[str, ...]:
    """The parts of a dotted name or path, outermost first."""
    return tuple(part.strip("\"'` ") for part in _STEPS.split(path) if part.strip("\"'` "))


@dataclass(frozen=True, slots=True)
class Referred:
    """What a field refers to: the names of tables, read, and the texts of their rows."""

    tables: tuple[Reading, ...] = ()
    rows: tuple[str, ...] = ()


NOTHING = Referred()


@dataclass(frozen=True, eq=False)
class Surroundings:
    """One container and its fields; everything is worked out when it is first asked for."""

    vocabulary: Vocabulary
    name: str
    fields: Sequence[Field]
    container: Container | None = None

    @cached_property
    def path(self) -> tuple[str, ...]:
        return steps(self.name)

    @cached_property
    def inside(self) -> frozenset[int]:
        """Concepts of the container's name, title and comment."""
        found = set(self.vocabulary.name(self.name).text.concepts)
        if self.container is not None:
            for text in (self.container.title, self.container.comment):
                found |= self.vocabulary.text(text).text.concepts if text else frozenset()
        return frozenset(found)

    @cached_property
    def _things(self) -> int:
        return self.vocabulary.number("NON-PERSON")

    @cached_property
    def _names_people(self) -> bool:
        """`team_members` is about persons, although a team is none."""
        return any(self.vocabulary.number(each) in self.inside for each in ("KEYHOLDER", "PERSON"))

    @cached_property
    def about_things(self) -> bool:
        """The table's own name says a thing (`tree`, `ice_rink`), and nothing in it says a person."""
        own = self.vocabulary.name(self.path[-1]).text.concepts if self.path else frozenset()
        detail = self.vocabulary.number("PERSON-DETAIL")
        return self._things in own and not self._names_people and detail not in self.near

    @cached_property
    def near(self) -> frozenset[int]:
        """Concepts of the names of all fields here."""
        found: set[int] = set()
        for each in self.fields:
            found |= self.vocabulary.name(each.name).text.concepts
        return frozenset(found)

    @cached_property
    def holders(self) -> tuple[Match, ...]:
        """What the container is about, where that is one category's matter; generic last steps are looked through."""
        return self._holders(self.path)

    def _holders(self, path: Sequence[str]) -> tuple[Match, ...]:
        for step in reversed(path):
            reading = self.vocabulary.name(step)
            found = tuple(
                m
                for m in self.resolved(reading, "container")
                if m.mark.sign.holds and not self._lists_people(m, reading)
            )
            if found or step.lower() not in _GENERIC_STEPS:
                return found
        return ()

    def _lists_people(self, match: Match, reading: Reading) -> bool:
        """`visa_applicants` is a table of persons: not all that it holds is about visas."""
        people = self.vocabulary.number("KEYHOLDER")
        return any(number == people for here in reading.text.spans[match.end :] for _, number in here)

    def holders_of(self, inner: Sequence[str]) -> tuple[Match, ...]:
        """The same for a field whose own name is a path: its outer steps come before the container's."""
        return self._holders((*self.path, *inner)) if inner else self.holders

    def holds(self, condition: Condition, reading: Reading, datatype: str) -> bool:
        if condition.where == "text":
            return condition.what in reading.text.concepts
        if condition.where == "in":
            return condition.what in self.inside and not (condition.what == self._things and self._names_people)
        if condition.where == "near":
            return condition.what in self.near
        return bool(_YES_NO.search(datatype))

    def resolved(self, reading: Reading, signal: str, datatype: str = "") -> tuple[Match, ...]:
        """The matches that stand in this place, after look-alikes and conditions."""
        if self.about_things and signal != "label":
            return ()
        against = [m for m in reading.against if signal in m.mark.signals and self._applies(m, reading, datatype)]
        return tuple(
            match
            for match in reading.supports
            if signal in match.mark.signals and not _taken(match, against) and self._applies(match, reading, datatype)
        )

    def refused(self, reading: Reading, signal: str, datatype: str = "") -> tuple[tuple[Match, str], ...]:
        """Look-alikes that stand here, and matches that do not, each with why."""
        against = [m for m in reading.against if self._applies(m, reading, datatype)]
        out: list[tuple[Match, str]] = []
        for match in reading.supports:
            if signal not in match.mark.signals:
                continue
            if _taken(match, against) is not None:
                continue
            if self.about_things and signal != "label":
                out.append((match, f"{self.name} is no table of persons"))
            elif not self._applies(match, reading, datatype):
                out.append((match, self._why_not(match, reading, datatype)))
        return (*((each, each.mark.sign.id) for each in against if signal in each.mark.signals), *out)

    def _applies(self, match: Match, reading: Reading, datatype: str) -> bool:
        mark = match.mark
        return all(any(self.holds(c, reading, datatype) for c in group) for group in mark.needs) and not any(
            self.holds(c, reading, datatype) for c in mark.unless
        )

    def _why_not(self, match: Match, reading: Reading, datatype: str) -> str:
        stopped = [c.shown for c in match.mark.unless if self.holds(c, reading, datatype)]
        return stopped[0] if stopped else "nothing around it says so"


def _taken(match: Match, against: Sequence[Match]) -> Match | None:
    """The look-alike that covers words of this match, unless the match says more than the look-alike does."""
    for other in against:
        if other.mark.category != match.mark.category:
            continue
        ours, theirs = set(match.used), set(other.used)
        overlaps, wider = bool(ours & theirs), theirs < ours
        if overlaps and not wider:
            return other
    return None
