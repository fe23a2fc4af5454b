"""Dictionaries: a row is a field, and only the header decides that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import dictionary
from status_audit.read.dictionary_header import header_of, spelled

CASES = Path(__file__).resolve().parents[1] / "cases" / "read"


def cases(name: str) -> list[Any]:
    loaded: list[Any] = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(each, id=each["title"]) for each in loaded]


def reading_of(folder: Path, content: bytes, name: str = "dd.csv") -> Reading:
    file = folder / "file"
    file.write_bytes(content)
    return dictionary.read(Source(name, "dictionary", system="s", file=str(file)))


@pytest.mark.parametrize("case", cases("dictionary.yaml"))
def test_a_dictionary_is_read_row_by_row(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"].encode()
    assert dictionary.accepts(case["file"], content)
    reading = reading_of(tmp_path, content, case["file"])
    found = [each for each in reading.items if isinstance(each, Field)]
    assert [each.location.ref for each in found] == [each["ref"] for each in case["fields"]]
    for field, wanted in zip(found, case["fields"], strict=True):
        shown = {
            "ref": field.location.ref,
            "line": field.location.line,
            "kind": field.kind,
            "datatype": field.datatype,
            "comment": field.comment,
            "options": list(field.options),
            "label": [[each.text, each.language] for each in field.label],
        }
        assert {key: shown[key] for key in wanted} == wanted
    assert [each.kind for each in reading.items if isinstance(each, Gap)] == case.get("gaps", [])
    assert reading.skipped == case.get("skipped", 0)
    assert reading.partly == bool(case.get("gaps"))


@pytest.mark.parametrize("case", cases("not_dictionaries.yaml"))
def test_a_table_of_anything_else_is_left_alone(case: dict[str, Any]) -> None:
    assert not dictionary.accepts(case["file"], case["content"].encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    content = "table,column,description\r\nélève,né_à,où il est né\r\n".encode(encoding)
    assert dictionary.accepts("dd.csv", content)
    reading = reading_of(tmp_path, content)
    (found,) = [each for each in reading.items if isinstance(each, Field)]
    assert (found.container, found.name, found.comment, found.location.line) == ("élève", "né_à", "où il est né", 2)


def test_every_container_is_said_once_before_its_fields(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, b"table,column,type\na,b,int\nc,d,int\na,e,int\n")
    assert [each.name for each in reading.items if isinstance(each, Container)] == ["a", "c"]
    assert all(isinstance(each, Container | Field) and each.system == "s" for each in reading.items)


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, b"table,column,type\na,b,int\n")
    assert len(reading.source.sha256) == 64


def test_a_file_that_is_gone_is_a_gap(tmp_path: Path) -> None:
    reading = dictionary.read(Source("dd.csv", "dictionary", file=str(tmp_path / "no such file")))
    (gap,) = reading.items
    assert isinstance(gap, Gap)
    assert gap.kind == "not-visible"


def test_a_cell_too_long_is_a_gap(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, b"table,column,type\na,b,int\na," + b"x" * 200_000 + b",int\n")
    assert [type(each).__name__ for each in reading.items] == ["Container", "Field", "Gap"]
    assert reading.partly


@pytest.mark.parametrize(
    ("cell", "name"), [("TABLE_NAME", "table name"), ("tableName", "table name"), (" Value(s) ", "values"), ("", "")]
)
def test_spellings_of_a_heading_are_one(cell: str, name: str) -> None:
    assert spelled(cell) == name


@given(st.binary(max_size=400))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_become_items(tmp_path: Path, content: bytes) -> None:
    dictionary.accepts("a.csv", content)
    assert isinstance(reading_of(tmp_path, b"table,column,description\n" + content), Reading)
    assert isinstance(reading_of(tmp_path, content), Reading)


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_row_is_a_header_or_not(cells: list[str]) -> None:
    header = header_of(cells)
    assert header is None or all(0 <= cell < len(cells) for _, cell in header.roles)
