"""Puts names in place of Jinja, at equal length, so that a dbt model can be read without running it."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRING = r"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+\""""
_WHOLE = {
    "{{": re.compile(rf"\{{\{{(?:{_STRING}|(?!\}}\}}).)*+\}}\}}", re.DOTALL),
    "{%": re.compile(rf"\{{%(?:{_STRING}|(?!%\}}).)*+%\}}", re.DOTALL),
}
"""A template whose strings may hold what looks like its end: `post_hook="{{ grant_all() }}"`."""
_REF = pattern_of(r"""\{\{-?\s*+ref\s*+\(\s*+(?:['"][^'"]*['"]\s*+,\s*+)?['"]([^'"]+)['"]""")
_SOURCE = pattern_of(r"""\{\{-?\s*+source\s*+\(\s*+['"]([^'"]+)['"]\s*+,\s*+['"]([^'"]+)['"]""")
_STAR = pattern_of(r"\{\{-?\s*+(?:\w+\.)?star\s*+\(")
_NAME = pattern_of(r"\{\{-?\s*+(?:var\s*+\(\s*+['\"])?(\w+)")
_RELATION = pattern_of(r"""['"](\w+)['"]""")
_BLOCK = pattern_of(r"\{%-?\s*+(?P<end>end)?(?:macro|test|materialization|docs)\b")
_COMMENT = pattern_of(r"\{#(?:[^#]|#(?!\}))*+#\}")
_CODE = pattern_of(r"[^\r\n]")
_ALONE = pattern_of(r"[ \t]*(?:[\r\n]|\Z)")
LONGEST = 20_000
"""Characters of one template expression; a longer one is not one."""


def end_of(text: str, start: int) -> int:
    """Offset after the template that opens at `start`, or -1 where it is never closed."""
    opening = text[start : start + 2]
    if opening != "{#":
        found = _WHOLE[opening].match(text, start, start + LONGEST)
        if found:
            return found.end()
    end = text.find(_CLOSE[opening], start + 2, start + LONGEST)
    return end + 2 if end >= 0 else -1


def stand_in(text: str, start: int, end: int) -> str:
    """A name, `*`, or blanks of the same length as the template."""
    length = end - start
    return _replacement(text, start, end).ljust(length)[:length]


def _replacement(text: str, start: int, end: int) -> str:
    if not text.startswith("{{", start):
        return ""
    if found := _REF.match(text, start, end):
        return found[1]
    if found := _SOURCE.match(text, start, end):
        return f"{found[1]}.{found[2]}"
    if _STAR.match(text, start, end):
        return "*"
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if not text[line:start].strip() and _ALONE.match(text, end):
        return _query(text, start, end)
    name = _NAME.match(text, start, end)
    return name[1] if name else "jinja"


def _query(text: str, start: int, end: int) -> str:
    """A macro alone between parentheses is a query: of the relation that its first string names, as far as is known."""
    if not text[:start].rstrip().endswith("(") or not text[end:].lstrip().startswith(")"):
        return ""
    named = _RELATION.search(text, start, end)
    query = f"select * from {named[1]}" if named else ""  # noqa: S608 (text to be read, never run)
    return query if len(query) <= end - start else ""


def without_definitions(text: str) -> str:
    """The text with what it defines for others blanked at equal length: macros, tests, documents, comments."""
    text = _COMMENT.sub(lambda found: _CODE.sub(" ", found[0]), text)
    parts, start, open_from = [], 0, -1
    for found in _BLOCK.finditer(text):
        if not found["end"] and open_from < 0:
            parts.append(text[start : found.start()])
            open_from = found.start()
        elif found["end"] and open_from >= 0:
            close = text.find("%}", found.end())
            start = close + 2 if close >= 0 else len(text)
            parts.append(_CODE.sub(" ", text[open_from:start]))
            open_from = -1
    return "".join(parts) + (text[start:] if open_from < 0 else _CODE.sub(" ", text[open_from:]))
