"""Hands one statement to sqlglot and says plainly when it was not understood."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of

if TYPE_CHECKING:
    from sqlglot import exp

_WITH_DATA = pattern_of(r"\bWITH\s++(?:NO\s++)?DATA\s*+;?\s*+\Z", re.IGNORECASE)
_LITERAL = r"'(?:[^'\\]|\\.|'')*+'"
_OUTFILE = pattern_of(
    rf"\bINTO\s++(?:OUTFILE|DUMPFILE)\s++{_LITERAL}(?:\s++(?:\w+|{_LITERAL}))*\s*+;?\s*+\Z", re.IGNORECASE
)
_OUTPUT = pattern_of(
    r"\bOUTPUT\s++(?:\[[^\]]*+\]|[\w@.$*]++|'[^']*+'|\s|,)+?"
    r"(?:\bINTO\s++[\w@#.\[\]]+\s*+(?:\([^()]*\))?)?"
    r"(?=\s*+(?:;|\Z|\bFROM\b|\bWHERE\b|\bVALUES\b|\bSELECT\b|\bEXEC))",
    re.IGNORECASE,
)
_MATERIALIZED = pattern_of(r"\s*+CREATE\s++MATERIALIZED\s++VIEW\b", re.IGNORECASE)
_COMMAND = pattern_of(r"\x1b\[[0-9;]*m")
_QUOTE = pattern_of(r"['\"`<]")
"""Where a message begins to quote: `but got <Token … text: …>`."""
LONGEST = 400_000
"""Characters of one statement that are handed over; a longer one is a gap."""


@dataclass(frozen=True, slots=True)
class Parsed:
    expression: exp.Expr | None
    reason: str = ""
    """Why there is no expression; holds no literal of the statement."""
    lost: str = ""
    """A clause that was blanked because the parser knows it not: `INTO OUTFILE …`, `OUTPUT …`."""


def parse(text: str, dialect: str) -> Parsed:
    """One statement, as cut. Raises nothing of sqlglot's; offsets in the tree are offsets in `text`."""
    from sqlglot import errors, exp, parse_one

    _silence()
    if len(text) > LONGEST:
        return Parsed(None, f"the statement is longer than {LONGEST} characters")
    kept, lost = _without_unknown(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a user cannot mend what the parser thinks of a regular expression
            tree = parse_one(kept, dialect=dialect or None)
    except (errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError) as fault:
        return Parsed(None, reason_of(fault), lost)
    if tree is None or tree.find(exp.Command) is not None:
        part = "" if tree is None or isinstance(tree, exp.Command) else "a part of "
        return Parsed(None, f"the parser does not know {part}this statement", lost)
    return Parsed(tree, "", lost)


def reason_of(fault: Exception) -> str:
    """The first line of a parser's message up to where it begins to quote the statement."""
    from sqlglot.errors import SqlglotError

    if isinstance(fault, RecursionError):
        return "the statement is nested too deeply"
    if not isinstance(fault, SqlglotError):
        return f"the parser gave up ({type(fault).__name__})"
    message = str(fault)
    first = _COMMAND.sub("", message).strip().splitlines()[0] if message.strip() else "not understood"
    return _QUOTE.split(first, maxsplit=1)[0].strip(" .:")[:160] or "not understood"


def _silence() -> None:
    import logging

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def _without_unknown(text: str) -> tuple[str, str]:
    """Blanks, at equal length, the clauses that make sqlglot lose the statement around them."""
    if _MATERIALIZED.match(text):
        found = _WITH_DATA.search(text)
        return (_blanked(text, found), "") if found else (text, "")
    for pattern, word in ((_OUTFILE, "OUTFILE"), (_OUTFILE, "DUMPFILE"), (_OUTPUT, "OUTPUT")):
        if word in text.upper():
            found = pattern.search(text)
            if found:
                return _blanked(text, found), found[0]
    return text, ""


def _blanked(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
