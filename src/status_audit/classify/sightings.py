"""Looks at one field from every side: name, label, comment, options, container, references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.classify.surroundings import Surroundings, steps
from status_audit.classify.vocabulary import Match, Reading, Vocabulary
from status_audit.classify.weighing import HIGH, LOW, MEDIUM, Sighting, seen
from status_audit.model.meaning import Evidence
from status_audit.model.schema import Field

_LONG_COMMENT = 8
_LONG_LABEL = 45
_NEAR_HEAD = 5
_MOST_OPTIONS = 60
_TEXT_STEPS = frozenset(("label", "title", "text", "placeholder", "legend", "caption", "hint", "question", "value"))
_PLACE_WORDS = ("PLACE", "COUNTRY", "SUBDIVISION", "CITY", "ADDRESS", "OUTSIDE")


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
        number = vocabulary.number
        self._places = frozenset(map(number, _PLACE_WORDS))
        self._detail = number("DETAIL")
        self._personal = number("PERSONAL")
        self._audit, self._key, self._keyholder = number("AUDIT"), number("KEY"), number("KEYHOLDER")
        self._chaff = frozenset(map(number, ("KEY", "AUDIT", "KEYHOLDER", "PERSON", "FILLER", "RELATIVE")))

    def of(self, field: Field, around: Surroundings, referred: tuple[Reading, ...] = ()) -> Seen:
        """All sightings of a field in its surroundings; `referred` are readings of the tables it refers to."""
        sides = (
            self._name(field, around),
            self._labels(field, around),
            self._comment(field, around),
            self._options(field, around),
            self._container(field, around),
            self._references(field, around, referred),
        )
        sightings = tuple(sighting for side in sides for sighting in side)
        return Seen(sightings, tuple(self._against(field, around)))

    def _name(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        reading = self.vocabulary.name(last_step(field.name))
        for match in around.resolved(reading, "name", field.datatype):
            yield seen(match, "name", HIGH)

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

    def _options(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        texts: dict[str, Match] = {}
        for option in field.options[:_MOST_OPTIONS]:
            for match in around.resolved(self.vocabulary.text(option), "options", field.datatype):
                texts.setdefault(option, match)
        for match in texts.values():
            yield seen(match, "options", HIGH if len(texts) > 1 else MEDIUM)

    def _container(self, field: Field, around: Surroundings) -> Iterator[Sighting]:
        *outer, name = steps(field.name) or ("",)
        holders = around.holders_of(outer)
        if not holders:
            return
        own = self.vocabulary.name(name)
        concepts = own.text.concepts
        spoken_for = {match.mark.category for match in own.supports}
        for match in holders:
            if spoken_for - {match.mark.category}:
                continue
            holds = match.mark.sign.holds
            if holds == "all" and not outer and around.is_lookup:
                continue
            if self._belongs(concepts, name, holds):
                yield seen(match, "container", MEDIUM)

    def _belongs(self, concepts: frozenset[int], name: str, holds: str) -> bool:
        """Is this column of a telling container part of what the container tells?"""
        if holds == "places":
            return bool(concepts & self._places) and self._audit not in concepts
        if self._personal in concepts or self._audit in concepts:
            return False
        words = self.vocabulary.name(name).text
        if self._keyholder in concepts and any(number == self._key for _, number in words.spans[-1]):
            return False
        return not all(any(n in self._chaff for _, n in here) for here in words.spans)

    def _references(self, field: Field, around: Surroundings, referred: tuple[Reading, ...]) -> Iterator[Sighting]:
        for reading in referred:
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
