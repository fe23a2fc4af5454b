"""Scripts that stay closed while they name no relation that matters and hold no telling word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from status_audit.model import Classification
from status_audit.model.closed import Closed
from status_audit.trace.names import shown, split_name
from status_audit.trace.notation import Seed
from status_audit.trace.texts import words_of
from status_audit.trace.tracer import Tracer
from status_audit.trace.worklist import Worklist

_SPELLED = re.compile(r"[^\W\d]\w*")


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
        wanted = set(map(words_of, names)) - {frozenset()}
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


def names_needed(tracer: Tracer, seeds: Sequence[Seed], classified: Sequence[Classification]) -> set[str]:
    """Names that no closed script may hold: of relations that carry a value, of relations beside them, of attributes.

    A script that names none of them can neither carry a value on nor say anything about a statement that does.
    """
    done = Worklist(tracer, seeds).run()
    keys = {*done.columns, *tracer.names.spelled, *tracer.catalogue.asked()}
    names = {split_name(shown(key))[-1].lstrip("@#") for key in keys}
    names |= {split_name(each.container)[-1] for number, each in enumerate(tracer.statements) if tracer.opened(number)}
    for each in classified:
        names.add(split_name(each.field.container)[-1])
        if each.field.kind == "attribute":
            names.update((each.field.key.casefold(), each.field.name.casefold()))
    return names - {""}


def names_of_origins(origins: Iterable[str], seeds: Iterable[Seed]) -> set[str]:
    """Names of which a script must hold one to say anything about what a person asks for."""
    found = {split_name(each.slot.relation)[-1] for each in seeds}
    for each in origins:
        parts = split_name(re.split(r"[$@]", each.strip())[0])
        found.update(parts[:1] if len(parts) == 1 else (parts[-2], *_outer(parts)))
    return found - {""}


def _outer(parts: tuple[str, ...]) -> list[str]:
    """`client.address.country` may be a field of the column `address`: both names then stand in one script."""
    return [f"{one} {other}" for one, other in pairwise(parts[:-1])]
