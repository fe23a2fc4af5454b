"""Splits the names programmers give (`birthCountry`, `CTZN_STAT_CD`, `i_94_no`) into folded words."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of
from status_audit.words.folding import fold

_PIECES = pattern_of(
    r"(?:[A-Z]{1,2}\d{1,4}[A-Z]?(?![A-Za-z\d]))"  # I94, H1B, DS2019 written as one
    r"|(?:(?<![A-Za-z])[A-Za-z]{1,2}\d{1,4}[A-Za-z]?(?![a-z\d]))"
    r"|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+"
)
_WORDS = pattern_of(r"[^\W_]+(?:[\u0300-\u036f\u0900-\u109f\u1780-\u17ff]+[^\W_]*)*")


def split(name: str) -> tuple[str, ...]:
    """Folded words of a name, in order; a single letter joins the digits after it (`i_94` -> `i94`)."""
    if name.isascii():
        if (name.islower() or name.isupper()) and name.replace("_", "").isalpha():
            return tuple(filter(None, name.lower().split("_")))
        words = [piece.lower() for piece in _PIECES.findall(name)]
    else:
        words = [word for run in _WORDS.findall(name) for word in _of_run(run)]
    return tuple(_joined(words)) if any(map(str.isdigit, words)) else tuple(words)


def _of_run(run: str) -> list[str]:
    return [piece.lower() for piece in _PIECES.findall(run)] if run.isascii() else _other_letters(run)


def _other_letters(run: str) -> list[str]:
    """Camel case holds for accented letters too, so fold letter by letter before looking for humps."""
    plain = "".join(_keeping_case(letter) for letter in run)
    return [piece.lower() for piece in _PIECES.findall(plain)] if plain.isascii() else [fold(plain)]


def _keeping_case(letter: str) -> str:
    if letter.isascii():
        return letter
    bare = fold(letter)
    return bare.upper() if letter.isupper() else bare


def _joined(words: list[str]) -> list[str]:
    out: list[str] = []
    for word in words:
        if out and _belongs_to(out[-1], word):
            out[-1] += word
        else:
            out.append(word)
    return out


def _belongs_to(before: str, word: str) -> bool:
    """Digits after a single letter (`i`, `94`), or a letter after those (`h1`, `b`)."""
    if word.isdigit():
        return len(before) == 1 and before.isalpha()
    return len(word) == 1 and word.isalpha() and re.fullmatch(r"[a-z]\d", before) is not None
