"""A policy that brings a category of its own: tried on its examples, found, judged and reported in its words."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from status_audit.audit import Request, outcome_of
from status_audit.documents import open_file
from status_audit.errors import AuditError
from status_audit.model.outcome import Outcome
from status_audit.model.policy import Project, Recipient
from status_audit.policy import load_policies, load_policy
from status_audit.policy.categories import categories_for, load_categories, on_request, own_category

RELIGION = """\
category: religion
title: Religion
kinds: {faith: religion, congregation: the congregation a person belongs to}
words:
  FAITH: {en: religion faith denomination, es: religion}
  CONGREGATION: {en: parish congregation mosque synagogue}
signs:
- {id: faith, kind: faith, find: FAITH, hits: [religion_code, What is your religion?], misses: [region]}
- {id: congregation, kind: congregation, find: CONGREGATION, hits: [congregation_name], misses: [city]}
"""
POLICY = """\
id: ours
title: Ours
extends: us-8-1373
jurisdiction: Our City
authority: {citation: City Code 9, verified: "yes"}
in_force: in-force
as_seen: 2026-01-01
effective: "2026"
categories: [words/religion.yaml]
rules:
  - id: faith
    act: [collect, inquire]
    selects: {religion: [faith]}
    severity: error
    why: The code says so.
  - id: faith-shared
    act: share
    selects: {religion: any}
    recipients: [federal-immigration-authority]
    severity: error
    why: The code says so.
