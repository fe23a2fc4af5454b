"""Whose data a field holds, as far as its name, label and container say."""

from __future__ import annotations

from status_audit.classify.surroundings import Surroundings
from status_audit.classify.vocabulary import Vocabulary
from status_audit.model.schema import Field

_ORDER = (("VICTIM", "victim"), ("RELATIVE", "relative"), ("PUPIL", "pupil"), ("PERSON", "self"))


def subject_of(field: Field, around: Surroundings, vocabulary: Vocabulary) -> str:
    """`self`, `relative`, `pupil`, `victim` or `unknown`; the field's own words count before its container's."""
    own = vocabulary.name(field.name).text.concepts
    for label in field.label:
        own |= vocabulary.text(label.text).text.concepts
    for concepts in (own, around.inside):
        for concept, subject in _ORDER:
            if vocabulary.number(concept) in concepts:
                return subject
    return "unknown"
