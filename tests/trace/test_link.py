"""Which column keeps the answer to which question."""

from __future__ import annotations

from status_audit.model import Field, Inventory, Location
from status_audit.model.policy import DeclaredLink, Project
from status_audit.trace import links


def question(name: str, system: str = "s", binding: str = "") -> Field:
    return Field(name, "intake", "question", Location("intake.html", f"intake.html#{name}", 3), system, binding=binding)


def column(container: str, name: str, system: str = "s") -> Field:
    return Field(name, container, "column", Location("s.sql", f"{container}.{name}", 5), system)


def found(fields: list[Field], project: Project | None = None) -> list[tuple[str, str, str]]:
    return [
        (each.question.name, f"{each.column.container}.{each.column.name}", each.basis)
        for each in links(Inventory(fields=tuple(fields)), project or Project())
    ]


def test_equal_names_in_one_system() -> None:
    fields = [question("birthTown"), column("client", "birth_town"), column("client", "birth_town", "other")]
    assert found(fields) == [("birthTown", "client.birth_town", "same-name")]


def test_a_binding_names_the_model_and_the_column() -> None:
    fields = [
        question("q7", binding="Client.birth_town"),
        column("public.clients", "birth_town"),
        column("pet", "birth_town"),
    ]
    assert found(fields) == [("q7", "public.clients.birth_town", "binding")]


def test_the_project_has_the_last_word() -> None:
    fields = [question("q7"), column("client", "attr_9")]
    project = Project(links=(DeclaredLink("intake.q7", "client.attr_9"),))
    assert found(fields, project) == [("q7", "client.attr_9", "declared")]


def test_short_names_say_nothing() -> None:
    assert found([question("id"), column("client", "id")]) == []


def test_of_several_tables_the_one_that_takes_most_of_the_form_is_guessed() -> None:
    asked = [question(each) for each in ("email", "given_name", "birth_town")]
    kept = [column("client", each) for each in ("email", "given_name", "birth_town")]
    other = [column("vendor", "email"), column("vendor", "website"), column("pet", "birth_town")]
    assert found([*asked, *kept, *other]) == [
        ("email", "client.email", "same-name"),
        ("given_name", "client.given_name", "same-name"),
        ("birth_town", "client.birth_town", "same-name"),
    ]


def test_where_two_tables_fit_as_well_none_is_guessed() -> None:
    assert found([question("birth_town"), column("client", "birth_town"), column("pet", "birth_town")]) == []
    akin = [question("birth_town"), column("intakes", "birth_town"), column("pet", "birth_town")]
    assert found(akin) == [("birth_town", "intakes.birth_town", "same-name")]


def test_a_name_of_one_word_needs_another_question_for_the_same_table() -> None:
    assert found([question("email"), column("client", "email")]) == []
    assert len(found([question("email"), question("town"), column("client", "email"), column("client", "town")])) == 2


def test_a_table_that_takes_next_to_nothing_of_the_form_is_another_things() -> None:
    many = [f"answer_{each}" for each in range(12)]
    asked = [question(each) for each in (*many, "address", "website")]
    kept = [*(column("client", each) for each in many), column("vendor", "address"), column("vendor", "website")]
    assert {each.rpartition(".")[0] for _, each, _ in found([*asked, *kept])} == {"client"}
