"""Statements to trees, with the clauses that the parser does not know handed back beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.sql.parse import Parsed, parse

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_INTO = pattern_of(
    r"\b(?:BULK\s+COLLECT\s+)?INTO\s+(?:STRICT\s+)?(?P<names>:?[\w$@.\"`]+(?:\s*\([^()]*\))?(?:\s*,\s*:?[\w$@.\"`]+(?:\s*\([^()]*\))?)*)(?=\s*(?:\bFROM\b|\bUSING\b|\bLIMIT\b|\bWHERE\b|;|\Z))",
    re.IGNORECASE,
)
NEAR = 2000
"""Further into a statement than this many characters, an expression's place is that of the statement."""
_INTO_FIRST = pattern_of(
    r"^(?P<select>\s*SELECT)\s+INTO\s+(?:STRICT\s+)?(?P<names>[\w$.\"]+(?:\s*,\s*[\w$.\"]+)*)\s+(?!FROM\b)(?=\S)",
    re.IGNORECASE,
)
"""PL/pgSQL also takes the variables before the columns."""
_INTO_TABLE = pattern_of(r"\bINTO\s+(?:TEMP(?:ORARY)?|UNLOGGED|TABLE|LOCAL|GLOBAL|OUTFILE|DUMPFILE)\b", re.IGNORECASE)


def parse_query(text: str, dialect: str) -> Expr | None:
    """A query's tree, or None where it is not understood."""
    return parse(text, dialect).expression


def parse_statement(text: str, dialect: str) -> Parsed:
    return parse(text, dialect)


def parse_expression(text: str, start: int, end: int, dialect: str) -> Expr | None:
    """The tree of the expression in `text[start:end]`; offsets in it are those of `text` where there is room."""
    prefix = " " * (max(start - 7, 0) if start < NEAR else 0) + "SELECT "
    tree = parse(prefix + text[start:end], dialect).expression
    parts = tree.args.get("expressions") if tree is not None and tree.key == "select" else None
    if not parts or len(parts) != 1:
        return None
    only: Expr = parts[0]
    return only


def parse_call(text: str, dialect: str) -> list[Expr] | None:
    """The arguments of a call, given what stands between its parentheses."""
    tree = parse(f"SELECT f({text})", dialect).expression
    parts = tree.args.get("expressions") if tree is not None and tree.key == "select" else None
    return list(parts[0].args.get("expressions") or ()) if parts else None


def split_into(text: str) -> tuple[str, list[str]]:
    """The statement without its INTO variables, at equal length, and the variables."""
    if _INTO_TABLE.search(text):
        return text, []
    first = _INTO_FIRST.match(text)
    if first:
        blank = " " * (first.end("names") - first.end("select"))
        names = [each.strip() for each in first["names"].split(",")]
        return text[: first.end("select")] + blank + text[first.end("names") :], names
    for found in _INTO.finditer(text):
        if re.search(r"\b(?:INSERT|MERGE|REPLACE)\s+(?:\w+\s+)?$", text[: found.start()], re.IGNORECASE):
            continue
        names = [each.strip().lstrip(":").partition("(")[0].strip() for each in found["names"].split(",")]
        return text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :], names
    return text, []
