"""Oracle's MODEL clause, which no parser we have reads: its rules say which measure is made of which."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.texts import balanced, comma_parts
from status_audit.trace.values import Move, Ref

_MODEL = pattern_of(
    r"\bMODEL\b(?=[^;]*?\bDIMENSION\s+BY\b)(?P<head>[^;]*?)\bRULES\b(?:\s+(?:UPDATE|UPSERT|ALL|AUTOMATIC|SEQUENTIAL|ORDER))*\s*(?P<open>\()",
    re.IGNORECASE,
)
_CELL = pattern_of(r"([A-Za-z_][\w$#]*)\s*\[")


def without_model(text: str) -> tuple[str, list[tuple[str, list[str]]]]:
    """The query without the clause, at equal length, and for each rule the measure and those it is made of."""
    found = _MODEL.search(text) if "dimension" in text.lower() else None
    if found is None:
        return text, []
    inside = balanced(text, found.start("open"))
    end = found.end() + len(inside) + 1
    rules = [
        (fold(cells[0]), [fold(each) for each in cells[1:]])
        for part in comma_parts(inside)
        if (cells := _CELL.findall(part))
    ]
    return text[: found.start()] + " " * (end - found.start()) + text[end:], rules


def apply_rules(ctx: Context, relation: str, rules: list[tuple[str, list[str]]]) -> None:
    """A rule fills a column of the result from its other columns."""
    for measure, origins in rules:
        for each in origins:
            if each != measure:
                ctx.effects.moves.append(Move(Ref(relation, each), (), relation, measure, "derived"))
