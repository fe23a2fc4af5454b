"""PDF forms: every field is a question with its own words, and what cannot be read is a gap. Files are made here."""

from __future__ import annotations

import random
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import pdf
from status_audit.read.pdf.tooltip import disagree, usable

pytest.importorskip("pikepdf")
pytest.importorskip("pypdf")

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F 5 0 R >> >> {more} >>"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def document(objects: dict[int, str | bytes], catalogue: str = "", page: str = "", text: str = "") -> bytes:
    """A PDF of one page; object numbers from 10 on are the test's own."""
    content = text.encode("cp1252")
    held: dict[int, str | bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE.format(more=f"/Contents 4 0 R {page}"),
        4: stream(content),
        5: FONT,
        **objects,
    }
    out, at = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(held.items()):
        at[number] = len(out)
        out += (
            f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode("latin-1")) + b"\nendobj\n"
        )
    start = len(out)
    out += f"xref\n0 {max(held) + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, max(held) + 1):
        out += f"{at.get(number, 0):010} {0 if number in at else 65535:05} {'n' if number in at else 'f'} \n".encode()
    out += f"trailer << /Size {max(held) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def stream(content: bytes, more: str = "") -> bytes:
    return f"<< /Length {len(content)} {more} >>\nstream\n".encode() + content + b"\nendstream"


def form(*fields: str, text: str = "", more: str = "") -> bytes:
    """A document whose fields are objects 10, 11 …, each its own widget on page 1."""
    objects: dict[int, str | bytes] = {10 + at: body for at, body in enumerate(fields)}
    listed = " ".join(f"{number} 0 R" for number in objects)
    return document(objects, f"/Lang (es-MX) /AcroForm << /Fields [{listed}] {more} >>", f"/Annots [{listed}]", text)


def field(name: str, more: str = "", kind: str = "/Tx") -> str:
    return f"<< /Type /Annot /Subtype /Widget /FT {kind} /T ({name}) /Rect [100 700 200 715] /V (Maria Perez) {more} >>"


def reading_of(folder: Path, content: bytes) -> Reading:
    file = folder / "intake.pdf"
    file.write_bytes(content)
    return pdf.read(Source("forms/intake.pdf", "pdf", system="s", file=str(file)))


def questions(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def gaps(reading: Reading) -> list[Gap]:
    return [each for each in reading.items if isinstance(each, Gap)]


def test_a_field_has_its_name_tooltip_page_and_language(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, form(field("Client[0]", "/TU (Town where your mother was living)")))
    (found,) = questions(reading)
    assert (found.name, found.kind, found.datatype) == ("Client", "question", "text")
    assert (found.location.ref, found.location.part, found.location.line) == ("intake.Client", "page 1", None)
    assert [(each.text, each.language) for each in found.label] == [("Town where your mother was living", "es-mx")]
    assert [each.name for each in reading.items if isinstance(each, Container)] == ["intake"]
    assert not reading.partly
    assert len(reading.source.sha256) == 64


def test_what_somebody_filled_in_is_never_read(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, form(field("a"), field("b", "/DV (Maria Perez)"), text=said("Name: Maria Perez")))
    assert "Maria" not in repr(reading)
    reading = reading_of(tmp_path, document({}, text=said("Name: Maria Perez")))
    assert [each.name for each in questions(reading)] == ["Name"]


def test_names_of_all_levels_are_joined(tmp_path: Path) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /T (page1[0]) /Kids [11 0 R] >>",
        11: "<< /T (born[2]) /TU (Were you born here?) /FT /Btn /Kids [12 0 R 13 0 R] /Parent 10 0 R >>",
        12: "<< /T (yes[0]) /Subtype /Widget /Parent 11 0 R /TU (Yes.) /AP << /N << /Off null /1 null >> >> >>",
        13: "<< /T (no[0]) /Subtype /Widget /Parent 11 0 R /AP << /N << /Off 4 0 R /2 4 0 R >> >> >>",
    }
    content = document(objects, "/AcroForm << /Fields [10 0 R] >>", "/Annots [12 0 R 13 0 R]")
    found = questions(reading_of(tmp_path, content))
    assert [each.name for each in found] == ["page1.born[2].yes", "page1.born[2].no"]
    assert [each.label[0].text for each in found] == ["Yes.", "Were you born here?"]


