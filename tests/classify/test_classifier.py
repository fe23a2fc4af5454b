"""Signals combine: what a name, a label, a table or a neighbour says, for and against."""

from __future__ import annotations

import pytest

from status_audit.classify import Classifier
from status_audit.model import Container, Entry, Field, Inventory, Label, Location, Reference
from status_audit.model.meaning import Classification
from status_audit.model.policy import Hint
from status_audit.policy.categories import load_categories

HERE = Location("schema.sql", "x", 1)
CATEGORIES = load_categories()
CLASSIFIER = Classifier(CATEGORIES)


def column(name: str, table: str = "person", **more: object) -> Field:
    return Field(name, table, "column", HERE, **more)  # type: ignore[arg-type]


def found(*fields: Field, classifier: Classifier = CLASSIFIER, **more: object) -> dict[str, Classification]:
    result = classifier.classify(Inventory(fields=fields, **more))  # type: ignore[arg-type]
    return {each.field.name: each for each in result}


def test_a_telling_name() -> None:
    one = found(column("brth_cntry_cd"))["brth_cntry_cd"]
    assert (one.category, one.kind, one.confidence) == ("place-of-birth", "country", "high")
    assert [(e.signal, e.matched, e.supports) for e in one.evidence] == [("name", "brth cntry", True)]


def test_a_telling_table_makes_ordinary_columns_tell_but_not_its_housekeeping() -> None:
    table = "staff_visa"
    got = found(*(column(n, table) for n in ("id", "staff_id", "expiry_date", "type", "created_at", "updated_by")))
    assert set(got) == {"expiry_date", "type"}
    assert {each.confidence for each in got.values()} == {"medium"}
    assert got["type"].evidence[0].signal == "container"


def test_a_list_of_values_is_nobodys_data() -> None:
    assert found(*(column(n, "visa_types") for n in ("id", "name", "description", "sort_order"))) == {}
    assert found(*(column(n, "citizenship") for n in ("citizenship_id", "citizenship_desc"))) == {}


def test_a_reference_to_a_telling_table() -> None:
    reference = Reference("person", "stat_id", "immigration_status", "id", HERE)
    one = found(column("stat_id"), references=(reference,))["stat_id"]
    assert one.category == "immigration-status"
    assert one.evidence[0].signal == "reference"


def test_the_rows_of_the_list_it_refers_to() -> None:
    reference = Reference("person", "legal_basis", "basis_list", "id", HERE)
    rows = tuple(Entry("basis_list", str(n), text, HERE) for n, text in enumerate(("US citizen", "Refugee", "Other")))
    one = found(column("legal_basis"), references=(reference,), entries=rows)["legal_basis"]
    assert one.category == "immigration-status"
    assert {e.signal for e in one.evidence if e.supports} == {"entry"}


def test_a_row_of_an_attribute_table_is_a_field() -> None:
    rows = (Entry("custom_fields", "F7", "Country of birth", HERE), Entry("custom_fields", "F8", "Shoe size", HERE))
    (one,) = CLASSIFIER.classify(Inventory(entries=rows))
    assert (one.field.kind, one.field.name, one.field.key, one.category) == ("attribute", "F7", "F7", "place-of-birth")


def test_rows_of_a_list_of_statuses_are_no_fields() -> None:
    rows = (Entry("immigration_statuses", "R", "Refugee", HERE), Entry("status_types", "C", "Citizen", HERE))
    assert CLASSIFIER.classify(Inventory(entries=rows)) == ()


@pytest.mark.parametrize(
    ("near", "decided"),
    [(("sex", "dob", "last_name"), "found"), (("amount", "code"), "review"), (("po_box", "zip"), "not-found")],
)
def test_neighbours_decide_about_pob(near: tuple[str, ...], decided: str) -> None:
    fields = (column("pob", "t1"), *(column(n, "t1") for n in near))
    verdicts = {v.category: v for v in CLASSIFIER.explain(fields[0], Inventory(fields=fields))}
    assert verdicts["place-of-birth"].decided == decided


def test_what_cannot_be_decided_asks_a_person() -> None:
    one = found(column("residency_status"))["residency_status"]
    assert one.confidence == "low"
    assert one.review.endswith("?")


def test_a_question_shows_the_language_of_its_evidence() -> None:
    question = Field("q7", "intake", "question", HERE, label=(Label("¿Dónde nació usted?", "es"),))
    (one,) = CLASSIFIER.classify(Inventory(fields=(question,)))
    assert one.evidence[0].language == "es"


