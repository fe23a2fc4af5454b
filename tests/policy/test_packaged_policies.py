"""The packaged law: valid, honest about what was seen, and never saying more than its sources."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.documents import load, problems
from status_audit.model.policy import Exemption, Policy
from status_audit.policy import load_exemptions, load_policy, packaged_policies
from status_audit.policy.sense import exemption_problems, policy_problems
from status_audit.policy.show import own_rules
from status_audit.shipped import shipped

FOLDER = shipped("policies")
CASES = Path(__file__).parents[1] / "cases" / "policy"
NAMES = packaged_policies()
EXEMPTIONS = load_exemptions()
LAWS: dict[str, Any] = load(FOLDER / "sources" / "laws.yaml").data
COLLECTIONS: dict[str, Any] = load(FOLDER / "sources" / "lawful_collections.yaml").data
NEVER_PRINTED = re.compile(r"\b(violat(es?|ions?|ing)|illegal|compliant|clean|clear|exempt)\b", re.IGNORECASE)
FEDERAL = {"federal-immigration-authority", "other-federal"}


def packaged(name: str) -> Policy:
    return load_policy(name, Path())


def rule_citations(policy: Policy) -> set[str]:
    return {policy.authority.citation, *(each.citation for each in (*policy.rules, *policy.duties))}


def test_the_named_laws_are_there() -> None:
    assert {
        "safe-city", "us-8-1373", "us-34-12291", "ut-63a-12-115", "co-24-74", "or-181a-823", "or-180-805",
        "wa-43-17-425", "wa-2-28-310", "wa-10-93-160", "chelan-1-392", "king-county-2-15", "il-trust", "chicago-2-173",
        "nyc-iil", "ny-eo-170", "ca-values-act", "ca-educ-234-7", "ca-gov-8310-3", "sf-12h", "denver-28-250",
        "dc-24-211-07", "nj-2018-6", "vt-20-4651", "md-ps-3-529",
    } <= set(NAMES)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_is_valid(name: str) -> None:
    document = load(FOLDER / f"{name}.yaml")
    assert [each.text(document) for each in (*problems(document, "policy"), *policy_problems(document.data))] == []
    assert document.data["id"] == name


@pytest.mark.parametrize("path", sorted((FOLDER / "exemptions").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_lawful_collection_is_valid(path: Path) -> None:
    document = load(path)
    found = (*problems(document, "exemption"), *exemption_problems(document.data))
    assert [each.text(document) for each in found] == []
    assert document.data["id"] == path.stem


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_says_what_was_seen(name: str) -> None:
    policy = packaged(name)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", policy.as_seen)
    assert policy.in_force
    assert policy.effective
    assert policy.summary
    assert policy.authority.verified in ("yes", "partly", "no")
    assert any("confirm with counsel" in each.lower() for each in policy.caveats)
    assert any("8 U.S.C. 1373" in each for each in policy.caveats)
    if policy.authority.verified != "yes":
        assert policy.authority.not_seen, "what was not seen must be said"
        assert any(policy.authority.not_seen in each for each in policy.caveats), "and in every report"


@pytest.mark.parametrize("name", NAMES)
def test_every_citation_stands_in_the_list_of_sources(name: str) -> None:
    policy = packaged(name)
    assert set(policy.sources) <= set(LAWS)
    allowed = {section for each in policy.sources for section in LAWS[each].get("sections", ())}
    assert rule_citations(policy) <= allowed
    if policy.grandfather_citation:
        assert policy.grandfather_citation in allowed


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"safe-city"}))
def test_no_policy_claims_to_have_seen_more_than_its_source(name: str) -> None:
    policy = packaged(name)
    source = LAWS[policy.sources[0]]
    assert (policy.authority.verified, policy.as_seen) == (source["verified"], source["as_seen"])


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=lambda each: each.id)
def test_a_lawful_collection_rests_on_its_source(exemption: Exemption) -> None:
    source = COLLECTIONS[exemption.id]
    assert exemption.citation == source["citation"]
    assert (exemption.verified, exemption.as_seen) == (source["verified"], source["as_seen"])
    assert exemption.who
    assert exemption.verified == "yes" or exemption.not_seen or exemption.note
    assert set(exemption.bars) <= {each.id for each in EXEMPTIONS}


def test_a_lawful_collection_never_covers_what_it_excludes() -> None:
    for each in EXEMPTIONS:
        for no in each.not_covered:
            for yes in each.covers:
                same = yes.category == no.category
                assert not same or (yes.kinds and no.kinds and not set(yes.kinds) & set(no.kinds)), each.id


@pytest.mark.parametrize("name", NAMES)
def test_sharing_status_with_a_federal_recipient_asks_for_a_review(name: str) -> None:
    for rule in packaged(name).rules:
        status = any(each.category == "immigration-status" for each in rule.selects)
        federal = not rule.recipients or FEDERAL & set(rule.recipients)
        assert not (rule.act == "share" and status and federal) or rule.effect == "review", rule.id


def test_a_note_for_what_only_lets_others_guess() -> None:
    rules = [each for each in packaged("safe-city").rules if each.id.startswith("origin-proxy-co")]
    assert [each.severity for each in rules] == ["note"]


def test_the_default_says_that_it_goes_further_than_most_laws() -> None:
    policy = packaged("safe-city")
    assert policy.in_force == "recommendation"
    assert "goes beyond most statutes" in policy.summary
    assert not any(each in policy.authority.citation for each in ("U.S.C.", "Code"))


def test_authorised_is_not_required() -> None:
    """8 U.S.C. 1625 authorises; a text that says "required by law" does not accept it."""
    benefit = next(each for each in EXEMPTIONS if each.id == "prwora-state-local-benefit")
    assert "required_by_law" not in benefit.bases
    rule = next(each for each in packaged("chicago-2-173").rules if each.act == "inquire")
    assert not rule.accepts(benefit)


def test_services_that_may_never_ask() -> None:
    never = next(each for each in EXEMPTIONS if "8 U.S.C. 1621(b)" in each.citation)
    assert never.basis == "constraint"
    assert {"shelter", "immunization", "emergency-medical"} <= set(never.purposes)
    assert set(never.bars) == {"prwora-federal-benefit", "prwora-state-local-benefit"}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ICE", "federal-immigration-authority"),
        ("ice_ero_reader", "federal-immigration-authority"),
        ("LNK-DHS", "federal-immigration-authority"),
        ("county.ice.export", "federal-immigration-authority"),
        ("tips@ice.dhs.gov", "federal-immigration-authority"),
        ("fbi_nics", "other-federal"),
        ("police_reader", ""),
        ("office", ""),
        ("service_desk", ""),
        ("rice_lake", ""),
    ],
)
def test_federal_recipients_are_known_by_their_names(name: str, known: str) -> None:
    matching = [each for each in packaged("safe-city").recipients if fnmatchcase(name.casefold(), each.match)]
    assert {each.recipient_class for each in matching} == ({known} if known else set())


def test_a_grandfather_clause_does_not_reach_sharing() -> None:
    policy = packaged("co-24-74")
    assert policy.grandfather_before == "2021-12-31"
    reached = [each for each in policy.rules if each.id in policy.grandfather_rules]
    assert {each.act for each in reached} == {"collect", "inquire"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_words_that_are_never_printed_are_not_in_the_policies(path: Path) -> None:
    assert NEVER_PRINTED.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted((FOLDER / "exemptions").glob("*.yaml")), ids=lambda path: path.stem)
def test_nor_in_the_lawful_collections(path: Path) -> None:
    assert NEVER_PRINTED.findall(path.read_text(encoding="utf-8")) == []


def effect(policy: Policy, case: dict[str, Any]) -> tuple[str, str]:
    """Strictest effect of the policy's own rules on a field, and the citation; a claim counts where it is accepted."""
    category, kind = case["field"].split("/")
    claimed = next((each for each in EXEMPTIONS if each.id == case.get("claim")), None)
    found = []
    for rule in own_rules(policy):
        types = rule.applies_to or policy.applies_to
        meets = rule.act == case["act"] and any(each.covers(category, kind) for each in rule.selects)
        if meets and (not types or case["type"] in types):
            reaches = claimed and any(each.covers(category, kind) for each in claimed.covers)
            accepted = reaches and claimed and rule.accepts(claimed)
            found.append(("claimed" if accepted else rule.effect, rule.citation))
    return min(found, key=lambda each: ("banned", "review", "claimed").index(each[0]), default=("nothing", ""))


