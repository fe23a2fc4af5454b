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
