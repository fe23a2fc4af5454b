"""What the reading of one statement asked, and what it heard: the same questions are put again before it is trusted.

A statement's effects follow from its text, what stands around it, and the answers. Questions are put again in their
order and only as long as the answers are the same: so nothing is asked that reading it anew would not ask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from status_audit.trace.names import Place, spelling

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

    from status_audit.trace.bodies import Summary
    from status_audit.trace.calls import Routine
    from status_audit.trace.context import Context


class Asked(NamedTuple):
    what: str
    """One of `ANSWERS`, or `spell`: which is said, and has no answer."""
    words: tuple[str, ...]
    digest: str
    heard: tuple[str, ...]
    """Texts in the answer."""


class Listener:
    """Stands between a statement's reading and what it asks; writes both sides down."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._last: dict[tuple[str, tuple[str, ...]], str] = {}
        self._routines: dict[Routine, tuple[str, str]] = {}
        """(name asked for, number among those that it means) of routines."""
        self.asked: list[Asked] = []
        self.whole = True
        """Whether everything could be written down."""

    def context(self) -> Context:
        """The same, but heard."""
        return replace(
            self._ctx,
            names=self,
            columns=lambda key: self._answer("columns", key),
            routine=self._routine,
            outside=lambda package, name: self._answer("outside", package, name),
            server=lambda name: self._answer("server", name),
            attached=lambda name: self._answer("attached", name),
            stage=lambda text: self._answer("stage", text),
            prepared=lambda name: self._answer("prepared", name),
            texts=lambda: self._answer("texts"),
            summary=self._summary,
        )

    def key(self, parts: Any, place: Place) -> str:
        if place == self._ctx.place:
            found: str = self._answer("key", *parts)
        else:
            found = self._answer("key at", place.system, place.source, place.scope, str(place.batch), *parts)
        return found

    def spell(self, key: str, table: Expr) -> None:
        said = (key, spelling(table))
        self._ctx.names.spelled.setdefault(*said)
        if ("spell", said) not in self._last:
            self._last["spell", said] = ""
            self.asked.append(Asked("spell", said, "", ()))

    @property
    def spelled(self) -> dict[str, str]:
        return self._ctx.names.spelled

    def _routine(self, name: str) -> Routine | None:
        found: Routine | None = self._answer("routine", name)
        for number, each in enumerate(_meant(found)):
            self._routines.setdefault(each, (name, str(number)))
        return found

    def _summary(self, routine: Routine) -> Summary | None:
        if routine not in self._routines:
            self.whole = False
            return self._ctx.summary(routine)
        found: Summary | None = self._answer("summary", *self._routines[routine])
        return found

    def _answer(self, what: str, *words: str) -> Any:
        found = ANSWERS[what](self._ctx, words)
        heard = plain(found)
        digest = digest_of(heard)
        if self._last.get((what, words)) != digest:
            self._last[what, words] = digest
            self.asked.append(Asked(what, words, digest, texts_in(heard)))
        return found


def ask(ctx: Context, what: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(digest, texts) of the answer to a question that was asked before. Raises KeyError for none that there is."""
    heard = plain(ANSWERS[what](ctx, words))
    return digest_of(heard), texts_in(heard)


def plain(value: Any) -> Any:
    """An answer as nested tuples, with all that is in it, in an order that is the same in every process."""
    if isinstance(value, str):
        return value
    if is_dataclass(value):
        return tuple(plain(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, dict):
        return tuple((name, plain(each)) for name, each in value.items())
    if isinstance(value, tuple | list):
        return tuple(plain(each) for each in value)
    return value


def digest_of(value: Any) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def texts_in(value: Any) -> tuple[str, ...]:
    """Every text in nested tuples, in order."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, tuple):
        return ()
    if all(type(each) is str for each in value):
        return value
    return tuple(text for each in value for text in texts_in(each))


def _of_summary(ctx: Context, words: tuple[str, ...]) -> Summary | None:
    name, number = words
    return ctx.summary(_meant(ctx.routine(name))[int(number)])


def _meant(found: Routine | None) -> tuple[Routine, ...]:
    return () if found is None else (found, *found.also)


ANSWERS: dict[str, Callable[[Context, tuple[str, ...]], Any]] = {
    "key": lambda ctx, words: ctx.names.key(words, ctx.place),
    "key at": lambda ctx, words: ctx.names.key(words[4:], Place(words[0], words[1], words[2], int(words[3]))),
    "columns": lambda ctx, words: ctx.columns(*words),
    "routine": lambda ctx, words: ctx.routine(*words),
    "summary": _of_summary,
    "outside": lambda ctx, words: ctx.outside(*words),
    "server": lambda ctx, words: ctx.server(*words),
    "attached": lambda ctx, words: ctx.attached(*words),
    "stage": lambda ctx, words: ctx.stage(*words),
    "prepared": lambda ctx, words: ctx.prepared(*words),
    "texts": lambda ctx, _: ctx.texts(),
}
