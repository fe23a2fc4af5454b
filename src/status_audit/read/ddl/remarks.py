"""Reads the comments people leave beside definitions, and takes inline ignores out of them."""
# ruff: noqa: E501 (word lists and patterns, one thought a line)

from __future__ import annotations

import re
from dataclasses import dataclass

from status_audit.model import Directive
from status_audit.patterns import pattern_of
from status_audit.read.ddl.script import Script

LONGEST = 500
"""Characters of a comment that are kept as evidence."""
_COMMENT = pattern_of(r"--[^\r\n]*|#[^\r\n]*|/\*.*?\*/|//[^\r\n]*", re.DOTALL)
_OPENING = pattern_of(r"--|#|/\*|//")
_EDGES = pattern_of(r"^(?:--+|#+|//+|/\*+)[!\s]*|\s*+\*+/$|(?m:^[ \t]*\*+[ \t]?)")
_NOISE = pattern_of(
    r"Type:.*Schema:|^(?:Table structure for|Dumping data for|Indexes for|Constraints for|AUTO_INCREMENT for|Structure for|"
    r"Object:|Stand-in structure|Current Database|Server version|Host:|Script Date)|Script\s?Date|^[-=*#~_\s]*$|^\+\w+\s++(?:Up|Down|Statement)",
    re.IGNORECASE,
)
_DIRECTIVE = pattern_of(
    r"status-audit:\s*+ignore\s*+\[(?P<rules>[^\]\r\n]{1,200})\]\s*+(?:reason\s*+=\s*+(?:\"(?P<a>[^\"\r\n]*)\"|'(?P<b>[^'\r\n]*)'))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Remark:
    start: int
    end: int
    text: str
    alone: bool
    """True where nothing but blanks stands before it on its line."""


def remarks(script: Script, start: int, end: int) -> list[Remark]:
    """The comments between the offsets, without their signs, ignores and the noise of dump tools."""
    piece = script.text[start:end]
    if "--" not in piece and "/*" not in piece and "#" not in piece and "//" not in piece:
        return []
    found: list[Remark] = []
    at = start
    while opening := _OPENING.search(script.text, at, end):
        at = opening.end()
        match = _COMMENT.match(script.text, opening.start(), end) if script.mask[opening.start()] == " " else None
        if match is None:
            continue
        at = match.end()
        line = max(script.text.rfind("\n", 0, match.start()), script.text.rfind("\r", 0, match.start())) + 1
        alone = not script.text[line : match.start()].strip()
        found.append(Remark(match.start(), match.end(), tidy(match[0]), alone))
    return found


def tidy(comment: str) -> str:
    """The words of a comment; empty where it holds none that a person wrote about the data."""
    text = _DIRECTIVE.sub("", _EDGES.sub("", comment.strip()))
    text = " ".join(text.split()).strip("-=* ")
    return "" if _NOISE.search(text) else text[:LONGEST]


def above(script: Script, start: int) -> str:
    """The comment on the lines directly above the statement that begins at the offset."""
    head = script.text[max(0, start - 400) : start].rstrip().rpartition("\n")[2].lstrip()
    if not head.startswith(("--", "#", "//", "/*", "*")) and not head.endswith("*/"):
        return ""
    region = max(0, start - 4000)
    lines: list[str] = []
    expected = script.line_of(start) - 1
    line_start = script.lines.start(expected + 1) - script.base
    if line_start >= 0 and not script.text[line_start:start].strip():
        for each in reversed(remarks(script, region, start)):
            if not each.alone or script.line_of(max(each.end - 1, each.start)) != expected:
                break
            lines.append(each.text)
            expected = script.line_of(each.start) - 1
    return " ".join(reversed([each for each in lines if each]))[:LONGEST]


def directives(script: Script) -> list[Directive]:
    if "status-audit:" not in script.text:
        return []
    return [
        Directive(
            tuple(rule.strip() for rule in found["rules"].split(",") if rule.strip()),
            (found["a"] or found["b"] or "").strip(),
            script.location("", found.start(), found.end()),
        )
        for found in _DIRECTIVE.finditer(script.text)
        if script.mask[found.start()] == " "
    ]
