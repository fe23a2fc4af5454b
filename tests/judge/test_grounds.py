"""What excuses a held field and what does not: claims, stacked policies, older systems; each with its words."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from tests.judge.lawful import AS_OF, SNAP, case_of, held, law_of, one

from status_audit.judge import Examined, judge
from status_audit.judge.account import account
from status_audit.judge.dated import seen_on, step_of, written_before
from status_audit.judge.fingerprint import fingerprint
from status_audit.model import Location, Source
from status_audit.model.policy import (
    Baseline,
    Claim,
    Known,
    Project,
    System,
    Waiver,
)
from status_audit.policy import duties


def test_two_policies_of_which_a_claim_satisfies_one() -> None:
    """Oregon accepts a test of eligibility; Colorado asks that a law requires it, which SNAP's own rules do."""
    system = System(
        "agency", type="state-agency", claims=(Claim("prwora-state-local-benefit", "8 U.S.C. 1625", "HHS"),)
    )
    finding = one(case_of(("or-181a-823", "co-24-74"), held("immigration-status/status"), system=system))
    assert law_of(finding, "or-181a-823").effect == "exemption-claimed"
    refused = law_of(finding, "co-24-74")
    assert refused.effect == "banned"
    assert refused.exemption
    assert refused.exemption.why_not.endswith("C.R.S. 24-74-104(2) accepts required by law, agency duty")
    assert (finding.state, finding.severity) == ("new", "error")
    both = replace(system, claims=(SNAP,))
    assert one(case_of(("or-181a-823", "co-24-74"), held("immigration-status/status"), system=both)).state == (
        "exemption-claimed"
    )


def test_an_exemption_that_covers_three_of_five_fields() -> None:
    """Form I-9 asks for citizenship, work authorisation and a document number; not for birthplace or nationality."""
    hr = System("agency", type="public-body", claims=(Claim("i9-employment", "8 U.S.C. 1324a(b)", "HR"),))
    kinds = {
        "immigration-status/citizenship": "",
        "immigration-status/work-authorisation": "",
        "immigration-status/document-number": "",
        "immigration-status/nationality": "does not cover immigration-status (nationality)",
        "place-of-birth/country": "does not cover place-of-birth (country)",
    }
    found = [held(kind, name=f"f{number}") for number, kind in enumerate(kinds)]
    findings = judge(case_of(("safe-city",), *found, system=hr))
    states = {f"{each.category}/{each.kind}": each for each in findings}
    assert [kind for kind, each in states.items() if each.state == "exemption-claimed"] == list(kinds)[:3]
    for kind, why in kinds.items():
        named = states[kind].laws[0].exemption
        assert named
        assert named.covers is not bool(why)
        assert named.why_not.endswith(why)


def test_a_claim_of_a_sister_system_says_where_it_is_made() -> None:
    hr = System("hr onboarding", owner="City", claims=(Claim("i9-employment", "8 U.S.C. 1324a(b)", "HR"),))
    here = System("agency", type="public-body", owner="City")
    case = case_of(("safe-city",), held("immigration-status/document-number"))
    finding = one(replace(case, project=Project(systems=(here, hr))))
    named = finding.laws[0].exemption
    assert named
    assert named.why_not == "it is claimed for hr onboarding; this is in agency"


def test_a_service_that_may_never_ask_cannot_claim_what_others_may() -> None:
    shelter = System("agency", purpose="shelter", claims=(Claim("prwora-state-local-benefit", "8 U.S.C. 1625", "HHS"),))
    finding = one(case_of(("or-181a-823",), held("immigration-status/status"), system=shelter))
    named = finding.laws[0].exemption
    assert named
    assert named.why_not == "8 U.S.C. 1621(b) (and 1611(b)): a service for shelter cannot claim it"


