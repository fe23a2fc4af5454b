"""A claim that cites another law than the lawful collection it names says so; a section of the same law does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.judge.lawful import SNAP, case_of, held, law_of, one

from status_audit.judge.citations import differ
from status_audit.model.policy import Claim, System
from status_audit.policy import load_exemptions


@pytest.mark.parametrize(
    ("claimed", "lawful", "another"),
    [
        ("State Code 13", "Another Code 99", True),
        ("State Code 13", "Another Code 13", True),
        ("State Code 13", "State Code 99", True),
        ("10 U.S.C. 1324a", "8 U.S.C. 1324a(b)", True),
        ("State Code 13(2)(b)", "State Code 13", False),
        ("state code § 13", "Our State Code 13", False),
        ("8 USC 1625", "8 U.S.C. 1621, 1625", False),
        ("7 CFR 273.2", "7 U.S.C. 2015(f); 7 CFR 273.2(f)(1)(ii), 273.4", False),
        ("RCW 70.58A.110", "state vital records acts; for example D.C. Code 7-231.08, 16-909.01", False),
    ],
)
def test_another_law(claimed: str, lawful: str, another: bool) -> None:
    assert differ(claimed, lawful) is another


def test_every_packaged_collection_may_be_claimed_by_its_own_citation() -> None:
    assert [each.id for each in load_exemptions() if differ(each.citation, each.citation)] == []


def test_a_finding_names_both_citations_where_they_differ() -> None:
    system = System("agency", type="state-agency", claims=(SNAP,))
    same = law_of(one(case_of(("safe-city",), held("immigration-status/status"), system=system)), "safe-city")
    assert (same.effect, "citations differ" in same.note) == ("exemption-claimed", False)
    other = replace(system, claims=(Claim("snap", "State Code 13", "Benefits office"),))
    law = law_of(one(case_of(("safe-city",), held("immigration-status/status"), system=other)), "safe-city")
    assert law.effect == "exemption-claimed"
    assert "the claim cites State Code 13, and snap rests on 7 U.S.C. 2015(f)" in law.note
