"""Which statements must be opened: those that name a tainted relation, and those that hold a telling word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.texts import without_comments, words_of

_SPELLED = pattern_of(r"[^\W\d]\w*")
_QUOTED = pattern_of(r"'([^']{3,80})'|\"([^\"]{3,80})\"|\[([^\]]{3,80})\]|`([^`]{3,80})`")


class Gate:
    """An index from folded words to the statements that hold them, built when it is first asked."""

    def __init__(self, statements: Sequence[Statement], more: Callable[[int], Iterable[str]]) -> None:
        self._statements = statements
        self._more = more
        self._index: dict[str, list[int]] | None = None

    def naming(self, word: str) -> Sequence[int]:
        """Numbers of the statements that hold a folded word."""
        if self._index is None:
            self._index = {}
            for number, each in enumerate(self._statements):
                for found in words_of(each.text).union(each.words, self._more(number)):
                    self._index.setdefault(found, []).append(number)
        return self._index.get(word, ())

    def naming_all(self, name: str) -> Sequence[int]:
        """Numbers of the statements that hold every word of a name."""
        words = sorted(words_of(name), key=len, reverse=True)
        if not words:
            return ()
        found = self.naming(words[0])
        for word in words[1:]:
            others = set(self.naming(word))
            found = [each for each in found if each in others]
        return found


class Telling:
    """Asks the vocabulary about each distinct word once."""

    def __init__(self, telling: Callable[[str], bool]) -> None:
        self._telling = telling
        self._known: dict[str, bool] = {}

    def word(self, word: str) -> bool:
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = bool(word) and self._telling(word)
        return found

    def statement(self, statement: Statement) -> bool:
        """Whether a name or literal outside comments is telling."""
        text = without_comments(statement.text)
        if any(self.word(each) for each in dict.fromkeys((*_SPELLED.findall(text), *statement.words))):
            return True
        phrases = (next(filter(None, found)) for found in _QUOTED.findall(text) if any(found))
        return any(" " in each and self.word(each) for each in phrases)
