"""Finds the markup that program text keeps in its literals."""

from __future__ import annotations

import re
from html import escape

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code, code_of
from status_audit.read.template.pieces import Pieces

_QUOTED = pattern_of(r"([\"'])[\x1f\r\n]+\1")
_MARK = pattern_of(
    r"</?(?:form|input|select|option|textarea|label|fieldset|legend|td|th|tr|table|h[1-3]|div|p|br)\b", re.IGNORECASE
)
_WORDING = pattern_of(r"\.\s*(?:_|__|gettext|t|trans|lang|dgettext|_e)\(\s*\Z")


def of_strings(source: Source, pieces: Pieces) -> None:
    """The markup in the literals of a script, and nothing else of it."""
    for at, _, text in markup(code_of(source, pieces.original, "script")):
        pieces.put(text, at)


def markup(code: Code) -> list[tuple[int, int, str]]:
    """Strings that hold markup, and the wording between them, as they stand."""
    spans = [(each.start() + 1, each.end() - 1) for each in _QUOTED.finditer(code.mask)]
    found: list[tuple[int, int, str]] = []
    inside = False
    for start, end in sorted([*spans, *code.bodies]):
        said = code.text[start:end].replace('\\"', '"').replace("\\'", "'")
        if inside or _MARK.search(said):
            found.append((start, end, said if inside or said.rfind("<") > said.rfind(">") else f"{said} "))
            inside = (inside or "<" in said) and said.rfind("<") >= said.rfind(">")
        elif found and _WORDING.search(code.mask, max(0, start - 30), start - 1):
            found.append((start, end, f"{escape(said)} "))
    return found
