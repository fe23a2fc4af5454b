"""Judges the tooltip of a form field: whether it is usable as its label, and whether it fits the field's name."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.words import fold, split

NOTHING = pattern_of(
    r"(?:undefined|null|none|nan|n/?a|text ?(?:field|box)?|check ?box|field|button|untitled|fill|tooltip|[\W\d]*|\w)"
    r"(?:[ _]?\d+)?",
    re.IGNORECASE,
)
CODES = pattern_of(r"[A-Za-z]{0,4}\d+[A-Za-z]?(?:[._]\d+)*(?:\[\d+\])?")
MEANINGLESS = frozenset(
    re.findall(
        r"\w+",
        "text field box check checkbox button radio group row col column line page form part item question yes no the"
        " and for date dropdown list cell table fill undefined topmost subform section number name num copy area",
    )
)
LETTERS = 3
"""Letters by which a word of the name is known again in the tooltip: names are shortened at will."""
NOTE = "The name of this form field and its tooltip have no word in common."


def usable(tooltip: str) -> str:
    """The tooltip, or nothing where it is what a program writes for want of one."""
    text = " ".join(tooltip.split())
    return "" if NOTHING.fullmatch(text) or CODES.fullmatch(text) else text


def disagree(name: str, tooltip: str) -> bool:
    """True where both say something and share no word, not even its first letters or its initials."""
    said = _telling(split(name.rpartition(".")[2] or name))
    words = [fold(each) for each in re.findall(r"[^\W\d_]+", tooltip)]
    told = _telling(words)
    if not said or len(told) < 2 or any(len(each) > 20 for each in said):
        return False
    joined, initials = "".join(words), "".join(each[0] for each in words if each)
    return not any(_shared(each, told, joined, initials) for each in said)


def _shared(word: str, told: list[str], joined: str, initials: str) -> bool:
    if word in joined or word in initials:
        return True
    return any(word[:LETTERS] == each[:LETTERS] or _abbreviates(word, each) for each in told)


def _abbreviates(short: str, word: str) -> bool:
    """`ctry` of `country`: its letters stand in the word in this order, from the first one on."""
    if short[0] != word[0]:
        return False
    letters = iter(word)
    return all(each in letters for each in short)


def _telling(words: list[str] | tuple[str, ...]) -> list[str]:
    return [each for each in words if len(each) >= LETTERS and each.isalpha() and each not in MEANINGLESS]
