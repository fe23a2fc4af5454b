"""Documents: what is read with which lines, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.documents import Limits, load, parse
from status_audit.errors import AuditError

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "policy" / "documents.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["title"])
def test_refused_with_file_and_line(case: dict[str, str]) -> None:
    with pytest.raises(AuditError) as caught:
        parse(case["text"].encode(), case["name"])
    assert case["error"] in caught.value.message
    assert case.get("hint", "") in caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["title"])
def test_read_with_lines(case: dict[str, Any]) -> None:
    document = parse(case["text"].encode(), case["name"])
    assert document.data == case["data"]
    for keys, line in case.get("lines", {}).items():
        path = [int(each) if each.isdigit() else each for each in keys.split(".")]
        assert document.line_of(path) == line, keys


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    content = "a: 1\r\ntitle: Año\r\n".encode(encoding)
    document = parse(content, "a.yaml")
    assert document.data == {"a": 1, "title": "Año"}
    assert document.line_of(["title"]) == 2


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(AuditError, match=r"a\.yaml:2: is not UTF-8 text"):
        parse(b"a: 1\nb: \x81\x8d\n", "a.yaml")


def test_column_of_a_key() -> None:
    document = parse(b"a:\n  - {b: 1, c: 2}\n", "a.yaml")
    assert document.column_of(["a", 0, "c"]) == 12


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"gone\.yaml: no such file"):
        load(tmp_path / "gone.yaml", "gone.yaml")
    with pytest.raises(AuditError, match="here: "):
        load(tmp_path, "here")


def test_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: 1\n" * 100)
    with pytest.raises(AuditError, match="is larger than 10 bytes"):
        load(path, limits=Limits(size=10))


def test_another_opener_reads_the_same_path() -> None:
    asked: list[Path] = []

    def from_revision(path: Path, most: int) -> bytes:
        asked.append(path)
        return b"a: 1\n"[:most]

    assert load(Path("x/y.yaml"), opener=from_revision).data == {"a": 1}
    assert asked == [Path("x/y.yaml")]
