"""What a city says of its own words and fields in the project file, put before what the vocabulary says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from status_audit.classify.sightings import Seen
from status_audit.classify.weighing import HIGH, Sighting
from status_audit.model.meaning import KINDS, Evidence
from status_audit.model.policy import Hint
from status_audit.model.schema import Field
from status_audit.model.vocabulary import Category, Sign
from status_audit.words import fold, split

_NOT_MEANT = frozenset(("any-resident", "not-personal", "none"))
SIGNAL = "declared-by-project"


class Corrections:
    """The hints of a run, sorted by what they do."""

    def __init__(self, hints: Sequence[Hint]) -> None:
        self._fields = tuple(h for h in hints if _names_a_field(h.term))
        self._words = tuple(h for h in hints if not _names_a_field(h.term))
        self.any_fields = bool(self._fields)

    def extended(self, categories: tuple[Category, ...]) -> tuple[Category, ...]:
        """The categories with the city's own terms as further signs."""
        return tuple(replace(each, signs=(*each.signs, *self._signs(each.id))) for each in categories)

    def _signs(self, category: str) -> list[Sign]:
        return [
            Sign(f"{SIGNAL}:{hint.term}", _kind(hint.meaning), (" ".join(split(hint.term)) or fold(hint.term),))
            for hint in self._words
            if _category(hint.meaning) == category and not hint.meaning.startswith("not:")
        ]

    def corrected(self, field: Field, seen: Seen) -> Seen:
        """The sightings with every hint that speaks of this field or its words applied."""
        for hint in self._words:
            seen = self._word(hint, seen)
        for hint in self._fields:
            if _is_meant(hint.term, field):
                seen = _declared(hint, seen)
        return seen

    def _word(self, hint: Hint, seen: Seen) -> Seen:
        """A word that means something else here takes away what rested on that word alone."""
        if hint.meaning not in _NOT_MEANT and not hint.meaning.startswith("not:"):
            return replace(seen, sightings=tuple(_named(each, hint) for each in seen.sightings))
        words = set(split(hint.term))
        gone = [s for s in seen.sightings if _concerns(hint, s) and words >= set(s.evidence.matched.split())]
        kept = tuple(each for each in seen.sightings if each not in gone)
        against = tuple((each.category, _said(hint, supports=False)) for each in gone)
        return Seen(kept, (*seen.against, *against))


def _declared(hint: Hint, seen: Seen) -> Seen:
    """A field declared to be, or not to be, of a category."""
    category = _category(hint.meaning)
    if category and not hint.meaning.startswith("not:"):
        sighting = Sighting(category, _kind(hint.meaning), HIGH, _said(hint, supports=True), breadth=99)
        return replace(seen, sightings=(sighting, *seen.sightings))
    gone = {each.category for each in seen.sightings if _concerns(hint, each)}
    kept = tuple(each for each in seen.sightings if each.category not in gone)
    return Seen(kept, (*seen.against, *((name, _said(hint, supports=False)) for name in sorted(gone))))


def _named(sighting: Sighting, hint: Hint) -> Sighting:
    """The city's own term shows the city's own reason."""
    if sighting.evidence.entry != f"{SIGNAL}:{hint.term}":
        return sighting
    return replace(sighting, evidence=_said(hint, supports=True))


def _concerns(hint: Hint, sighting: Sighting) -> bool:
    return hint.meaning in _NOT_MEANT or _category(hint.meaning) == sighting.category


def _said(hint: Hint, *, supports: bool) -> Evidence:
    return Evidence(SIGNAL, f"{hint.term}: {hint.meaning} ({hint.reason}; {hint.by})", supports)


def _names_a_field(term: str) -> bool:
    return "." in term or "*" in term


def _is_meant(pattern: str, field: Field) -> bool:
    whole = fold(f"{field.container}.{field.name}")
    wanted = fold(pattern)
    return fnmatchcase(whole, wanted) or fnmatchcase(whole, f"*.{wanted}")


def _category(meaning: str) -> str:
    return meaning.removeprefix("not:").partition("/")[0] if meaning not in _NOT_MEANT else ""


def _kind(meaning: str) -> str:
    category, _, kind = meaning.removeprefix("not:").partition("/")
    return kind or next(iter(KINDS.get(category, ("unspecified",))))
