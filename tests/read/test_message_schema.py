"""Schemas of messages: each language's messages with their fields, words, choices and lines."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.defined import fields_of, hold, read_as

from status_audit.model import Container, Gap, Reading
from status_audit.read import message_schema

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "messages.yaml"
LOADED: list[Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
ENDINGS = (*message_schema.WRITTEN, message_schema.AVRO)


def reading_of(folder: Path, content: bytes, name: str) -> Reading:
    return read_as(message_schema, folder, content, name)


@pytest.mark.parametrize("case", [pytest.param(each, id=each["title"]) for each in LOADED])
def test_a_schema_of_messages(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"].encode()
    assert message_schema.accepts(case["file"], content)
    reading = reading_of(tmp_path, content, case["file"])
    found = fields_of(reading)
    hold(found, case["fields"])
    for field, wanted in zip(found, case["fields"], strict=True):
        assert field.kind == wanted.get("kind", "property")
    assert [each.name for each in reading.items if isinstance(each, Container)] == case["containers"]
    assert [each.kind for each in reading.items if isinstance(each, Gap)] == case.get("gaps", [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.graphql", "type a (" * 100_000),
        ("a.graphql", "type A {" * 100_000),
        ("a.proto", "message A {" * 100_000),
        ("a.proto", "message A { string a = 1; }\n" * 40_000),
        ("a.proto", "enum A { " * 50_000 + "B = 1;" * 50_000),
        ("a.thrift", "struct A { 1: a<" * 50_000),
        ("a.avdl", "union {" * 100_000),
        ("a.avsc", '{"type": ["null", ' * 5_000),
    ],
)
def test_a_hostile_schema_is_bounded(name: str, content: str, tmp_path: Path) -> None:
    started = time.monotonic()
    reading = reading_of(tmp_path, content.encode(), name)
    assert any(isinstance(each, Gap) for each in reading.items)
    assert time.monotonic() - started < 10


@given(
    st.sampled_from(LOADED), st.sampled_from(ENDINGS), st.data(), st.sampled_from([b"", b"{", b"}", b"\0", b'"', b"("])
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mutation_breaks_it(
    tmp_path: Path, case: dict[str, Any], ending: str, data: st.DataObject, put: bytes
) -> None:
    content = case["content"].encode()
    at = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(at, len(content)))
    reading = reading_of(tmp_path, content[:at] + put + content[end:], f"a{ending}")
    assert isinstance(reading, Reading)
