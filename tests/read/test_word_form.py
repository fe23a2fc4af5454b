"""Word forms: controls, tables with blanks and lists of boxes are questions; what was filled in is not read."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import word_form
from status_audit.read.question_lines import asked

SPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="w14" xmlns:mc="mc"'
STYLES = '<w:styles {}><w:rPrDefault><w:rPr><w:lang w:val="es-MX"/></w:rPr></w:rPrDefault></w:styles>'


def document(*blocks: str) -> bytes:
    return packed(
        {"word/document.xml": f"<w:document {SPACES}><w:body>{''.join(blocks)}</w:body></w:document>".encode()}
    )


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"word/styles.xml": STYLES.format(SPACES).encode(), **parts}.items():
            archive.writestr(name, content)
    return held.getvalue()


def p(*runs: str) -> str:
    return f"<w:p>{''.join(each if each.startswith('<') else f'<w:r><w:t>{each}</w:t></w:r>' for each in runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{each if each.startswith('<') else p(each)}</w:tc>" for each in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{each}</w:tr>" for each in cells) + "</w:tbl>"


def control(made: str, content: str = "<w:r><w:t>Maria Perez</w:t></w:r>") -> str:
    return f"<w:sdt><w:sdtPr>{made}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def reading_of(folder: Path, content: bytes) -> Reading:
    file = folder / "licence.docx"
    file.write_bytes(content)
    return word_form.read(Source("forms/licence.docx", "word", system="s", file=str(file)))


def fields(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def said(field: Field) -> list[str]:
    return [each.text for each in field.label]


def gaps(reading: Reading) -> list[Gap]:
    return [each for each in reading.items if isinstance(each, Gap)]


def test_content_controls_are_questions(tmp_path: Path) -> None:
    items = '<w:dropDownList><w:listItem w:displayText="Dog" w:value="d"/><w:listItem w:value="cat"/></w:dropDownList>'
    reading = reading_of(
        tmp_path,
        document(
            p("Pet licence"),
            p("Name: ", control('<w:alias w:val="Name of the pet"/><w:tag w:val="pet_name"/><w:text/>')),
            p("Kind of pet: ", control(items), " Born: ", control("<w:date/>")),
            control('<w:tag w:val="notes"/><w:text/>', p("Maria Perez")),
        ),
    )
    found = [(each.name, each.datatype, each.options, " / ".join(said(each))) for each in fields(reading)]
    assert found == [
        ("pet_name", "text", (), "Name / Name of the pet"),
        ("Kind of pet", "select", ("Dog", "cat"), "Kind of pet"),
        ("Born", "date", (), "Born"),
        ("notes", "text", (), "Kind of pet"),
    ]
    assert "Maria" not in repr(reading)
    assert [each.title for each in reading.items if isinstance(each, Container)] == ["Pet licence"]
    assert fields(reading)[0].label[0].language == "es-mx"
    assert not reading.partly


def test_legacy_fields_are_questions(tmp_path: Path) -> None:
    data = '<w:ffData><w:name w:val="Text1"/><w:statusText w:val="Colour of the pet"/><w:textInput/></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    code = '<w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:t>Maria Perez</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    reading = reading_of(tmp_path, document(p("Colour", begin, code, end)))
    (found,) = fields(reading)
    assert (found.name, said(found), found.datatype) == ("Text1", ["Colour", "Colour of the pet"], "text")
    assert "Maria" not in repr(reading)


def test_a_cell_with_a_blank_one_beside_it_is_a_question(tmp_path: Path) -> None:
    rows = table(
        ("Kind of pet", ""), ("Called", "{{ pet.name }}"), ("Owner", "Maria Perez"), ("Sex", "☐ male ☐ female")
    )
    reading = reading_of(tmp_path, document(rows))
    found = [(each.name, each.options, each.location.part) for each in fields(reading)]
    assert found == [
        ("Kind of pet", (), "table 1"),
        ("Called", (), "table 1"),
        ("Sex", ("male", "female"), "table 1"),
    ]
    assert "Maria" not in repr(reading)


def test_the_headings_of_an_empty_table_are_questions(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, document(table(("Pet", "Kind", "Colour"), ("1", "", ""), ("2", "", ""))))
    assert [each.name for each in fields(reading)] == ["Pet", "Kind", "Colour"]


def test_boxes_belong_to_the_line_before_them(tmp_path: Path) -> None:
    lines = (
        p("Which pets do you keep"),
        p("☐ dogs"),
        p('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', " cats"),
    )
    reading = reading_of(tmp_path, document(*lines, p("Colour: ☐ brown ☐ black")))
    assert [(each.name, each.options) for each in fields(reading)] == [
        ("Which pets do you keep", ("dogs", "cats")),
        ("Colour", ("brown", "black")),
    ]


def test_a_letter_is_asked_for_its_lines_and_is_a_gap(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, document(p("Dear owner,"), p("Name: Maria Perez"), p("Does it bite (e.g. you)?")))
    assert [(each.name, each.datatype) for each in fields(reading)] == [
        ("Name", "text-layer"),
        ("Does it bite (e.g. you)?", "text-layer"),
    ]
    assert [each.kind for each in gaps(reading)] == ["unsupported"]
    assert "Maria" not in repr(reading)


def test_text_in_a_box_is_read_once(tmp_path: Path) -> None:
    held = f"<w:txbxContent>{p('Does it bite?')}</w:txbxContent>"
    both = f"<mc:Choice>{held}</mc:Choice><mc:Fallback>{held}</mc:Fallback>"
    box = p(f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    assert [each.name for each in fields(reading_of(tmp_path, document(box)))] == ["Does it bite?"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("1. Do you keep (i.e. own, rent) a pet? If so, name it: ____", ["Do you keep (i.e. own, rent) a pet?"]),
        ("12a) Colour", ["Colour"]),
        ("This is a sentence about pets.", []),
        ("See http://example.org for more", []),
        ("¿Tiene perro? ¿Tiene gato?", ["Tiene perro?", "Tiene gato?"]),
        ("您有狗吗？", ["您有狗吗？"]),
        ("(" * 3000, []),
        ("Is it a U.S. dog? Yes No", ["Is it a U.S. dog?"]),
        ("Is it a U.S. dog?", ["Is it a U.S. dog?"]),
        ("It is a U.S. dog. Yes No", []),
        ("It was seen. Is it tame?", ["Is it tame?"]),
    ],
)
def test_what_a_line_asks(line: str, found: list[str]) -> None:
    assert [each.removeprefix("¿") for each in asked(line)] == found


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"nothing", packed({}), packed({"word/document.xml": b"<w:a"})]
)
def test_a_damaged_document_is_a_gap(content: bytes, tmp_path: Path) -> None:
    assert {each.kind for each in gaps(reading_of(tmp_path, content))} == {"unparsed"}


def test_an_encrypted_document_is_a_gap(tmp_path: Path) -> None:
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert [each.kind for each in gaps(reading_of(tmp_path, wrapped))] == ["encrypted"]


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>',
        b"<a>" * 5000,
        b"<a>" + b"<b/>" * 700_000 + b"</a>",
        b"<a>" + b" " * 101_000_000,
    ],
)
def test_hostile_documents_are_bounded(body: bytes, tmp_path: Path) -> None:
    started = time.monotonic()
    assert "limit" in {each.kind for each in gaps(reading_of(tmp_path, packed({"word/document.xml": body})))}
    assert time.monotonic() - started < 10


def test_the_lock_file_beside_a_document_is_none() -> None:
    assert word_form.accepts("a/b.DOCX", b"PK")
    assert not word_form.accepts("a/~$b.docx", b"x")


def test_mutated_documents_give_questions_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(5)
    body = p("Kind: ", control("<w:date/>")) + table(("Kind of pet", ""), ("Sex", "☐ male")) + p("☐ dogs")
    seed = f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()
    for _ in range(250):
        made = bytearray(seed)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(made))
            made[at : at + chance.randint(0, 12)] = chance.choice([b"", b"<", b"</w:p>", b"<w:tbl>", b"&amp;", b"\xff"])
        reading = reading_of(tmp_path, packed({"word/document.xml": bytes(made)}))
        assert fields(reading) or gaps(reading)


def coded(name: str = "x1", kind: str = "<w:text/>", content: str = "<w:r><w:t>Zanzibar</w:t></w:r>") -> str:
    return control(f'<w:alias w:val="{name}"/><w:tag w:val="{name}"/>{kind}', content)


TAB = "<w:r><w:tab/></w:r>"
CELL = f"<w:tc>{p('Zanzibar')}</w:tc>"
BOXED = "<w14:checkbox/>"
PRINTED = {
    "in the line": [p("Where the pet was born: ", coded())],
    "after a tab, without a colon": [p("Where the pet was born", TAB, coded())],
    "before the words": [p(coded(), " Where the pet was born")],
    "in the next line": [p("Where the pet was born"), p(coded())],
    "around the next line": [p("Where the pet was born"), coded(content=p("Zanzibar"))],
    "in the next cell": [table(("Where the pet was born", p(coded())))],
    "around the line of the next cell": [table(("Where the pet was born", coded(content=p("Zanzibar"))))],
    "around the next cell": [
        table(("Where the pet was born", "")).replace(
            "<w:tc><w:p><w:r><w:t></w:t></w:r></w:p></w:tc>", coded(content=CELL)
        )
    ],
    "below in the same cell": [
        table(("Kind", p(coded("x0"))), ("Kind of owner", p("Where the pet was born") + p(coded())))
    ],
    "in the cell below": [table(("Kind", "Where the pet was born"), (p(coded("x0")), p(coded())))],
}


@pytest.mark.parametrize("blocks", PRINTED.values(), ids=PRINTED.keys())
def test_a_code_for_a_title_leaves_the_printed_words(blocks: list[str], tmp_path: Path) -> None:
    reading = reading_of(tmp_path, document(*blocks))
    found = {each.name: said(each) for each in fields(reading)}
    assert found["x1"][-1] == "Where the pet was born"
    assert all("x1" not in each and "Zanzibar" not in each for each in found["x1"])
    assert not gaps(reading)


def test_a_title_in_words_adds_to_the_printed_words(tmp_path: Path) -> None:
    title = '<w:alias w:val="Place of birth of the pet"/><w:tag w:val="t7"/><w:text/>'
    blocks = [p("Answer: ", control(title)), p("Where was it born?"), p(control(title)), p("Part 2"), p(control(title))]
    found = [said(each) for each in fields(reading_of(tmp_path, document(*blocks))) if each.name == "t7"]
    assert found == [
        ["Answer", "Place of birth of the pet"],
        ["Where was it born?", "Place of birth of the pet"],
        ["Place of birth of the pet"],
    ]


def test_a_code_with_no_words_near_it_is_its_own_label(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, document(p(coded())))
    assert [(each.name, said(each)) for each in fields(reading)] == [("x1", ["x1"])]


def test_check_boxes_with_codes_keep_their_question_and_each_its_own_words(tmp_path: Path) -> None:
    line = p("Is the pet a dog? ", coded("c1", BOXED), " Yes ", coded("c2", BOXED), " No")
    found = {each.name: said(each) for each in fields(reading_of(tmp_path, document(line)))}
    assert found == {"c1": ["Is the pet a dog?", "Yes"], "c2": ["Is the pet a dog?", "No"]}
