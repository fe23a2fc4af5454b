"""Whether a claim and the lawful collection it names cite one law: a report must not pass one off as the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.patterns import pattern_of

TOKEN = pattern_of(r"[a-z0-9][a-z0-9.:-]*")
SUBSECTION = pattern_of(r"\([^)]*\)")
NOISE = frozenset(("section", "sections", "sec", "s", "art", "article", "the", "and", "of", "in"))
OPEN = pattern_of(
    r"\bfor example\b|\bstate\b(?: \w+)* (?:acts?|statutes?|law|qualification)\b|\bprograms?\b", re.IGNORECASE
)
"""A lawful collection of many states cites no single law: a claim is asked to name the state's own."""


@dataclass(frozen=True, slots=True)
class Cited:
    words: frozenset[str]
    """Whose law it is: `8usc`, `city`, `code`."""
    sections: frozenset[str]


def differ(claimed: str, lawful: str) -> bool:
    """Whether no law that the claim cites is one that the lawful collection rests on; a part of it is the same law."""
    if OPEN.search(lawful):
        return False
    return not any(_one_law(ours, theirs) for ours in _cited(claimed) for theirs in _cited(lawful))


def _one_law(one: Cited, other: Cited) -> bool:
    if not (one.words <= other.words or other.words <= one.words):
        return False
    return bool(one.sections & other.sections) or not (one.sections or other.sections)


def _cited(text: str) -> Iterator[Cited]:
    """Each law of a text that sets them apart by semicolons; a title's number stands with its code (`8 U.S.C.`)."""
    for part in SUBSECTION.sub(" ", text.casefold()).split(";"):
        tokens = [each.rstrip(".:-") for each in TOKEN.findall(part)]
        words, sections = set(), set()
        for number, token in enumerate(tokens):
            following = tokens[number + 1] if number + 1 < len(tokens) else ""
            if not any(each.isdigit() for each in token):
                before = tokens[number - 1] if number else ""
                title = before if before.isdigit() and number == 1 else ""
                words.add(title + token.replace(".", ""))
            elif not (number == 0 and token.isdigit() and following.isascii() and following[:1].isalpha()):
                sections.add(token)
        if words or sections:
            yield Cited(frozenset(words - NOISE), frozenset(sections))
