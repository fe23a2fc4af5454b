"""Statements that were opened and not understood: the telling names in them are still told, as a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from status_audit.model import Field, Location
from status_audit.patterns import pattern_of
from status_audit.trace.names import split_name
from status_audit.trace.texts import NAME, without_comments

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

_LITERAL = pattern_of(r"'(?:[^']|'')*'?")
_WORD = pattern_of(r"(?<![\w@#$:])[^\W\d]\w*(?!\s*[\w]*\()")
_RELATION = pattern_of(rf"\b(?:FROM|JOIN|UPDATE|INTO|TABLE|VIEW|MERGE)\s+(?!SELECT\b)({NAME})", re.IGNORECASE)
MOST = 20
"""Names of one statement."""


def named_in_unread(tracer: Tracer, number: int) -> Iterator[Field]:
    """Names outside comments and literals that the vocabulary finds telling, each once.

    They are put under the first relation that the statement names: which of its relations holds them is not known.
    """
    statement = tracer.statements[number]
    text = _LITERAL.sub(lambda found: " " * len(found[0]), without_comments(statement.text))
    relations = [found[1] for found in _RELATION.finditer(text)]
    container = ".".join(split_name(relations[0])) if relations else statement.container or "resultset"
    last = {split_name(each)[-1] for each in relations}
    seen: set[str] = set()
    for found in _WORD.finditer(text):
        name = found[0]
        if name.casefold() in seen or name.casefold() in last or not tracer.telling.word(name):
            continue
        seen.add(name.casefold())
        place = tracer.location(number, found.start())
        at = Location(place.source, f"{container}.{name}", place.line, place.column, part=place.part)
        system = tracer.places[number].system
        yield Field(name, container, "column", at, system, declared=False, guessed=True)
        if len(seen) == MOST:
            return
