"""The project file: found from a target upwards, and everything it may say."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from status_audit.errors import AuditError
from status_audit.model.policy import Claim, Database, DeclaredLink, Hint, Process, Recipient
from status_audit.policy import find_project, load_project

WHOLE = """\
# yaml-language-server: $schema=project.schema.json
version: 1
policies: [safe-city, law/ours.yaml]
include: ["db/**"]
exclude: ["db/old/**"]
dialects: {default: SQLServer, "warehouse/**": snowflake}
systems:
  - name: hr
    paths: ["hr/**"]
    schemas: [hr]
    type: public-body
    owner: Human Resources
    activated_on: 2019-05-01
    purpose: employment
    exemptions:
      - exemption: i9-employment
        citation: 8 U.S.C. 1324a(b)
        claimed_by: HR director
        reason: >
          onboarding
          only
        expires: 2027-06-30
    hints:
      - {term: hr.person.stat, meaning: not-personal, reason: employment state, by: HR}
    retention_cleared: {by: Records Officer, date: 2026-01-01, citation: Code 9}
  - name: shelter
hints:
  - {term: citizen, meaning: any-resident, reason: portal, by: IT}
databases:
  live: {url: "postgresql://auditor@db.example:5432/hr?application_name=audit", system: hr}
recipients:
  - match: "FED*"
    title: Federal partner
    class: other-federal
    purpose: background checks
    process:
      - {grade: court-order, citation: No. 26-1, claimed_by: City Attorney, expires: 2027-01-31, systems: [hr]}
