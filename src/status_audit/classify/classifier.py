"""Fields and their surroundings in, classifications with evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from status_audit.classify.attributes import attribute_fields
from status_audit.classify.corrections import Corrections
from status_audit.classify.sightings import Seen, Sight
from status_audit.classify.subject import subject_of
from status_audit.classify.surroundings import Surroundings, steps
from status_audit.classify.vocabulary import Reading, Vocabulary
from status_audit.classify.weighing import Verdict, weigh
from status_audit.model.meaning import Classification, Evidence
from status_audit.model.policy import Hint
from status_audit.model.schema import Container, Field, Inventory
from status_audit.model.vocabulary import Category


class Classifier:
    """Compiled once per run; every text is read once, so cost follows distinct names."""

    def __init__(self, categories: Iterable[Category], hints: Sequence[Hint] = ()) -> None:
        self._corrections = Corrections(hints)
        self._vocabulary = Vocabulary(self._corrections.extended(tuple(categories)))
        self._sight = Sight(self._vocabulary)
        self._told: dict[str, bool] = {}

    def classify(self, inventory: Inventory) -> tuple[Classification, ...]:
        """Every judged field that is something or needs a person's review, in the inventory's order."""
        world = _World(inventory, self._vocabulary)
        out: list[Classification] = []
        for key, fields in inventory.by_container().items():
            around = world.around(key, fields)
            telling = bool(around.holders)
            for field in fields:
                if field.judged and (telling or self._worth_a_look(field, key, world)):
                    out.extend(self.classify_field(field, around, world.referred(field)))
        for field in attribute_fields(inventory, self._vocabulary):
            out.extend(self.classify_field(field, world.around((field.system, field.container), ())))
        return tuple(out)

    def classify_field(
        self, field: Field, around: Surroundings, referred: tuple[Reading, ...] = ()
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
        world = _World(inventory, self._vocabulary)
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

    def _worth_a_look(self, field: Field, key: tuple[str, str], world: _World) -> bool:
        """Is there anything to see at all? Most columns end here."""
        if field.label or field.comment or field.options or "." in field.name or "[" in field.name:
            return True
        reading = self._vocabulary.name(field.name)
        return bool(reading.supports) or self._corrections.any_fields or (*key, field.name) in world.references

    def _verdicts(self, field: Field, around: Surroundings, referred: tuple[Reading, ...]) -> tuple[Verdict, ...]:
        seen = self._corrections.corrected(field, self._sight.of(field, around, referred))
        return tuple(self._verdict(category.id, field, seen) for category in self._vocabulary.categories)

    def _verdict(self, category: str, field: Field, seen: Seen) -> Verdict:
        against: tuple[Evidence, ...] = tuple(dict.fromkeys(e for about, e in seen.against if about == category))
        return weigh(category, seen.sightings, against, declared=field.declared)


class _World:
    """What of the inventory lies around single fields, looked up by name."""

    def __init__(self, inventory: Inventory, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._containers: dict[tuple[str, str], Container] = {(c.system, c.name): c for c in inventory.containers}
        system_of = dict(inventory.system_of)
        self.references: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for each in inventory.references:
            key = (system_of.get(each.location.source, ""), each.container, each.field)
            self.references[key] = (*self.references.get(key, ()), each.to_container)

    def around(self, key: tuple[str, str], fields: Sequence[Field]) -> Surroundings:
        return Surroundings(self._vocabulary, key[1], fields, self._containers.get(key))

    def referred(self, field: Field) -> tuple[Reading, ...]:
        """Readings of the names of the tables that the field refers to."""
        targets = self.references.get((field.system, field.container, field.name), ())
        return tuple(self._vocabulary.name(steps(target)[-1]) for target in targets if steps(target))
