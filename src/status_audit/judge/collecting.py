"""Fields that hold or ask: one draft for each field the classifier recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from status_audit.judge.case import Case, Draft
from status_audit.judge.wording import found, phrase
from status_audit.model import Classification, Field, Location
from status_audit.model.outcome import Place, Subject, Witness
from status_audit.model.vocabulary import Category


def place_of(location: Location) -> Place:
    return Place(location.source, location.line, location.column, location.ref, location.part)


def subject_of(field: Field) -> Subject:
    kind = field.kind if field.kind in ("question", "property", "attribute") else "column"
    return Subject(kind, field.system, field.container, field.name)


def witnesses(classification: Classification) -> tuple[Witness, ...]:
    return tuple(Witness(each.signal, each.matched, each.supports) for each in classification.evidence)


def collected(case: Case) -> Iterator[Draft]:
    """Declared fields that are judged. Fields only statements mention are judged by what the statements do."""
    only_shared = shared_only(case)
    for classification in case.classifications:
        field = classification.field
        if field.judged and field.declared and classification.category not in only_shared:
            yield _draft(classification, case.categories)


def shared_only(case: Case) -> frozenset[str]:
    """Categories that count only where they reach a recipient: to hold an address is no finding, to send it may be."""
    return frozenset(each.id for each in case.categories if each.only == "share")


def _draft(classification: Classification, categories: Sequence[Category]) -> Draft:
    field = classification.field
    act = "inquire" if field.kind == "question" else "collect"
    if classification.review:
        rule, message = "needs-review", classification.review
    else:
        rule = f"{classification.category}-{'asked' if act == 'inquire' else 'collected'}"
        message = found(classification, categories)
    return Draft(
        rule=rule,
        category=classification.category,
        kind=classification.kind,
        act=act,
        confidence=classification.confidence,
        subject=subject_of(field),
        place=place_of(field.location),
        message=message,
        evidence=witnesses(classification),
        about=classification.subject,
        undecided=bool(classification.review),
    )


def mentioned(case: Case) -> Iterator[Draft]:
    """Fields that no schema read declares: found because a statement uses them; collected only where one writes them.

    Where a flow arrives in one, the flow's own finding says so already.
    """
    only_shared = shared_only(case)
    reached = {
        (flow.system, flow.destination.rpartition(":")[2].casefold())
        for flow in case.flows
        if len(flow.hops) > 1 and flow.origins != (flow.hops[-1].ref,)
    }
    for classification in case.classifications:
        field = classification.field
        tail = f"{field.container.rpartition('.')[2]}.{field.name}".casefold()
        known = field.declared or classification.review or classification.category in only_shared
        if known or (field.system, tail) in reached:
            continue
        confidence = "medium" if classification.confidence == "high" else classification.confidence
        what = phrase(classification.category, classification.kind, case.categories)
        message = f"statement uses {what}, not in any schema read"
        if field.written:
            message = f"statement writes {what} into a column that no schema read declares"
        if field.guessed:
            confidence, message = "low", f"statement that was not understood names {what}"
        yield Draft(
            rule=f"{classification.category}-{'collected' if field.written else 'used'}",
            category=classification.category,
            kind=classification.kind,
            act="collect" if field.written else "use",
            confidence=confidence,
            subject=Subject("statement", field.system, field.container, field.name),
            place=place_of(field.location),
            message=message,
            evidence=witnesses(classification),
            about=classification.subject,
        )