"""
SQL = """\
create table member (id int, religion_code text, congregation_name text, region text);
grant select on member to ice_feed;
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "law/words").mkdir(parents=True)
    (tmp_path / "law/words/religion.yaml").write_text(RELIGION, encoding="utf-8")
    (tmp_path / "law/ours.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "schema.sql").write_text(SQL, encoding="utf-8")
    return tmp_path


def audited(root: Path, *policies: str) -> Outcome:
    return outcome_of(
        Request(
            targets=((root / "schema.sql").as_posix(),),
            project=Project(root=root.as_posix(), recipients=(Recipient("nobody", "", "own"),)),
            policies=load_policies(policies, root),
            as_of=datetime.date(2026, 12, 1),
        )
    )


def test_it_is_found_judged_and_said_in_its_own_words(root: Path) -> None:
    found = {each.rule: each for each in audited(root, "law/ours.yaml").findings}
    assert sorted(found) == ["religion-collected", "religion-shared"]
    assert found["religion-collected"].message == "column holds religion"
    assert found["religion-collected"].laws[0].citation == "City Code 9"
    assert found["religion-shared"].message == (
        "grant gives ice_feed (federal immigration authority) the congregation a person belongs to and religion"
    )
    assert found["religion-shared"].laws[0].effect == "banned"


def test_without_the_policy_nobody_looks_for_it(root: Path) -> None:
    assert audited(root, "safe-city").findings == ()


def test_two_policies_that_name_the_same_file_are_no_quarrel(root: Path) -> None:
    (root / "law/more.yaml").write_text(
        "id: more\ntitle: More\nextends: ours.yaml\ncategories: [words/religion.yaml]\n", encoding="utf-8"
    )
    policies = load_policies(("law/ours.yaml", "law/more.yaml"), root)
    assert [each.id for each in categories_for(policies)][-1] == "religion"
    (root / "law/words/other.yaml").write_text(RELIGION.replace("Religion", "Belief"), encoding="utf-8")
    (root / "law/more.yaml").write_text(
        "id: more\ntitle: More\nextends: safe-city\ncategories: [words/other.yaml]\n", encoding="utf-8"
    )
    with pytest.raises(AuditError, match="is already defined in law/words/religion"):
        categories_for(load_policies(("law/ours.yaml", "law/more.yaml"), root))


def test_the_digest_of_the_policy_follows_the_words(root: Path) -> None:
    before = load_policy("law/ours.yaml", root).sha256
    (root / "law/words/religion.yaml").write_text(RELIGION + "# more\n", encoding="utf-8")
    assert load_policy("law/ours.yaml", root).sha256 != before


def test_the_words_of_another_revision(root: Path) -> None:
    def older(path: Path, most: int) -> bytes:
        return open_file(path, most).replace(b"title: Religion", b"title: Belief")

    (category,) = load_policy("law/ours.yaml", root, older).categories
    assert category.title == "Belief"


def test_a_category_that_misses_its_own_examples_is_refused(root: Path) -> None:
    path = root / "law/words/religion.yaml"
    path.write_text(RELIGION.replace("hits: [congregation_name]", "hits: [flock_name]"), encoding="utf-8")
    with pytest.raises(AuditError) as caught:
        audited(root, "law/ours.yaml")
    assert caught.value.message == "law/words/religion.yaml: congregation: should find flock_name"


def run(root: Path, *arguments: str) -> Result:
    from status_audit.cli import status_audit

    return CliRunner().invoke(status_audit, arguments)


def test_validate_and_test_run_its_examples(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert run(root, "policy", "validate", "law/ours.yaml").exit_code == 0
    assert "in 5 categories; 0 failed" in run(root, "policy", "test", "law/ours.yaml").output
    path = root / "law/words/religion.yaml"
    path.write_text(RELIGION.replace("misses: [city]", "misses: [parish]"), encoding="utf-8")
    wrong = run(root, "policy", "validate", "law/ours.yaml")
    assert wrong.exit_code == 2
    assert "words/religion.yaml: congregation: should leave parish alone" in wrong.output
    assert run(root, "policy", "test", "law/ours.yaml").exit_code == 1


def test_kinds_are_those_of_the_signs_where_the_file_names_none(root: Path) -> None:
    path = root / "pets.yaml"
    path.write_text("category: pets\nsigns:\n- {id: dog, kind: dog, find: dog, hits: [dog_name]}\n", encoding="utf-8")
    policy = "id: p\ntitle: P\nextends: safe-city\ncategories: [pets.yaml]\nrules:\n  - id: x\n    act: collect\n"
    (root / "p.yaml").write_text(
        policy + "    selects: {pets: [dog]}\n    severity: note\n    why: so\n", encoding="utf-8"
    )
    assert load_policy("p.yaml", root).categories == (own_category(path, "pets.yaml"),)


def test_details_beyond_status_are_looked_for_only_on_request() -> None:
    default = {each.id for each in categories_for([load_policy("safe-city", Path())])}
    assert default == {each.id for each in load_categories()}
    assert not default & set(on_request())
    oregon = {each.id for each in categories_for([load_policy("or-181a-823", Path())])}
    assert oregon == default | {"personal-details"}


PEOPLE = """\
create table client (id int, last_name text, home_address text, email text, employer text, ip_address text, dob date);
create table permit (id int, address text);
create table visit_log (id int, ip_address text, template_email text);
grant select on client to ice_feed;
grant select on permit to ice_feed;
grant select on visit_log to ice_feed;
grant select on client to outreach_vendor;
"""


def test_details_of_people_that_reach_an_immigration_authority(root: Path) -> None:
    """ORS 181A.826(2)(b)(A) names contact, address and workplace; not a date of birth, and no vendor."""
    (root / "schema.sql").write_text(PEOPLE, encoding="utf-8")
    (found,) = audited(root, "or-181a-823").findings
    assert found.message == (
        "grant gives ice_feed (federal immigration authority) home address, telephone, e-mail or other contact details "
        "and workplace or hours of work"
    )
    assert (found.rule, found.subject.container, found.severity) == ("personal-details-shared", "client", "error")
    assert [(law.citation, law.effect) for law in found.laws] == [("ORS 181A.826(2)(b)(A)", "banned")]
    assert audited(root, "safe-city").findings == ()
    colorado = audited(root, "co-24-74").findings
    assert [each.message.rpartition(") ")[2] for each in colorado] == [
        "home address, date of birth and telephone, e-mail or other contact details"
    ]
