"""Looks at one field from every side: name, label, comment, options, container, references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from status_audit.classify.surroundings import NOTHING, Referred, Surroundings, steps
from status_audit.classify.tables import Columns
from status_audit.classify.vocabulary import Match, Vocabulary
from status_audit.classify.weighing import HIGH, LOW, MEDIUM, Sighting, seen
from status_audit.model.meaning import Evidence
from status_audit.model.schema import Field

_LONG_COMMENT = 8
_LONG_LABEL = 45
_NEAR_HEAD = 5
_MOST_OPTIONS = 60
_LONGEST_STEP = 3
"""Words of a container that reads on into the names of its fields."""
_TEXT_STEPS = frozenset(
    (
        "label",
        "title",
        "text",
        "placeholder",
        "legend",
        "caption",
        "hint",
        "question",
        "value",
        "answer",
        "yes",
        "no",
        "y",
        "n",
        "on",
        "off",
        "checkbox",
        "radio",
    )
)
"""Last steps that only name a part of what the step before them is about."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything seen of one field."""

    sightings: tuple[Sighting, ...]
    against: tuple[tuple[str, Evidence], ...]
    """(category, evidence)"""


class Sight:
    """Reads fields with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.columns = Columns(vocabulary)
        self._listed: tuple[Surroundings | None, bool] = (None, False)

    def of(self, field: Field, around: Surroundings, referred: Referred = NOTHING) -> Seen:
        """All sightings of a field in its surroundings; `referred` are readings of the tables it refers to."""
        sides = (
            self._name(field, around),
            self._labels(field, around),
            self._comment(field, around),
            self._choices("options", field.options, field, around),
            self._choices("entry", referred.rows, field, around),
            self._container(field, around),
            self._references(field, around, referred),
        )
        sightings = tuple(sighting for side in sides for sighting in side)
        return Seen(sightings, tuple(self._against(field, around)))

    def _name(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        reading = self.vocabulary.name(last_step(field.name))
        found = around.resolved(reading, "name", field.datatype)
        if found and field.kind == "column":
            found = self._about_someone(found, field, around)
        for match in found:
            yield seen(match, "name", HIGH)

    def _about_someone(self, found: tuple[Match, ...], field: Field, around: Surroundings) -> tuple[Match, ...]:
        """Without what only names the key or the code list of its own table."""
        if self.columns.is_own_key(field.name, around):
            return tuple(match for match in found if match.mark.sign.kind == "document-number")
        about = {match.mark.category for step in around.path[-1:] for match in self.vocabulary.name(step).supports}
        if not about or not self._lists_values(around):
            return found
        return tuple(match for match in found if match.mark.category not in about)

    def _labels(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        for label in field.label:
            reading = self.vocabulary.text(label.text)
            limit = HIGH if len(reading.text.words) <= _LONG_LABEL else MEDIUM
            for match in around.resolved(reading, "label", field.datatype):
                yield seen(match, "label", limit, label.language)

    def _comment(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        if not field.comment:
            return
        reading = self.vocabulary.text(field.comment)
        long = len(reading.text.words) > _LONG_COMMENT
        for match in around.resolved(reading, "comment", field.datatype):
            yield seen(match, "comment", LOW if long and match.start > _NEAR_HEAD else MEDIUM)

    def _choices(self, signal: str, choices: Sequence[str], field: Field, around: Surroundings) -> Iterator[Sighting]:
        """Values it may take, from its definition or from the rows of the list it refers to."""
        texts: dict[str, Match] = {}
        for choice in choices[:_MOST_OPTIONS]:
            for match in around.resolved(self.vocabulary.text(choice), "options", field.datatype):
                texts.setdefault(choice, match)
        together = len({match.mark.sign.id for match in texts.values()}) > 1
        for match in texts.values():
            sighting = seen(match, signal, HIGH if len(texts) > 1 else MEDIUM)
            if together:
                yield replace(sighting, strength=max(MEDIUM, sighting.strength), ask="")
            elif sighting.strength > LOW or sighting.ask:
                yield sighting

    def _container(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        *outer, name = steps(field.name) or ("",)
        holders = around.holders_of(outer)
        if not holders:
            yield from self._joined((*around.path, *outer)[-1:], name, field, around)
            return
        own = self.vocabulary.name(name)
        spoken_for = {match.mark.category for match in own.supports}
        for match in holders:
            holds = match.mark.sign.holds
            if spoken_for - {match.mark.category} or (holds == "all" and not outer and self._lists_values(around)):
                continue
            if self.columns.belongs(own, holds):
                yield seen(match, "container", MEDIUM)

    def _joined(self, step: tuple[str, ...], name: str, field: Field, around: Surroundings) -> Iterator[Sighting]:
        """What container and name say only together: `birth.country`."""
        if not step or self.vocabulary.name(name).supports or not self.vocabulary.name(step[0]).text.words:
            return
        before = len(self.vocabulary.name(step[0]).text.words)
        if before > _LONGEST_STEP:
            return
        reading = self.vocabulary.name(f"{step[0]}_{name}")
        for match in around.resolved(reading, "container", field.datatype):
            if match.mark.sign.holds == "places" and match.used[0] < before <= match.used[-1]:
                yield seen(match, "container", MEDIUM)

    def _lists_values(self, around: Surroundings) -> bool:
        if self._listed[0] is not around:
            self._listed = (around, self.columns.lists_values(around))
        return self._listed[1]

    def _references(self, field: Field, around: Surroundings, referred: Referred) -> Iterator[Sighting]:
        for reading in referred.tables:
            for match in around.resolved(reading, "reference", field.datatype):
                if match.mark.sign.holds:
                    yield seen(match, "reference", MEDIUM)

    def _against(self, field: Field, around: Surroundings) -> Iterator[tuple[str, Evidence]]:
        texts = [("name", self.vocabulary.name(last_step(field.name)), "")]
        texts += [("label", self.vocabulary.text(label.text), label.language) for label in field.label]
        if field.comment:
            texts.append(("comment", self.vocabulary.text(field.comment), ""))
        for signal, reading, language in texts:
            if not (reading.supports or reading.against):
                continue
            for match, why in around.refused(reading, signal, field.datatype):
                shown = match.matched if match.mark.against else f"{match.matched} ({why})"
                yield (
                    match.mark.category,
                    Evidence(signal, shown, supports=False, entry=match.mark.sign.id, language=language),
                )


def last_step(name: str) -> str:
    """The last part of a name that is a path and says something (`child.placeOfBirth.label`), else the name."""
    if not any(mark in name for mark in ".[:/"):
        return name
    parts = steps(name)
    return next((part for part in reversed(parts) if part.lower() not in _TEXT_STEPS), name)
