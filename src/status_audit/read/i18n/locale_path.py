"""What a path says: whether a file of translations lies there, and in which language."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from status_audit.patterns import pattern_of

_CODES = frozenset(
    " ".join(
        (
            "aa ab af ak am ar as ay az be bg bh bi bn bo br bs ca ceb chk chr co cs cy da de dv dz el en eo",
            "es et eu fa fi fil fj fo fr fy ga gd gl gu ha haw he hi hmn ho hr ht hu hy id ig ilo is it ja",
            "jv ka kk km kn ko ku ky kar la lb ln lo lt lv mg mh mi mk ml mn mr ms mt my nb ne nl nn no ny",
            "om or pa pl prs ps pt qu rn ro ru rw sa sd si sk sl sm sn so sq sr st su sv sw ta te tg th ti",
            "tk tl tn to tr ts tt ug uk ur uz vi wo xh yi yo yue zh zu",
        )
    ).split()
)
_CODE = pattern_of(r"(?P<code>[a-z]{2,3})(?:[-_](?P<rest>[A-Za-z]{2,4}|\d{3}))*", re.IGNORECASE)
_FOLDER = pattern_of(
    r"(?:locales?|i18n|lang|langs|languages?|translations?|messages|l10n|nls|lc_messages|po|localization)",
    re.IGNORECASE,
)
_BUNDLE = pattern_of(
    r"messages?|labels?|captions?|strings?|resources?|bundle|i18n|lang|locale|text|translat|enum|description|caption|validation|wording",
    re.IGNORECASE,
)
_KEYS = frozenset(
    {"id", "key", "code", "name", "string", "identifier", "msgid", "string_id", "label_id", "token", "keys"}
)


def language_of(word: str) -> str:
    """`es-mx` of `es_MX`; empty where the word is no language."""
    found = _CODE.fullmatch(word)
    if not found or found["code"].lower() not in _CODES:
        return ""
    return word.lower().replace("_", "-")


def path_language(path: str) -> str:
    """By the last part of the file's name that is a language, else by the nearest folder that is one."""
    place = PurePosixPath(path)
    for part in reversed(re.split(r"[.]", place.stem)):
        if said := language_of(part):
            return said
    tail = re.search(r"[_-]([a-z]{2,3}(?:[-_][A-Z]{2})?)\Z", place.stem)
    if tail and (said := language_of(tail[1])):
        return said
    folders = (re.sub(r"\Avalues-", "", each).removesuffix(".lproj") for each in reversed(place.parts[:-1]))
    return next((said for each in folders if (said := language_of(each))), "")


def in_folder(path: str) -> bool:
    """Whether a folder above the file is named as those of translations are."""
    return any(_FOLDER.fullmatch(each) for each in PurePosixPath(path).parts[:-1])


def is_bundle(path: str) -> bool:
    """Whether the file's own name is one that translations have."""
    stem = PurePosixPath(path).stem
    return bool(_BUNDLE.search(stem)) or bool(path_language(PurePosixPath(path).name))


def language_columns(row: list[str]) -> tuple[int, tuple[tuple[int, str], ...], int]:
    """(column of the key, columns of languages, column of the description); -1 for what is not there."""
    folded = [each.strip().lower().lstrip("\ufeff") for each in row]
    key = next((index for index, each in enumerate(folded) if each in _KEYS), -1)
    note = next(
        (index for index, each in enumerate(folded) if each in ("description", "comment", "context", "notes")), -1
    )
    spoken = tuple(
        (index, said) for index, each in enumerate(row) if index != key and (said := language_of(each.strip()))
    )
    return key, spoken, note