links:
  - {question: intake.html#Q1, column: client.country}
connectors: [connectors/ours.yaml]
waivers: .status-audit/waivers.yaml
baseline: .status-audit/baseline.json
fail-on: warning
handling-notice: Ask first.
"""


def test_everything_it_may_say(tmp_path: Path) -> None:
    path = tmp_path / "status-audit.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    project = load_project(path)
    assert (project.root, project.path) == (tmp_path.resolve().as_posix(), "status-audit.yaml")
    assert project.policies == ("safe-city", "law/ours.yaml")
    assert project.dialects == (("warehouse/**", "snowflake"), ("**", "tsql"))
    hr, shelter = project.systems
    assert hr.claims == (
        Claim("i9-employment", "8 U.S.C. 1324a(b)", "HR director", "onboarding only", datetime.date(2027, 6, 30)),
    )
    assert hr.activated_on == datetime.date(2019, 5, 1)
    assert hr.hints == (Hint("hr.person.stat", "not-personal", "employment state", "HR"),)
    assert hr.retention_cleared == "Records Officer, 2026-01-01, Code 9"
    assert (shelter.type, shelter.paths) == ("unknown", ())
    assert project.databases == (
        Database("live", "postgresql://auditor@db.example:5432/hr?application_name=audit", "hr"),
    )
    order = Process("court-order", "No. 26-1", "City Attorney", datetime.date(2027, 1, 31), ("hr",))
    assert project.recipients == (Recipient("FED*", "Federal partner", "other-federal", "background checks", (order,)),)
    assert project.links == (DeclaredLink("intake.html#Q1", "client.country"),)
    assert project.connectors == ("connectors/ours.yaml",)
    assert (project.fail_on, project.handling_notice) == ("warning", "Ask first.")
    assert (project.waivers, project.baseline) == (".status-audit/waivers.yaml", ".status-audit/baseline.json")


def test_an_empty_file_is_an_empty_project(tmp_path: Path) -> None:
    path = tmp_path / "status-audit.yaml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert load_project(path).policies == ()


def test_a_table_of_pyproject(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        "[tool.status-audit]\npolicies = ['safe-city']\n"
        "[[tool.status-audit.systems]]\nname = 'hr'\nactivated_on = 2020-01-01\n",
        encoding="utf-8",
    )
    project = load_project(path)
    assert project.policies == ("safe-city",)
    assert project.systems[0].activated_on == datetime.date(2020, 1, 1)
    path.write_text(
        "[tool.status-audit]\n[[tool.status-audit.systems]]\nname = 'a'\n[[tool.status-audit.systems]]\nnane = 'b'\n"
    )
    with pytest.raises(AuditError, match=r"pyproject\.toml:4: systems\[1\]: the key 'name' is missing \(and 1 more\)"):
        load_project(path)


def test_a_claim_of_a_policy_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "id: ours\ntitle: Ours\nextends: safe-city\nexemptions:\n"
        "  - {id: marriage, title: M, citation: Code 3, basis: required_by_law, covers: {place-of-birth: any}}\n",
        encoding="utf-8",
    )
    path = tmp_path / "status-audit.yaml"
    path.write_text(
        "policies: [./ours.yaml]\nsystems:\n  - name: clerk\n    exemptions:\n"
        "      - {exemption: marriage, citation: Code 3, claimed_by: Clerk}\n",
        encoding="utf-8",
    )
    assert load_project(path).systems[0].claims[0].exemption == "marriage"


def test_the_fault_of_a_policy_comes_before_the_claim_that_it_takes_away(tmp_path: Path) -> None:
    """Somebody renamed the category in its file: the claim is right, and must not be called wrong."""
    (tmp_path / "pets.yaml").write_text(
        "category: animals\nsigns:\n- {id: dog, kind: dog, find: dog, hits: [dog_name]}\n", encoding="utf-8"
    )
    (tmp_path / "ours.yaml").write_text(
        "id: ours\ntitle: Ours\nextends: safe-city\ncategories: [pets.yaml]\nexemptions:\n"
        "  - {id: shelter, title: S, citation: Code 3, basis: required_by_law, covers: {pets: any}}\n",
        encoding="utf-8",
    )
    path = tmp_path / "status-audit.yaml"
    path.write_text(
        "policies: [./ours.yaml]\nsystems:\n  - name: pound\n    exemptions:\n"
        "      - {exemption: shelter, citation: Code 3, claimed_by: Warden}\n",
        encoding="utf-8",
    )
    with pytest.raises(
        AuditError, match=r"ours\.yaml:6: exemptions\[0\]\.covers\.pets: no category is called 'pets'"
    ) as said:
        load_project(path)
    assert said.value.hint.endswith("(pets.yaml defines 'animals')")
    (tmp_path / "pets.yaml").unlink()
    (tmp_path / "ours.yaml").write_text("id: ours\ntitle: Ours\nextends: safe-city\ncaveats: [x]\n", encoding="utf-8")
    with pytest.raises(AuditError, match="no lawful collection is called 'shelter'"):
        load_project(path)


def test_found_from_the_target_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / "status-audit.yaml").write_text("{}\n")
    repository = tmp_path / "city"
    deep = repository / "apps" / "clinic"
    deep.mkdir(parents=True)
    (deep / "schema.sql").write_text("")
    assert find_project(deep / "schema.sql") == (tmp_path / "status-audit.yaml").resolve()
    (repository / ".git").mkdir()
    assert find_project(deep) is None
    (repository / "pyproject.toml").write_text('[project]\nname = "status-audit"\ndependencies = ["status-audit"]\n')
    assert find_project(deep) is None
    (repository / "pyproject.toml").write_text("[tool.status-audit]\n")
    assert find_project(deep) == (repository / "pyproject.toml").resolve()
    (repository / "status-audit.yaml").write_text("{}\n")
    assert find_project(deep) == (repository / "status-audit.yaml").resolve()
    (deep / "status-audit.yaml").write_text("{}\n")
    assert find_project(deep / "schema.sql") == (deep / "status-audit.yaml").resolve()


def test_found_no_further_than_asked(tmp_path: Path) -> None:
    (tmp_path / "status-audit.yaml").write_text("{}\n")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project(tmp_path / "a" / "b", stop=(tmp_path / "a").resolve()) is None