def test_choices_tell_where_the_name_does_not() -> None:
    one = found(column("reason", options=("NONRESIDENTALIEN", "PENDING")))["reason"]
    assert [e.signal for e in one.evidence] == ["options"]


def test_an_undeclared_field_is_at_most_medium() -> None:
    assert found(column("place_of_birth", declared=False))["place_of_birth"].confidence == "medium"


def test_dropped_fields_are_not_judged() -> None:
    assert found(column("place_of_birth", judged=False)) == {}


@pytest.mark.parametrize(
    ("name", "table", "subject"),
    [
        ("mother_birthplace", "student", "relative"),
        ("birthplace", "student", "pupil"),
        ("birthplace", "victim_statement", "victim"),
        ("birthplace", "employee", "self"),
        ("birthplace", "t", "unknown"),
    ],
)
def test_whose_data_it_is(name: str, table: str, subject: str) -> None:
    assert found(column(name, table))[name].subject == subject


def test_explain_shows_what_spoke_against() -> None:
    field = column("birth_certificate_state")
    verdict = next(v for v in CLASSIFIER.explain(field, Inventory(fields=(field,))) if v.category == "place-of-birth")
    assert verdict.decided == "not-found"
    assert [(e.supports, e.entry) for e in verdict.evidence] == [(False, "birth-record")]


def test_explain_covers_every_category() -> None:
    field = column("favourite_colour")
    assert {v.category for v in CLASSIFIER.explain(field, Inventory(fields=(field,)))} == {c.id for c in CATEGORIES}


def test_telling_words() -> None:
    assert all(map(CLASSIFIER.telling, ("us_citizen", "BIRTH_CTRY", "Permanent Resident", "visaType")))
    assert not any(map(CLASSIFIER.telling, ("status", "id", "customer", "Open")))


def test_a_form_title_is_context_not_a_finding() -> None:
    form = Container("form", "I-821", title="Application for Temporary Protected Status")
    question = Field("q1", "I-821", "question", HERE, label=(Label("Family name", "en"),))
    assert CLASSIFIER.classify(Inventory(containers=(form,), fields=(question,))) == ()


def hinted(term: str, meaning: str) -> Classifier:
    return Classifier(CATEGORIES, (Hint(term, meaning, "council glossary", "R. Oduya"),))


def test_a_city_says_citizen_means_any_resident() -> None:
    assert "citizen" in found(column("citizen"))
    assert found(column("citizen"), classifier=hinted("citizen", "any-resident")) == {}
    assert "us_citizen" in found(column("us_citizen"), classifier=hinted("citizen", "any-resident"))


def test_a_city_adds_a_term() -> None:
    one = found(column("newcomer_cd"), classifier=hinted("newcomer", "immigration-status/entry"))["newcomer_cd"]
    assert (one.category, one.kind) == ("immigration-status", "entry")
    assert one.evidence[0].signal == "declared-by-project"
    assert "R. Oduya" in one.evidence[0].matched


def test_a_city_declares_a_field_to_be_or_not_to_be() -> None:
    declared = hinted("client.res_stat", "immigration-status/status")
    assert found(column("res_stat", "public.client"), classifier=declared)["res_stat"].confidence == "high"
    denied = hinted("client.nationality", "not:immigration-status")
    assert found(column("nationality", "client"), classifier=denied) == {}
    assert "nationality" in found(column("nationality", "other"), classifier=denied)
    field = column("nationality", "client")
    verdicts = denied.explain(field, Inventory(fields=(field,)))
    assert any(not e.supports and e.signal == "declared-by-project" for v in verdicts for e in v.evidence)


@pytest.mark.parametrize(
    "name",
    ["form1[0].Page2[0].usCitizen[0].no[0]", "section.child.placeOfBirth.label", "applicant.birth.country"],
)
def test_the_outer_steps_of_a_path_speak_for_its_last(name: str) -> None:
    question = Field(name, "form", "question", HERE, label=(Label("No.", "en"),))
    assert len(CLASSIFIER.classify(Inventory(fields=(question,)))) == 1


@pytest.mark.parametrize(
    ("table", "text", "found_there"),
    [
        ("client_types", "Refugee", False),
        ("person_attribute_type", "Refugee", True),
        ("profile_types", "Visa type", True),
        ("document_types", "Visa", False),
        ("survey_questions", "Where were you born?", True),
        ("colours", "Nationality", False),
    ],
)
def test_rows_that_name_a_question_are_told_from_values(table: str, text: str, found_there: bool) -> None:
    rows = (Entry(table, "X1", text, HERE),)
    assert bool(CLASSIFIER.classify(Inventory(entries=rows))) is found_there