def test_a_claim_that_ended() -> None:
    late = System("agency", claims=(replace(SNAP, expires=datetime.date(2026, 6, 30)),))
    finding = one(case_of(("or-181a-823",), held("immigration-status/status"), system=late))
    named = finding.laws[0].exemption
    assert named
    assert (finding.state, named.why_not) == ("new", "the claim ended on 2026-06-30")


OLDER = System("agency", type="state-agency", activated_on=datetime.date(2019, 5, 1))


@pytest.mark.parametrize(
    ("path", "effect", "note"),
    [
        (
            "db/migrate/20240301120000_add_birthplace.rb",
            "review",
            (
                "db/migrate/20240301120000_add_birthplace.rb added it on 2024-03-01; agency was activated on "
                "2019-05-01. Whether C.R.S. 24-74-104(3) reaches it is a question for counsel."
            ),
        ),
        ("db/migrate/20190301120000_clients.rb", "grandfather-claimed", "agency was activated on 2019-05-01."),
        ("dumps/schema_2018-11-30.sql", "grandfather-claimed", "agency was activated on 2019-05-01."),
        (
            "schema.sql",
            "grandfather-claimed",
            (
                "agency was activated on 2019-05-01; when this field was added is not known. If it came later, whether "
                "C.R.S. 24-74-104(3) reaches it is a question for counsel."
            ),
        ),
    ],
)
def test_a_system_that_was_there_before_and_a_field_that_was_not(path: str, effect: str, note: str) -> None:
    finding = one(case_of(("co-24-74",), held("place-of-birth/country", path), system=OLDER))
    law = law_of(finding, "co-24-74")
    assert (law.effect, finding.state) == (effect, "new" if effect == "review" else "exemption-claimed")
    assert law.note.endswith(note)


def test_a_step_without_a_day_after_one_with_a_later_day() -> None:
    found = held("place-of-birth/country", "intake/migrations/0005_birthplace.py")
    case = case_of(("co-24-74",), found, system=OLDER)
    earlier = Source("intake/migrations/0004_auto_20220301_1200.py", "python")
    case = replace(case, inventory=replace(case.inventory, sources=(*case.inventory.sources, earlier)))
    law = law_of(one(case), "co-24-74")
    assert law.effect == "review"
    assert "0005_birthplace.py added it after intake/migrations/0004_auto_20220301_1200.py" in law.note


def test_a_field_that_an_older_file_declares_too_was_there() -> None:
    new = held("place-of-birth/country", "db/migrate/20240301_again.sql")
    old = replace(new.field, location=Location("db/migrate/20180101_clients.sql", "client.field", 1, 1))
    case = case_of(("co-24-74",), new, system=OLDER)
    case = replace(case, inventory=replace(case.inventory, fields=(*case.inventory.fields, old)))
    assert law_of(one(case), "co-24-74").effect == "grandfather-claimed"


@pytest.mark.parametrize(
    ("name", "first_seen", "effect", "words"),
    [
        ("client.field", "2019-01-31", "grandfather-claimed", "activated on 2019-05-01."),
        ("client.other", "2020-01-31", "review", "it is not in the baseline begun on 2020-01-31"),
        ("client.other", "2018-01-31", "grandfather-claimed", "when this field was added is not known"),
    ],
)
def test_a_baseline_tells_what_was_there(name: str, first_seen: str, effect: str, words: str) -> None:
    mark = fingerprint("place-of-birth-collected", "schema.sql", "agency", name)
    known = Known(mark, "place-of-birth-collected", name, "schema.sql", first_seen)
    case = case_of(("co-24-74",), held("place-of-birth/country"), system=OLDER)
    law = law_of(one(replace(case, baseline=Baseline("b", frozenset({mark}), (known,)))), "co-24-74")
    assert law.effect == effect
    assert words in law.note


def test_a_registered_system_without_its_day_is_told_what_it_could_say() -> None:
    system = System("agency", type="state-agency")
    law = law_of(one(case_of(("co-24-74",), held("place-of-birth/country"), system=system)), "co-24-74")
    assert law.effect == "banned"
    assert law.note.endswith("agency has no activated_on in the project file.")


