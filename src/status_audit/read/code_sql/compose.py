"""Puts one SQL statement together from the literals a program joins, every character where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from status_audit.patterns import pattern_of
from status_audit.read.code_sql.literals import Language, Literal

MOST_PIECES = 400
_ESCAPE = pattern_of(r"\\(\r\n|.)", re.DOTALL)
_VALUE = pattern_of(r"(?:[=<>*/|+-]|\b(?:like|ilike|limit|offset|between|then|else|top|interval))\s*\Z", re.IGNORECASE)
_LISTED = pattern_of(r"[(,]\s*\Z")
_RANGE = pattern_of(r"\bbetween\s+\S+\s+and\s*\Z", re.IGNORECASE)
_KEYWORD = pattern_of(r"\b(?:select|from|where|values|set|in|into|on|having|by|limit|join)\b", re.IGNORECASE)
_OF_VALUES = frozenset({"values", "in", "where", "on", "having", "limit"})
_NAMED = pattern_of(
    r"(?:[(,]\s*|[.\w\"`\[]|\b(?:select|distinct|from|join|into|update|table|view|where|and|or|not|on|by|having)\s+)\Z",
    re.IGNORECASE,
)
_QUOTED = pattern_of(r"'(?:[^']|'')*+'|--[^\r\n]*|/\*.*?\*/", re.DOTALL)
_BEFORE = 400


@dataclass(frozen=True, slots=True)
class Composed:
    """One statement. Offsets are 0-based, in characters of the file."""

    start: int
    end: int
    """Where it ends; the character there is free for a semicolon."""
    sql: str
    """As long as the range."""
    open: bool
    """Whether something is put into it that may be more than a value."""


def composed(text: str, first: Literal, by_start: Mapping[int, Literal], language: Language) -> Composed:
    """The statement that begins in a literal, with all that is joined to it."""
    pieces, end, unknown = _chain(text, first, by_start, language)
    letters: list[str] = []
    holes: list[tuple[int, int]] = []
    at = first.inner
    for start, stop, literal in pieces:
        letters.append(_blank(text[at:start]))
        if literal is None:
            holes.append((start - first.inner, stop - first.inner))
            letters.append("\x00" * (stop - start))
        else:
            said = text[start:stop]
            holes.extend(
                (start + each.start() - first.inner, start + each.end() - first.inner)
                for each in _holes(language).finditer(said)
            )
            if "@" in text[literal.start : literal.inner]:
                said = _single(said)
            letters.append(said if literal.raw else _ESCAPE.sub(_unescaped, said))
        at = stop
    letters.append(_blank(text[at:end]))
    sql, structural = _filled("".join(letters), holes)
    return Composed(first.inner, end, sql, unknown or structural)


def _chain(
    text: str, first: Literal, by_start: Mapping[int, Literal], language: Language
) -> tuple[list[tuple[int, int, Literal | None]], int, bool]:
    """Literals and what stands between them, the end of all, and whether more is joined than could be made out."""
    pieces: list[tuple[int, int, Literal | None]] = [(first.inner, first.stop, first)]
    if first.tagged:
        return pieces, first.stop, False
    at, end = first.end, first.stop
    join, operand = _joints(language)
    while len(pieces) < MOST_PIECES:
        joint = join.match(text, at)
        if not joint:
            return pieces, end, False
        literal = by_start.get(joint.end())
        if literal:
            pieces.append((literal.inner, literal.stop, literal))
            at, end = literal.end, literal.stop
        elif value := operand.match(text, joint.end()):
            pieces.append((value.start(), value.end(), None))
            at = end = value.end()
        else:
            break
    return pieces, end, True


@cache
def _holes(language: Language) -> re.Pattern[str]:
    return re.compile(language.holes)


@cache
def _joints(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What joins two pieces, and a value that is one of them: a name, its parts, a call."""
    part = rf"(?:{language.member})\w+|\[[^\[\]\r\n]{{0,60}}\]|\((?:[^()\r\n]|\([^()\r\n]{{0,80}}\)){{0,120}}+\)"
    join = re.compile(rf"\s*+(?:{language.joined})\s*+(?:(?://|#)[^\r\n]*+\s*+)*+(?![=+])")
    return join, re.compile(rf"[$@]?[A-Za-z_]\w*(?:{part})*")


def _single(said: str) -> str:
    """As long, with one quote for each that C# doubles in a literal of several lines."""
    pieces = said.split('""')
    return "".join(each + (' "' if at % 2 == 0 else '" ') for at, each in enumerate(pieces[:-1])) + pieces[-1]


def _unescaped(found: re.Match[str]) -> str:
    """As long as the escape: what ends a line in the statement is a blank in the file."""
    said = found[1]
    if said in "\"'`\\":
        return " " + said
    return " " + (said if said[-1] in "\r\n" else " ")


def _filled(sql: str, holes: list[tuple[int, int]]) -> tuple[str, bool]:
    """The statement with a name, or blanks, for what is put in; and whether that may be more than a value."""
    if not holes:
        return sql, False
    letters = list(sql)
    for start, end in holes:
        letters[start:end] = [letter if letter in "\r\n" else "_" for letter in letters[start:end]]
    quoted = iter([each.span() for each in _QUOTED.finditer("".join(letters))])
    span = next(quoted, None)
    structural = False
    for start, end in holes:
        while span and span[1] <= start:
            span = next(quoted, None)
        if span and span[0] < start:
            continue
        before = "".join(letters[max(0, start - _BEFORE) : start])
        if _is_value(before):
            continue
        structural = True
        if not _NAMED.search(before):
            letters[start:end] = [each if each in "\r\n" else " " for each in letters[start:end]]
    return "".join(letters), structural


def _is_value(before: str) -> bool:
    if _VALUE.search(before) or _RANGE.search(before):
        return True
    if not _LISTED.search(before):
        return False
    words = _KEYWORD.findall(before)
    return bool(words) and words[-1].lower() in _OF_VALUES


def _blank(text: str) -> str:
    return "".join(each if each in "\r\n" else " " for each in text)


def without_comments(sql: str) -> str:
    """Of equal length: a comment would hide the semicolon put behind it."""
    return _QUOTED.sub(lambda found: found[0] if found[0][0] == "'" else _blank(found[0]), sql)


def is_balanced(sql: str) -> bool:
    """Whether its quotes and brackets close."""
    outside = _QUOTED.sub("", sql)
    return "'" not in outside and outside.count("(") == outside.count(")")


def in_order(found: Iterator[Literal]) -> tuple[list[Literal], dict[int, Literal]]:
    """The literals, and each by the offset at which it begins."""
    known = list(found)
    return known, {each.start: each for each in known if not each.tagged}
