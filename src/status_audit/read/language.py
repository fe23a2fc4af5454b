"""The language that a heading names: `label::Español (es)` is `es`."""

from __future__ import annotations

from status_audit.patterns import pattern_of

TAG = pattern_of(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)")
NAMED = pattern_of(r":{1,2}\s*([^:()]+)")
NAMES = {
    "english": "en",
    "spanish": "es",
    "español": "es",
    "french": "fr",
    "français": "fr",
    "arabic": "ar",
    "العربية": "ar",
    "portuguese": "pt",
    "português": "pt",
    "chinese": "zh",
    "中文": "zh",
    "russian": "ru",
    "русский": "ru",
    "ukrainian": "uk",
    "vietnamese": "vi",
    "haitian creole": "ht",
    "kreyòl": "ht",
    "somali": "so",
    "korean": "ko",
    "tagalog": "tl",
    "german": "de",
    "deutsch": "de",
    "italian": "it",
    "polish": "pl",
    "turkish": "tr",
    "persian": "fa",
    "farsi": "fa",
    "dari": "prs",
    "pashto": "ps",
    "hindi": "hi",
    "urdu": "ur",
    "bengali": "bn",
    "swahili": "sw",
    "amharic": "am",
    "burmese": "my",
    "japanese": "ja",
    "indonesian": "id",
}


def spoken(name: str) -> str:
    """BCP 47, lower case, of a language by tag or by name: `fr_CA`, `French`, `French (fr)`; empty for none."""
    tag = TAG.search(name)
    text = (tag.group(1) if tag else name).strip().casefold().replace("_", "-")
    return "" if text in ("default", "und", "x-default") else NAMES.get(text, text)


def language_of(heading: str) -> str:
    """BCP 47, lower case; the name as given where it is not known; empty where there is none."""
    tag = TAG.search(heading)
    if tag:
        return tag.group(1).lower().replace("_", "-")
    named = NAMED.search(heading)
    text = " ".join(named.group(1).split()).casefold() if named else ""
    return NAMES.get(text, text)
