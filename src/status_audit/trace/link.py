"""Which column stores the answer to which question: as the project says, as the form says, or by equal names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from status_audit.model import Field, Inventory, Link
from status_audit.model.policy import Project
from status_audit.patterns import pattern_of

STORES = ("column", "property")
SHORTEST = 3
"""Characters of a name that says nothing."""
FEW = 4
"""A table that takes fewer than one in so many of what the form's own table takes is another thing's table."""
PART = pattern_of(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


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
    """A guess, and only one: of several tables with such a column the one that takes the most of the form's questions.

    A name that says little (`email`) is not enough by itself: the table has to take another question of the form too.
    """
    by_name = _by_name(columns)
    bound = {id(each) for each in questions if each.binding}
    forms: dict[tuple[str, str, str], list[Field]] = {}
    for each in questions:
        if id(each) not in bound and len(normal(each.name)) > SHORTEST:
            forms.setdefault((each.system, each.location.source, each.container), []).append(each)
    for (system, _, _), asked in forms.items():
        taken = Counter(
            table
            for name in {normal(each.name) for each in asked}
            for table in {each.container for each in by_name.get((system, name), ())}
        )
        for question in asked:
            yield from _guessed(question, by_name.get((system, normal(question.name)), []), taken)


def _guessed(question: Field, columns: list[Field], taken: Counter[str]) -> Iterator[Link]:
    tables = {each.container for each in columns}
    most = max((taken[each] for each in tables), default=0)
    best = {each for each in tables if taken[each] == most}
    akin = {each for each in best if _same_thing(question.container, each)}
    best = akin or best
    telling = len(PART.findall(question.name)) > 1
    much = most > 1 and most * FEW >= max(taken.values(), default=0)
    if len(best) == 1 and (much or akin or telling):
        yield from (Link(question, each, "same-name") for each in columns if each.container in best)


def _by_name(columns: list[Field]) -> dict[tuple[str, str], list[Field]]:
    groups: dict[tuple[str, str], list[Field]] = {}
    for each in columns:
        groups.setdefault((each.system, normal(each.name)), []).append(each)
    return groups


def normal(name: str) -> str:
    """`birthCountry`, `birth-country` and `BIRTH_COUNTRY` are one name."""
    return re.sub(r"[\W_]+", "", name).casefold()
