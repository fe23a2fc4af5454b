"""Headings in two rows, lists that cells are bound to, sheets that map columns, XLSForm in CSV: no value is quoted."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from tests.read.test_spreadsheet import Rows, fields, gaps, reading_of, workbook

from status_audit.model import Field, Reading, Source
from status_audit.read import dictionary


def bound(content: dict[str, Rows], rules: str, names: str = "") -> bytes:
    """A workbook whose first sheet has these rules, and these names for ranges."""
    plain = parts_of(workbook(content))
    sheet = plain["xl/worksheets/s1.xml"].decode()
    plain["xl/worksheets/s1.xml"] = sheet.replace("</worksheet>", f"{rules}</worksheet>").encode()
    book = plain["xl/workbook.xml"].decode()
    plain["xl/workbook.xml"] = book.replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>").encode()
    return workbook(content, plain)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def rule(cells: str, formula: str) -> str:
    return (
        f'<dataValidations count="1"><dataValidation type="list" sqref="{cells}"><formula1>{formula}</formula1>'
        "</dataValidation></dataValidations>"
    )


HEADINGS: Rows = [["Pet", "Kind", "Where it was born"], ["Rex", "dog", "Zanzibar"]]
LISTS: Rows = [["Kinds"], ["Dog"], ["Cat"], ["maria@example.org"], [12345]]


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        (rule("B2:B900", "&quot;Dog, Cat&quot;"), ""),
        (rule("B2:B1048576", "Lists!$A$2:$A$5"), ""),
        (rule("A9 B2:B900", "Kinds"), '<definedName name="Kinds">Lists!$A$2:$A$5</definedName>'),
        (
            '<ext><x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$2:$A$3</xm:f></x14:formula1>'
            "<xm:sqref>B2:B9</xm:sqref></x14:dataValidation></ext>".replace(
                "<ext>", '<ext xmlns:x14="a" xmlns:xm="b">'
            ),
            "",
        ),
    ],
)
def test_the_list_a_column_is_bound_to_is_its_choices(rules: str, names: str, tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, bound({"Template": [["pet_name", "pet_kind", "pet_town"]], "Lists": LISTS}, rules, names)
    )
    found = {each.name: each.options for each in fields(reading)}
    assert found == {"pet_name": (), "pet_kind": ("Dog", "Cat"), "pet_town": ()}


def test_the_cell_beside_a_question_holds_its_choices(tmp_path: Path) -> None:
    rows: Rows = [["Pet licence"], ["Is it a dog?", ""], ["Name of the pet:", "Rex"]]
    (first, second) = fields(reading_of(tmp_path, bound({"Form": rows}, rule("B2", "&quot;Yes,No&quot;"))))
    assert (first.options, second.options) == (("Yes", "No"), ())


def test_a_sheet_of_lists_is_no_gap(tmp_path: Path) -> None:
    content = bound(
        {"Template": [["pet_name", "pet_kind", "pet_town"]], "Lists": LISTS}, rule("B2:B9", "Lists!$A$2:$A$3")
    )
    assert not gaps(reading_of(tmp_path, content))


def test_headings_above_headings_are_joined(tmp_path: Path) -> None:
    rows: Rows = [
        ["Register"],
        ["First Name", "Last Name", "Birth", "", "Address", "", "Phone"],
        ["", "", "Date", "Town", "Street", "Town", ""],
        ["Maria", "Perez", "1990-01-01", "Zanzibar", "Main 1", "Cadiz", "1234567"],
    ]
    reading = reading_of(tmp_path, workbook({"Register": rows}))
    assert [each.name for each in fields(reading)] == [
        "First Name",
        "Last Name",
        "Birth Date",
        "Birth Town",
        "Address Street",
        "Address Town",
        "Phone",
    ]
    assert "Zanzibar" not in repr(reading)


@pytest.mark.parametrize(
    "rows",
    [
        [["First Name", "Last Name", "Town", "Phone"], ["Maria", "Perez", "Zanzibar"]],
        [["First Name", "Last Name", "", "Phone"], ["Maria", "Perez", "Zanzibar", "12"]],
        [["first_name", "last_name"], ["Maria", "Zanzibar"]],
    ],
)
def test_a_row_of_people_is_no_second_row_of_headings(rows: Rows, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, workbook({"List": rows}))
    assert fields(reading)
    assert not re.search("Maria|Perez|Zanzibar", repr(reading))


def test_two_names_of_a_program_are_headings(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, workbook({"Pets": [["pet__given_name", "pet__town"], ["Rex", "Zanzibar"]]}))
    assert [each.name for each in fields(reading)] == ["pet__given_name", "pet__town"]


def test_the_names_a_mapping_lists_are_fields(tmp_path: Path) -> None:
    names = ["pet_kind", "pet_colour", "pet_town", "owner_uid", "birth_dt", "birth_town_cd", "chip_nbr", "vet_uid"]
    rows: Rows = [
        ["Reporting Table", "Source (first)", "Notes"],
        *([each, f"Pet.{each}", "by Maria Perez"] for each in names),
        ["", "see Maria", ""],
    ]
    reading = reading_of(tmp_path, workbook({"Pet": rows}))
    assert [each.name for each in fields(reading) if each.container == "Pet.Reporting Table"] == names
    assert fields(reading)[3].location.line == 5
    assert "Maria" not in repr(reading)


def asked(folder: Path, text: str) -> Reading:
    file = folder / "intake.csv"
    file.write_text(text)
    assert dictionary.accepts("intake.csv", text.encode())
    return dictionary.read(Source("intake.csv", "dictionary", system="s", file=str(file)))


SURVEY = """type,name,label::English (en),label::Español (es),relevant
begin group,birth,Birth of the pet,,
text,town,Town,Ciudad,
note,thanks,Thanks,,
calculate,age,,,
select_one kinds,kind,Which kind is it?,,"""


def test_an_xlsform_in_csv_is_read_as_one_in_a_workbook(tmp_path: Path) -> None:
    found = [each for each in asked(tmp_path, SURVEY).items if isinstance(each, Field)]
    assert [(each.name, each.kind, each.location.line, each.comment) for each in found] == [
        ("birth.town", "question", 3, "Birth of the pet"),
        ("birth.age", "property", 5, ""),
        ("birth.kind", "question", 6, ""),
    ]
    assert [(each.text, each.language) for each in found[0].label] == [("Town", "en"), ("Ciudad", "es")]


def test_sheets_below_each_other_in_one_csv_are_told_apart(tmp_path: Path) -> None:
    lines = [f",{each}" for each in SURVEY.splitlines()]
    text = "\n".join(["survey,,", *lines, "choices,,", ",list name,name,label", ",kinds,d,Dog", ",kinds,c,Cat"])
    found = [each for each in asked(tmp_path, text).items if isinstance(each, Field)]
    assert [(each.name, each.options) for each in found if each.options] == [("birth.kind", ("d=Dog", "c=Cat"))]


@pytest.mark.parametrize(
    ("text", "container", "name", "label", "comment"),
    [
        (
            (
                "Variable / Field Name,Form Name,Section Header,Field Type,Field Label\n"
                "town,intake,Birth of the pet,text,Town"
            ),
            "intake",
            "town",
            "Town",
            "Birth of the pet",
        ),
        ("Campo,Descripción,Tipo\nciudad,Ciudad del perro,texto", "intake", "ciudad", "", "Ciudad del perro"),
        ("Element,Attribute,Definition,Type\nPet,town,Where it lives,text", "intake", "town", "", "Where it lives"),
        ("Dataset,Variable,Label,Type,Codelist\nDM,TOWN,Town,Char,T12", "DM", "TOWN", "Town", ""),
        ("Nom du champ;Type de données;Libellé\nville;texte;Ville du chien", "intake", "ville", "Ville du chien", ""),
    ],
)
def test_dictionaries_are_known_by_their_usual_headings(
    text: str, container: str, name: str, label: str, comment: str, tmp_path: Path
) -> None:
    (found,) = [each for each in asked(tmp_path, text).items if isinstance(each, Field)]
    assert (found.container, found.name, found.comment) == (container, name, comment)
    assert [each.text for each in found.label] == ([label] if label else [])


@pytest.mark.parametrize(
    "text",
    [
        "type,name,phone\ntext,Maria,12\n",
        "name,type,label\nMaria,dog,Rex\n",
        "element,symbol,mass\nOxygen,O,16\n",
        "variable,value\ntown,Zanzibar\n",
    ],
)
def test_tables_of_anything_else_are_no_dictionaries(text: str) -> None:
    assert not dictionary.accepts("list.csv", text.encode())


def test_fields_with_their_choices_below_are_fields_however_many_the_choices(tmp_path: Path) -> None:
    rows: Rows = [
        ["Field ID", "Field", "Type", "Caption"],
        ["Pet.kind", "kind", "Kind", "Kind of pet"],
        ["Pet.town", "town", "Text", "Town of the pet"],
        [None],
        ["Type", "Value", "Caption"],
        ["Kind", "DOG", "Dog"],
        ["", "CAT", "Cat"],
        ["", "BIRD", "Bird"],
        ["", "FISH", "Fish"],
    ]
    found = fields(reading_of(tmp_path, workbook({"Pet": rows})))
    assert [(each.name, each.label[0].text, each.options) for each in found] == [
        ("Pet.kind", "Kind of pet", ("DOG Dog", "CAT Cat", "BIRD Bird", "FISH Fish")),
        ("Pet.town", "Town of the pet", ()),
    ]


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (
            [["Pet sheet"], [], ["Name"], ["Town of birth"], ["Is it a dog?"], ["Zip"]],
            ["Is it a dog?", "Name", "Town of birth", "Zip"],
        ),
        (
            [["Name", "Rex"], ["Town of birth", "Zanzibar"], ["Is it a dog?", "Yes it is"]],
            ["Is it a dog?", "Name", "Town of birth"],
        ),
        ([["Lugar de nacimiento"], ["Email"], ["Dueño:"]], ["Dueño", "Lugar de nacimiento", "Email"]),
    ],
)
def test_plain_labels_in_a_column_of_questions_are_questions(rows: Rows, asked: list[str], tmp_path: Path) -> None:
    reading = reading_of(tmp_path, bound({"Form": rows}, ""))
    assert [each.name for each in fields(reading)] == asked
    assert not gaps(reading)


@pytest.mark.parametrize(
    "rows",
    [
        [["Who keeps it?"], ["Maria Perez"], ["Where was it born?"], ["Near the port of zanzibar"]],
        [["Is it a dog?"], ["Maria de la Cruz"], ["Zanzibar"], ["12 Main street"], ["Mary Street"]],
        [["Maria Perez"], [], ["Zanzibar"], ["Juan"], ["Who is away?"]],
    ],
)
def test_names_and_answers_among_questions_are_a_gap_and_not_quoted(rows: Rows, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, bound({"Form": rows}, ""))
    assert all(each.name.endswith("?") for each in fields(reading))
    assert [each.kind for each in gaps(reading)] == ["unsupported"]
    assert not re.search("(?i)maria|mary|zanzibar|juan|main", repr(reading))
