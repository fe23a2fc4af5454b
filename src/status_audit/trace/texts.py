"""Small readings of SQL text where no parser is needed: names, balanced parentheses, lists, comments."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

PART = r'(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[\w$#@%&]+)'
NAME = rf"{PART}(?:\s*\.{{1,2}}\s*{PART}){{0,3}}"
"""A name with up to four parts, quoted or not."""

_COMMENT = pattern_of(r"--[^\r\n]*|/\*.*?(?:\*/|\Z)|('(?:[^']|'')*')", re.DOTALL)
_TOKEN = pattern_of(r"'(?:[^']|'')*'?|\"[^\"]*\"?|`[^`]*`?|\[[^\]]*\]?|[(),]")
_WORD = pattern_of(r"\w+")
_DOLLARS = pattern_of(r"\$(\w*)\$(.*?)\$\1\$", re.DOTALL)
_STRING = pattern_of(r"'((?:[^']|'')*)'")


def without_comments(text: str) -> str:
    """Comments blanked at equal length, literals kept."""
    if "--" not in text and "/*" not in text:
        return text
    return _COMMENT.sub(lambda found: found[0] if found[1] is not None else re.sub(r"[^\r\n]", " ", found[0]), text)


def balanced(text: str, opening: int) -> str:
    """What stands between the parenthesis at `opening` and the one that closes it."""
    depth = 0
    for found in _TOKEN.finditer(text, opening):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
            if depth == 0:
                return text[opening + 1 : found.start()]
    return text[opening + 1 :]


def comma_parts(text: str) -> list[str]:
    """The parts between commas that stand in no parentheses and no quotes."""
    parts, depth, start = [], 0, 0
    for found in _TOKEN.finditer(text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        elif found[0] == "," and depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def comma_spans(text: str, start: int) -> list[tuple[int, int]]:
    """(start, end) of the parts of a list that begins at `start`, up to the `;` at the text's end."""
    stop = len(text.rstrip().rstrip(";"))
    spans, depth, begin = [], 0, start
    for found in _TOKEN.finditer(text, start, stop):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        elif found[0] == "," and depth == 0:
            spans.append((begin, found.start()))
            begin = found.end()
    return [*spans, (begin, stop)]


def words_of(text: str) -> frozenset[str]:
    """Every word of a text, folded; `#`, `@` and `$` separate words."""
    return frozenset(_WORD.findall(text.casefold().replace("$", " ")))


def literals_in(text: str, *, dollars: bool = False) -> list[str]:
    """String literals, quotes undone; only the dollar-quoted ones if asked."""
    if dollars:
        return [found[2] for found in _DOLLARS.finditer(text)]
    return [each.replace("''", "'") for each in _STRING.findall(text)]
