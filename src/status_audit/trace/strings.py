"""Text that a routine puts together: literals, variables, concatenation and format, as far as the script says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product

from status_audit.patterns import pattern_of
from status_audit.trace.names import fold
from status_audit.trace.texts import balanced, comma_parts

HOLE = "unknown_at_run_time"
"""Stands in assembled SQL where only a run can tell what comes."""
OPEN, CLOSE = "\x02", "\x03"
"""Around a variable whose text nobody knows, until it is seen where it stands."""
MOST = 8
"""Alternatives that are kept: a variable is often assigned in several branches."""

Lookup = Callable[[str], Sequence[str]]
DOUBLE_QUOTED = frozenset({"bigquery", "mysql", "databricks", "hive", "spark"})
"""Dialects in which double quotes hold a string."""
_DOUBLE = pattern_of(
    r"(?P<single>'(?:[^'\\]|\\.|'')*')|[rRbB]{0,2}(?:\"{3}(?P<long>.*?)\"{3}|\"(?P<short>(?:[^\"\\]|\\.)*)\")",
    re.DOTALL,
)

_TOKEN = pattern_of(
    r"\s*(?:(?P<literal>[NnEeUu]?'(?:[^']|'')*')|(?P<quoted>[qQ]'(?P<open>.).*?')|(?P<dollar>\$(\w*)\$.*?\$\5\$)"
    r"|(?P<name>:?@{0,2}[\w$#.\[\]\"]+)|(?P<sign>\|\||\+=|[+&(),]|::\w+|.))",
    re.DOTALL,
)
_MARKED = pattern_of(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_SPEC = pattern_of(r"%(?:(\d+)\$)?([IsL%])")
_PASSED = frozenset(
    (
        "quotename",
        "quote_ident",
        "cast",
        "convert",
        "to_char",
        "nvarchar",
        "varchar",
        "str",
        "ltrim",
        "rtrim",
        "trim",
        "upper",
        "lower",
        "isnull",
        "coalesce",
        "nvl",
    )
)
_JOINED = frozenset(("concat", "concat_ws"))


def assembled(text: str, lookup: Lookup) -> list[str]:
    """What an expression may be as text; `lookup` gives the alternatives of a variable, none where nobody knows."""
    alternatives: list[str] = [""]
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            break
        at = found.end()
        part, at = _part(text, found, at, lookup)
        if part is not None:
            alternatives = [one + other for one, other in product(alternatives, part)][-MOST:]
    return alternatives


def single_quoted(text: str) -> str:
    """Strings in double quotes as strings in single ones."""

    def quoted(found: re.Match[str]) -> str:
        if found["single"] is not None:
            return found[0]
        inside = found["long"] if found["long"] is not None else found["short"]
        return "'" + inside.replace("'", "''") + "'"

    return _DOUBLE.sub(quoted, text) if '"' in text else text


def settled(text: str, sign: str) -> str:
    """Variables inside a literal are values, joined to it by `sign`; elsewhere they may be any name."""
    pieces, at = [], 0
    for found in _MARKED.finditer(text):
        before = text[at : found.start()]
        pieces.append(before)
        inside = "".join(pieces).count("'") % 2 == 1
        pieces.append(f"' {sign} {found[1]} {sign} '" if inside else HOLE)
        at = found.end()
    return "".join((*pieces, text[at:]))


def _part(text: str, found: re.Match[str], at: int, lookup: Lookup) -> tuple[list[str] | None, int]:
    """(alternatives, offset after it); no alternatives for a sign."""
    literal = _literal(found)
    if literal is not None:
        return [literal], at
    if found["name"]:
        following = re.match(r"\s*\(", text[at:])
        if following:
            inside = balanced(text, at + following.end() - 1)
            return _call(fold(found["name"]), inside, lookup), at + following.end() + len(inside) + 1
        return _variable(found["name"], lookup), at
    if found["sign"] == "(":
        inside = balanced(text, at - 1)
        return assembled(inside, lookup), at + len(inside) + 1
    return None, at


def _literal(found: re.Match[str]) -> str | None:
    """A literal's text, whatever its quotes."""
    if found["literal"]:
        return found["literal"].lstrip("NnEeUu")[1:-1].replace("''", "'")
    if found["dollar"]:
        mark = found["dollar"].index("$", 1) + 1
        return found["dollar"][mark:-mark]
    return found["quoted"][3:-2] if found["quoted"] else None


def _variable(name: str, lookup: Lookup) -> list[str]:
    if name.replace(".", "").isdigit():
        return [name]
    return list(lookup(fold(name.lstrip(":")))) or [f"{OPEN}{name}{CLOSE}"]


def _call(name: str, inside: str, lookup: Lookup) -> list[str]:
    arguments = comma_parts(inside)
    short = name.rpartition(".")[2]
    if short == "format" and arguments:
        return _format(arguments, lookup)
    if short in _JOINED:
        parts = [assembled(each, lookup) for each in arguments[short == "concat_ws" :]]
        return ["".join(each) for each in product(*parts)][-MOST:]
    if short in _PASSED and arguments:
        chosen = arguments[1] if short == "convert" and len(arguments) > 1 else arguments[0]
        return assembled(re.sub(r"\bAS\s+[\w() ,]+$", "", chosen, flags=re.IGNORECASE), lookup)
    if short in ("quote_literal", "quote_nullable"):
        return [inside]
    return [HOLE]


def _format(arguments: list[str], lookup: Lookup) -> list[str]:
    values = [assembled(each, lookup) for each in arguments[1:]]
    chosen = list(product(*values))[:MOST]
    return [_filled(pattern, each) for pattern in assembled(arguments[0], lookup) for each in chosen][-MOST:]


def _filled(pattern: str, values: Sequence[str]) -> str:
    position = -1

    def fill(match: re.Match[str]) -> str:
        nonlocal position
        if match[2] == "%":
            return "%"
        position = int(match[1]) - 1 if match[1] else position + 1
        value = values[position] if position < len(values) else HOLE
        if match[2] != "L":
            return value
        return value[1:-1] if _MARKED.fullmatch(value) else f"'{value}'"

    return _SPEC.sub(fill, pattern)
