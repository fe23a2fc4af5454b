"""What the tests of readers of definitions share: a file of some bytes read, and its fields held to a case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from status_audit.model import Field, Gap, Reading, Source
from status_audit.read import Reader


def read_as(reader: Reader, folder: Path, content: bytes, name: str) -> Reading:
    """The reading of a source called `name` whose file holds `content`."""
    file = folder / "file"
    file.write_bytes(content)
    return reader.read(Source(name, reader.KIND, system="s", file=str(file)))


def fields_of(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def gaps(reading: Reading) -> list[Gap]:
    return [each for each in reading.items if isinstance(each, Gap)]


def hold(found: Sequence[Field], expected: Sequence[dict[str, Any]]) -> None:
    """The same fields in the same order, each as far as the case describes it."""
    assert [each.location.ref for each in found] == [each["ref"] for each in expected]
    for field, wanted in zip(found, expected, strict=True):
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
