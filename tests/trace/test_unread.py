"""A statement that was opened and not understood still tells which telling names stand in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit import check

STATEMENTS = Path(__file__).parents[1] / "cases/undeclared/statements.yaml"
CASES = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))


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


@pytest.mark.parametrize("case", CASES, ids=[each["what"] for each in CASES])
def test_what_a_statement_does_to_a_field_that_no_schema_declares(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "report.sql").write_text(case["sql"])
    outcome = check([tmp_path])
    assert {each.rule for each in outcome.findings} == set(case["rules"])
    assert {each.confidence for each in outcome.findings} <= {"medium"}


def test_two_departments_that_share_alike_are_two(tmp_path: Path) -> None:
    script = (
        "create table client (id int, birth_country text);\ngrant select on client to ice_reader;\n"
        "copy client to '/out/x.csv';\ncreate materialized view mv as select birth_country as bc from client;\n"
    )
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "schema.sql").write_text(script)
    found = check([tmp_path]).findings
    by_system = {
        name: {(each.rule, each.subject.name) for each in found if each.subject.system == name}
        for name in ("east", "west")
    }
    assert by_system["east"] == by_system["west"]
    assert len(by_system["east"]) == 4
