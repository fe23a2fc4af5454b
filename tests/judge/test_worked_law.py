"""The same field, judged under each packaged law: the different results that the texts demand, citation beside them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.judge import Case, judge
from status_audit.model import Classification, Evidence, Field, Inventory, Location
from status_audit.model.outcome import Finding
from status_audit.model.policy import Claim, Project, System
from status_audit.policy import load_exemptions, load_policy

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/policy/worked.yaml").read_text(encoding="utf-8"))
AS_OF = datetime.date(2026, 12, 1)


def judged(given: dict[str, Any]) -> tuple[Finding, ...]:
    category, _, kind = given["field"].partition("/")
    at = Location("schema.sql", "client.field", 3, 1)
    field_kind = "question" if given["act"] == "inquire" else "column"
    field = Field("field", "client", field_kind, at, system="agency")
    found = Classification(field, category, kind, "high", (Evidence("name", "field", supports=True),), "self")
    claims = (Claim(given["claim"], "as cited", "the owner"),) if "claim" in given else ()
    policy = load_policy(given["policy"], Path())
    return judge(
        Case(
            inventory=Inventory(),
            classifications=(found,),
            flows=(),
            policies=(policy,),
            project=Project(systems=(System("agency", type=given["type"], claims=claims),)),
            as_of=AS_OF,
            exemptions=(*load_exemptions(), *policy.exemptions),
        )
    )


@pytest.mark.parametrize("given", CASES, ids=lambda case: " ".join(str(value) for value in case.values())[:90])
def test_each_law_says_what_its_text_says(given: dict[str, Any]) -> None:
    findings = judged(given)
    if given["effect"] == "nothing":
        assert findings == ()
        return
    (finding,) = findings
    effects = {law.effect for law in finding.laws}
    if given["effect"] == "claimed":
        claimable = next(each for each in load_exemptions() if each.id == given["claim"])
        expected = effects & {"banned", "review"} if claimable.case_by_case else {"exemption-claimed"}
        assert effects == expected
        return
    assert given["effect"] in effects
    assert finding.state == "new"
    if "citation" in given:
        assert given["citation"] in {law.citation for law in finding.laws}
