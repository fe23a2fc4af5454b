"""Weighs what was seen of a field, for and against, into a confidence per category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from status_audit.classify.vocabulary import Match
from status_audit.model.meaning import Evidence

CONFIDENCE = {3: "high", 2: "medium", 1: "low"}
HIGH, MEDIUM, LOW = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """One match, and how strong it is in the place where it was seen."""

    category: str
    kind: str
    strength: int
    evidence: Evidence
    breadth: int = 0
    """Words it covers: the longer phrase names the kind."""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one field and one category, with the evidence both ways."""

    category: str
    decided: str
    """`found`, `review` or `not-found`."""
    kind: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    review: str = ""


def seen(match: Match, signal: str, strength: int, language: str = "") -> Sighting:
    """A match as a sighting; `strength` is the most that this kind of place can give."""
    sign = match.mark.sign
    return Sighting(
        match.mark.category,
        sign.kind,
        min(match.mark.strength, strength),
        Evidence(signal, match.matched, supports=True, entry=sign.id, language=language),
        len(match.used),
        sign.ask,
    )


def weigh(category: str, sightings: Iterable[Sighting], against: tuple[Evidence, ...], *, declared: bool) -> Verdict:
    """The verdict for one category. Two independent places agree to more than one; undeclared fields reach medium."""
    ours = [each for each in sightings if each.category == category]
    if not ours:
        return Verdict(category, "not-found", evidence=against)
    firm = [each for each in ours if not each.ask]
    strength = _strength(firm or ours)
    if not declared:
        strength = min(strength, MEDIUM)
    best = max(firm or ours, key=lambda each: (each.strength, each.breadth, -len(each.evidence.signal)))
    ask = "" if firm else best.ask
    evidence = tuple(dict.fromkeys(each.evidence for each in ours)) + against
    if strength <= LOW and not ask:
        ask = f"Does it hold {category.replace('-', ' ')}? The words are weak evidence."
    return Verdict(
        category, "review" if ask else "found", best.kind, CONFIDENCE[LOW if ask else strength], evidence, ask
    )


def _strength(sightings: list[Sighting]) -> int:
    strongest = max(each.strength for each in sightings)
    places = {each.evidence.signal for each in sightings if each.strength >= MEDIUM}
    return min(HIGH, strongest + 1) if len(places) > 1 else strongest
