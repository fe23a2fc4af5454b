"""What was classified, where it flows and what the project says -> which findings, case by case."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.judge import Case, Settings, judge
from status_audit.judge.verdict import unfinished
from status_audit.model import (
    Classification,
    Container,
    Directive,
    Evidence,
    Field,
    Flow,
    Gap,
    Hop,
    Inventory,
    Location,
    Reading,
    Source,
)
from status_audit.model.policy import (
    Authority,
    Claim,
    Exemption,
    Policy,
    Project,
    Recipient,
    Rule,
    Selection,
    System,
    Waiver,
)

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/judge/findings.yaml").read_text(encoding="utf-8"))
AS_OF = datetime.date(2026, 7, 1)
BOTH = (Selection("immigration-status"), Selection("place-of-birth"))


def policy() -> Policy:
    severities = {"collect": "error", "inquire": "error", "share": "error", "use": "note"}
    rules = tuple(Rule(act, act, BOTH, severity, "Code 1", "why", "stop") for act, severity in severities.items())
    return Policy("test", "Test", "Nowhere", Authority("Code 1"), rules, "0", "in-force", "2026-01-01", "2020-01-01")


ONBOARDING = Exemption(
    id="onboarding",
    title="Onboarding of employees",
    citation="8 U.S.C. 1324a(b)",
    basis="required_by_law",
    covers=(Selection("immigration-status", ("visa", "document-number")),),
    not_covered=(Selection("place-of-birth"),),
)


def classification(given: dict[str, Any]) -> Classification:
    container, _, name = given["ref"].rpartition(".")
    at = Location("db/schema.sql", given["ref"], given.get("line", 3), 5)
    field = Field(
        name,
        container,
        given.get("field", "column"),
        at,
        system="s",
        declared=given.get("declared", True),
        judged=given.get("judged", True),
    )
    return Classification(
        field,
        given["category"],
        given["kind"],
        given.get("confidence", "high"),
        (Evidence("name", name, supports=True),),
        review=given.get("review", ""),
    )


def flow(given: dict[str, Any]) -> Flow:
    start, end = Location("db/schema.sql", given["from"], 3), Location("db/q.sql", given["to"], 9)
    hops = (Hop(given["from"], start, "copied"), Hop(given["to"], end, "copied"))
    return Flow((given["from"],), given["to"], given["kind"], given.get("recipient", ""), "high", hops, "s")


def case_of(given: dict[str, Any]) -> Case:
    claims = tuple(
        Claim(each["exemption"], each["citation"], "the owner", expires=each.get("expires"))
        for each in given.get("claims", ())
    )
    waivers = tuple(
        Waiver(each["rule"], each["field"], "o", "r", "c", "a", AS_OF, each["expires"], Location("w.yaml", "w", 2))
        for each in given.get("waivers", ())
    )
    directives = tuple(
        Directive(tuple(each["rules"]), each["reason"], Location("db/schema.sql", "", each["line"]))
        for each in given.get("directives", ())
    )
    return Case(
        inventory=Inventory(containers=(Container("view", "v_client", "s"),), directives=directives),
        classifications=tuple(classification(each) for each in given["fields"]),
        flows=tuple(flow(each) for each in given.get("flows", ())),
        policies=(policy(),),
        project=Project(
            systems=(System("s", claims=claims),),
            recipients=tuple(Recipient(each["match"], "", each["class"]) for each in given.get("recipients", ())),
        ),
        as_of=AS_OF,
        settings=Settings(suppressions=given.get("suppressions", True)),
        exemptions=(ONBOARDING,),
        waivers=waivers,
    )


@pytest.mark.parametrize("given", CASES, ids=lambda case: case["title"])
def test_findings(given: dict[str, Any]) -> None:
    found = [
        f"{each.severity} {each.rule} {each.subject.container}.{each.subject.name} {each.state}"
        for each in judge(case_of(given))
    ]
    assert sorted(found) == sorted(given["findings"])


def test_a_claim_that_does_not_reach_says_why() -> None:
    given = next(each for each in CASES if each["title"] == "a claim reaches the kinds it covers and no further")
    birth = next(each for each in judge(case_of(given)) if each.category == "place-of-birth")
    named = birth.laws[0].exemption
    assert named is not None
    assert not named.covers
    assert named.why_not == "8 U.S.C. 1324a(b) does not cover place-of-birth (city-or-facility)"


def test_fingerprint_forgets_the_line() -> None:
    first = {"fields": [{"ref": "client.birth_ctry", "category": "place-of-birth", "kind": "country", "line": 3}]}
    moved = {"fields": [{"ref": "Client.Birth_Ctry", "category": "place-of-birth", "kind": "country", "line": 90}]}
    assert judge(case_of(first))[0].fingerprint == judge(case_of(moved))[0].fingerprint


def test_no_rule_no_finding() -> None:
    given = {"fields": [{"ref": "client.passport_no", "category": "origin-proxy", "kind": "passport"}]}
    assert judge(case_of(given)) == ()


def test_one_field_in_several_files_is_one_finding_unless_a_comment_sets_one_apart() -> None:
    def in_file(path: str, line: int) -> Classification:
        found = classification({"ref": "person.birthplace", "category": "place-of-birth", "kind": "unspecified"})
        at = Location(path, "person.birthplace", line, 1)
        return dataclasses.replace(found, field=dataclasses.replace(found.field, location=at))

    case = dataclasses.replace(
        case_of({"fields": []}), classifications=(in_file("a.sql", 3), in_file("b.sql", 5), in_file("b.sql", 9))
    )
    assert [(each.location.path, each.location.line) for each in judge(case)] == [("a.sql", 3), ("b.sql", 9)]
    assert judge(case)[0].evidence[-1].matched == "b.sql:5"
    comment = Directive(("place-of-birth-collected",), "vital records", Location("a.sql", "", 3))
    apart = dataclasses.replace(case, inventory=dataclasses.replace(case.inventory, directives=(comment,)))
    assert [each.state for each in judge(apart)] == ["suppressed", "new", "new"]


GAP = Gap("no-text", Location("a.pdf", ""), "has no text.", "Type it in.")
COLUMN = Field("x", "t", "column", Location("a.sql", "t.x"))
BROKEN = Gap("reader-failed", Location("a.sql", ""), "the reader failed.", "Report it.")


@pytest.mark.parametrize(
    ("items", "partly", "state"),
    [((COLUMN,), False, "read"), ((), False, "read"), ((COLUMN, GAP), True, "partly"), ((GAP,), True, "unread")],
)
def test_how_far_a_source_was_read(items: tuple[Any, ...], partly: bool, state: str) -> None:
    assert Reading(Source("a", "sql"), items, partly=partly).state() == state


@pytest.mark.parametrize(
    ("items", "missing", "kinds", "expected"),
    [
        ((COLUMN,), (), (), False),
        ((COLUMN, GAP), (), ("no-text",), False),
        ((COLUMN, BROKEN), (), ("reader-failed",), True),
        ((COLUMN,), ("gone",), (), True),
        ((GAP,), (), ("no-text",), True),
    ],
)
def test_when_an_audit_is_unfinished(
    items: tuple[Any, ...], missing: tuple[str, ...], kinds: tuple[str, ...], expected: bool
) -> None:
    reading = Reading(Source("a", "sql"), items, partly=len(items) > 1 or items[0] is not COLUMN)
    assert unfinished((reading,), missing, kinds) is expected


def test_nothing_read_at_all_is_unfinished() -> None:
    assert unfinished((), (), ())