def test_that_a_law_reaches_cities_was_seen_less_well_than_that_it_reaches_the_state() -> None:
    """C.R.S. 24-74-104 says "a state agency"; that SB25-276 adds cities was seen as a summary only."""
    found = held("place-of-birth/country")
    for kind, seen in (("state-agency", "yes"), ("public-body", "partly"), ("unknown", "partly")):
        law = law_of(one(case_of(("co-24-74",), found, system=System("agency", type=kind))), "co-24-74")
        assert law.verified == seen


@pytest.mark.parametrize(
    ("name", "step", "seen"),
    [
        ("db/migrate/20210314120000_add_x.rb", "2021-03-14", "2021-03-14"),
        ("database/migrations/2021_03_14_120000_create_x.php", "2021-03-14", "2021-03-14"),
        ("migrations/2021-03-14-120000_add_x/up.sql", "2021-03-14", "2021-03-14"),
        ("intake/migrations/0003_auto_20210314_1200.py", "2021-03-14", "2021-03-14"),
        ("sql/V2021.03.14.1__x.sql", "2021-03-14", "2021-03-14"),
        ("migration/1615712345678-AddX.ts", "2021-03-14", "2021-03-14"),
        ("backup/schema_2021-12-01.sql", "None", "2021-12-01"),
        ("2021-12-01_dump.sql", "None", "2021-12-01"),
        ("sql/V12__x.sql", "None", "None"),
        ("20211399_x.sql", "None", "None"),
    ],
)
def test_days_in_the_names_of_files(name: str, step: str, seen: str) -> None:
    assert (str(step_of(name)), str(seen_on(name))) == (step, seen)


@pytest.mark.parametrize(
    ("agency", "why_not", "note"),
    [
        (
            "police",
            (
                "RCW 2.28.310(1)(a); ORS 181A.823(1)(b)(A); NJ Directive 2018-6 needs a decision in each case; "
                "it is no ground for a standing field"
            ),
            "Except, for a person to check: connected with an investigation under state or local criminal law.",
        ),
        (
            "school-police",
            "its ground is criminal investigation; Chelan County Code 1.392.010 accepts required by law",
            "",
        ),
    ],
)
def test_a_criminal_investigation_in_chelan_county(agency: str, why_not: str, note: str) -> None:
    """Chelan County Code 1.392.010: the exception is for the police alone, and for one investigation."""
    claim = Claim("criminal-investigation", "as cited", "Sheriff")
    system = System("agency", type=agency, claims=(claim,))
    law = law_of(one(case_of(("chelan-1-392",), held("place-of-birth/country"), system=system)), "chelan-1-392")
    assert law.effect == "banned"
    assert law.exemption
    assert (law.exemption.why_not, law.note) == (why_not, note)


def test_an_expired_waiver_excuses_nothing_and_says_when_it_ended() -> None:
    ended = datetime.date(2026, 6, 30)
    signed = ("Records", "paper archive", "City Code 3.1", "City Attorney", datetime.date(2026, 1, 1), ended)
    waiver = Waiver("place-of-birth-collected", "client.field", *signed, Location("waivers.yaml", "client.field", 3))
    case = replace(case_of(("safe-city",), held("place-of-birth/country")), waivers=(waiver,))
    found = {each.rule: each for each in judge(case)}
    assert found["place-of-birth-collected"].state == "new"
    assert found["waiver-expired"].message == "waiver ended on 2026-06-30: place-of-birth-collected client.field"
    assert (found["waiver-expired"].severity, found["waiver-expired"].location.line) == ("warning", 3)
    last_day = {each.rule: each for each in judge(replace(case, as_of=ended))}
    assert [(each.rule, each.state) for each in last_day.values()] == [("place-of-birth-collected", "waived")]


