"""A statement that was opened and not understood still tells which telling names stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from status_audit import check


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UPDATE permit.holder SET citizenship_status = = 3 !! y", ["permit.holder.citizenship_status"]),
        ("SELECT p.place_of_birth FROM vendor.person p WHERE (((p.x %%% THEN", ["vendor.person.place_of_birth"]),
        ("SELECT h.zip /* place_of_birth */, 'birth_country' FROM holder h WHERE (((h.x %%% THEN", []),
    ],
)
def test_telling_names_are_found_with_low_confidence(text: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "nightly.sql").write_text(f"{text};\n")
    outcome = check([tmp_path])
    found = [each for each in outcome.findings if each.subject.kind == "statement" and "not understood" in each.message]
    assert [each.location.ref for each in found] == expected
    assert {each.confidence for each in found} <= {"low"}
    assert {each.severity for each in found} <= {"note"}
    assert bool(found) != any(each.kind == "unparsed" for each in outcome.gaps)
