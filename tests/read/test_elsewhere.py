"""Definitions that refer to other files: what stands there is read where it lies in the root, and told where not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.model import Field, Gap, Reading, Source
from status_audit.read import reader_for
from status_audit.read.beside import FILES, Beside

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "elsewhere.yaml"


def reading_of(root: Path, path: str) -> Reading:
    content = (root / path).read_bytes()
    reader = reader_for(path, content)
    assert reader is not None
    return reader.read(Source(path, reader.KIND, system="s", file=str(root / path)))


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["title"]) for each in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
)
def test_what_a_definition_refers_to(case: dict[str, Any], tmp_path: Path) -> None:
    for path, content in case["files"].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    reading = reading_of(tmp_path, case["read"])
    found = [each for each in reading.items if isinstance(each, Field)]
    assert [each.location.ref for each in found] == [each["ref"] for each in case["fields"]]
    for field, wanted in zip(found, case["fields"], strict=True):
        shown = {
            "ref": field.location.ref,
            "source": field.location.source,
            "line": field.location.line,
            "comment": field.comment,
            "options": list(field.options),
            "label": field.label[0].text if field.label else "",
        }
        assert {key: shown[key] for key in wanted} == wanted
        assert field.location.source == wanted.get("source", case["read"])
    gaps = [each for each in reading.items if isinstance(each, Gap)]
    assert [each.kind for each in gaps] == case.get("gaps", [])
    assert all(case["says"] in each.reason for each in gaps)


@pytest.mark.parametrize("reference", ["../secret.xsd", "/etc/passwd", "https://a.example/b.xsd", "file:///etc/passwd"])
def test_nothing_outside_the_root_is_opened(reference: str, tmp_path: Path) -> None:
    (tmp_path / "secret.xsd").write_text("x")
    (tmp_path / "root").mkdir()
    source = Source("a.xsd", "xml-form", file=str(tmp_path / "root" / "a.xsd"))
    assert Beside(source).open("a.xsd", reference) is None


def test_no_link_leads_out_of_the_root(tmp_path: Path) -> None:
    (tmp_path / "secret.xsd").write_text("x")
    (tmp_path / "root").mkdir()
    try:
        os.symlink(tmp_path / "secret.xsd", tmp_path / "root" / "b.xsd")
    except OSError:  # pragma: no cover - not every system lets everybody link
        pytest.skip("no links here")
    source = Source("a.xsd", "xml-form", file=str(tmp_path / "root" / "a.xsd"))
    assert Beside(source).open("a.xsd", "b.xsd") is None


def test_no_more_files_are_opened_than_a_few(tmp_path: Path) -> None:
    for number in range(FILES + 5):
        (tmp_path / f"{number}.xsd").write_text("x")
    beside = Beside(Source("a.xsd", "xml-form", file=str(tmp_path / "a.xsd")))
    found = [beside.open("a.xsd", f"{number}.xsd") for number in range(FILES + 5)]
    assert sum(each is not None for each in found) == FILES
    assert beside.full
