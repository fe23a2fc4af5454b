"""Form definitions in XML: each dialect's questions with their words, choices, languages and lines."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.read.defined import fields_of, gaps, hold, read_as

from status_audit.model import Reading
from status_audit.read.form_definition import in_xml

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "xml_forms.yaml"
LOADED: list[Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
SCHEMA = b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'


def reading_of(folder: Path, content: bytes, name: str) -> Reading:
    return read_as(in_xml, folder, content, name)


@pytest.mark.parametrize("case", [pytest.param(each, id=each["title"]) for each in LOADED])
def test_a_definition_is_read_as_its_dialect_means_it(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"].encode()
    assert in_xml.accepts(case["file"], content)
    reading = reading_of(tmp_path, content, case["file"])
    found = fields_of(reading)
    hold(found, case["fields"])
    for field in found:
        assert case.get("kind", "question") in (field.kind, "any")
    assert [each.kind for each in gaps(reading)] == case.get("gaps", [])


@pytest.mark.parametrize(
    ("file", "content"),
    [("pom.xml", b"<project/>"), ("a.xml", b"<people><name>Maria</name></people>"), ("a.txt", SCHEMA), ("a.xsd", b"")],
)
def test_other_documents_are_left_alone(file: str, content: bytes) -> None:
    assert not in_xml.accepts(file, content)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>' + SCHEMA + b"&b;</xs:schema>",
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SCHEMA + b"&a;</xs:schema>",
        SCHEMA + b"<a>" * 4000,
        SCHEMA + b'<xs:element name="a" type="b"/>' * 21_000 + b"</xs:schema>",
        SCHEMA + b" " * 26_000_000,
    ],
    ids=["entities", "external", "deep", "many", "large"],
)
def test_hostile_definitions_are_bounded(content: bytes, tmp_path: Path) -> None:
    started = time.monotonic()
    reading = reading_of(tmp_path, content, "a.xsd")
    assert {each.kind for each in gaps(reading)} == {"limit"}
    assert "root:" not in repr(reading)
    assert time.monotonic() - started < 10


def test_mutated_definitions_give_items_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(9)
    for _ in range(400):
        case = chance.choice(LOADED)
        made = bytearray(case["content"].encode())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(made))
            change = chance.choice([b"", b"<", b"</item>", b"<item>", b'"', b"&x;", b"\xff", b"<element/>", b"type="])
            made[at : at + chance.randint(0, 9)] = change
        assert isinstance(reading_of(tmp_path, bytes(made), case["file"]), Reading)
