"""Finds what a line of running text asks; an answer that somebody wrote behind it is cut off."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

QUESTION = pattern_of(r"(?:[^.!?？؟(]|\((?>[^()]*\))?+|[.!](?!\s)|(?<=\b[A-Z])\.)*+[?？؟]")
"""A sentence up to its question mark; what stands in brackets is part of it, abbreviations and all, and so is `U.S.`"""
LABEL = pattern_of(r"\s*((?:[^:：]){2,120}?)\s*[:：](?!//|\d)")
BOX = pattern_of(r"[□☐❏❑❒◻▢☑☒■○◯]|\[\s{0,3}[xX]?\]|\(\s{2,3}\)")
BLANK = pattern_of(r"_{3,}|\.{5,}|…{2,}|[□☐❏❑❒◻▢☑☒]|\[\s{0,3}\]|\(\s{2,3}\)")
NUMBERED = pattern_of(r"(?:\(?\d{1,3}(?:\.?[a-z])?[.)]|\(?[a-zA-Z][.)])\s+(\S.*)")
NUMBER = pattern_of(r"^\W*(?:(?:Q(?:uestion)?\.?\s*)?\(?\d{1,3}[a-zA-Z]?[.)\s]\s*)?")
LONG = 48
"""Words of a question; anything longer is prose."""
LINE = 2_000
"""Characters of a line that are looked at."""
SHORT = 12
"""Words of a label."""


def asked(line: str) -> list[str]:
    """Sentences with a question mark, words before a colon or a blank, numbered lines, words beside boxes."""
    found = [bare(each) for each in _parts(line[:LINE])]
    return [each for each in found if any(letter.isalpha() for letter in each)]


def before_colon(text: str) -> str:
    """What follows a colon may be an answer."""
    return text if QUESTION.search(text) else re.split(r"[:：](?!//|\d)", text, maxsplit=1)[0]


def _parts(line: str) -> list[str]:
    if sentences := _sentences(line):
        return [
            each for each in sentences if (len(each.split()) >= 2 or not each.isascii()) and len(each.split()) <= LONG
        ]
    if BLANK.search(line):
        return [each for each in BLANK.split(line) if each.strip() and len(each.split()) <= SHORT * 2]
    if label := LABEL.match(line):
        return [label.group(1)] if len(label.group(1).split()) <= SHORT else []
    numbered = NUMBERED.match(line)
    if numbered and len(numbered.group(1).split()) <= SHORT and not line.rstrip().endswith((".", ";", ",")):
        return [numbered.group(1)]
    return []


def _sentences(line: str) -> list[str]:
    """What stands in brackets behind a question mark, and has one of its own, belongs to the question before it."""
    found: list[str] = []
    for each in QUESTION.findall(line):
        if found and each.lstrip().startswith("("):
            found[-1] += each
        else:
            found.append(each)
    return found


def bare(text: str) -> str:
    """The words without their number, their blanks and what stands behind a colon."""
    return NUMBER.sub("", " ".join(BLANK.sub(" ", before_colon(text)).split())).strip(" .:;-–—*•_|")
