"""One small agency under each law: the different results that the texts demand, the citation beside each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.judge.lawful import FEED, case_of, held

from status_audit.judge import judge
from status_audit.model import Classification, Flow, Hop, Location
from status_audit.model.policy import System
from status_audit.policy import packaged_policies

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/judge/one_agency.yaml").read_text(encoding="utf-8"))
COLUMNS = ("place-of-birth/country", "place-of-birth/city-or-facility", "immigration-status/status")
QUESTIONS = ("immigration-status/citizenship", "place-of-birth/unspecified")
HOME = "personal-details/address"


def question(what: str) -> Classification:
    column = held(what, "intake.html", f"asked_{what.rpartition('/')[2]}")
    return replace(column, field=replace(column.field, kind="question", container="intake"))


def said(policy: str, agency: str) -> list[str]:
    """`act category (kinds): effect citation`, of the policy's own law alone, in a fixed order."""
    columns = [held(each, name=each.rpartition("/")[2]) for each in (*COLUMNS, HOME)]
    case = case_of((policy,), *columns, *map(question, QUESTIONS), system=System("agency", type=agency))
    flows = []
    for each in columns:
        at = each.field.location
        to = f"grant:ice_feed.client.{each.field.name}"
        hops = (Hop(at.ref, at, "declared"), Hop(to, Location("grants.sql", to, 7), "grant"))
        flows.append(Flow((at.ref,), to, "grant", "ice_feed", "high", hops, "agency"))
    case = replace(case, flows=tuple(flows), project=replace(case.project, recipients=(FEED,)))
    return sorted(
        f"{each.act} {each.category}/{each.kind}: {law.effect}, {law.citation}"
        + ("" if law.verified == "yes" else ", not fully seen")
        for each in judge(case)
        for law in each.laws
    )


@pytest.mark.parametrize("given", CASES, ids=lambda case: f"{case['policy']} {case['agency']}")
def test_the_same_agency(given: dict[str, Any]) -> None:
    assert said(given["policy"], given["agency"]) == sorted(given["said"])


def test_every_packaged_law_has_a_case() -> None:
    assert {each["policy"] for each in CASES} == set(packaged_policies())
