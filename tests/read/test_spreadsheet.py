"""Workbooks: forms, dictionaries and templates are read, what people filled in is not. Files are made here."""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import spreadsheet
from status_audit.read.language import language_of
from status_audit.read.spreadsheet import template_csv

Rows = Sequence[Sequence[str | int | None]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(sheets: dict[str, Rows], more: dict[str, bytes] | None = None) -> bytes:
    """An .xlsx with nothing in it but what is needed: no styles, texts in the cells and in the shared list."""
    strings: list[str] = []
    parts: dict[str, bytes] = {}
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>'.encode()
    )
    targets = "".join(f'<Relationship Id="r{at}" Target="worksheets/s{at}.xml"/>' for at in range(1, len(sheets) + 1))
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{targets}</Relationships>".encode()
    for at, rows in enumerate(sheets.values(), 1):
        body = "".join(_row(number, row, strings) for number, row in enumerate(rows, 1))
        parts[f"xl/worksheets/s{at}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'.encode()
        )
    shared = "".join(f"<si><t>{escape(each)}</t><rPh><t>no</t></rPh></si>" for each in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'.encode()
    return packed({**parts, **(more or {})})


def _row(number: int, row: Sequence[str | int | None], strings: list[str]) -> str:
    cells = ""
    for at, each in enumerate(row):
        place = f"{chr(65 + at)}{number}"
        if isinstance(each, int):
            cells += f'<c r="{place}"><v>{each}</v></c>'
        elif each and at % 2:
            cells += f'<c r="{place}" t="inlineStr"><is><t>{escape(each)}</t></is></c>'
        elif each:
            strings.append(each)
            cells += f'<c r="{place}" t="s"><v>{len(strings) - 1}</v></c>'
    return f'<row r="{number}">{cells}</row>'


def packed(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def open_document(name: str, rows: Rows) -> bytes:
    body = ""
    for row in rows:
        cells = "".join(
            f"<table:table-cell><text:p>{escape(str(each or ''))}</text:p></table:table-cell>" for each in row
        )
        body += f"<table:table-row>{cells}</table:table-row>"
    body += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    spaces = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    other = '<table:table table:name="Other"/>'
    content = f'<office:x {spaces}>{other}<table:table table:name="{name}">{body}</table:table></office:x>'
    return packed({"content.xml": content.encode()})


def reading_of(folder: Path, content: bytes, name: str = "intake.xlsx") -> Reading:
    file = folder / name
    file.write_bytes(content)
    return spreadsheet.read(Source(f"forms/{name}", "spreadsheet", system="s", file=str(file)))


def fields(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def gaps(reading: Reading) -> list[Gap]:
    return [each for each in reading.items if isinstance(each, Gap)]


SURVEY: Rows = [
    ["type", "name", "label::English (en)", "label:Español(ES)", "hint::English (en)", "relevant"],
    ["start", "start", "", "", "", ""],
    ["begin group", "pets", "About your pets", "", "", ""],
    ["select_one kinds", "kind", "Kind", "Clase", "", ""],
    ["text", "name", "What is ${who} called?", "", "As people call it", ""],
    ["note", "thanks", "Thank you", "", "", ""],
    ["end group", "", "", "", "", ""],
    ["select_multiple kinds or_other", "others", "Which others do you keep?", "", "", "${kind} = 'd'"],
]
CHOICES: Rows = [["list_name", "name", "label::English (en)"], ["kinds", "d", "Dog"], ["kinds", 2, "Cat"]]


def test_an_xlsform_is_read_with_its_choices_groups_and_languages(tmp_path: Path) -> None:
    settings: Rows = [["form_title", "form_id"], ["Pets of the house", "pets"]]
    reading = reading_of(tmp_path, workbook({"survey": SURVEY, "choices": CHOICES, "settings": settings}))
    kind, name, others = fields(reading)
    assert [each.title for each in reading.items if isinstance(each, Container)] == ["Pets of the house"]
    assert (kind.name, kind.datatype, kind.options) == ("pets.kind", "select_one", ("d=Dog", "Cat"))
    assert [(each.text, each.language) for each in kind.label] == [("Kind", "en"), ("Clase", "es")]
    assert (kind.location.line, kind.location.part, kind.comment) == (4, "survey", "About your pets")
    assert (name.label[0].text, name.comment) == ("What is ${who} called?", "As people call it")
    assert (others.name, others.datatype, others.options) == ("others", "select_multiple", ("d=Dog", "Cat"))
    assert {each.kind for each in fields(reading)} == {"question"}
    assert not gaps(reading)


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("label", ""),
        ("label::English (en)", "en"),
        ("label:Arabic(AR)", "ar"),
        ("label::Dari", "prs"),
        ("label::zh_Hant (zh_Hant)", "zh-hant"),
        ("label::Lojban", "lojban"),
    ],
)
def test_a_heading_names_its_language(heading: str, language: str) -> None:
    assert language_of(heading) == language


def test_a_data_dictionary_in_a_sheet_is_read_as_one_in_csv(tmp_path: Path) -> None:
    rows: Rows = [
        ["Our tables, 2020", None],
        [],
        ["Table", "Column", "Type", "Description", "Allowed values"],
        ["pet", "kind", "text", "What it is", "dog|cat"],
        ["", "colour", "text", "", ""],
    ]
    kind, colour = fields(reading_of(tmp_path, workbook({"Dictionary": rows})))
    assert (kind.location.ref, kind.kind, kind.comment, kind.options) == (
        "pet.kind",
        "column",
        "What it is",
        ("dog", "cat"),
    )
    assert (colour.location.ref, colour.location.line, colour.location.part) == ("pet.colour", 5, "Dictionary")


def test_a_list_of_choices_below_belongs_to_the_fields_of_its_type(tmp_path: Path) -> None:
    rows: Rows = [
        ["Field ID", "Type", "Caption"],
        ["Pet.kind", "PetKind", "Kind"],
        [],
        ["Type", "Value", "Caption"],
        ["PetKind", "DOG", "Dog"],
        ["", "CAT", "Cat"],
    ]
    (kind,) = fields(reading_of(tmp_path, workbook({"Pet": rows})))
    assert (kind.container, kind.options) == ("Pet", ("DOG Dog", "CAT Cat"))


def test_rows_that_are_choices_of_fields_are_no_fields(tmp_path: Path) -> None:
    rows: Rows = [["Field Name", "Label", "Write this"], ["pet_kind", "Dog", "D"], ["pet_kind", "Cat", "C"]]
    rows = [*rows, ["pet_age", "Young", "Y"], ["pet_age", "Old", "O"]]
    template: Rows = [["pet_id", "pet_kind", "pet_colour"]]
    found = fields(reading_of(tmp_path, workbook({"Pets": template, "Choices": rows})))
    assert [(each.container, each.name, each.options) for each in found] == [
        ("Pets", "pet_id", ()),
        ("Pets", "pet_kind", ("Dog", "Cat")),
        ("Pets", "pet_colour", ()),
        ("Choices", "pet_age", ("Young", "Old")),
    ]


def test_a_template_for_imports_is_its_headings(tmp_path: Path) -> None:
    rows: Rows = [["Household_id", "pet_kind", "pet_colour"], ["H-1", "dog", "brown"], ["H-2", "cat", "Zanzibar"]]
    reading = reading_of(tmp_path, workbook({"Pets": rows}))
    assert [(each.name, each.container, each.kind) for each in fields(reading)] == [
        ("Household_id", "Pets", "column"),
        ("pet_kind", "Pets", "column"),
        ("pet_colour", "Pets", "column"),
    ]
    assert [each.location.column for each in fields(reading)] == [1, 2, 3]
    assert "Zanzibar" not in repr(reading)


def test_labels_below_machine_names_are_labels(tmp_path: Path) -> None:
    rows: Rows = [["Census, please fill in"], ["pet_name", "pet_kind", "bday"], ["Name of the pet", "Kind", "Birthday"]]
    found = fields(reading_of(tmp_path, workbook({"Sheet1": rows})))
    assert [(each.name, each.label[0].text) for each in found] == [
        ("pet_name", "Name of the pet"),
        ("pet_kind", "Kind"),
        ("bday", "Birthday"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Maria", "Perez", "Zanzibar"], ["Juan", "Lopez", "Cadiz"]],
        [["Maria", 4, "Zanzibar"], ["Juan", 5, "Cadiz"]],
        [["maria@example.org", "Perez", "Zanzibar"], ["x", "y", "z"]],
    ],
)
def test_a_sheet_of_people_without_headings_is_a_gap_and_not_quoted(rows: Rows, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, workbook({"List": rows}))
    assert [each.kind for each in gaps(reading)] == ["unsupported"]
    assert "Zanzibar" not in repr(reading)


def test_a_form_laid_out_in_cells_is_the_cells_that_ask(tmp_path: Path) -> None:
    rows: Rows = [["Pet licence"], ["Name of the pet:", "Rex"], ["Do you keep others?", "no"], ["Colour: ____"]]
    reading = reading_of(tmp_path, workbook({"Licence": rows}))
    assert [(each.name, each.location.line) for each in fields(reading)] == [
        ("Name of the pet", 2),
        ("Do you keep others?", 3),
        ("Colour", 4),
    ]
    assert "Rex" not in repr(reading)


def test_an_open_document_is_read(tmp_path: Path) -> None:
    found = fields(reading_of(tmp_path, open_document("survey", SURVEY), "pets.ods"))
    assert [(each.name, each.location.line) for each in found] == [("pets.kind", 4), ("pets.name", 5), ("others", 8)]


def test_workbooks_are_known_by_their_names() -> None:
    assert all(spreadsheet.accepts(f"a/b{each}", b"PK") for each in (".xlsx", ".XLSM", ".xls", ".ods"))
    assert not spreadsheet.accepts("a/~$b.xlsx", b"x")
    assert not spreadsheet.accepts("a/b.csv", b"a,b")


def test_an_encrypted_workbook_is_a_gap(tmp_path: Path) -> None:
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert [each.kind for each in gaps(reading_of(tmp_path, wrapped))] == ["encrypted"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"nothing", packed({"a.txt": b"x"}), packed({"xl/workbook.xml": b"<"})]
)
def test_a_damaged_workbook_is_a_gap(content: bytes, tmp_path: Path) -> None:
    assert [each.kind for each in gaps(reading_of(tmp_path, content))] == ["unparsed"]


