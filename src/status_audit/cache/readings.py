"""One source's Reading as an entry of the cache: all that was found in it, and none of its literals."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from functools import cached_property
from typing import Any

from status_audit.cache.codec import Codec, Hook
from status_audit.cache.spans import NotThereError, found_span, span_of, text_at
from status_audit.cache.store import Store
from status_audit.model import Entry, Gap, Location, Reading, Source, Statement

KIND = "readings"
ALONE = frozenset(
    {
        *("sql", "rails", "python", "prisma", "jpa", "script-schema"),
        *("i18n", "template", "html", "js-form", "jsx"),
        *("pdf", "word", "spreadsheet", "dictionary", "import-template"),
    }
)
"""Kinds whose readers look at the one file only, and at nothing beside it."""
PASSING = frozenset({"limit", "reader-failed", "not-visible"})
"""Kinds of gaps that another day, or a faster machine, may not have."""
STATEMENT, ENTRY, SOURCE, LOCATION = (
    {each.name: at for at, each in enumerate(fields(kind))} for kind in (Statement, Entry, Source, Location)
)
"""Positions in the rows of the classes."""


class At:
    """What an entry need not hold, because whoever reads or writes it has the source at hand."""

    def __init__(self, source: Source, text: Callable[[], str]) -> None:
        self.path = source.path
        self.file = source.file
        self.words: dict[tuple[str, ...], int] = {}
        """Lists of words that statements inherit, each once, with its number."""
        self.inherited: list[tuple[str, ...]] = []
        """The same by number, while an entry is loaded."""
        self._text = text

    @cached_property
    def text(self) -> str:
        """The source, decoded."""
        return self._text()

    @cached_property
    def lowered(self) -> str:
        return self.text.lower()

    @cached_property
    def lines(self) -> list[int]:
        """0-based offsets at which lines begin."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def line_at(self, location: Location) -> int:
        """Where the location's line begins; 0 where it has none."""
        line = location.line or 1
        return self.lines[line - 1] if line <= len(self.lines) else 0


class Readings:
    """Readings by the content of their source, for one engine."""

    def __init__(self, store: Store, engine: str) -> None:
        self._store = store
        self._engine = engine
        self._codec = Codec(Reading, HOOKS)

    def __reduce__(self) -> tuple[type[Readings], tuple[Store, str]]:
        """Another process makes its own: the codec is made of functions."""
        return Readings, (self._store, self._engine)

    def key(self, source: Source, sha256: str) -> str:
        """Everything a reader may look at; `sha256` is of the source's bytes."""
        parts = (
            self._engine, sha256, source.path, source.kind, source.system, source.dialect, source.sequence,
            source.replayed,
        )  # fmt: skip
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def get(self, key: str, source: Source, text: Callable[[], str]) -> Reading | None:
        """The reading of an earlier run; `text` gives the source decoded, and is asked only where that is needed."""
        kept = self._store.get(KIND, key)
        if kept is None:
            return None
        at = At(source, text)
        try:
            rows, words = kept
            at.inherited = [tuple(text_at(span, at.lowered) for span in each) for each in words]
            found = self._codec.load(rows, at)
        except (TypeError, ValueError, KeyError, IndexError):
            return None
        assert isinstance(found, Reading)
        return found

    def put(self, key: str, reading: Reading, text: Callable[[], str]) -> None:
        """Keep a reading that depends on its source alone, and whose texts stand in the source."""
        if type(reading) is not Reading or reading.source.kind not in ALONE or not is_settled(reading):
            return
        at = At(reading.source, text)
        try:
            rows = self._codec.dump(reading, at)
            words = [[found_span(word, at.lowered, 0) for word in each] for each in at.words]
        except NotThereError:
            return
        self._store.put(KIND, key, [rows, words])


def is_settled(reading: Reading) -> bool:
    """Whether it would be the same on another day, on a faster machine."""
    return not any(isinstance(each, Gap) and each.kind in PASSING for each in reading.items)


def digest(readings: Iterable[Reading]) -> str:
    """Of all that is in them."""
    codec = Codec(Reading)
    found = hashlib.sha256()
    for each in readings:
        found.update(json.dumps(codec.dump(each)).encode())
    return found.hexdigest()


def _without_text(row: list[Any], known: At) -> None:
    text, words = STATEMENT["text"], STATEMENT["words"]
    row[text] = span_of(row[text], known.text, row[STATEMENT["offset"]])
    row[words] = known.words.setdefault(row[words], len(known.words))


def _with_text(row: list[Any], known: At) -> None:
    text, words = STATEMENT["text"], STATEMENT["words"]
    row[text] = text_at(row[text], known.text)
    row[words] = known.inherited[row[words]]


def _without_row(row: list[Any], known: At) -> None:
    code, text, location = (row[ENTRY[each]] for each in ("code", "text", "location"))
    near = known.line_at(location)
    row[ENTRY["location"]] = replace(location, ref=_without_literal(location.ref, _entry_ref(row)))
    row[ENTRY["code"]], row[ENTRY["text"]] = found_span(code, known.text, near), found_span(text, known.text, near)


def _with_row(row: list[Any], known: At) -> None:
    for at in (ENTRY["code"], ENTRY["text"]):
        row[at] = text_at(row[at], known.text)
    place = row[ENTRY["location"]]
    place[LOCATION["ref"]] = _entry_ref(row)[: int(place[LOCATION["ref"]])]


def _entry_ref(row: list[Any]) -> str:
    """How readers call a row: by its table and its text."""
    return f"{row[ENTRY['container']]}.{row[ENTRY['text']] or row[ENTRY['code']]}"


def _without_literal(ref: str, expected: str) -> str:
    """How much of the expected name the reference is; readers cut long ones."""
    if not expected.startswith(ref):
        raise NotThereError
    return str(len(ref))


def _without_path(row: list[Any], known: At) -> None:
    at = LOCATION["source"]
    if row[at] == known.path:
        row[at] = None


def _with_path(row: list[Any], known: At) -> None:
    at = LOCATION["source"]
    if row[at] is None:
        row[at] = known.path


def _without_file(row: list[Any], known: At) -> None:
    row[SOURCE["file"]] = ""


def _with_file(row: list[Any], known: At) -> None:
    row[SOURCE["file"]] = known.file


HOOKS = {
    Statement: Hook(_without_text, _with_text),
    Entry: Hook(_without_row, _with_row),
    Location: Hook(_without_path, _with_path),
    Source: Hook(_without_file, _with_file),
}
