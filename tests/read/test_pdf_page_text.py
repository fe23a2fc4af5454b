"""Pages of PDFs in scripts other than Latin, and of fonts that do not name their letters."""

from __future__ import annotations

import pytest

from status_audit.read.pdf.page_text import Piece, Rule, page_of, spoken
from status_audit.read.pdf.wording import questions


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("o\ufb03ce of the \ufb01rst \ufb02oor", "office of the first floor"),
        ("\ufee3\ufedc\ufe8e\ufee5 \ufe8d\ufedf\ufee4\ufef4\ufefc\ufea9", "مكان الميلاد"),
        ("\uf0a8 Yes \uf06f No", "☐ Yes ☐ No"),
        ("7KH\x03ILOLQJ\x03SHULRG", "The filing period"),
        ("Quốc gia nơi sinh", "Quốc gia nơi sinh"),
        ("出生地点", "出生地点"),
        ("one\u202etwo\x07", "onetwo"),
    ],
)
def test_letters_are_read_as_they_are_typed(written: str, read: str) -> None:
    assert spoken(written) == read


def test_a_line_written_from_the_right_is_read_from_the_right() -> None:
    page = page_of(
        [Piece("الميلاد؟", 400, 440, 600, 10), Piece("أين", 480, 500, 600, 10), Piece("مكان", 443, 477, 600, 10)]
    )
    assert [each.text for each in page.pieces] == ["أين مكان الميلاد؟"]
    assert [each.text for each in questions(page)] == ["أين مكان الميلاد؟"]


def test_a_drawn_line_parts_what_stands_close_together() -> None:
    pieces = [Piece("Name", 50, 75, 600, 10), Piece("Breed", 79, 100, 600, 10)]
    assert [each.text for each in page_of(pieces).pieces] == ["Name Breed"]
    assert [each.text for each in page_of(pieces, [Rule(77, 590, 77, 620)]).pieces] == ["Name", "Breed"]


def test_letters_that_touch_are_one_word_and_others_two() -> None:
    pieces = [Piece("ميل", 470, 500, 600, 10), Piece("ادك", 450, 470, 600, 10), Piece("بلد", 420, 446, 600, 10)]
    assert [each.text for each in page_of(pieces).pieces] == ["ميلادك بلد"]
