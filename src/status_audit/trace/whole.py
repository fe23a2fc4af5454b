"""Statements that let a whole database out, or the tables they list, without reading one: dumps and copies of files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from status_audit.patterns import pattern_of
from status_audit.sql.addresses import without_secrets
from status_audit.trace.names import Place, shown, split_name
from status_audit.trace.texts import literals_in, without_comments

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

_WHOLE = pattern_of(r"\s*(?:EXPORT\s+DATABASE\b|VACUUM\s+(?:\w+\s+)?INTO\b)[^']*(?:'([^']*)')?", re.IGNORECASE)
_SHELL = pattern_of(r"\s*\.(?P<what>dump|backup|save|clone)\b(?P<given>.*)", re.IGNORECASE)
_PUMP = pattern_of(r"\bDBMS_DATAPUMP\s*\.\s*(?P<call>OPEN|ADD_FILE|METADATA_FILTER)\s*\(", re.IGNORECASE)
_NAMES = pattern_of(r"'NAME_(?:EXPR|LIST)'", re.IGNORECASE)
_QUOTED = pattern_of(r"''([\w$#]+)''|'([\w$#]+)'")


class Whole(NamedTuple):
    number: int
    """The statement's."""
    recipient: str
    only: frozenset[str]
    """Folded names of the relations it lets out; empty for all."""

    def holds(self, relation: str) -> bool:
        return not self.only or split_name(shown(relation))[-1] in self.only


def whole_exports(tracer: Tracer) -> Iterator[Whole]:
    """EXPORT DATABASE, VACUUM INTO, and the jobs of Oracle's Data Pump."""
    jobs: dict[Place, list[int]] = {}
    for number, statement in enumerate(tracer.statements):
        found = _WHOLE.match(statement.text) if statement.kind == "export" else None
        shell = _SHELL.match(statement.text) if statement.kind == "export" else None
        if found:
            yield Whole(number, without_secrets(found[1] or ""), frozenset())
        elif shell:
            yield _by_shell(tracer, number, shell)
        elif "dbms_datapump" in statement.text.casefold() and statement.kind in ("set", "other", "execute", "declare"):
            jobs.setdefault(tracer.places[number], []).append(number)
    for numbers in jobs.values():
        yield from _job(tracer, numbers)


def _by_shell(tracer: Tracer, number: int, found: re.Match[str]) -> Whole:
    """SQLite's `.dump`, all of it or the tables it lists, goes where results go; `.backup` and its like to a file."""
    words = [each.strip("'\"") for each in found["given"].split() if not each.startswith("-")]
    if found["what"].lower() == "dump":
        patterned = any("%" in each for each in words)
        return Whole(
            number, tracer.spooled(number), frozenset(() if patterned else (each.casefold() for each in words))
        )
    return Whole(number, words[-1] if words else "", frozenset())


def _job(tracer: Tracer, numbers: list[int]) -> Iterator[Whole]:
    """The calls of one block: OPEN says whether it exports, ADD_FILE where to, a NAME filter what."""
    opened, files = -1, []
    only: set[str] = set()
    for number in numbers:
        text = without_comments(tracer.statements[number].text)
        found = _PUMP.search(text)
        call = found["call"].upper() if found else ""
        if call == "OPEN" and "'EXPORT'" in text.upper():
            opened = number
        elif call == "ADD_FILE":
            files.extend(literals_in(text)[:1])
        elif call == "METADATA_FILTER" and _NAMES.search(text):
            rest = text[_NAMES.search(text).end() :]  # type: ignore[union-attr]
            only.update((one or other).casefold() for one, other in _QUOTED.findall(rest))
    if opened >= 0:
        yield Whole(opened, files[0] if files else "", frozenset(only))
