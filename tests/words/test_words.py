"""Names and text of any script become the same folded words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from status_audit.words import BREAK, fold, segment, split, tokens
from status_audit.words.segments import scan


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("birthCountry", ("birth", "country")),
        ("CTZN_STAT_CD", ("ctzn", "stat", "cd")),
        ("i_94_no", ("i94", "no")),
        ("I94Number", ("i94", "number")),
        ("isUSCitizen", ("is", "us", "citizen")),
        ("DateEnteredUS", ("date", "entered", "us")),
        ("H_1_B", ("h1b",)),
        ("visa_type_7", ("visa", "type", "7")),
        ("PaísNacimiento", ("pais", "nacimiento")),
        ("", ()),
    ],
)
def test_split(name: str, words: tuple[str, ...]) -> None:
    assert split(name) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Did you enter the U.S. (Form I-94)?", ("did", "you", "enter", "the", "us", "form", "i94", BREAK)),
        ("A-Number", ("anumber",)),
        ("Alien #", ("alien", "number")),
        ("¿Dónde nació?", (BREAK, "donde", "nacio", BREAK)),
        ("জন্মস্থান ও তারিখ।", ("জন্মস্থান", "ও", "তারিখ", BREAK)),
        ("d'étranger", ("d", "etranger")),
    ],
)
def test_tokens(text: str, words: tuple[str, ...]) -> None:
    assert tokens(text) == words


def test_one_spelling_for_one_word() -> None:
    assert fold("جنسیت") == fold("جنسيت")
    assert fold("ＢＩＲＴＨ") == "birth"
    assert fold("Naissance\u200b") == "naissance"
    assert fold("Straße") == "strasse"


def test_segment_needs_a_telling_word_and_a_whole_cover() -> None:
    known = {"birth", "country", "tempat", "lahir", "birthplace", "nation"}
    telling = {"birth", "lahir", "birthplace"}.__contains__
    assert segment("birthcountry", known, telling) == ("birth", "country")
    assert segment("tempatlahir", known, telling) == ("tempat", "lahir")
    assert segment("vbirthplace", known, telling) == ("v", "birthplace")
    assert segment("destination", known, telling) == ()
    assert segment("birthxyz", known, telling) == ()


def test_scan_takes_the_longest_known_word() -> None:
    assert scan("您的出生国家是", {"出生", "国", "国家"}) == ("您的", "出生", "国家", "是")


@given(st.text(max_size=60))
def test_any_text_is_split_and_folded(text: str) -> None:
    assert all(word and word == fold(word) for word in split(text) if word.isascii())
    assert all(isinstance(word, str) and word for word in tokens(text))
    assert fold(fold(text)) == fold(text) or not text.isascii()
