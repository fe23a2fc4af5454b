"""Cuts labels, comments and questions of any script into folded words, keeping where a sentence ends."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.words.folding import fold

BREAK = "\n"
"""Stands between sentences: no phrase reaches across it."""

_INITIALS = pattern_of(r"\b([a-z])\.\s?([a-z])\.(?:\s?([a-z])\.)?")
_FORM_NAME = pattern_of(r"\b([a-z]{1,2})[-‐‑–](\d{1,4})([a-z]?)\b")
_LETTER = pattern_of(r"\b([a-z])[-‐‑](?=[a-z]{2})")
_HASH = pattern_of(r"#")
_TOKEN = pattern_of(
    r"[^\W_]+(?:[\u0300-\u036f\u0900-\u0963\u0966-\u109f\u1780-\u17ff]+[^\W_]*)*|[\n.?!;\u00bf\u00a1\u0964\u3002\uff1f\uff01\uff1b\u061f\u06d4\u1362\u1367]+"
)
_CAMEL = pattern_of(r"(?<=[a-z])(?=[A-Z])")


def tokens(text: str) -> tuple[str, ...]:
    """Folded words in order; `U.S.`, `I-94`, `H-1B` and `A-number` are one word each, sentence ends are `BREAK`."""
    folded = fold(_CAMEL.sub(" ", text))
    if "." in folded:
        folded = _INITIALS.sub(_together, folded)
    folded = _FORM_NAME.sub(r"\1\2\3", folded)
    folded = _LETTER.sub(r"\1", folded)
    if "#" in folded:
        folded = _HASH.sub(" number ", folded)
    return tuple(word if word[0].isalnum() else BREAK for word in _TOKEN.findall(folded))


def _together(found: re.Match[str]) -> str:
    return "".join(part for part in found.groups() if part) + " "
