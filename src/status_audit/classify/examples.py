"""Runs every vocabulary entry's own examples: what it must find, and what it must leave alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from status_audit.classify.attributes import attribute_field
from status_audit.classify.sightings import Seen, Sight
from status_audit.classify.surroundings import NOTHING, Referred, Surroundings
from status_audit.classify.vocabulary import Vocabulary
from status_audit.errors import AuditError
from status_audit.model.place import Location
from status_audit.model.schema import Entry, Field, Label
from status_audit.model.vocabulary import Category, Example, Sign

_HERE = Location("example", "example")


@dataclass(frozen=True, slots=True)
class Failure:
    """One example that an entry does not keep, or an entry that no example exercises."""

    category: str
    entry: str
    reason: str


def check(categories: Iterable[Category], of: Collection[str] | None = None) -> tuple[Failure, ...]:
    """All failures in the order of the entries; empty when the vocabulary keeps its word.

    `of` names the categories whose examples are run, in the company of all; without it, every one's.
    """
    categories = tuple(categories)
    sight = Sight(Vocabulary(categories))
    failures: list[Failure] = []
    for category in categories if of is None else [each for each in categories if each.id in of]:
        failures.extend(Failure(category.id, "", reason) for reason in _undefined(category, categories))
        for sign in category.signs:
            failures.extend(Failure(category.id, sign.id, r) for r in _broken(category.id, sign, sight, against=False))
        for sign in category.lookalikes:
            failures.extend(Failure(category.id, sign.id, r) for r in _broken(category.id, sign, sight, against=True))
    return tuple(failures)


def _broken(category: str, sign: Sign, sight: Sight, *, against: bool) -> Iterator[str]:
    if not sign.hits:
        yield "no example exercises it"
    for example in sign.hits:
        if not _exercised(category, sign, look_at(example, sight), against=against):
            yield f"should find {shown(example)}"
    for example in sign.misses:
        if _exercised(category, sign, look_at(example, sight), against=against):
            yield f"should leave {shown(example)} alone"


def _exercised(category: str, sign: Sign, seen: Seen, *, against: bool) -> bool:
    if against:
        return any(about == category and each.entry == sign.id for about, each in seen.against)
    return any(each.category == category and each.evidence.entry == sign.id for each in seen.sightings)


def look_at(example: Example, sight: Sight) -> Seen:
    """Everything seen of the field that an example describes."""
    field = field_of(example)
    others = tuple(Field(name, field.container, "column", _HERE) for name in example.near)
    around = Surroundings(sight.vocabulary, field.container, (field, *others))
    referred = Referred((sight.vocabulary.name(example.reference),)) if example.reference else NOTHING
    return sight.of(field, around, referred)


def field_of(example: Example) -> Field:
    """The field that an example describes."""
    if example.entry:
        return attribute_field(Entry(example.container, example.name, example.entry, _HERE), "")
    return Field(
        name=example.name or "q1",
        container=example.container,
        kind="question" if example.label else "column",
        location=_HERE,
        datatype=example.datatype,
        label=(Label(example.label),) if example.label else (),
        options=example.options,
        comment=example.comment,
    )


def shown(example: Example) -> str:
    """An example in words."""
    name = f"{example.container}.{example.name}".strip(".")
    return " ".join(
        part
        for part in (
            name,
            f"“{example.label or example.entry}”" if example.label or example.entry else "",
            *example.options,
        )
        if part
    )


def _undefined(category: Category, categories: tuple[Category, ...]) -> Iterator[str]:
    """Ideas that an entry names and no category has words for."""
    defined = {concept.name for each in categories for concept in each.concepts}
    named: set[str] = set(category.ordinary)
    for sign in (*category.signs, *category.lookalikes):
        for text in (*sign.find, *sign.needs, *sign.unless):
            for piece in text.split():
                named.update(p for p in piece.rpartition(":")[2].strip("!?").split("|") if p.isupper())
    yield from (f"no words are given for {name}" for name in sorted(named - defined))


def refuse_failing(categories: tuple[Category, ...], own: set[str]) -> None:
    """A category that a city added must find its own examples. Raises AuditError."""
    if not own:
        return
    failures = check(categories, own)
    if failures:
        first = failures[0]
        path = next(each.path for each in categories if each.id == first.category)
        more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
        where = f"{first.entry}: " if first.entry else ""
        raise AuditError(f"{path}: {where}{first.reason}{more}", "See all with: status-audit policy validate")