def test_a_bare_answer_is_told_with_the_question_beside_it(tmp_path: Path) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /T (keeps) /Kids [11 0 R 12 0 R] >>",
        11: "<< /T (you) /FT /Btn /Parent 10 0 R /TU (Do you keep a dog? You.) >>",
        12: "<< /T (no) /FT /Btn /Parent 10 0 R /TU (No.) >>",
    }
    you, no = questions(reading_of(tmp_path, document(objects, "/AcroForm << /Fields [10 0 R] >>")))
    assert (you.comment, no.label[0].text, no.comment) == ("", "No.", "Do you keep a dog? You.")


def test_buttons_of_one_field_are_one_question_with_their_states(tmp_path: Path) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /T (stay) /TU (Why do you stay?) /FT /Btn /Ff 32768 /Kids [11 0 R 12 0 R 13 0 R] >>",
        11: "<< /Subtype /Widget /Parent 10 0 R /AP << /N << /Off 4 0 R /study 4 0 R >> >> >>",
        12: "<< /Subtype /Widget /Parent 10 0 R /AP << /N << /work 4 0 R >> >> >>",
        13: "<< /Subtype /Widget /Parent 10 0 R /TU (Other reason) /AP << /N << /3 4 0 R >> >> >>",
    }
    content = document(objects, "/AcroForm << /Fields [10 0 R] >>", "/Annots [11 0 R 12 0 R 13 0 R]")
    (found,) = questions(reading_of(tmp_path, content))
    assert (found.datatype, found.options) == ("radio", ("study", "work", "Other reason"))
    assert found.location.part == "page 1"


def test_choices_are_shown_with_what_is_sent(tmp_path: Path) -> None:
    (found,) = questions(reading_of(tmp_path, form(field("c", "/Opt [[(1) (One)] [(T) (Two)] (Three)]", "/Ch"))))
    assert (found.datatype, found.options) == ("select", ("One", "T=Two", "Three"))


def test_a_push_button_asks_nothing(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, form(field("a"), field("print", "/Ff 65536", "/Btn")))
    assert [each.name for each in questions(reading)] == ["a"]


def test_a_widget_in_no_list_is_found_on_its_page(tmp_path: Path) -> None:
    content = document({10: field("stray")}, "/AcroForm << /Fields [] >>", "/Annots [10 0 R]")
    assert [each.name for each in questions(reading_of(tmp_path, content))] == ["stray"]


@pytest.mark.parametrize("junk", ["undefined", " ", "Text12", "_3", "[1]", "Check Box4", "f1_02[0]", "1.2"])
def test_a_tooltip_that_says_nothing_is_no_label(junk: str) -> None:
    assert not usable(junk)


@pytest.mark.parametrize("said", ["Sex", "No.", "ZIP Code", "¿Dónde nació?", "出生地"])
def test_a_tooltip_that_says_something_is_kept(said: str) -> None:
    assert usable(said) == said


@pytest.mark.parametrize(
    ("name", "tooltip", "differ"),
    [
        ("HomePhone", "Height in feet and inches", True),
        ("p1.mother_maiden", "Number of dogs kept", True),
        ("dogs_kept", "Number of dogs kept", False),
        ("dob", "Date of Birth", False),
        ("strtAddr", "Street Address", False),
        ("Text4", "Number of dogs kept", False),
        ("HomePhone", "Telefon", False),
    ],
)
def test_a_name_and_a_tooltip_may_disagree(name: str, tooltip: str, differ: bool) -> None:
    assert disagree(name, tooltip) is differ


def test_the_disagreement_is_noted_and_both_are_kept(tmp_path: Path) -> None:
    (found,) = questions(reading_of(tmp_path, form(field("HomePhone", "/TU (Height in feet and inches)"))))
    assert found.name == "HomePhone"
    assert found.label[0].text == "Height in feet and inches"
    assert "no word in common" in found.comment


def said(*lines: str, top: int = 703) -> str:
    """Text from the left margin, one line below the other."""
    shown = " ".join(f"({line}) Tj 0 -40 Td" for line in lines)
    return f"BT /F 9 Tf 20 {top} Td {shown} ET"


