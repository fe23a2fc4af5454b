"""Path wildcards as `.gitignore` spells them: for ignored files, exclusions, systems and dialects."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wildcard:
    """One pattern, ready to be asked."""

    expression: re.Pattern[str]
    negated: bool
    folders_only: bool


def wildcard(pattern: str) -> Wildcard | None:
    """One line of a `.gitignore`; None for a blank line, a comment, or a pattern that can match nothing."""
    line = re.sub(r"(?<!\\)[ \t\r\n]+$", "", pattern)
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    body = line[1:] if negated else line
    folders_only = body.endswith("/")
    body = body.rstrip("/")
    anchored = "/" in body
    body = body.lstrip("/")
    if not body:
        return None
    lead = "" if anchored else "(?:.*/)?"
    try:
        expression = re.compile(lead + "".join(_pieces(body)) + r"\Z", re.DOTALL)
    except re.error:
        return None
    return Wildcard(expression, negated, folders_only)


def _pieces(body: str) -> Iterable[str]:
    """The pattern as pieces of a regular expression."""
    at = 0
    while at < len(body):
        if body.startswith("**/", at) and (at == 0 or body[at - 1] == "/"):
            yield "(?:.*/)?"
            at += 3
        elif body[at:] == "**" and (at == 0 or body[at - 1] == "/"):
            yield ".*" if at == 0 else ".+"
            at += 2
        elif body[at] == "*":
            yield "[^/]*"
            at += 1
            while body[at : at + 1] == "*":
                at += 1
        elif body[at] == "?":
            yield "[^/]"
            at += 1
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0:
            inside = body[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            yield f"(?!/)[{'^' + inside[1:] if inside[0] in '!^' else inside}]"
            at = end + 1
        else:
            if body[at] == "\\" and at + 1 < len(body):
                at += 1
            yield re.escape(body[at])
            at += 1


class Ignored:
    """The lines of one `.gitignore`, or of one list of exclusions; the last that matches decides."""

    __slots__ = ("_wildcards",)

    def __init__(self, lines: Iterable[str]) -> None:
        self._wildcards = tuple(reversed([each for each in map(wildcard, lines) if each]))

    def __bool__(self) -> bool:
        return bool(self._wildcards)

    def says(self, path: str, folder: bool) -> bool | None:
        """True: ignored. False: taken back by `!`. None: not named. `path` is relative to where the list stands."""
        for each in self._wildcards:
            if (folder or not each.folders_only) and each.expression.match(path):
                return not each.negated
        return None


def anchored(pattern: str) -> str:
    """A path as people write it in a project file: `./a\\b` is `/a/b`, `.` is everything, and what has no wildcard
    starts at the root."""
    text = pattern.strip().replace("\\", "/")
    while text.startswith("./"):
        text = text[2:]
    if text in {".", ""}:
        return "**"
    return text if set(text) & set("*?[") else f"/{text.lstrip('/')}"


def within(path: str, ignored: Ignored) -> bool:
    """Whether the list names the file or a folder above it."""
    if not ignored:
        return False
    parts = path.split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return any(ignored.says(each, folder=True) for each in folders) or bool(ignored.says(path, folder=False))
