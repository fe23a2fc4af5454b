"""Compiles the categories once: every sign with its phrases, found by the ideas that a text must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from status_audit.classify.lexicon import Lexicon
from status_audit.classify.phrases import Phrase, Text, compile_phrase, find
from status_audit.errors import AuditError
from status_audit.model.vocabulary import Category, Sign
from status_audit.patterns import pattern_of
from status_audit.words import BREAK, split, tokens

STRENGTHS = {"high": 3, "medium": 2, "low": 1}
_LONGEST_NAME = 400
"""Characters at the end of a name that are read; a longer one is a path, or hostile."""
_LONGEST_TEXT = 4000
"""Characters of a label or comment that are read: no form asks a longer question."""
_PLACES = ("", "in", "near", "type")
_PRONOUN = pattern_of(r"\bus\b")
_EVERYWHERE = frozenset(("name", "label", "comment", "container", "entry", "title", "reference"))


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must, or must not, be true around a match."""

    where: str
    """`text` (the same words), `in` (container), `near` (the other fields) or `type`."""
    what: int | str
    shown: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign ready for use."""

    sign: Sign
    category: str
    against: bool
    strength: int
    signals: frozenset[str]
    needs: tuple[tuple[Condition, ...], ...]
    """All groups must hold; a group holds when any of its conditions does."""
    unless: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Match:
    mark: Mark
    used: tuple[int, ...]
    """Positions of the words that the phrase needs, in order."""
    matched: str

    @property
    def start(self) -> int:
        return self.used[0]

    @property
    def end(self) -> int:
        return self.used[-1] + 1


class Reading:
    """What the vocabulary sees in one name or text, before anything around it is considered."""

    __slots__ = ("_lexicon", "_text", "_tokens", "against", "supports")

    def __init__(self, tokens: tuple[str, ...], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._text: Text | None = None
        self.supports: tuple[Match, ...] = ()
        self.against: tuple[Match, ...] = ()

    @property
    def text(self) -> Text:
        """The words and their ideas; worked out only for what is looked at closely."""
        if self._text is None:
            self._text = prepared(self._tokens, self._lexicon)
        return self._text


def prepared(tokens: tuple[str, ...], lexicon: Lexicon) -> Text:
    """Tokens as a text ready to be matched."""
    words = lexicon.words(tokens)
    spans = lexicon.spans(words)
    filler = lexicon.number("FILLER")
    skips = tuple([any(number == filler for _, number in here) for here in spans])
    stops = tuple([word == BREAK for word in words])
    concepts = frozenset([number for here in spans for _, number in here])
    openers = lexicon.openers
    opening = 0
    while opening < len(words) - 1 and (stops[opening] or any(number in openers for _, number in spans[opening])):
        opening += 1
    return Text(words, spans, concepts, skips, stops, opening)


class Vocabulary:
    """All categories of a run, compiled; remembers every text it has read."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self.categories = tuple(categories)
        self.lexicon = Lexicon(self.categories)
        self._index: dict[int, list[tuple[Phrase, Mark]]] = {}
        self._hot: dict[str, bool] = {}
        self._names: dict[str, Reading] = {}
        self._texts: dict[str, Reading] = {}
        for category in self.categories:
            for sign in (*category.signs, *category.lookalikes):
                try:
                    self._add(sign, category.id, against=sign in category.lookalikes)
                except ValueError as fault:
                    raise AuditError(f"{category.path}: {sign.id}: {fault}") from fault

    def number(self, concept: str) -> int:
        return self.lexicon.number(concept)

    def name(self, name: str) -> Reading:
        """A programmer's name, read once."""
        met = self._names.get(name)
        if met is None:
            met = self._names[name] = self.read(split(name[-_LONGEST_NAME:]))
        return met

    def text(self, text: str) -> Reading:
        """A label, question, comment or option, read once."""
        met = self._texts.get(text)
        if met is None:
            met = self.read(tokens(_without_pronoun(text[:_LONGEST_TEXT])))
            if met.supports or met.against:
                self._texts[text] = met
        return met

    def read(self, pieces: tuple[str, ...]) -> Reading:
        """Most names hold no word from which any phrase could be found; they cost one look-up per word."""
        reading = Reading(pieces, self.lexicon)
        hot = self._hot
        if any(hot[piece] if piece in hot else self._is_hot(piece) for piece in pieces):
            found = list(self._matches(reading.text))
            reading.against = tuple(match for match in found if match.mark.against)
            reading.supports = tuple(match for match in found if not match.mark.against)
        return reading

    def opening(self) -> frozenset[int]:
        """Ideas that make a container worth a look: it may hold, or read on into the names of its fields."""
        return frozenset(n for n, phrases in self._index.items() if any(mark.sign.holds for _, mark in phrases))

    def _is_hot(self, piece: str) -> bool:
        """Could a phrase be found from this word?"""
        words = self.lexicon.words((piece,))
        numbers = {number for word in words for number in self.lexicon.concepts(word)}
        hot = any(self.lexicon.leads_to(number, self._index) for number in numbers)
        self._hot[piece] = hot
        return hot

    def _matches(self, text: Text) -> Iterable[Match]:
        seen: set[str] = set()
        for number in sorted(text.concepts & self._index.keys()):
            for phrase, mark in self._index[number]:
                key = f"{mark.category}/{mark.sign.id}"
                if key in seen:
                    continue
                used = find(phrase, text)
                if used:
                    seen.add(key)
                    yield Match(mark, used, " ".join(text.words[used[0] : used[-1] + 1]))

    def _add(self, sign: Sign, category: str, *, against: bool) -> None:
        mark = Mark(
            sign=sign,
            category=category,
            against=against,
            strength=STRENGTHS[sign.weight],
            signals=frozenset(sign.signals) or (_EVERYWHERE | {"options"} if against else _EVERYWHERE),
            needs=tuple(tuple(map(self._condition, group.split())) for group in sign.needs),
            unless=tuple(map(self._condition, " ".join(sign.unless).split())),
        )
        for text in sign.find:
            for phrase in compile_phrase(text, self.lexicon):
                for number in phrase.key:
                    self._index.setdefault(number, []).append((phrase, mark))

    def _condition(self, text: str) -> Condition:
        where, _, what = text.rpartition(":")
        if where not in _PLACES or not what:
            raise ValueError(f"the condition {text!r} is none of WORD, in:WORD, near:WORD, type:yes-no")
        if where == "type":
            return Condition(where, what, text)
        number = self.lexicon.number(what) if what.isupper() else self.lexicon.literal(what)
        return Condition(where or "text", number, text)


def _without_pronoun(text: str) -> str:
    """Without the pronoun `us`, which beside capitals is not the country."""
    return _PRONOUN.sub(" ", text) if "us" in text and not text.islower() else text
