"""Which concepts a word stands for, with plurals, stems, written-on articles and run-together words."""

from __future__ import annotations

from collections.abc import Container, Iterable

from status_audit.model.vocabulary import Category
from status_audit.words import fold, segment
from status_audit.words.segments import scan

_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3))
_TELLING_LENGTH = 4
_SEGMENT_FROM, _SEGMENT_TO = 6, 64
_STEM_HEAD = 3
_LONGEST_ENDING = 6
"""Letters that inflection adds in the Latin script; more is another word."""
_SHORTEST_REST = 2
_CODE_HEADS = ("id", "cod", "cd", "nm", "ds", "fk")
_SHORTEST_CODED = 3

Spans = list[list[tuple[int, int]]]
"""For each word, the (end, concept) pairs of the terms that start there."""


class Lexicon:
    """Concepts by number; built once per vocabulary, then it only remembers words it has met."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self.numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._exact: dict[str, tuple[int, ...]] = {}
        self._stems: dict[str, tuple[int, ...]] = {}
        self._by_head: dict[str, set[str]] = {}
        self._joined: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        self._met: dict[str, tuple[str, ...]] = {}
        self._concepts: dict[str, tuple[int, ...]] = {}
        self._telling: set[str] = set()
        self._heads: set[str] = set()
        self._ordinary: set[str] = set()
        self._prefixes: tuple[str, ...] = ()
        for category in categories:
            self._ordinary.update(category.ordinary)
            self._prefixes += tuple(map(fold, category.prefixes))
        self._openers = frozenset(map(self.number, ("FILLER", "KEYHOLDER", "PERSON")))
        for category in categories:
            for concept in category.concepts:
                for _language, term in concept.terms:
                    self._add(concept.name, term)

    @property
    def openers(self) -> frozenset[int]:
        """Ideas that may stand before the first word that counts: fillers, and whose data it is."""
        return self._openers

    def number(self, concept: str) -> int:
        """The number of a concept, or of the literal word `=word`, made on first use."""
        known = self.numbers.get(concept)
        if known is None:
            known = self.numbers[concept] = len(self._names)
            self._names.append(concept)
        return known

    def literal(self, word: str) -> int:
        """The number that stands for exactly this word (a final `*` makes it a stem)."""
        folded = fold(word)
        known = "=" + folded in self.numbers
        number = self.number("=" + folded)
        if not known:
            self._store(folded, number)
        return number

    def commonness(self, numbers: frozenset[int]) -> int:
        """0 for telling ideas, 1 where a single word is among them, 2 for what any name may hold."""
        names = [self._names[number] for number in numbers]
        if any(name in self._ordinary for name in names):
            return 2
        return 1 if any(name.startswith("=") for name in names) else 0

    def _add(self, concept: str, term: str) -> None:
        number = self.number(concept)
        parts = [part for part in term.split("_") if part]
        if len(parts) == 1:
            self._store(fold(parts[0]), number, telling=concept not in self._ordinary)
            return
        numbers = tuple(self.literal(part) for part in parts)
        self._joined.setdefault(numbers[0], []).append((numbers[1:], number))

    def _store(self, word: str, number: int, *, telling: bool = False) -> None:
        target = self._stems if word.endswith("*") else self._exact
        if word.endswith("*"):
            word = word.rstrip("*")
            self._by_head.setdefault(word[:_STEM_HEAD], set()).add(word)
        if number not in target.get(word, ()):
            target[word] = (*target.get(word, ()), number)
        if telling and len(word) >= _TELLING_LENGTH:
            self._telling.add(word)
            self._heads.add(word[:_TELLING_LENGTH])

    def leads_to(self, number: int, wanted: Container[int]) -> bool:
        """Is the idea wanted, or does a term of several words that starts with it stand for a wanted one?"""
        return number in wanted or any(concept in wanted for _, concept in self._joined.get(number, ()))

    def words(self, tokens: tuple[str, ...]) -> tuple[str, ...]:
        """The tokens with run-together ones taken apart."""
        out: list[str] = []
        changed = False
        for token in tokens:
            parts = self._met.get(token)
            if parts is None:
                parts = self._met[token] = self._apart(token)
            changed = changed or len(parts) != 1
            out.extend(parts)
        return tuple(out) if changed else tokens

    def _apart(self, token: str) -> tuple[str, ...]:
        if self.concepts(token):
            return (token,)
        if not token.isascii() and any(low <= ord(letter) <= high for letter in token for low, high in _UNSPACED):
            return scan(token, self._exact)
        if _SEGMENT_FROM <= len(token) <= _SEGMENT_TO and token.isalpha() and self._may_hide_words(token):
            return segment(token, self._exact, self._telling.__contains__) or (token,)
        return (token,)

    def taken_apart(self, word: str) -> tuple[str, ...]:
        """A run-together word as the known words it is made of, telling or not; else the word itself."""
        return segment(word, self._exact, self._exact.__contains__) or (word,)

    def _may_hide_words(self, token: str) -> bool:
        """Do four letters anywhere begin a telling word? Most words end here."""
        heads = self._heads
        return any(token[start : start + _TELLING_LENGTH] in heads for start in range(len(token) - _TELLING_LENGTH + 1))

    def concepts(self, word: str) -> tuple[int, ...]:
        """Numbers of the concepts and literals this one word stands for."""
        met = self._concepts.get(word)
        if met is None:
            met = self._concepts[word] = self._look_up(word)
        return met

    def _look_up(self, word: str) -> tuple[int, ...]:
        found = self._exact.get(word, ())
        if word.isascii():
            found += tuple(n for n in self._singular(word) if n not in found)
            found = found or self._without_code(word)
        elif not found:
            found = self._without_prefix(word)
        return found + tuple(n for n in self._stemmed(word) if n not in found)

    def _stemmed(self, word: str) -> tuple[int, ...]:
        """Concepts of the stems that the word starts with, the longest stem first."""
        heads = self._by_head
        stems = (*heads.get(word[:_STEM_HEAD], ()), *heads.get(word[:_SHORTEST_REST], ()))
        if not stems:
            return ()
        longest = len(word) if not word.isascii() else _LONGEST_ENDING
        fits = (stem for stem in stems if word.startswith(stem) and len(word) - len(stem) <= longest)
        fitting = sorted(fits, key=len, reverse=True)
        return tuple(dict.fromkeys(number for stem in fitting for number in self._stems[stem]))

    def _singular(self, word: str) -> tuple[int, ...]:
        if len(word) < _TELLING_LENGTH or not word.endswith("s"):
            return ()
        candidates = (
            word[:-1],
            word[:-2] if word.endswith("es") else "",
            word[:-3] + "y" if word.endswith("ies") else "",
        )
        return next((self._exact[c] for c in candidates if len(c) > _SHORTEST_REST and c in self._exact), ())

    def _without_code(self, word: str) -> tuple[int, ...]:
        """`idpais`, `codmun`: the letters for a key or code written onto the word."""
        for head in _CODE_HEADS:
            if word.startswith(head) and len(word) - len(head) >= _SHORTEST_CODED:
                return self._exact.get(word[len(head) :], ())
        return ()

    def _without_prefix(self, word: str, depth: int = 2) -> tuple[int, ...]:
        for prefix in self._prefixes:
            rest = word[len(prefix) :]
            if not word.startswith(prefix) or len(rest) < _SHORTEST_REST:
                continue
            found = self._exact.get(rest, ()) + self._stemmed(rest)
            found = found or (self._without_prefix(rest, depth - 1) if depth > 1 else ())
            if found:
                return found
        return ()

    def spans(self, words: tuple[str, ...]) -> Spans:
        """Where terms of one or more words start and end."""
        single = [self.concepts(word) for word in words]
        out: Spans = []
        for start, numbers in enumerate(single):
            here = [(start + 1, number) for number in numbers]
            for number in numbers:
                for rest, concept in self._joined.get(number, ()):
                    end = start + 1 + len(rest)
                    if end <= len(words) and all(
                        want in have for want, have in zip(rest, single[start + 1 : end], strict=True)
                    ):
                        here.append((end, concept))
            out.append(here)
        return out
