"""No shape is passed over that a text holds: what a pattern is said to need stands in whatever it matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.sql import dialect
from status_audit.sql.gate import words_of
from status_audit.sql.shapes import Shape, alternatives, needs

WAYS = [way for row in dialect._SHAPES for way in alternatives(row[-1])]


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_a_pattern_matches_is_found(way: str, data: st.DataObject) -> None:
    plain = re.sub(r"([*+?}])\+", r"\1", way)  # the generator of examples knows no possessive repeats
    example = st.from_regex(re.compile(plain, re.MULTILINE), alphabet=st.characters(max_codepoint=126))
    lowered = data.draw(example).lower()
    if re.search(way, lowered, re.MULTILINE):
        assert Shape(way).found_in(lowered, words_of(lowered))


@pytest.mark.parametrize(
    ("pattern", "words", "runs"),
    [
        (r"\bon\s++conflict\b", {"on", "conflict"}, ()),
        (r"\bwith(?:out)?\s++time", set(), ("time", "with")),
        (r"\bengine\s*+=\s*+\w+", {"engine"}, ("=",)),
        (r"/\*!\d{5}", set(), ("/*!",)),
        (r"ab?c", set(), ("a", "c")),
        (r"\bdbo\.\w", {"dbo"}, ("dbo.",)),
        (r"[ab]c|d", set(), ()),
    ],
)
def test_what_a_pattern_needs(pattern: str, words: set[str], runs: tuple[str, ...]) -> None:
    if "|" in pattern:
        assert alternatives(pattern) == ["[ab]c", "d"]
        return
    assert needs(pattern) == (frozenset(words), runs)
