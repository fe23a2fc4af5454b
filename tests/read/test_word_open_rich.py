"""OpenDocument and rich text forms, and the heads and feet of Word forms: questions, and nothing that was filled in."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.read.test_word_form import SPACES, control, p, packed

from status_audit.model import Field, Gap, Reading, Source
from status_audit.read import word_form

OPEN = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:form="f" xmlns:draw="d" xmlns:xml="x"'


def reading_of(folder: Path, content: bytes, name: str) -> Reading:
    file = folder / name
    file.write_bytes(content)
    return word_form.read(Source(f"forms/{name}", "word", system="s", file=str(file)))


def fields(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def kinds(reading: Reading) -> list[str]:
    return [each.kind for each in reading.items if isinstance(each, Gap)]


def opened(body: str) -> bytes:
    text = f"<office:document {OPEN}><office:body><office:text>{body}</office:text></office:body></office:document>"
    return packed({"content.xml": text.encode()})


FORMS = """<office:forms><form:form>
<form:checkbox xml:id="c1" form:name="tame" form:label="It is tame"/>
<form:listbox xml:id="c2" form:name="kind" form:title="Kind of pet">
<form:option form:label="Dog"/><form:option form:label="Cat"/></form:listbox>
</form:form></office:forms>"""


def test_an_open_document_is_read(tmp_path: Path) -> None:
    body = (
        f"{FORMS}<text:p>Pet licence</text:p>"
        "<text:tracked-changes><text:p>Was it a cat?</text:p></text:tracked-changes>"
        "<text:p>Where<text:s/>was it born? <text:text-input text:description='Town of the pet'>Zanzibar"
        "</text:text-input></text:p>"
        "<text:p><draw:control draw:control='c1'/></text:p><text:p><draw:control draw:control='c2'/></text:p>"
        "<table:table><table:table-header-rows><table:table-row>"
        "<table:table-cell><text:p>Colour</text:p></table:table-cell>"
        "<table:table-cell><text:p/></table:table-cell></table:table-row></table:table-header-rows></table:table>"
        "<text:p>Breed: <text:drop-down text:name='breed'><text:label text:value='Pug'/>"
        "<text:label text:value='Boxer'/>Pug</text:drop-down></text:p>"
    )
    reading = reading_of(tmp_path, opened(body), "licence.odt")
    assert [(each.name, each.label[0].text, each.datatype, each.options) for each in fields(reading)] == [
        ("Town of the pet", "Where was it born?", "text", ()),
        ("tame", "It is tame", "checkbox", ()),
        ("kind", "Kind of pet", "select", ("Dog", "Cat")),
        ("Colour", "Colour", "cell", ()),
        ("breed", "Breed", "select", ("Pug", "Boxer")),
    ]
    assert "Zanzibar" not in repr(reading)


RICH = r"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Maria Perez}}
{\header Licence}\pard Where was it born? ____\par
Ciudad de nacimiento \'bfcu\'e1l? \par
{\deleted Was it a cat?\par}
\u1052?\u1077?\u1089?\u1090?\u1086?: ______\par
Kind of pet: {\field{\*\fldinst FORMDROPDOWN
{\*\formfield{\fftype2{\*\ffname kind}{\*\ffl Dog}{\*\ffl Cat}}}}{\fldrslt Dog}}\par
Town: {\field{\*\fldinst FORMTEXT
{\*\formfield{\fftype0{\*\ffname town}{\*\ffstattext Town where it lives}}}}{\fldrslt Zanzibar}}\par
\trowd\cellx100\cellx200\intbl Colour\cell\cell\row
\trowd\cellx100\cellx200\intbl Breed\cell ____\cell\row
}"""


def test_a_rich_text_is_read(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, RICH.encode("latin-1"), "licence.rtf")
    assert [(each.name, each.datatype, each.options) for each in fields(reading)] == [
        ("Where was it born?", "text-layer", ()),
        ("Ciudad de nacimiento ¿cuál?", "text-layer", ()),
        ("Место", "text-layer", ()),
        ("kind", "select", ("Dog", "Cat")),
        ("town", "text", ()),
        ("Colour", "cell", ()),
        ("Breed", "cell", ()),
    ]
    assert not any(said in repr(reading) for said in ("Maria", "Zanzibar"))


def test_a_document_named_as_of_the_old_kind_is_read_when_it_is_of_a_newer_one(tmp_path: Path) -> None:
    assert word_form.accepts("a.doc", RICH.encode())
    assert not word_form.accepts("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert fields(reading_of(tmp_path, RICH.encode("latin-1"), "licence.doc"))


def test_heads_and_feet_are_asked_for_their_fields_alone(tmp_path: Path) -> None:
    held = p("Office: of pets") + p("Number of the licence ____") + control('<w:tag w:val="town"/>')
    head = f"<w:hdr {SPACES}>{held}</w:hdr>"
    body = f"<w:document {SPACES}><w:body>{p('Is it a dog?')}</w:body></w:document>"
    content = packed({"word/document.xml": body.encode(), "word/header1.xml": head.encode()})
    found = fields(reading_of(tmp_path, content, "licence.docx"))
    assert [(each.name, each.location.part) for each in found] == [
        ("Is it a dog?", "paragraph 1"),
        ("Number of the licence", "header or footer"),
        ("town", "header or footer"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.odt", b"PK\x03\x04"),
        ("a.odt", packed({"content.xml": b"<a><b"})),
        ("a.odt", packed({"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
        ("a.rtf", b"{\\rtf1" + b"{" * 100_000),
        ("a.rtf", b"{\\rtf1" + b"\\u-1?\\'zz\\cell\\row\\ansicpg0\\uc99999999" * 20_000),
        ("a.rtf", b""),
    ],
)
def test_damaged_and_hostile_documents_are_gaps(name: str, content: bytes, tmp_path: Path) -> None:
    assert kinds(reading_of(tmp_path, content, name))


def test_mutated_documents_give_questions_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(3)
    for _ in range(150):
        made = bytearray(RICH.encode("latin-1"))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(made))
            made[at : at + chance.randint(0, 9)] = chance.choice([b"{", b"}", b"\\", b"\\u9", b"\xff", b"\\cell", b""])
        reading = reading_of(tmp_path, bytes(made), "licence.rtf")
        assert fields(reading) or kinds(reading)


def test_boxes_without_a_question_ask_each_for_itself(tmp_path: Path) -> None:
    text = r"{\rtf1 [ ] I keep a dog. [ ] I keep a cat.\par}"
    reading = reading_of(tmp_path, text.encode(), "licence.rtf")
    assert [(each.name, each.datatype) for each in fields(reading)] == [
        ("I keep a dog", "checkbox"),
        ("I keep a cat", "checkbox"),
    ]


@pytest.mark.parametrize("line", ["Is it a U.S. dog? Yes No", "Is it a U.S. dog?"])
def test_a_line_that_asks_is_a_question_in_mere_text(line: str, tmp_path: Path) -> None:
    rich = b"{\\rtf1\\ansi Pet licence\\par " + line.encode() + b"\\par}"
    open_text = opened(f"<text:p>Pet licence</text:p><text:p>{line}</text:p>")
    for content, name in ((rich, "licence.rtf"), (open_text, "licence.odt")):
        assert [each.name for each in fields(reading_of(tmp_path, content, name))] == ["Is it a U.S. dog?"]
