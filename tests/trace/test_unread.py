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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT INTO archive (k, birth_country) VALUES (@k, @c);", {"place-of-birth-collected"}),
        ("UPDATE archive SET birth_country = 'US' WHERE k = 3;", {"place-of-birth-collected"}),
        ("UPDATE archive SET flag = 1 WHERE birth_country = 'US';", {"place-of-birth-used"}),
        (
            "INSERT INTO archive (k, birth_country) SELECT k, birth_country FROM src;\nSELECT birth_country FROM archive;",
            {"place-of-birth-collected", "place-of-birth-used"},
        ),
        ("INSERT INTO archive (k, birth_country) SELECT k, birth_country FROM #t;", {"place-of-birth-collected", "place-of-birth-used"}),
        ("SELECT k, birth_country FROM #t;", {"place-of-birth-used"}),
        ("CREATE TABLE t1 (id int, c1 text);\nCREATE VIEW v AS SELECT id, c1 AS country_of_birth FROM t1;", {"place-of-birth-used"}),
        ("WITH a AS (SELECT x.txt AS birth_country FROM x) SELECT birth_country AS y INTO out_t FROM a;", {"place-of-birth-used"}),
        ("CREATE VIEW v AS SELECT json_build_object('country_of_birth', f1) AS doc FROM person;", {"place-of-birth-used"}),
        ("SELECT v:birthCountryCode::string AS d FROM raw.pupil;", {"place-of-birth-used"}),
        ("SELECT k, city FROM #t;", set()),
    ],
)  # fmt: skip
def test_what_a_statement_does_to_a_field_that_no_schema_declares(
    text: str, expected: set[str], tmp_path: Path
) -> None:
    (tmp_path / "report.sql").write_text(text)
    outcome = check([tmp_path])
    assert {each.rule for each in outcome.findings} == expected
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
