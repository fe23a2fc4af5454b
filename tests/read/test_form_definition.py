"""Form definitions in JSON and YAML: each builder's questions with their words, choices, languages and lines."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.defined import fields_of, gaps, hold, read_as

from status_audit.model import Field, Reading, Source
from status_audit.read import form_definition

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "form_definitions.yaml"
LOADED: list[Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


def reading_of(folder: Path, content: bytes, name: str) -> Reading:
    return read_as(form_definition, folder, content, name)


@pytest.mark.parametrize("case", [pytest.param(each, id=each["title"]) for each in LOADED])
def test_a_definition_is_read_as_its_builder_means_it(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"].encode()
    assert form_definition.accepts(case["file"], content)
    reading = reading_of(tmp_path, content, case["file"])
    found = fields_of(reading)
    hold(found, case["fields"])
    for field in found:
        assert (field.kind, field.system) == ("question", "s")
    assert [each.kind for each in gaps(reading)] == case.get("gaps", [])


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("package.json", b'{"name": "x", "scripts": {"test": "y"}, "dependencies": {"a": "1"}}'),
        ("people.json", b'[{"name": "Maria Perez", "town": "Cadiz"}]'),
        ("openapi.json", b'{"openapi": "3.0.0", "components": {"schemas": {}}}'),
        ("compose.yml", b"services:\n  db:\n    image: x\n"),
        ("notes.txt", b'{"resourceType": "Questionnaire"}'),
    ],
)
def test_other_documents_are_left_alone(file: str, content: bytes) -> None:
    assert not form_definition.accepts(file, content)


def test_a_menu_asks_nothing(tmp_path: Path) -> None:
    content = (
        b'{"items": [{"id": "a", "title": "Pets", "type": "link"}, {"id": "b", "title": "Towns", "type": "group"}]}'
    )
    assert not [each for each in reading_of(tmp_path, content, "menu.json").items if isinstance(each, Field)]


def test_answers_are_not_read(tmp_path: Path) -> None:
    content = (
        b'{"questions": [{"id": "q1", "type": "text", "label": "Town", "answer": "Zanzibar", "value": "Zanzibar"}]}'
    )
    reading = reading_of(tmp_path, content, "answers.json")
    assert [each.name for each in reading.items if isinstance(each, Field)] == ["q1"]
    assert "Zanzibar" not in repr(reading)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"components": [' * 5000 + b'"key":'),
        ("a.json", b'{"components": [' + b'{"key": "a", "type": "textfield", "label": "b"},' * 25_000 + b"{}]}"),
        ("a.json", b'{"components": [{"key": "' + b"a" * 21_000_000 + b'"}]}'),
        ("a.yml", b"question: x\nfields:\n" + b"- a: b\n" * 300_000),
        ("a.yml", b"question: x\nfields: " + b"[" * 10_000),
        ("a.yml", b"---\nquestion: x\nyesno: y\n" * 6_000),
    ],
    ids=["deep", "many", "large", "long", "nested", "screens"],
)
def test_hostile_definitions_are_bounded(name: str, content: bytes, tmp_path: Path) -> None:
    started = time.monotonic()
    assert {each.kind for each in gaps(reading_of(tmp_path, content, name))} & {"limit", "unparsed"}
    assert time.monotonic() - started < 15


def test_mutated_definitions_give_items_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(3)
    for _ in range(400):
        case = chance.choice(LOADED)
        made = bytearray(case["content"].encode())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(made))
            change = chance.choice([b"", b"{", b"]", b'"', b"null", b"[1, 2]", b": ", b"\n- ", b"\xff", b'{"a": []}'])
            made[at : at + chance.randint(0, 9)] = change
        assert isinstance(reading_of(tmp_path, bytes(made), case["file"]), Reading)


KEYS = re.findall(
    r"\w+",
    "components type key label item text pages elements fields choices values title name options question group"
    " Payload SurveyElements questionItem config",
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(VALUES, st.sampled_from(["formio", "surveyjs", "fhir", "listed", "surveys"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_value_is_walked(value: Any, builder: str) -> None:
    import json

    from status_audit.documents import parse
    from status_audit.read.form_definition import fhir, formio, listed, surveyjs, surveys
    from status_audit.read.form_definition.form import Form

    document = parse(json.dumps(value).encode(), "a.json")
    readers = {"formio": formio.read, "surveyjs": surveyjs.read, "fhir": fhir.read, "listed": listed.read}
    for read in (
        [readers[builder]]
        if builder in readers
        else [surveys.qualtrics, surveys.typeform, surveys.google, surveys.civiform]
    ):
        read(Form(Source("a.json", "form-definition")), document)
