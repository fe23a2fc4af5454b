"""One spelling for letters that readers take for the same: case, width, accents, and variants of a script."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ə": "e",
        # Arabic script: Arabic, Persian and Urdu keyboards write the same word with different code points.
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ے": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        # Urdu ہ stays apart from Arabic ه: شہر is a city and شهر a month.
        "ۃ": "ہ",
        "ۂ": "ہ",
        "ک": "ك",
        "ـ": None,
    }
)
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x034F, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
)
_MARKED_SCRIPTS_END = 0x0530
"""Latin, Greek and Cyrillic end here; in the scripts after it a mark may be a vowel and is kept."""
_ARABIC_MARKS = frozenset((*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE)))


def fold(text: str) -> str:
    """Casefolded, width and accents removed, invisible characters dropped; ASCII passes through quickly."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    if wide.isascii():
        return wide
    return "".join(map(_bare, wide)).translate(_LETTERS)


def _bare(letter: str) -> str:
    """The letter without its accents, where accents are only spelling."""
    code = ord(letter)
    if code < 0x80 or code > 0x1EFF:
        return letter
    if code in _ARABIC_MARKS or 0x0300 <= code < 0x0370:
        return ""
    if code < _MARKED_SCRIPTS_END or code >= 0x1E00:
        return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
    return letter
