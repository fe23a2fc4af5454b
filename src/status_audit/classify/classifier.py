"""Fields and their surroundings in, classifications with evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from status_audit.classify.attributes import attribute_fields
from status_audit.classify.corrections import Corrections
from status_audit.classify.sightings import Seen, Sight
from status_audit.classify.subject import subject_of
from status_audit.classify.surroundings import NOTHING, Referred, Surroundings, steps
from status_audit.classify.vocabulary import Vocabulary
from status_audit.classify.weighing import Verdict, weigh
from status_audit.classify.world import World
from status_audit.model.meaning import Classification, Evidence
from status_audit.model.policy import Hint
from status_audit.model.schema import Field, Inventory
from status_audit.model.vocabulary import Category


class Classifier:
    """Compiled once per run; every text is read once, so cost follows distinct names."""

    def __init__(self, categories: Iterable[Category], hints: Sequence[Hint] = ()) -> None:
        self._corrections = Corrections(hints)
        self._vocabulary = Vocabulary(self._corrections.extended(tuple(categories)))
        self._sight = Sight(self._vocabulary)
        self._told: dict[str, bool] = {}
        self._silent_names: set[str] = set()
        self._silent_texts: set[str] = set()
        self._holding: dict[str, bool] = {}
        self._opening = self._vocabulary.opening()

    def classify(self, inventory: Inventory) -> tuple[Classification, ...]:
        """Every judged field that is something or needs a person's review, in the inventory's order."""
        world = World(inventory, self._vocabulary)
        out: list[Classification] = []
        for key, fields in inventory.by_container().items():
            holds = self._may_hold(key[1])
            worth = [each for each in fields if holds or self._worth_a_look(each) or world.refers(each)]
            if worth:
                around = world.around(key, fields)
                for field in filter(_is_judged, worth):
                    out.extend(self.classify_field(field, around, world.referred(field)))
        for field in attribute_fields(inventory, self._vocabulary):
            out.extend(self.classify_field(field, world.around((field.system, field.container), ())))
        return tuple(out)

    def classify_field(
        self, field: Field, around: Surroundings, referred: Referred = NOTHING
    ) -> tuple[Classification, ...]:
        """One field in its surroundings; categories in their order."""
        verdicts = self._verdicts(field, around, referred)
        found = [each for each in verdicts if each.decided != "not-found"]
        if not found:
            return ()
        subject = subject_of(field, around, self._vocabulary)
        return tuple(
            Classification(field, v.category, v.kind, v.confidence, v.evidence, subject, v.review) for v in found
        )

    def explain(self, field: Field, inventory: Inventory) -> tuple[Verdict, ...]:
        """What was decided for every category and why, for any field, found or not."""
        world = World(inventory, self._vocabulary)
        fields = tuple(
            each for each in inventory.fields if (each.system, each.container) == (field.system, field.container)
        )
        around = world.around((field.system, field.container), fields)
        return self._verdicts(field, around, world.referred(field))

    def telling(self, word: str) -> bool:
        """Would this identifier or literal by itself be evidence of a category?"""
        met = self._told.get(word)
        if met is None:
            met = bool(self._vocabulary.name(word).supports)
            if not met and (" " in word or not word.isascii()):
                met = bool(self._vocabulary.text(word).supports)
            self._told[word] = met
        return met

    def _worth_a_look(self, field: Field) -> bool:
        """False where no word of the field can be evidence of anything: most columns end here."""
        if field.name not in self._silent_names and not self._says_nothing(field.name):
            return True
        if not (field.comment or field.options or field.label):
            return self._corrections.any_fields
        if self._corrections.any_fields or (field.comment and not self._is_silent(field.comment)):
            return True
        return not all(map(self._is_silent, (*field.options, *(label.text for label in field.label))))

    def _says_nothing(self, name: str) -> bool:
        """Reads a name; a path is never silent, since its outer steps may speak."""
        if any(mark in name for mark in ".[:/") or self._vocabulary.name(name).supports:
            return False
        self._silent_names.add(name)
        return True

    def _is_silent(self, text: str) -> bool:
        if text in self._silent_texts:
            return True
        if self._vocabulary.text(text).supports:
            return False
        self._silent_texts.add(text)
        return True

    def _may_hold(self, container: str) -> bool:
        """Could the container's name make it a telling one?"""
        met = self._holding.get(container)
        if met is None:
            readings = (self._vocabulary.name(step) for step in steps(container))
            met = any(reading.text.concepts & self._opening for reading in readings)
            self._holding[container] = met
        return met

    def _verdicts(self, field: Field, around: Surroundings, referred: Referred) -> tuple[Verdict, ...]:
        seen = self._corrections.corrected(field, self._sight.of(field, around, referred))
        return tuple(self._verdict(category.id, field, seen) for category in self._vocabulary.categories)

    def _verdict(self, category: str, field: Field, seen: Seen) -> Verdict:
        against: tuple[Evidence, ...] = tuple(dict.fromkeys(e for about, e in seen.against if about == category))
        return weigh(category, seen.sightings, against, declared=field.declared)


def _is_judged(field: Field) -> bool:
    return field.judged
