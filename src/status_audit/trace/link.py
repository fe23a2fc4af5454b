"""Which column stores the answer to which question: as the project says, as the form says, or by equal names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Field, Inventory, Link
from status_audit.model.policy import Project

STORES = ("column", "property")


def links(inventory: Inventory, project: Project) -> tuple[Link, ...]:
    """Each (question, column) once, by its strongest basis: declared, then binding, then same name within a system."""
    questions = [each for each in inventory.fields if each.kind == "question"]
    columns = [each for each in inventory.fields if each.kind in STORES and each.judged]
    found: dict[tuple[Field, Field], Link] = {}
    for each in (
        *_declared(questions, columns, project),
        *_bound(questions, columns),
        *_same_name(questions, columns),
    ):
        found.setdefault((each.question, each.column), each)
    return tuple(found.values())


def _declared(questions: list[Field], columns: list[Field], project: Project) -> Iterator[Link]:
    for declared in project.links:
        asked = [each for each in questions if _names(each, declared.question)]
        stored = [each for each in columns if _names(each, declared.column)]
        yield from (Link(question, column, "declared") for question in asked for column in stored)


def _names(field: Field, text: str) -> bool:
    """Whether a text of the project file names the field: its ref, or its container and name."""
    wanted = text.casefold().replace("#", ".")
    full = f"{field.container}.{field.name}".casefold().replace("#", ".")
    known = (field.location.ref.casefold().replace("#", "."), full)
    return any(each == wanted or each.endswith(("." + wanted, "/" + wanted)) for each in known)


def _bound(questions: list[Field], columns: list[Field]) -> Iterator[Link]:
    """A template's binding: `client.birth_country`, `Client.birthCountry`, `birth_country`."""
    by_name = _by_name(columns)
    for question in questions:
        if not question.binding:
            continue
        container, _, name = question.binding.replace("::", ".").rpartition(".")
        for column in by_name.get((question.system, normal(name)), ()):
            if not container or _same_thing(container, column.container):
                yield Link(question, column, "binding")


def _same_thing(one: str, other: str) -> bool:
    """A model's name and its table's: `Client` and `public.clients`."""
    first, second = (normal(re.split(r"[.:/]", each)[-1]) for each in (one, other))
    return first.rstrip("s") == second.rstrip("s") or second.endswith((first, first + "s"))


def _same_name(questions: list[Field], columns: list[Field]) -> Iterator[Link]:
    by_name = _by_name(columns)
    bound = {id(each) for each in questions if each.binding}
    for question in questions:
        name = normal(question.name)
        if id(question) not in bound and len(name) > 3:
            yield from (Link(question, each, "same-name") for each in by_name.get((question.system, name), ()))


def _by_name(columns: list[Field]) -> dict[tuple[str, str], list[Field]]:
    groups: dict[tuple[str, str], list[Field]] = {}
    for each in columns:
        groups.setdefault((each.system, normal(each.name)), []).append(each)
    return groups


def normal(name: str) -> str:
    """`birthCountry`, `birth-country` and `BIRTH_COUNTRY` are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()
