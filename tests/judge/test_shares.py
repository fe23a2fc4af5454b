"""What a law makes of a share: legal process, purpose, 8 U.S.C. 1373, and details beyond status and birthplace."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from tests.judge.lawful import FEED, case_of, held, law_of, one, share_of, shared

from status_audit.judge import judge
from status_audit.model.policy import (
    Claim,
    Exemption,
    Policy,
    Process,
    Recipient,
    Rule,
    Selection,
    System,
)
from status_audit.policy import load_policy

SUBPOENA = Process("judicial-subpoena", "D. Or. 26-mj-104", "City Attorney", datetime.date(2027, 1, 31))


@pytest.mark.parametrize(
    ("process", "effect", "why_not", "note"),
    [
        ((), "banned", "", "Allowed on a judicial subpoena; none is recorded here."),
        (
            (SUBPOENA,),
            "exemption-claimed",
            "",
            (
                "Allowed on a judicial subpoena, for the persons and the time that it names; a standing grant or "
                "export goes beyond them."
            ),
        ),
        (
            (replace(SUBPOENA, grade="administrative-warrant"),),
            "banned",
            "the agency that asks signs an administrative warrant itself; no judge does",
            "Allowed on a judicial subpoena; none that it accepts is recorded here.",
        ),
        (
            (replace(SUBPOENA, grade="court-order"),),
            "banned",
            "ORS 181A.826(2)(b)(A) accepts a judicial subpoena",
            "none that it accepts is recorded here",
        ),
        ((replace(SUBPOENA, expires=datetime.date(2026, 11, 30)),), "banned", "it ended on 2026-11-30", ""),
        ((replace(SUBPOENA, systems=("jail",)),), "banned", "it is recorded for jail; this is in agency", ""),
    ],
)
def test_legal_process(process: tuple[Process, ...], effect: str, why_not: str, note: str) -> None:
    case = shared(("or-181a-823",), "place-of-birth/country", replace(FEED, process=process))
    law = law_of(share_of(case), "or-181a-823")
    assert law.effect == effect
    assert (law.exemption.why_not if law.exemption else "") == why_not
    assert note in law.note


def test_an_article_iii_warrant_is_a_judicial_warrant_and_not_the_other_way_round() -> None:
    """Md. Public Safety 3-529: a valid warrant of a court. D.C. Code 24-211.07: an Article III judge's."""
    wide, narrow = (replace(SUBPOENA, grade=each) for each in ("judicial-warrant", "article-iii-warrant"))
    jail = System("agency", type="jail")
    for policy, process, effect in (
        ("md-ps-3-529", narrow, "exemption-claimed"),
        ("md-ps-3-529", wide, "exemption-claimed"),
        ("dc-24-211-07", narrow, "exemption-claimed"),
        ("dc-24-211-07", wide, "review"),
    ):
        case = shared((policy,), "place-of-birth/country", replace(FEED, process=(process,)))
        case = replace(case, project=replace(case.project, systems=(jail,)))
        assert law_of(share_of(case), policy).effect == effect, (policy, process.grade)


def test_status_to_a_federal_recipient_is_a_review_whatever_a_citys_own_file_says() -> None:
    """8 U.S.C. 1373 names citizenship or immigration status; it does not name birthplace."""
    rule = Rule(
        "all",
        "share",
        (Selection("immigration-status"), Selection("place-of-birth")),
        "error",
        "City Code 1",
        "why",
        "",
    )
    ours = replace(load_policy("safe-city", Path()), id="ours", rules=(rule,))
    for what, effect, remedy in (
        ("immigration-status/citizenship", "review", "Review with counsel: 8 U.S.C. 1373."),
        ("place-of-birth/country", "banned", "Stop sharing it"),
    ):
        case = replace(shared(("safe-city",), what, FEED), policies=(ours,))
        finding = share_of(case)
        assert finding.laws[0].effect == effect
        assert finding.remedy.startswith(remedy)
        assert ("meets 8 U.S.C. 1373" in finding.laws[0].note) is (effect == "review")
    police = shared(("safe-city",), "immigration-status/citizenship", replace(FEED, recipient_class="police"))
    assert share_of(replace(police, policies=(ours,))).laws[0].effect == "banned"


