"""Scripts that stay closed while they name no relation that matters and hold no telling word."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from status_audit.model.closed import Closed
from status_audit.patterns import pattern_of

_SPELLED = pattern_of(r"[^\W\d]\w*")
_WORD = pattern_of(r"\w+")


class Shut:
    """Closed readings by their words. A word or phrase is asked about once, whatever number of scripts holds it."""

    def __init__(self, telling: Callable[[str], bool] | None) -> None:
        """Without `telling` all may stay closed, whatever they speak of."""
        self._telling = telling or (lambda _: False)
        self._asks = telling is not None
        self._asked: set[str] = set()
        self._told: set[str] = set()
        self._words: dict[str, str] = {}
        """By path: every word, folded, as one text: a set would take ten times the room."""

    def __bool__(self) -> bool:
        return bool(self._words)

    def keeps(self, reading: Closed) -> bool:
        """Whether it may stay closed for now: no word in it, and no phrase, is telling."""
        for texts in (reading.words, reading.phrases) if self._asks else ():
            new = texts - self._asked
            self._asked |= new
            self._told.update(filter(self._tells, new))
            if not self._told.isdisjoint(texts):
                return False
        folded = {word.casefold() for word in reading.words}
        self._words[reading.source.path] = " ".join(folded)
        return True

    def open(self, names: Iterable[str]) -> list[str]:
        """Paths of those that hold every word of one of the names; they are closed no longer."""
        wanted = set(map(_words, names)) - {frozenset()}
        single = {word for words in wanted if len(words) == 1 for word in words}
        several = [words for words in wanted if len(words) > 1]
        found = []
        for path, held in self._words.items():
            words = held.split()
            if not single.isdisjoint(words) or (several and any(map(set(words).issuperset, several))):
                found.append(path)
        for path in found:
            del self._words[path]
        return found

    def paths(self) -> Iterable[str]:
        return self._words

    def open_all(self) -> list[str]:
        found = list(self._words)
        self._words.clear()
        return found

    def _tells(self, text: str) -> bool:
        if " " in text or (text.isascii() and not text[:1].isdigit()):
            return self._telling(text)
        return not text.isdigit() and any(map(self._telling, _SPELLED.findall(text)))


def _words(name: str) -> frozenset[str]:
    """As the words of a script are kept: folded, `$` no part of them."""
    return frozenset(_WORD.findall(name.casefold().replace("$", " ")))
