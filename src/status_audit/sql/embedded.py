"""Finds SQL inside string literals: routine bodies in quotes, and statements handed to EXECUTE."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from status_audit.patterns import pattern_of

LITERAL_HEADS = frozenset({"execute", "set", "declare", "open", "for", "return", "unload", "other", "if", "block"})
"""Statements in which a literal that reads as SQL is run, or kept in a variable to be run."""

_RUN = pattern_of(r"'{2,}")
_JOINED = pattern_of(r"\s*+(?:\+|\|\|)\s*+")
_PLACEHOLDER = pattern_of(r"%(?:\d+\$)?[sIL]\b|\{\d*\}|\s\?\s")
_CONCAT = pattern_of(r"\bconcat\w*\s*+\(\s*+[ne]?$")
_BARE_SELECT = pattern_of(r"\s*+\(?\s*+select\s", re.IGNORECASE)
_READS = pattern_of(r"\b(?:from|into)\b|@|\(", re.IGNORECASE)
"""What `format` puts names into."""
_CALLS = pattern_of(
    r"(?:dblink\w*|openquery|openrowset|query_to_\w+|crosstab\w*|schedule\w*|exec\w*|run_?sql|sp_executesql)\s*+\("
)


_CALLED = pattern_of(
    r"(?:exec(?:ute)?|call|perform)\s++(?!immediate\b)(?:@\w+\s*+=\s*+)?((?:[\w$#\"\[\]`]+\s*+\.{1,2}\s*+)*+[\w$#\"\[\]`]+)(?!\s*+(?:\(?'|\.))"
)
_RUNNERS = pattern_of(
    r"exec|run|sql|query|quer|stmt|statement|command|cmd|job|cron|sched|cursor|prepare|foreach|dbmail|sendmail|first_result|submit|parse|dynamic|refresh|rename"
)
_SAYS = pattern_of(
    r"log|message|msg|print|comment|descri|property|note|help|audit|error|raise|notify|output|put_line|trace|debug|document"
)


@cache
def _sqlish() -> re.Pattern[str]:
    """The start of a statement, and not of a sentence such as `Create and run the report`."""
    objects = (
        r"(?:(?:or\s+(?:replace|alter)|global|local|temp|temporary|unique|materialized|external|foreign|unlogged|if\s+exists)\s++)*+"
        r"(?:table|view|index|function|proc|procedure|trigger|user|role|schema|sequence|type|database|synonym|column|login|policy|server)\b"
    )
    return re.compile(
        rf"\s*+\(?\s*+(?:select\s|insert\s++(?:into|overwrite|ignore|\[?\w++\]?\.)|update\s++\S++\s++set\s|update\s*+$|delete\s++from\b|"
        rf"merge\s++(?:into\s|\S++\s++(?:as\s++)?\S*+\s*+using\b)|(?:create|alter|drop)\s++{objects}|truncate\s++table\b|"
        r"with\s++[\w\"]++\s*+(?:\([^()]*\)\s*+)?as\s*+\(|copy\s++(?:into\s|\(|\S++\s++(?:from|to)\s)|grant\s++[\w ,]++\s(?:on|to)\s|"
        r"exec(?:ute)?\s++[\w\[]|unload\s*+\(|begin\s++\w|declare\s++[@\w]|call\s++[\w.\"]++\s*+\()",
        re.IGNORECASE,
    )


def unquoted(text: str, start: int, end: int) -> str:
    """The literal without its quotes, doubled quotes as single ones, at equal length."""
    piece = text[start:end]
    return " " + _undoubled(piece[1:-1]) + " "


def _undoubled(inside: str) -> str:
    if "''" not in inside:
        return inside
    pieces = inside.split("''")
    return "".join(piece + (" '" if index % 2 == 0 else "' ") for index, piece in enumerate(pieces[:-1])) + pieces[-1]


def literals(text: str, mask: str, start: int, end: int, head: str) -> Iterator[tuple[int, str, bool]]:
    """(start, SQL of equal length, whether it is put together at run time) of the statements held in literals."""
    if head not in LITERAL_HEADS and not (
        head in ("select", "insert", "update", "with") and _CALLS.search(mask, start, end)
    ):
        return
    if head == "execute" and _only_said(text, mask, start, end):
        return
    at = start
    while found := _RUN.search(mask, at, end):
        at = found.end()
        if not _sqlish().match(text, found.start() + 1, found.end()):
            continue
        stop = _expression_end(mask, found.end(), end)
        assembled = stop > found.end() or _JOINED.match(mask[max(start, found.start() - 3) : found.start()]) is not None
        at = stop
        sql = _assembled(text, mask, found.start(), stop)
        if _BARE_SELECT.match(sql) and not _READS.search(sql):
            continue
        called = _CONCAT.search(mask, max(start, found.start() - 24), found.start()) is not None
        yield found.start(), sql, assembled or called or _PLACEHOLDER.search(sql) is not None


def _only_said(text: str, mask: str, start: int, end: int) -> bool:
    """Whether a procedure is called that keeps or shows a text, and runs none: `sp_addextendedproperty`, `log_message`."""
    called = _CALLED.match(mask, start, end)
    if called is None:
        return False
    name = text[called.start(1) : called.end(1)].lower().rpartition(".")[2].strip('[]"`')
    if _RUNNERS.search(name):
        return False
    return name.startswith(("sp_", "xp_", "dbms_output", "dbms_application")) or _SAYS.search(name) is not None


def _expression_end(mask: str, at: int, end: int) -> int:
    """Where the concatenation that goes on after a literal ends; `at` itself when none goes on."""
    depth, stop = 0, at
    if not _JOINED.match(mask, at, end):
        return at
    while stop < end:
        char = mask[stop]
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth < 0:
                break
        elif char in ";,\x1e" and depth == 0:
            break
        stop += 1
    tail = re.compile(r"\s++(?:into|using|bulk)\b").search(mask, at, stop)
    return tail.start() if tail else stop


def _assembled(text: str, mask: str, start: int, end: int) -> str:
    pieces, at = [], start
    for found in _RUN.finditer(mask, start, end):
        pieces.append(_operand(text[at : found.start()]))
        pieces.append(unquoted(text, found.start(), found.end()))
        at = found.end()
    pieces.append(_operand(text[at:end]))
    return "".join(pieces)


def _operand(piece: str) -> str:
    """What stands between literals: the concatenation signs go, variables and calls stay."""
    stripped = re.sub(r"\|\||\+", lambda found: " " * len(found[0]), piece)
    return stripped[:-1] + " " if stripped[-1:] in ("N", "E", "n", "e") and not stripped[:-1].strip() else stripped
