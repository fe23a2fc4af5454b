"""Tells the columns of a telling table that say something of a person from its keys, audit columns and code lists."""

from __future__ import annotations

from status_audit.classify.surroundings import Surroundings
from status_audit.classify.vocabulary import Reading, Vocabulary
from status_audit.words import split

_PLACE_WORDS = ("PLACE", "COUNTRY", "SUBDIVISION", "CITY", "ADDRESS", "OUTSIDE")
_LONGEST_LIST = 7
"""Columns of a list of values, audit columns apart."""


class Columns:
    """Judges names of columns against the table they stand in."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        number = vocabulary.number
        self._places = frozenset(map(number, _PLACE_WORDS))
        self._audit, self._key, self._keyholder = number("AUDIT"), number("KEY"), number("KEYHOLDER")
        self._personal = number("PERSONAL")
        self._title, self._date = number("TITLE"), number("DATE")
        self._chaff = frozenset(map(number, ("KEY", "AUDIT", "KEYHOLDER", "PERSON", "FILLER", "RELATIVE")))

    def belongs(self, own: Reading, holds: str) -> bool:
        """Is this column of a telling container part of what the container tells?"""
        if len(own.text.words) == 1:
            own = self.vocabulary.read(self.vocabulary.lexicon.taken_apart(own.text.words[0]))
        concepts = own.text.concepts
        if self._audit in concepts:
            return False
        if holds == "places":
            return bool(concepts & self._places)
        if self._personal in concepts or not own.text.words:
            return False
        if self._is_key(own) and self._keyholder in concepts:
            return False
        return not all(any(n in self._chaff for _, n in here) for here in own.text.spans)

    def _is_key(self, own: Reading) -> bool:
        return any(number == self._key for _, number in own.text.spans[-1])

    def lists_values(self, around: Surroundings) -> bool:
        """A table of codes and their texts, with no person's key in it: it holds nobody's data."""
        step = around.path[-1] if around.path else ""
        table = self.vocabulary.name(step)
        if self._keyholder in table.text.concepts or self._keyholder in around.near or len(around.fields) < 2:
            return False
        readings = [self.vocabulary.name(each.name) for each in around.fields]
        telling = [r for r in readings if self._audit not in r.text.concepts]
        if len(telling) > _LONGEST_LIST or any(self._date in r.text.concepts for r in telling):
            return False
        words = set(table.text.words) | {_singular(word) for word in table.text.words}
        return any(self._is_title(reading, words) for reading in telling)

    def _is_title(self, reading: Reading, table: set[str]) -> bool:
        """`name`, `description`, or those beside the table's own words (`visa_type_desc`)."""
        if self._title not in reading.text.concepts:
            return False
        titles = [any(n == self._title for _, n in here) for here in reading.text.spans]
        return all(is_title or word in table for is_title, word in zip(titles, reading.text.words, strict=True))

    def is_own_key(self, name: str, around: Surroundings) -> bool:
        """`VisaDescriptor.VisaDescriptorId`, `citizenship.citizenship_cd`: the key of its own table."""
        words = [_singular(word) for word in split(name)]
        table = [_singular(word) for word in split(around.path[-1])] if around.path else []
        return len(words) > 1 and words[-1] in ("id", "key", "pk", "uuid", "seq", "sk") and words[:-1] == table


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