def test_duties_carry_what_to_whom_by_when_and_what_this_run_found() -> None:
    """5 ILCS 805/25: by March 1, to the Attorney General."""
    case = case_of(("il-trust",), held("place-of-birth/country"), system=System("agency", type="police"))
    question = replace(case.classifications[0].field, kind="question", container="intake")
    asked = replace(case.classifications[0], field=question)
    case = replace(case, classifications=(asked,), duties=duties(case.policies, AS_OF))
    (used,) = account(case, Examined(()), judge(case), ()).policies
    (owed,) = used.duties
    assert (owed.id, owed.to_whom) == ("yearly-report", "Attorney General of Illinois")
    assert (owed.due, owed.next, owed.when) == ("03-01", "2027-03-01", "2027-03-01 (every year)")
    assert owed.contributes == "where detainers and requests are recorded"
    assert owed.found == "0 stored fields and 1 form question in 1 system."
    assert str(owed).endswith(", to: Attorney General of Illinois; due: 2027-03-01 (every year) (5 ILCS 805/25)")


ALEMBIC = '"""birthplace\n\nRevises: 0a1\nCreate Date: 2021-03-14 10:00:00\n"""\nop.add_column("client")\n'
DJANGO = "# Generated by Django 3.2.4 on 2022-01-02 10:00\n\nclass Migration: pass\n"
CHANGES = (
    "--liquibase formatted sql\n--changeset a:20180101-1\ncreate table a(b int);\n"
    "--changeset b:20240101-2\nalter table a add c int;\n--changeset c:add-z\nalter table a add z int;\n"
)
LOG = "<databaseChangeLog>\n<changeSet id='1577836800000-1'>\n</changeSet>\n<changeSet id='20240506'>\n<addColumn/>"
YAML_LOG = "databaseChangeLog:\n- changeSet:\n    id: 20200101-1\n    changes:\n- changeSet:\n    id: 20230101-2\n"


@pytest.mark.parametrize(
    ("text", "line", "day"),
    [
        (ALEMBIC, 6, "2021-03-14"),
        (DJANGO, 3, "2022-01-02"),
        (CHANGES, 3, "2018-01-01"),
        (CHANGES, 5, "2024-01-01"),
        (CHANGES, 7, "None"),
        (LOG, 3, "2020-01-01"),
        (LOG, 5, "2024-05-06"),
        (YAML_LOG, 4, "2020-01-01"),
        (YAML_LOG, 6, "2023-01-01"),
        ("id: 20200101-1\nname: x\n", 2, "None"),
    ],
)
def test_days_that_migrations_write_into_their_files(text: str, line: int, day: str) -> None:
    assert str(written_before(text, line)) == day


def test_a_change_set_that_was_written_after_the_system_was_activated() -> None:
    older, newer = (held("place-of-birth/country", "changes.sql", name) for name in ("b", "c"))
    newer = replace(newer, field=replace(newer.field, location=replace(newer.field.location, line=5)))
    case = replace(case_of(("co-24-74",), older, newer, system=OLDER), text_of=lambda _: CHANGES)
    effects = {each.subject.name: law_of(each, "co-24-74") for each in judge(case)}
    assert {name: law.effect for name, law in effects.items()} == {"b": "grandfather-claimed", "c": "review"}
    assert "changes.sql added it on 2024-01-01" in effects["c"].note


def test_a_claim_whose_text_was_not_seen_says_so() -> None:
    for name, kind, said in (
        ("i9-employment", "citizenship", "was seen in part only."),
        ("consular-notification", "nationality", ""),
    ):
        system = System("agency", type="police", claims=(Claim(name, "as cited", "the owner"),))
        finding = one(case_of(("safe-city",), held(f"immigration-status/{kind}"), system=system))
        assert finding.state == "exemption-claimed"
        assert law_of(finding, "safe-city").note.endswith(said)
        assert bool(said) is ("covers" in law_of(finding, "safe-city").note)