def test_without_the_library_an_old_workbook_is_a_gap_and_a_new_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    assert spreadsheet.accepts("a.xls", old)
    (gap,) = gaps(reading_of(tmp_path, old, "a.xls"))
    assert (gap.kind, gap.remedy) == ("missing-extra", 'pip install "status-audit[forms]"')
    assert len(fields(reading_of(tmp_path, workbook({"survey": SURVEY})))) == 3


def test_a_damaged_old_workbook_is_a_gap(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000
    assert [each.kind for each in gaps(reading_of(tmp_path, old, "a.xls"))] == ["unparsed"]


def test_far_off_cells_cost_nothing(tmp_path: Path) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>type</v></c></row>'
    sheet += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    started = time.monotonic()
    reading = reading_of(tmp_path, workbook({"S": []}, {"xl/worksheets/s1.xml": sheet.encode()}))
    assert gaps(reading)
    assert time.monotonic() - started < 2


def test_what_unpacks_without_end_is_bounded(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, workbook({"S": []}, {"xl/worksheets/s1.xml": b"<a>" + b" " * 110_000_000}))
    assert [each.kind for each in gaps(reading)] == ["limit"]


def test_entities_are_refused(tmp_path: Path) -> None:
    hostile = b'<!DOCTYPE s [<!ENTITY a "aaaa">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>'
    assert [
        each.kind for each in gaps(reading_of(tmp_path, workbook({"S": []}, {"xl/worksheets/s1.xml": hostile})))
    ] == ["limit"]


def test_mutated_workbooks_give_fields_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(11)
    seeds = [workbook({"survey": SURVEY, "choices": CHOICES}), open_document("survey", SURVEY)]
    for _ in range(150):
        content = bytearray(chance.choice(seeds))
        if chance.random() < 0.5:
            content = bytearray(_repacked(bytes(content), chance))
        for _ in range(chance.randint(0, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        reading = reading_of(tmp_path, bytes(content))
        assert fields(reading) or gaps(reading)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """The same archive with bytes changed, cut or doubled inside its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for part in parts.values():
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(part) or 1)
            part[at : at + chance.randint(0, 9)] = chance.choice(
                [b"", b"<", b"&#0;", b'r="ZZZ99999999"', b"</row>", b"\xff"]
            )
    return packed({name: bytes(part) for name, part in parts.items()})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("pet_id,pet_kind,pet_colour\n", [("pet_id", ""), ("pet_kind", ""), ("pet_colour", "")]),
        ("Name;Town;Kind of pet\r\n\r\n", [("Name", ""), ("Town", ""), ("Kind of pet", "")]),
        (
            "petName,petKind,homeTown\nName of the pet,Kind of the pet,Town\n",
            [("petName", "Name of the pet"), ("petKind", "Kind of the pet"), ("homeTown", "Town")],
        ),
    ],
)
def test_a_csv_of_headings_alone_is_a_template(content: str, found: list[tuple[str, str]], tmp_path: Path) -> None:
    assert template_csv.accepts("pets.csv", content.encode())
    (tmp_path / "file").write_bytes(content.encode())
    reading = template_csv.read(Source("pets.csv", "import-template", file=str(tmp_path / "file")))
    assert [(each.name, each.label[0].text if each.label else "") for each in fields(reading)] == found


@pytest.mark.parametrize(
    "content", ["name,town\n", "name,town,kind\nRex,Cadiz,dog\n", "Maria,Perez,Cadiz\n", "", "a,b\n" * 9, '"' * 70_000]
)
def test_a_csv_of_anything_else_is_left_alone(content: str) -> None:
    assert not template_csv.accepts("pets.csv", content.encode())


def test_a_sheet_too_long_is_read_in_part_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.spreadsheet.sheet.MOST", 4)
    reading = reading_of(tmp_path, workbook({"survey": SURVEY}))
    assert [each.name for each in fields(reading)] == ["pets.kind"]
    assert [each.kind for each in gaps(reading)] == ["limit"]
    rows: Rows = [["Table", "Column", "Type"], *([f"t{at}", "c", "int"] for at in range(6))]
    reading = reading_of(tmp_path, workbook({"Dictionary": rows}))
    assert [each.container for each in fields(reading)] == ["t0", "t1", "t2"]
    assert [each.kind for each in gaps(reading)] == ["limit"]
