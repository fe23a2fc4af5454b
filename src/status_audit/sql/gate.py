"""The cheapest honest questions to a script: which words stand in it, and whether it could do more than query and write."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re
from functools import cache

from status_audit.patterns import pattern_of

PHRASE = (3, 80)
"""Characters of a quoted name or literal that is asked about as a whole."""
_DECLARES = frozenset({"create", "alter", "drop", "grant", "revoke", "deny", "exec", "execute", "revert", "sp_rename"})
"""Words of statements that declare, permit, take back or call. They count wherever they stand: literals may be run."""
_WIDE_SIGNS = (
    "export database", "all tables", "tables in schema", "default privileges", "db_datareader", "db_owner", "pg_read_all_data",
    "import foreign schema",
)  # fmt: skip
_WIDE_WORDS = frozenset({
    "export", "tables", "privileges", "db_datareader", "db_owner", "pg_read_all_data", "foreign", "grant",
})  # fmt: skip
_GRANT = pattern_of(r"grant\s++(?P<what>[^;]{0,600}?)\sto\s")
_ON = pattern_of(r"\son\s++(?P<object>[^;]++)")
_WIDE_OBJECT = pattern_of(r"(?:all|future|schema|database|dataset|catalog|account|server|\*|\S++\.\s*+\*)")
_RUNS = pattern_of(
    r"exec(?:ute)?\s*+(?:\(|immediate\b|n?'|format\b|\$|concat|[a-z_]\w*+\s*+(?:;|\|\||into\b|using\b|\Z))|sp_executesql|prepare\s++\w++\s++from\b"
)
_QUOTES = "'\"`"


def words_of(text: str) -> frozenset[str]:
    """Every word as spelled, of letters, digits and `_`; `#`, `@` and `$` separate words, since parsers drop them."""
    found = frozenset(text.encode("utf-8", "replace").translate(_separators()).decode("utf-8", "replace").split())
    if text.isascii():
        return found
    other = {word for word in found if not word.isascii()}
    return (found - other).union(*(re.findall(r"\w+", word) for word in other))


def phrases_of(text: str) -> frozenset[str]:
    """Stretches between two quotes of one kind that hold a blank: whichever quote opens, the phrase is among them."""
    least, most = PHRASE
    found: set[str] = set()
    for quote in _QUOTES:
        if quote in text:
            found.update(each for each in text.split(quote) if least <= len(each) <= most and " " in each)
    if "[" in text:
        for each in text.split("]"):
            at = each.find("[")
            while at >= 0:
                inside = each[at + 1 :]
                if least <= len(inside) <= most and " " in inside:
                    found.add(inside)
                at = each.find("[", at + 1)
    return frozenset(found)


def declares(words: frozenset[str]) -> bool:
    """Whether a word of the script may open a statement that declares, permits or calls. Takes folded words."""
    return not _DECLARES.isdisjoint(words)


def is_wide(text: str, words: frozenset[str]) -> bool:
    """Whether a grant, a share or an export may reach relations that it does not name. `words` are the text's, folded."""
    if _WIDE_WORDS.isdisjoint(words):
        return False
    lowered = text.lower()
    if any(sign in lowered for sign in _WIDE_SIGNS):
        return True
    return "grant" in lowered and any(_is_wide_grant(found["what"]) for found in _GRANT.finditer(lowered))


def _is_wide_grant(what: str) -> bool:
    on = _ON.search(f" {what}")
    if on is None:
        return re.search(r"\b(?:select|all|any|control|read)\b", what) is not None
    return _WIDE_OBJECT.match(on["object"]) is not None or "::" in on["object"]


def runs_text(text: str) -> bool:
    """Whether it seems to run SQL that is a value: text that is put together at run time."""
    lowered = text.lower()
    return ("exec" in lowered or "prepare" in lowered) and _RUNS.search(lowered) is not None


@cache
def _separators() -> bytes:
    return bytes(code if code > 127 or chr(code).isalnum() or code == 95 else 32 for code in range(256))
