"""Carries the keys of translations through a page: in place of a text that is asked for, its key between signs."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

OPEN, WORDS, CLOSE = "\ue000", "\ue002", "\ue001"
"""Of the private use area: no page says anything with them, and what stands unpaired is left out."""
LONGEST = 300
"""Characters of a key."""
_MARKED = pattern_of(f"{OPEN}([^{OPEN}{CLOSE}]{{1,{LONGEST}}}){CLOSE}")
_SIGNS = pattern_of(f"[{OPEN}{WORDS}{CLOSE}]")
_BETWEEN = pattern_of(r"[._:-]+")
SEPARATOR = "\n"
"""Between the keys in `Field.key`: a key is of one line."""


def without_signs(page: str) -> str:
    """The page as it is before any key is marked: a sign of its own, of an icon font perhaps, is a blank."""
    return _SIGNS.sub(" ", page)


def marked(key: str, words: str = "") -> str:
    """The key between its signs, with the words that stand for it as long as no translation is known."""
    key = _SIGNS.sub("", " ".join(key.split()))[: LONGEST // 2]
    words = _SIGNS.sub("", " ".join(words.split()))[: LONGEST // 2 - 2]
    return f"{OPEN}{key}{WORDS}{words}{CLOSE}" if words and words != key else f"{OPEN}{key}{CLOSE}" if key else ""


def unmarked(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as it can be read without any translation, and the keys in it."""
    if not _SIGNS.search(text):
        return text, ()
    keys: list[str] = []

    def said(found: re.Match[str]) -> str:
        key, _, words = found[1].partition(WORDS)
        keys.append(key)
        return words or spelled(key)

    return " ".join(_SIGNS.sub("", _MARKED.sub(said, text)).split()), tuple(dict.fromkeys(keys))


def spelled(key: str) -> str:
    """What a key says itself: a sentence is the wording, `label.birth_land` says `label birth land`."""
    return key if " " in key else " ".join(_BETWEEN.sub(" ", key).split())


def joined(keys: tuple[str, ...]) -> str:
    """The keys as `Field.key` holds them."""
    return SEPARATOR.join(dict.fromkeys(each for each in keys if each))
