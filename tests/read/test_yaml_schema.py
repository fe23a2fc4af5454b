"""Interface descriptions and schemas in YAML are read as those in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import Field, Gap, Reading, Source
from status_audit.read import yaml_schema

OPENAPI = b"""openapi: 3.0.0
info: {title: Pets, version: '1'}
paths: {}
components:
  schemas:
    Pet:
      type: object
      properties:
        kind: {type: string, enum: [dog, cat], description: What it is}
        town:
          type: string
"""
SCHEMA = b"""$schema: https://json-schema.org/draft/2020-12/schema
title: Pet
type: object
properties:
  kind: {type: string, title: Kind of pet}
"""


def reading_of(folder: Path, content: bytes) -> Reading:
    (folder / "file").write_bytes(content)
    return yaml_schema.read(Source("pets.yaml", "yaml-schema", system="s", file=str(folder / "file")))


def test_an_interface_description_is_read(tmp_path: Path) -> None:
    assert yaml_schema.accepts("pets.yaml", OPENAPI)
    kind, town = [each for each in reading_of(tmp_path, OPENAPI).items if isinstance(each, Field)]
    assert (kind.name, kind.container, kind.options, kind.location.line) == ("kind", "Pet", ("dog", "cat"), 9)
    assert (town.name, town.kind) == ("town", "property")


def test_a_schema_is_read(tmp_path: Path) -> None:
    assert yaml_schema.accepts("pets.yml", SCHEMA)
    (kind,) = [each for each in reading_of(tmp_path, SCHEMA).items if isinstance(each, Field)]
    assert (kind.name, kind.container, kind.label[0].text) == ("kind", "Pet", "Kind of pet")


@pytest.mark.parametrize("content", [b"openapi: [", b"openapi: 3\nopenapi: 3\n", b"openapi: " + b"[" * 9_000])
def test_a_damaged_description_is_a_gap(content: bytes, tmp_path: Path) -> None:
    assert {each.kind for each in reading_of(tmp_path, content).items if isinstance(each, Gap)} <= {"unparsed", "limit"}
    assert reading_of(tmp_path, content).partly


def test_other_documents_are_left_alone() -> None:
    assert not yaml_schema.accepts("a.yml", b"services: {}")
    assert not yaml_schema.accepts("a.json", OPENAPI)


@given(st.binary(max_size=200))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_become_items(tmp_path: Path, content: bytes) -> None:
    assert isinstance(reading_of(tmp_path, OPENAPI + content), Reading)