def test_a_text_that_turns_on_the_purpose() -> None:
    """ORS 181A.826(2)(b)(A): to a federal agency for immigration enforcement."""
    fbi = Recipient("fbi_checks", "", "other-federal", purpose="background checks of employees")
    said = law_of(share_of(shared(("or-181a-823",), "place-of-birth/country", fbi)), "or-181a-823")
    assert said.effect == "review"
    assert said.note.endswith(
        "It speaks of sharing for immigration enforcement; the project file says: background checks of employees."
    )
    silent = law_of(share_of(shared(("or-181a-823",), "place-of-birth/country", FEED)), "or-181a-823")
    assert silent.effect == "banned"
    assert silent.note.endswith("the purpose is not in what was read.")


@pytest.mark.parametrize(
    ("purpose", "effect", "severity"),
    [
        ("background checks of employees", "review", "warning"),
        ("not for immigration enforcement", "review", "error"),
        ("Immigration enforcement", "banned", "error"),
        ("civil immigration-enforcement", "banned", "error"),
    ],
)
def test_another_purpose_that_the_project_records_asks_for_review_and_fails_no_run(
    purpose: str, effect: str, severity: str
) -> None:
    """ORS 181A.826(2)(b)(A); words that name the purpose of the text, even to deny it, are for a person to read."""
    to = Recipient("checks", "", "federal-immigration-authority", purpose=purpose)
    finding = share_of(shared(("or-181a-823",), "place-of-birth/country", to))
    assert (law_of(finding, "or-181a-823").effect, finding.severity) == (effect, severity)


def test_a_share_of_several_kinds_says_which_of_them_a_text_names() -> None:
    case = shared(("or-181a-823",), "place-of-birth/city-or-facility", FEED, "place-of-birth/country")
    finding = share_of(case)
    assert finding.kind == "country"
    assert "Of these it names: country of birth." in law_of(finding, "or-181a-823").note


def test_an_exemption_must_reach_every_kind_that_is_shared() -> None:
    lawful = Exemption(
        "interface", "Interface", "Code 9", "court", (Selection("place-of-birth", ("country",)),), (), acts=("share",)
    )
    case = shared(("or-181a-823",), "place-of-birth/country", FEED, "place-of-birth/unspecified")
    system = System("agency", type="public-body", claims=(Claim("interface", "Code 9", "the owner"),))
    case = replace(case, exemptions=(lawful,), project=replace(case.project, systems=(system,)))
    laws = {law.effect: law for law in share_of(case).laws if law.citation.startswith("ORS")}
    assert set(laws) == {"exemption-claimed", "review"}
    assert laws["review"].exemption
    assert laws["review"].exemption.why_not == "Code 9 does not name place-of-birth (unspecified)"


def test_a_bill_is_not_law() -> None:
    law = law_of(
        one(case_of(("nj-privacy-protection-act",), held("place-of-birth/country"))), "nj-privacy-protection-act"
    )
    assert law.effect == "review"
    assert "A bill, not law as far as seen." in law.note


def test_details_are_a_finding_only_where_they_reach_a_recipient_that_the_law_names() -> None:
    address = "personal-details/address"
    case = shared(("or-181a-823",), address, FEED, "personal-details/birth-date", "personal-details/release-date")
    (finding,) = judge(case)
    assert finding.rule == "personal-details-shared"
    assert finding.message == (
        "grant gives ice_feed (federal immigration authority) home address and date, time or status of release"
    )
    for other in (replace(FEED, recipient_class="vendor"), Recipient("analyst", "", "unclassed")):
        assert judge(shared(("or-181a-823",), address, other)) == ()
    assert judge(case_of(("or-181a-823",), held(address))) == ()


def test_a_law_and_its_address_belong_together() -> None:
    loaded: Policy = load_policy("co-24-74", Path())
    for rule in loaded.rules:
        assert not rule.url or rule.citation.startswith(("C.R.S. 24-74-104", "8 U.S.C. 1373"))


def test_a_role_that_nobody_has_classed_is_a_question_and_no_ban() -> None:
    """34 U.S.C. 12291(b)(2) names no recipient, so it is listed; whether the role is outside, a person must say."""
    entry = Recipient("analyst", "", "unclassed")
    (finding,) = [
        each for each in judge(shared(("us-34-12291",), "place-of-birth/country", entry)) if each.rule == "needs-review"
    ]
    (law,) = finding.laws
    assert (finding.severity, law.effect, law.note) == ("note", "review", "Who gets it is not known here.")
    assert finding.remedy == "Answer the question in the project file."
