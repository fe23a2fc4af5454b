"""Texts that may hold literals are never kept: of each, only where it stands in its source."""

from __future__ import annotations

from typing import Any

BLOCK = 4096
"""Characters compared at once while looking for what differs."""
Span = list[Any]
"""[offset, length], then triples of (offset in the text, how many, character) for what stands there instead."""


class NotThereError(Exception):
    """A text does not stand in its source as it is: nothing of that source is kept."""


def span_of(text: str, source: str, at: int) -> Span:
    """Where a text stands, but for blanks and signs put over it at equal length. Raises NotThereError."""
    if source.startswith(text, at):
        return [at, len(text)]
    raw = source[at : at + len(text)]
    if len(raw) != len(text):
        raise NotThereError
    span: Span = [at, len(text)]
    for start in range(0, len(text), BLOCK):
        if text[start : start + BLOCK] != raw[start : start + BLOCK]:
            _add_runs(span, raw, text, start)
    return span


def found_span(text: str, source: str, near: int) -> Span:
    """Where a text stands, at or after a place that is near it. Raises NotThereError where it stands nowhere."""
    at = source.find(text, near)
    if at < 0:
        at = source.find(text)
    if at < 0:
        raise NotThereError
    return [at, len(text)]


def text_at(span: Span, source: str) -> str:
    """The text again, from the same source. Raises TypeError or ValueError for a span of another shape."""
    at, length, *runs = span
    raw = source[at : at + length]
    if not runs:
        return raw
    pieces: list[str] = []
    done = 0
    for start, count, character in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
        pieces += (raw[done:start], character * count)
        done = start + count
    return "".join((*pieces, raw[done:]))


def _add_runs(span: Span, raw: str, text: str, start: int) -> None:
    """What stands instead, run by run. A letter or digit among it might be a piece of a literal."""
    for at in range(start, min(start + BLOCK, len(text))):
        character = text[at]
        if character == raw[at]:
            continue
        if character.isalnum():
            raise NotThereError
        if len(span) > 2 and span[-1] == character and span[-3] + span[-2] == at:
            span[-2] += 1
        else:
            span += (at, 1, character)
