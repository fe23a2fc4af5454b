"""What statements do, kept from run to run: believed only while everything they were read with is the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from status_audit.cache.facts import Shelf
from status_audit.model import Source, Statement
from status_audit.trace.fact_rows import effects_from, rows_of
from status_audit.trace.fact_words import Reader, UnknownWordError, Writer
from status_audit.trace.questions import Listener, ask, digest_of, plain, texts_in
from status_audit.trace.statement import effects_of

if TYPE_CHECKING:
    from status_audit.trace.context import Context, Surroundings
    from status_audit.trace.values import Effects

WORTH_KEEPING = 256 * 1024
"""Characters of all statements below which reading them again costs less than looking up what is kept of them."""
DEEP = "nested too deeply"
"""What is said of statements for which the stack had no room: another time it may have."""


class Facts:
    """For one run: whoever reads statements asks here, and has them read only where nothing is known."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._sources: dict[str, str] = {}
        self._around: dict[int, tuple[Surroundings, str, tuple[str, ...]]] = {}

    def begin(self, sources: Sequence[Source], statements: Sequence[Statement]) -> None:
        """Before the statements of these sources are read. What is too little is not kept."""
        self._around.clear()
        enough = sum(len(each.text) for each in statements) >= WORTH_KEEPING
        known = [each for each in sources if each.sha256] if enough else []
        self._sources = {each.path: digest_of((each.path, each.sha256)) for each in known}

    def save(self) -> None:
        self._shelf.save()

    def effects_of(self, ctx: Context, statement: Statement) -> Effects:
        """As the statement's own `effects_of`. Bodies of dbt models depend on more than they ask: they are read."""
        source = self._sources.get(statement.location.source)
        if source is None or ctx.model:
            return effects_of(ctx, statement)
        around, heard = self._given(ctx)
        given = _digest(ctx, statement, around)
        kept = self._shelf.get(source, given)
        if kept is not None:
            found = _believed(ctx, statement.text, heard, kept)
            if found is not None:
                return found
        listener = Listener(ctx)
        found = effects_of(listener.context(), statement)
        if listener.whole and not found.failed and DEEP not in found.trouble:
            rows = _rows(statement.text, heard, listener, found)
            if rows is not None:
                self._shelf.put(source, given, rows)
        return found

    def _given(self, ctx: Context) -> tuple[str, tuple[str, ...]]:
        """(digest, texts) of what stands around a statement."""
        if id(ctx.around) not in self._around:
            around = plain(ctx.around)
            self._around[id(ctx.around)] = (ctx.around, digest_of(around), texts_in(around))
        _, digest, texts = self._around[id(ctx.around)]
        place = (ctx.place.system, ctx.place.source, ctx.place.scope, ctx.place.inner, ctx.spool)
        return digest, (*place, *texts)


def _digest(ctx: Context, statement: Statement, around: str) -> str:
    place = statement.location
    parts = (
        statement.kind, statement.text, statement.container, statement.dialect, statement.scope, statement.offset,
        place.ref, place.line, place.column, tuple(ctx.place), ctx.dialect, ctx.spool, around,
    )  # fmt: skip
    return digest_of(parts)


def _believed(ctx: Context, text: str, given: tuple[str, ...], kept: Any) -> Effects | None:
    """What was kept, if every question has the answer that it had; None also for rows of another shape."""
    try:
        codes, asked, rows = kept
    except (TypeError, ValueError):
        return None
    words = Reader(text, codes)
    words.hear(given)
    for each in asked:
        try:
            what, digest, *numbers = each
            said = words.words(numbers)
        except (TypeError, ValueError, IndexError):
            return None
        if what == "spell":
            ctx.names.spelled.setdefault(*said)
            continue
        now, heard = ask(ctx, what, said)
        if now != digest:
            return None
        words.hear(heard)
    try:
        return effects_from(rows, words)
    except (TypeError, ValueError, IndexError):
        return None


def _rows(text: str, given: tuple[str, ...], listener: Listener, effects: Effects) -> Any | None:
    words = Writer(text)
    words.hear(given)
    asked: list[Any] = []
    try:
        for each in listener.asked:
            asked.append([each.what, each.digest, *words.words(each.words)])
            words.hear(each.heard)
        return [words.codes, asked, rows_of(effects, words)]
    except UnknownWordError:
        return None
