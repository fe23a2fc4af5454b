"""JSON Schema documents: properties, references and choices, each with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import json_schema

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "json_schema.yaml"


def reading_of(folder: Path, content: bytes) -> Reading:
    file = folder / "file"
    file.write_bytes(content)
    return json_schema.read(Source("sub/doc.schema.json", "json-schema", "s", file=str(file)))


def shown(field: Field) -> str:
    label = [each.text for each in field.label]
    return " | ".join((f"{field.container}.{field.name}", *label, *field.options))


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["title"]) for each in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_a_document(case: dict[str, Any], tmp_path: Path) -> None:
    reading = reading_of(tmp_path, case["document"].encode())
    found = [each for each in reading.items if isinstance(each, Field)]
    if "loose" in case:
        assert {f"{each.container}.{each.name}" for each in found} == set(case["loose"])
    else:
        assert [shown(each) for each in found] == case["fields"]
    if "lines" in case:
        assert [each.location.line for each in found] == case["lines"]
    containers = [each.name for each in reading.items if isinstance(each, Container)]
    assert containers == case.get("containers", containers)
    assert {each.container for each in found} <= set(containers)
    assert not reading.partly


@pytest.mark.parametrize(
    ("head", "accepted"),
    [
        (b'{"$schema": "https://json-schema.org/draft/2020-12/schema"}', True),
        (b'{"$schema": "https://json.schemastore.org/package.json", "name": "x"}', False),
        (b'{"type": "object", "properties": {"a": {"type": "string"}}}', True),
        (b'{"openapi": "3.1.0", "components": {"schemas": {"a": {"type": "object"}}}}', True),
        (b'{"name": "x", "inner": {"properties": {"type": "x"}}}', False),
        (b'{"type": "FeatureCollection", "features": [{"properties": {"type": "road"}}]}', False),
        (b"[1, 2]", False),
        (b"", False),
    ],
)
def test_what_is_taken_for_a_schema(head: bytes, accepted: bool) -> None:
    assert json_schema.accepts("a.json", head) is accepted
    assert not json_schema.accepts("a.txt", head)


@pytest.mark.parametrize("content", [b"{", b'{"a": 1,}', b"nothing", b"\xff\xfe\x00", b'{"a": 1} x', b"[" * 5000])
def test_what_is_malformed_is_a_gap(content: bytes, tmp_path: Path) -> None:
    reading = reading_of(tmp_path, content)
    (gap,) = reading.items
    assert isinstance(gap, Gap)
    assert gap.kind == "unparsed"
    assert gap.remedy
    assert reading.partly


def test_references_that_fan_out_end(tmp_path: Path) -> None:
    levels = {
        f"d{at}": {"type": "object", "properties": {key: {"$ref": f"#/$defs/d{at + 1}"} for key in "abcdefgh"}}
        for at in range(12)
    }
    reading = reading_of(tmp_path, json.dumps({"$ref": "#/$defs/d0", "$defs": levels}).encode())
    assert "limit" in [each.kind for each in reading.items if isinstance(each, Gap)]


KEYS = st.sampled_from(
    ["type", "properties", "items", "$ref", "allOf", "oneOf", "enum", "enumNames", "const", "title", "a"]
)
VALUES = st.recursive(
    st.sampled_from(["object", "#", "#/properties/a", "#/$defs/x", 1, None, True, "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS | st.sampled_from(["$defs", "openapi", "paths", "components"]), VALUES, max_size=5))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_document_breaks_it(tmp_path: Path, document: dict[str, Any]) -> None:
    content = json.dumps(document).encode()
    json_schema.accepts("a.json", content)
    assert isinstance(reading_of(tmp_path, content), Reading)


@given(st.binary(max_size=200))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_it(tmp_path: Path, content: bytes) -> None:
    json_schema.accepts("a.json", content)
    assert isinstance(reading_of(tmp_path, content), Reading)