@pytest.mark.parametrize(
    "case",
    yaml.safe_load((CASES / "worked.yaml").read_text(encoding="utf-8")),
    ids=lambda case: "-".join(str(case.get(key, "")) for key in ("policy", "type", "act", "field", "claim")),
)
def test_the_same_field_under_different_laws(case: dict[str, Any]) -> None:
    policy = packaged(case["policy"])
    said, citation = effect(policy, case)
    assert said == case["effect"]
    assert citation == case.get("citation", "" if said == "nothing" else policy.authority.citation)


def test_what_was_not_seen_is_said_in_a_sentence_that_can_be_signed() -> None:
    """What nobody read is said of the text and its date, not of anybody's recollection."""
    said = [policy.authority.not_seen for policy in map(packaged, NAMES)] + [each.not_seen for each in EXEMPTIONS]
    said += [caveat for policy in map(packaged, NAMES) for caveat in policy.caveats]
    assert not [each for each in said if "memory" in each]
    assert any("check it before relying on it." in each for each in said)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_in_a_stored_copy_names_its_text(name: str) -> None:
    """A policy that builds on another repeats its cautions: each must say whose text it is about, and when seen."""
    said = [each for each in packaged(name).caveats if "stored copy" in each and not each.startswith("Not verified")]
    federal = packaged("us-8-1373")
    expected = {f"The text of 8 U.S.C. 1373 was read on {federal.as_seen} in a stored copy"}
    if packaged(name).authority.verified == "yes":
        expected.add(
            f"The text of {packaged(name).authority.citation} was read on {packaged(name).as_seen} in a stored copy"
        )
    assert {each.partition(", not on")[0] for each in said} == expected
