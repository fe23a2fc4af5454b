"""Policies for people: list, description, comparison, template, duties."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from status_audit.model import meaning, policy
from status_audit.model.policy import Duty
from status_audit.policy import duties, load_policies, load_policy, packaged_policies
from status_audit.policy.compare import compare
from status_audit.policy.duties import next_day
from status_audit.policy.show import HEADERS, WIDTH, describe, rows, validate
from status_audit.policy.template import new_policy_text
from status_audit.shipped import shipped

NEVER_PRINTED = re.compile(r"\b(violat(es?|ions?|ing)|illegal|compliant|clean|clear|exempt)\b", re.IGNORECASE)


def test_the_list_has_a_row_for_every_policy() -> None:
    listed = rows()
    assert [each.id for each in listed] == list(packaged_policies())
    assert {len(tuple(each)) for each in listed} == {len(HEADERS)}
    assert all(cell and "|" not in cell and "\n" not in cell for each in listed for cell in each)


def test_a_row_tells_acts_and_kinds_apart() -> None:
    row = next(each for each in rows() if each.id == "or-180-805")
    assert row.acts == "inquire, share"
    assert "place of birth" not in row.what
    illinois = next(each for each in rows() if each.id == "il-trust")
    assert "collect" not in illinois.acts
    assert "ask: immigration status" in illinois.what
    assert "place of birth?" in illinois.what


@pytest.mark.parametrize("name", packaged_policies())
def test_a_description_begins_in_plain_words_and_ends_with_what_was_seen(name: str) -> None:
    told = load_policy(name, Path())
    text = describe(told)
    order = [text.index(each) for each in (told.title, "\nRules\n", "\nAuthority\n", "not verified: ")]
    assert order == sorted(order)
    assert text.index("\nRules\n") > text.index(told.summary.split()[0])
    assert all(len(line) <= WIDTH for line in text.splitlines() if " http" not in line and "digest" not in line)
    assert NEVER_PRINTED.findall(text) == []
    assert "confirm with counsel" in " ".join(text.lower().split())


def test_rules_that_differ_in_the_act_are_read_as_one() -> None:
    text = describe(load_policy("co-24-74", Path()))
    assert "must not collect or ask for place of birth" in " ".join(text.split())
    assert "Rules of us-8-1373" in text


def test_a_new_policy_can_be_used_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(new_policy_text(), encoding="utf-8")
    assert validate(path) == ()
    assert NEVER_PRINTED.findall(new_policy_text()) == []
    assert load_policy("ours.yaml", tmp_path).id == "our-city"


def keys_of(schema: Any) -> set[str]:
    """Every key that the schema lets a file write."""
    if isinstance(schema, list):
        return {key for each in schema for key in keys_of(each)}
    if not isinstance(schema, dict):
        return set()
    properties = schema.get("properties", {})
    own = set(properties) if isinstance(properties, dict) else set()
    return own | {key for each in (*schema.values(), *properties.values()) for key in keys_of(each)}


def test_the_template_shows_every_key_and_every_word_of_the_format() -> None:
    text = new_policy_text()
    schema = json.loads((shipped("policies") / "schemas/policy.schema.json").read_text(encoding="utf-8"))
    assert not [key for key in keys_of(schema) if not re.search(rf"\b{key}:", text)]
    words = {
        *policy.ACTS, *policy.SEVERITIES, *policy.AGENCY_TYPES, *policy.BASES, *policy.PURPOSES, *policy.IN_FORCE,
        *policy.VERIFIED, *policy.EFFECTS_OF_RULES, *(set(policy.PROCESSES) - set(policy.ADMINISTRATIVE)),
        *(set(policy.RECIPIENT_CLASSES) - {"own", "unclassed"}), *meaning.SUBJECTS,
        *meaning.KINDS, *(kind for kinds in meaning.KINDS.values() for kind in kinds),
    } - {"unknown"}  # fmt: skip
    assert not [word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)]


def test_every_line_that_the_template_comments_out_can_be_used(tmp_path: Path) -> None:
    """Taking the comment signs off gives a valid policy: the documentation does not lie."""
    text = re.sub(r"^(\s*)# ((?:[a-z_]+:|  [a-z- ])[^\n]*)$", r"\1\2", new_policy_text(), flags=re.MULTILINE)
    text = re.sub(r"^(?:without|    collect):.*\n", "", text, flags=re.MULTILINE)  # names nothing here; a sentence
    assert text.count("#") < new_policy_text().count("#") - 30
    path = tmp_path / "ours.yaml"
    (tmp_path / "categories").mkdir()
    (tmp_path / "categories/household.yaml").write_text(
        "category: household\nsigns:\n- {id: pets, kind: pet, find: dog, hits: [dog_name]}\n", encoding="utf-8"
    )
    path.write_text(text, encoding="utf-8")
    assert validate(path) == ()
    ours = load_policy("ours.yaml", tmp_path)
    assert [each.id for each in ours.exemptions] == ["marriage-licences", "never-ask"]
    assert ours.duties
    assert ours.categories
    assert ours.grandfather_rules == ("status-collect", "status-inquire")


def test_validate_says_everything_at_once(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("id: P\ntitle: P\nextends: safe-city\nrulez: []\nas_seen: x\n", encoding="utf-8")
    assert [each.partition(": ")[0] for each in validate(path)] == ["p.yaml:1", "p.yaml:4", "p.yaml:5"]
    path.write_text("a: [\n", encoding="utf-8")
    assert len(validate(path)) == 1
    path.write_text("id: p\ntitle: P\nextends: gone\nwithout: [x]\n", encoding="utf-8")
    assert "no packaged policy is called 'gone'" in validate(path)[0]


def test_validate_speaks_of_8_usc_1373(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "id: p\ntitle: P\nextends: us-8-1373\nrules:\n  - id: x\n    act: share\n"
        "    selects: {immigration-status: any}\n    severity: error\n    why: so\n",
        encoding="utf-8",
    )
    assert validate(path) == (
        "p.yaml:5: rules[0]: bans sharing status with a federal recipient. Write effect: review (8 U.S.C. 1373)",
    )


def test_what_changed_between_two_policies(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("id: p\ntitle: P\nextends: il-trust\nwithout: [ask-in-doubt]\neffective: later\n", encoding="utf-8")
    old, new = load_policy("il-trust", Path()), load_policy("p.yaml", tmp_path)
    assert compare(old, new) == (
        (
            "- rule ask-in-doubt, which said: [warning] review: ask for immigration status (entry, enforcement)  "
            "(5 ILCS 805/15(e))"
        ),
        "~ policy: title: was Illinois TRUST Act, is P",
        "~ policy: takes effect: was 2017-08-28; amended 2021-08-02, is later",
        "~ policy: builds on: added il-trust",
    )
    assert compare(old, old) == ()


def duty(due: str, every: str = "", since: str = "") -> Duty:
    return Duty("d", "report", "council", due, "Code 1", every, since)


@pytest.mark.parametrize(
    ("due", "as_of", "expected"),
    [
        (duty("03-01", "year"), "2026-11-21", "2027-03-01"),
        (duty("03-01"), "2026-03-01", "2026-03-01"),
        (duty("07-31", "2 years", "2018-07-31"), "2026-07-31", "2026-07-31"),
        (duty("07-31", "2 years", "2018-07-31"), "2026-08-01", "2028-07-31"),
        (duty("07-31", "2 years", "2018-07-31"), "2027-01-01", "2028-07-31"),
        (duty("07-31", "2 years", "2018-07-31"), "2010-01-01", "2018-07-31"),
        (duty("02-29"), "2027-01-01", "2027-02-28"),
    ],
)
def test_the_next_day(due: Duty, as_of: str, expected: str) -> None:
    assert next_day(due, datetime.date.fromisoformat(as_of)).isoformat() == expected


def test_duties_of_the_policies_in_force() -> None:
    found = duties(load_policies(packaged_policies(), Path()), datetime.date(2026, 11, 21))
    dated = [(each.policy, each.when) for each in found if each.next]
    assert dated == [
        ("dc-24-211-07", "2027-01-01 (every year)"),
        ("ut-63a-12-115", "2027-01-01"),
        ("il-trust", "2027-03-01 (every year)"),
        ("nyc-iil", "2028-07-31 (every 2 years)"),
    ]
    assert not [each for each in found if each.policy == "nj-privacy-protection-act"]
    (late,) = duties([load_policy("ut-63a-12-115", Path())], datetime.date(2027, 6, 1))
    assert (late.next, late.when) == (None, "was due 2027-01-01")


def test_duties_of_the_project_found_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from status_audit.cli import status_audit

    monkeypatch.chdir(tmp_path)
    every = CliRunner().invoke(status_audit, ["policy", "duties", "--as-of", "2026-12-01"]).output
    assert "dc-24-211-07" in every
    (tmp_path / "status-audit.yaml").write_text("policies: [il-trust]\n", encoding="utf-8")
    ours = CliRunner().invoke(status_audit, ["policy", "duties", "--as-of", "2026-12-01"]).output
    assert ours.splitlines()[0] == "2027-03-01 (every year): il-trust (5 ILCS 805/25)"
    assert "    to    Attorney General of Illinois" in ours
    assert "    audit where detainers and requests are recorded" in ours
    assert "dc-24-211-07" not in ours


def test_a_new_policy_says_that_its_text_was_not_seen_yet(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(new_policy_text(), encoding="utf-8")
    text = " ".join(describe(load_policy("ours.yaml", tmp_path)).split())
    assert "seen: not seen yet not verified:" in text
    assert "The text of 8 U.S.C. 1373 was read on" in text
    assert "Read in a stored copy" not in text
    path.write_text(new_policy_text().replace('verified: "no" ', 'verified: "partly" '), encoding="utf-8")
    (said,) = validate(path)
    assert "as_seen: must be the day the text was seen: the authority says `verified: partly`" in said