@pytest.mark.parametrize("tooltip", ["", "/TU (undefined)"])
def test_without_a_tooltip_the_words_beside_it_are_its_comment(tooltip: str, tmp_path: Path) -> None:
    (found,) = questions(reading_of(tmp_path, form(field("Text1", tooltip), text=said("Name of the dog", "Colour"))))
    assert (found.label, found.comment) == ((), "Name of the dog")


def test_a_button_is_named_by_what_stands_right_of_it(tmp_path: Path) -> None:
    box = field("Box1", "", "/Btn").replace("[100 700 200 715]", "[300 700 310 710]")
    text = said("1. Do you keep any dogs in this house?") + " BT /F 9 Tf 315 703 Td (Yes) Tj ET"
    (found,) = questions(reading_of(tmp_path, form(box, text=text)))
    assert found.comment == "1. Do you keep any dogs in this house? Yes"


def test_a_question_over_several_lines_is_told_whole(tmp_path: Path) -> None:
    box = field("Box1", "", "/Btn").replace("[100 700 200 715]", "[300 678 310 688]")
    said_in = ("2.b. Did you in any of the last five", "years keep a dog or take care", "of a dog or of any cat?")
    text = "BT /F 9 Tf 11 TL 20 703 Td " + " T* ".join(f"({each}) Tj" for each in said_in) + " ET"
    text += " BT /F 9 Tf 315 681 Td (No) Tj ET"
    (found,) = questions(reading_of(tmp_path, form(box, text=text)))
    assert (
        found.comment == "2.b. Did you in any of the last five years keep a dog or take care of a dog or of any cat? No"
    )


def test_fields_that_nothing_names_are_a_gap(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, form(field("Text1"), field("3_2"), field("dog")))
    assert [(each.kind, each.count) for each in gaps(reading)] == [("no-text", 2)]
    assert len(questions(reading)) == 3


def test_a_document_without_fields_is_asked_for_its_text(tmp_path: Path) -> None:
    lines = ("Where do you keep the dog?", "Name of the dog: Rex", "Colour ________", "This is prose.", "4. Breed")
    reading = reading_of(tmp_path, document({}, "/Lang (en)", text=said(*lines)))
    found = questions(reading)
    assert [each.name for each in found] == ["Where do you keep the dog?", "Name of the dog", "Colour", "Breed"]
    assert {each.datatype for each in found} == {"text-layer"}
    assert {each.location.part for each in found} == {"page 1"}
    assert [each.kind for each in gaps(reading)] == ["unsupported"]
    assert reading.partly


def test_a_scanned_page_is_a_gap(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, document({}))
    assert not questions(reading)
    assert [each.kind for each in gaps(reading)] == ["no-text"]


TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform name="top" locale="fr_CA">
<subform name="Page1"><field name="Country"><ui><choiceList/></ui><caption><value><text>Country</text></value></caption>
<items><text>Anvard</text><text>Calormen</text></items><items save="1"><text>1</text><text>2</text></items>
<assist><speak>Question 5. Country of your birth</speak></assist></field>
<exclGroup name="owns"><caption><value><text>Do you own it?</text></value></caption>
<field name="y"><caption><value><text>Yes</text></value></caption></field>
<field name="n"><caption><value><text>No</text></value></caption></field></exclGroup>
<field name="go"><ui><button/></ui></field></subform></subform></template>"""


@pytest.mark.parametrize("packed", [False, True])
def test_an_xfa_template_is_read(packed: bool, tmp_path: Path) -> None:
    if packed:
        objects: dict[int, str | bytes] = {
            10: stream(f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">{TEMPLATE}</xdp:xdp>'.encode())
        }
        content = document(objects, "/AcroForm << /Fields [] /XFA 10 0 R >>")
    else:
        objects = {10: stream(zlib.compress(TEMPLATE.encode()), "/Filter /FlateDecode"), 11: stream(b"<x>Maria</x>")}
        content = document(objects, "/AcroForm << /Fields [] /XFA [(template) 10 0 R (datasets) 11 0 R] >>")
    country, owns = questions(reading_of(tmp_path, content))
    assert (country.name, country.datatype, country.options) == ("top.Page1.Country", "select", ("Anvard", "Calormen"))
    assert [each.text for each in country.label] == ["Country", "Question 5. Country of your birth"]
    assert country.label[0].language == "fr-ca"
    assert (owns.name, owns.datatype, owns.options) == ("top.Page1.owns", "radio", ("Yes", "No"))
    assert country.location.part == "XFA"


def test_a_field_and_its_template_are_one_question(tmp_path: Path) -> None:
    objects: dict[int, str | bytes] = {
        9: stream(TEMPLATE.encode()),
        10: "<< /T (top[0]) /Kids [11 0 R] >>",
        11: "<< /T (Page1[0]) /Kids [12 0 R] >>",
        12: field("Country[0]", "", "/Ch"),
    }
    content = document(objects, "/AcroForm << /Fields [10 0 R] /XFA [(template) 9 0 R] >>", "/Annots [12 0 R]")
    found = questions(reading_of(tmp_path, content))
    assert [each.name for each in found] == ["top.Page1.Country", "top.Page1.owns"]
    assert found[0].location.part == "page 1"
    assert found[0].options == ("Anvard", "Calormen")


def test_entities_in_a_template_are_refused(tmp_path: Path) -> None:
    hostile = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><template>&b;</template>'
    content = document({10: stream(hostile.encode())}, "/AcroForm << /Fields [] /XFA 10 0 R >>")
    assert "limit" in [each.kind for each in gaps(reading_of(tmp_path, content))]


def test_an_encrypted_document_is_a_gap_unless_anybody_may_open_it(tmp_path: Path) -> None:
    import pikepdf

    (tmp_path / "plain.pdf").write_bytes(form(field("dog")))
    for password in ("secret", ""):
        with pikepdf.open(tmp_path / "plain.pdf") as plain:
            plain.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user=password, owner="owner"))
        reading = reading_of(tmp_path, (tmp_path / "locked.pdf").read_bytes())
        assert [each.kind for each in gaps(reading)] == (["encrypted"] if password else [])
        assert len(questions(reading)) == (0 if password else 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"%PDF-1.4\nnothing at all\n%%EOF", b"\0" * 5000, b"MZ\x90"])
def test_a_damaged_document_is_a_gap(content: bytes, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, content)
    assert [each.kind for each in gaps(reading)] == ["unparsed"]
    assert reading.partly


def test_a_document_is_known_by_its_first_bytes_or_its_name() -> None:
    assert pdf.accepts("a/b.PDF", b"")
    assert pdf.accepts("a/download", b"%PDF-1.5")
    assert not pdf.accepts("a/b.txt", b"PDF")


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


def test_without_the_libraries_it_is_a_gap_that_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, "pikepdf", "pypdf")
    assert pdf.accepts("a.pdf", b"%PDF-1.7")
    (gap,) = gaps(reading_of(tmp_path, form(field("a"))))
    assert (gap.kind, gap.remedy) == ("missing-extra", 'pip install "status-audit[forms]"')


def test_the_slower_library_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = form(field("a", "/TU (Name of the dog)"), field("c", "/Opt [[(1) (One)] (Three)]", "/Ch"))
    by_one = reading_of(tmp_path, content)
    without(monkeypatch, "pikepdf")
    assert reading_of(tmp_path, content) == by_one


def test_without_the_library_for_text_its_lack_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "pypdf", "pypdfium2")
    reading = reading_of(tmp_path, document({}, text=said("Name of the dog: Rex")))
    assert [each.kind for each in gaps(reading)] == ["missing-extra"]


def test_fields_that_go_round_in_circles_end(tmp_path: Path) -> None:
    objects: dict[int, str | bytes] = {
        10: "<< /T (a) /Kids [11 0 R 10 0 R] /Parent 11 0 R >>",
        11: "<< /T (b) /FT /Tx /Kids [10 0 R] /Parent 10 0 R >>",
    }
    reading_of(tmp_path, document(objects, "/AcroForm << /Fields [10 0 R 11 0 R] >>", "/Annots [10 0 R 11 0 R]"))


@pytest.mark.parametrize("where", ["xfa", "page", "objects"])
def test_a_stream_that_unpacks_without_end_is_bounded(where: str, tmp_path: Path) -> None:
    bomb = stream(zlib.compress(b"(a) Tj " * 30_000_000, 9), "/Filter /FlateDecode" + objects_in(where))
    if where == "xfa":
        content = document({10: bomb}, "/AcroForm << /Fields [] /XFA 10 0 R >>")
    elif where == "page":
        content = document({4: bomb})
    else:
        content = document({10: bomb, 11: "<< /Type /Pages /Kids [12 0 R] >>"})
    started = time.monotonic()
    reading = reading_of(tmp_path, content)
    assert gaps(reading)
    assert time.monotonic() - started < 10


def objects_in(where: str) -> str:
    return " /Type /ObjStm /N 4000000 /First 10" if where == "objects" else ""


def test_mutated_documents_give_questions_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(7)
    seeds = [
        form(field("a", "/TU (Name of the dog)"), field("c", "/Opt [[(1) (One)] (Three)]", "/Ch")),
        form(field("b"), text=said("Name of the dog", "4. Breed")),
        document({10: stream(TEMPLATE.encode())}, "/AcroForm << /Fields [] /XFA 10 0 R >>"),
        document({}, text=said("Where do you keep the dog?")),
    ]
    for _ in range(100):
        content = mutated(chance.choice(seeds), chance)
        reading = reading_of(tmp_path, content)
        assert questions(reading) or gaps(reading)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled or moved in a few places."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(made) or 1), chance.randint(1, 40)
        change = chance.randrange(4)
        if change == 0:
            made[at : at + 1] = bytes([chance.randrange(256)])
        elif change == 1:
            del made[at : at + length]
        elif change == 2:
            made[at:at] = made[chance.randrange(len(made) or 1) :][:length]
        else:
            made[at : at + length] = chance.choice([b"<<", b"[", b"/Kids", b"10 0 R", b"-1", b"9999999999", b"stream"])
    return bytes(made)


def test_the_gap_for_a_file_that_is_gone(tmp_path: Path) -> None:
    held: Any = pdf.read(Source("a.pdf", "pdf", file=str(tmp_path / "none.pdf")))
    assert [each.kind for each in gaps(held)] == ["not-visible"]


def test_more_fields_than_are_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.pdf.fields.FIELDS", 20)
    reading = reading_of(tmp_path, form(*(field(f"f{number}", "/TU (Name of the dog)") for number in range(30))))
    assert len(questions(reading)) == 20
    assert "limit" in [each.kind for each in gaps(reading)]


def at(left: int, bottom: int, text: str) -> str:
    return f"BT /F 9 Tf {left} {bottom} Td ({text}) Tj ET "


def grid(*boxes: tuple[int, int, int, int]) -> str:
    """Cells: left, bottom, width, height."""
    return " ".join(f"{left} {bottom} {width} {height} re S" for left, bottom, width, height in boxes) + " "


def test_the_words_at_the_top_of_a_drawn_cell_are_asked_and_what_is_written_below_is_not(tmp_path: Path) -> None:
    text = grid((50, 600, 200, 40), (250, 600, 200, 40))
    text += (
        at(53, 630, "Breed of the dog") + at(60, 606, "POODLE") + at(253, 630, "Colour of its") + at(253, 619, "fur")
    )
    found = questions(reading_of(tmp_path, document({}, text=text)))
    assert [each.name for each in found] == ["Breed of the dog", "Colour of its fur"]


def test_of_a_table_that_is_filled_in_only_the_headings_are_asked(tmp_path: Path) -> None:
    rows = (("Dog", "Breed", "Colour"), ("Rex", "Poodle", "Brown"), ("Bella", "Boxer", "Black"), ("Odo", "Pug", "Grey"))
    text = ""
    for line, row in enumerate(rows):
        for column, said_in in enumerate(row):
            bottom = 600 - 40 * line
            text += grid((50 + 100 * column, bottom, 100, 40)) + at(53 + 100 * column, bottom + 30, said_in)
    found = questions(reading_of(tmp_path, document({}, text=text)))
    assert [each.name for each in found] == ["Dog", "Breed", "Colour"]


def test_words_before_or_below_a_drawn_line_are_asked(tmp_path: Path) -> None:
    text = (
        at(50, 600, "Breed of the dog") + "140 599 m 300 599 l S " + "50 500 m 250 500 l S " + at(60, 489, "Signature")
    )
    found = questions(reading_of(tmp_path, document({}, text=text)))
    assert [each.name for each in found] == ["Breed of the dog", "Signature"]


def test_drawn_boxes_are_the_choices_of_the_words_before_or_above_them(tmp_path: Path) -> None:
    text = (
        at(50, 600, "Is it a dog?")
        + grid((150, 600, 9, 9), (200, 600, 9, 9))
        + at(163, 600, "Yes")
        + at(213, 600, "No")
    )
    text += at(50, 560, "Colour of its fur")
    text += grid((50, 545, 9, 9), (50, 530, 9, 9)) + at(63, 545, "brown") + at(63, 530, "black and white")
    found = questions(reading_of(tmp_path, document({}, text=text)))
    assert [(each.name, each.options) for each in found] == [
        ("Is it a dog?", ("Yes", "No")),
        ("Colour of its fur", ("brown", "black and white")),
    ]


def test_a_question_in_one_column_takes_no_line_of_the_other(tmp_path: Path) -> None:
    text = at(50, 600, "Have you in any of the last five years kept") + at(
        320, 600, "In the city and in the country there are"
    )
    text += at(50, 589, "a dog or a cat?") + at(320, 589, "many dogs of all kinds.")
    (found,) = questions(reading_of(tmp_path, document({}, text=text)))
    assert found.name == "Have you in any of the last five years kept a dog or a cat?"


def test_the_question_of_a_button_is_in_its_own_column_and_is_no_answer(tmp_path: Path) -> None:
    boxes = [
        field(name, "", "/Btn").replace("[100 700 200 715]", f"[{left} 600 {left + 9} 609]")
        for name, left in (("q1", 250), ("q2", 290))
    ]
    text = (
        at(20, 600, "Name of the dog") + at(150, 600, "4. Is it a poodle?") + at(262, 600, "Yes") + at(302, 600, "No")
    )
    found = questions(reading_of(tmp_path, form(*boxes, text=text)))
    assert [each.comment for each in found] == ["4. Is it a poodle? Yes", "4. Is it a poodle? No"]


def test_fields_with_a_mere_number_beside_them_are_told_the_heading_above(tmp_path: Path) -> None:
    blanks = [
        field(f"Text{number}").replace("[100 700 200 715]", f"[100 {600 - 20 * number} 200 {612 - 20 * number}]")
        for number in (1, 2, 3)
    ]
    text = at(80, 603, "Breeds of all your dogs") + "".join(
        at(80, 603 - 20 * number, f"15.{letter}.") for number, letter in ((1, "a"), (2, "b"), (3, "c"))
    )
    found = questions(reading_of(tmp_path, form(*blanks, text=text)))
    assert {each.comment for each in found} == {"Breeds of all your dogs"}


def test_a_page_without_fields_is_asked_for_its_boxes_and_blanks_alone(tmp_path: Path) -> None:
    text = at(50, 600, "Where do you read this?") + at(50, 560, "Name of the dog ________")
    objects: dict[int, str | bytes] = {
        2: "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        6: PAGE.format(more="/Contents 7 0 R"),
        7: stream(text.encode()),
        10: field("Client", "/TU (Name of the client)"),
    }
    content = document(objects, "/AcroForm << /Fields [10 0 R] >>", "/Annots [10 0 R]")
    found = questions(reading_of(tmp_path, content))
    assert [(each.name, each.location.part) for each in found] == [("Client", "page 1"), ("Name of the dog", "page 2")]


def test_a_page_turned_on_its_side_is_read_as_it_is_shown(tmp_path: Path) -> None:
    box = field("Text1").replace("[100 700 200 715]", "[94 200 109 300]")
    text = "BT /F 9 Tf 0 1 -1 0 105 130 Tm (Name of the dog) Tj ET"
    objects: dict[int, str | bytes] = {10: box}
    content = document(objects, "/AcroForm << /Fields [10 0 R] >>", "/Annots [10 0 R] /Rotate 90", text)
    (found,) = questions(reading_of(tmp_path, content))
    assert found.comment == "Name of the dog"


def test_a_scan_among_other_pages_is_a_gap_that_names_it(tmp_path: Path) -> None:
    picture = stream(
        bytes(48), "/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    )
    objects: dict[int, str | bytes] = {
        2: "<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        6: "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 7 0 R"
        " /Resources << /XObject << /I 8 0 R >> >> >>",
        7: stream(b"612 0 0 792 0 0 cm /I Do"),
        8: picture,
    }
    found = gaps(reading_of(tmp_path, document(objects, text=said("Name of the dog ________"))))
    assert [(each.kind, each.location.part) for each in found] == [("no-text", "page 2"), ("unsupported", "")]


def test_attached_files_are_a_gap(tmp_path: Path) -> None:
    names = "/Names << /EmbeddedFiles << /Names [(a.pdf) 20 0 R (b.pdf) 20 0 R] >> >>"
    objects: dict[int, str | bytes] = {20: "<< /Type /Filespec /F (a.pdf) >>", 10: field("Client", "/TU (Name of it)")}
    content = document(objects, f"/AcroForm << /Fields [10 0 R] >> {names}", "/Annots [10 0 R]")
    assert [(each.kind, each.count) for each in gaps(reading_of(tmp_path, content))] == [("unsupported", 2)]


def test_without_the_faster_library_the_text_is_read_by_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = document({}, text=said("Where do you keep the dog?", "Colour ________"))
    by_one = reading_of(tmp_path, content)
    without(monkeypatch, "pypdfium2")
    assert [each.name for each in questions(reading_of(tmp_path, content))] == [each.name for each in questions(by_one)]


def test_a_page_that_ends_the_process_is_a_gap_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import json, os, sys\n"
        "first, last = int(sys.argv[1]), int(sys.argv[2])\n"
        "numbers = range(first, last + 1) if first else map(int, sys.argv[3:])\n"
        "print(json.dumps({'pages': 3}), flush=True)\n"
        "for number in numbers:\n"
        "    if number == 2: os.abort()\n"
        "    page = {'page': number, 'turn': [0, 612, 792], 'whole': True, 'rules': [], 'squares': [], 'pictures': 0}\n"
        "    print(json.dumps({**page, 'runs': [['Is it a dog?', 50, 600, 120, 612]]}), flush=True)\n"
    )
    monkeypatch.setattr("status_audit.read.pdf.pages.PROGRAM", program)
    objects: dict[int, str | bytes] = {
        2: "<< /Type /Pages /Kids [3 0 R 6 0 R 7 0 R] /Count 3 >>",
        6: PAGE.format(more=""),
        7: PAGE.format(more=""),
    }
    reading = reading_of(tmp_path, document(objects))
    assert [each.location.part for each in questions(reading)] == ["page 1", "page 3"]
    assert [(each.kind, each.location.part) for each in gaps(reading)] == [("unparsed", "page 2")]


def test_boxes_without_a_question_ask_each_for_itself(tmp_path: Path) -> None:
    text = grid((50, 600, 9, 9), (50, 580, 9, 9)) + at(63, 600, "I keep a dog.") + at(63, 580, "I keep a cat.")
    found = questions(reading_of(tmp_path, document({}, text=text)))
    assert [each.name for each in found] == ["I keep a dog", "I keep a cat"]


@pytest.mark.parametrize(
    ("beside", "comment"),
    [
        (
            "Home phone",
            "The name of this form field and its tooltip have no word in common. Beside it stands: Home phone.",
        ),
        ("Colour of the dog", ""),
    ],
)
def test_the_page_decides_where_name_and_tooltip_disagree(beside: str, comment: str, tmp_path: Path) -> None:
    content = form(field("HomePhone", "/TU (What colour has the dog)"), text=said(beside))
    (found,) = questions(reading_of(tmp_path, content))
    assert (found.label[0].text, found.comment) == ("What colour has the dog", comment)


def test_a_numbered_passage_is_no_label(tmp_path: Path) -> None:
    text = at(50, 600, "1. Take your dog to the office") + at(62, 589, "and bring its papers along.")
    found = questions(reading_of(tmp_path, document({}, text=text + at(50, 560, "2. Breed of the dog"))))
    assert [each.name for each in found] == ["Breed of the dog"]