def test_what_is_recognised_is_counted_though_no_rule_of_the_policy_speaks_of_it() -> None:
    """Government Code 7284.6 bars the police from asking and sharing; it says nothing about a column."""
    found = (
        held("immigration-status/status", name="status"),
        held("place-of-birth/country", name="birth"),
        held("place-of-birth/country", "other.sql", name="birth"),
        replace(held("place-of-birth/country", name="open"), review="whose country is it?"),
    )
    case = case_of(("ca-values-act",), *found, system=System("agency", type="police"))
    case = replace(case, duties=duties(case.policies, AS_OF))
    findings = judge(case)
    assert [each.rule for each in findings] == ["needs-review"]
    outcome = account(case, Examined(()), findings, ())
    assert [(each.category, each.count) for each in outcome.summary.recognised] == [
        ("immigration-status", 1),
        ("place-of-birth", 1),
    ]
    said = [each.found for each in outcome.policies[0].duties if each.contributes]
    assert said == ["2 stored fields and 0 form questions in 1 system."]


def test_a_field_that_no_schema_declares_is_stored_where_a_statement_writes_it() -> None:
    """What a statement writes is held, whatever the policy bars; what one only reads is not said to be held here."""
    read, written = (
        replace(each, field=replace(each.field, declared=False, written=each.field.name == "written"))
        for each in (held("place-of-birth/country", name=name) for name in ("read", "written"))
    )
    case = case_of(("ca-values-act",), read, written, system=System("agency", type="police"))
    case = replace(case, duties=duties(case.policies, AS_OF))
    outcome = account(case, Examined(()), judge(case), ())
    assert [each.count for each in outcome.summary.recognised] == [2]
    said = [each.found for each in outcome.policies[0].duties if each.contributes]
    assert said == ["1 stored field and 0 form questions in 1 system."]


def test_only_narrows_what_is_counted_as_it_narrows_what_is_found() -> None:
    case = case_of(("safe-city",), held("place-of-birth/country"))
    case = replace(case, settings=replace(case.settings, only=("forms",)))
    assert judge(case) == ()
    assert account(case, Examined(()), (), ()).summary.recognised == ()


def of_two_systems(*systems: str) -> dict[str, list[str]]:
    """What becomes of one field of the systems `jail` and `clinic` under waivers that name these systems."""
    jail, clinic = (
        replace(each, field=replace(each.field, system=name))
        for name, each in (
            ("jail", held("place-of-birth/country")),
            ("clinic", held("place-of-birth/country", "c.sql")),
        )
    )
    signed = ("Records", "archive", "City Code 3.1", "Counsel", AS_OF, AS_OF + datetime.timedelta(days=9))
    at = Location("waivers.yaml", "client.field", 3)
    waivers = tuple(Waiver("place-of-birth-collected", "client.field", *signed, at, each) for each in systems)
    found: dict[str, list[str]] = {}
    for each in judge(replace(case_of(("safe-city",), jail, clinic), waivers=waivers)):
        about = each.state if each.rule == "place-of-birth-collected" else f"{each.message}. {each.remedy}"
        found.setdefault(each.subject.system or each.rule, []).append(about)
    return found


def test_a_waiver_reaches_the_system_that_it_names_and_no_other() -> None:
    assert of_two_systems("jail") == {"jail": ["waived"], "clinic": ["new"]}
    assert of_two_systems("jail", "clinic") == {"jail": ["waived"], "clinic": ["waived"]}
    gone = of_two_systems("court")
    assert gone["jail"] + gone["clinic"] == ["new", "new"]
    assert gone["court"][0].startswith("nothing found in this run is excused by this waiver: place-of-birth-collected")


def test_a_waiver_that_names_no_system_excuses_none_of_several() -> None:
    found = of_two_systems("")
    assert found["jail"] + found["clinic"] == ["new", "new"]
    (said,) = found["waiver-ambiguous"]
    assert "2 have the field (clinic, jail); it excuses none" in said
    assert 'Write `system: "clinic"` or `system: "jail"` in the waiver' in said
