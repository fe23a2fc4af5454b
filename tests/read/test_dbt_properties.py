"""What dbt's properties files declare: sources and stored models, their grants, and who looks at them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from status_audit.model import Container, Field, Gap, Grant, Source
from status_audit.read.dbt_properties import accepts, read

KEYS = ["name", "columns", "tables", "config", "grants", "select", "depends_on", "tests", "accepted_values", "values"]
SHAPES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
)
PROPERTIES = """version: 2
sources:
  - name: raw
    schema: landing
    tables:
      - name: person
        identifier: person_v2
        description: People who asked for a card
        columns:
          - name: ctry
            description: Country of birth
            data_type: varchar
          - name: kind
            data_tests:
              - accepted_values: {values: [citizen, green card]}
seeds:
  - name: visa_types
    columns: [{name: code}]
models:
  - name: shown
    columns: [{name: birth_country}]
    config: {grants: {select: [outreach, analyst]}}
  - name: kept
    config: {materialized: incremental, alias: kept_people}
    columns: [{name: birth_country}]
exposures:
  - name: board
    label: Mayor's board
    type: dashboard
    depends_on: [ref('kept'), "source('raw', 'person')"]
"""


def items(text: str, tmp_path: Path, name: str = "models/schema.yml") -> list[object]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return list(read(Source(path=name, kind="dbt", file=str(path))).items)


def test_tables_columns_values_grants_and_onlookers(tmp_path: Path) -> None:
    found = items(PROPERTIES, tmp_path)
    assert [each.name for each in found if isinstance(each, Container)] == [
        "raw.person",
        "visa_types",
        "kept_people",
    ]
    fields = {each.location.ref: each for each in found if isinstance(each, Field)}
    assert set(fields) == {
        "raw.person.ctry",
        "raw.person.kind",
        "visa_types.code",
        "kept_people.birth_country",
    }
    assert fields["raw.person.ctry"].comment == "Country of birth"
    assert fields["raw.person.ctry"].location.line == 10
    assert fields["raw.person.kind"].options == ("citizen", "green card")
    grants = [(each.grantee, each.object) for each in found if isinstance(each, Grant)]
    assert grants == [
        ("outreach", "shown"),
        ("analyst", "shown"),
        ("Mayor's board", "kept"),
        ("Mayor's board", "raw.person"),
    ]


def test_a_models_own_sql_says_how_it_is_kept(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: city\nmodels:\n  city:\n    marts:\n      +materialized: view\n")
    model = tmp_path / "models/marts/m.sql"
    model.parent.mkdir(parents=True)
    model.write_text("{{ config(materialized='table') }} select 1 as birth_country")
    found = items("models:\n- name: m\n  columns: [{name: birth_country}]\n", tmp_path, "models/marts/m.yml")
    assert [each.name for each in found if isinstance(each, Field)] == ["birth_country"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("models/schema.yml", PROPERTIES, True),
        ("dbt_project.yml", "name: x\n", True),
        ("deploy/sources.yml", "sources:\n  - name: apt\n    url: x\n", False),
        ("app/models.yml", "models:\n  person:\n    fields: []\n", False),
        ("models/schema.json", PROPERTIES, False),
    ],
)
def test_what_is_taken_for_a_properties_file(path: str, text: str, expected: bool) -> None:
    assert accepts(path, text.encode()) is expected


def test_a_malformed_file_is_a_gap_with_its_line(tmp_path: Path) -> None:
    (gap,) = items("models:\n  - name: [x\n", tmp_path)
    assert isinstance(gap, Gap)
    assert gap.location.line


@example({"depends_on": True})
@example([{"name": "board", "depends_on": True}])
@example([{"name": "m", "columns": [{"name": "c", "tests": [{"accepted_values": {"values": True}}]}]}])
@given(SHAPES)
def test_any_shape_gives_items_or_gaps(shape: object) -> None:
    import json
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        items(json.dumps({"models": shape, "sources": shape, "exposures": shape}), Path(folder))
