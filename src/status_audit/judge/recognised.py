"""What was recognised, whether or not a rule speaks of it: a report must not say `none` of what it has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from status_audit.judge.case import STANDING, Case, Settings
from status_audit.judge.collecting import shared_only, subject_of
from status_audit.judge.fingerprint import fold
from status_audit.model import Field
from status_audit.model.outcome import Finding, Recognised

QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Held:
    """One stored field or form question; the same column, declared in several files of its system, is one."""

    kind: str
    """`question`, or `field` for all that stores or is used."""
    category: str
    system: str
    place: tuple[str | int, ...]


def recognised(case: Case) -> tuple[Recognised, ...]:
    """Fields and questions of each category, in the order of the categories' names; open questions are not counted."""
    counts = Counter(each.category for each in _seen(case, standing=False))
    return tuple(Recognised(category, count) for category, count in sorted(counts.items()))


def standing(case: Case, findings: Sequence[Finding]) -> tuple[frozenset[Held], frozenset[Held]]:
    """(stored fields, form questions), whatever policy asks about them, with the columns that a flow alone fills."""
    held = {*_seen(case, standing=True), *_filled(findings)}
    asked = frozenset(each for each in held if each.kind == QUESTION)
    return frozenset(held) - asked, asked


def _seen(case: Case, *, standing: bool) -> Iterator[Held]:
    """Each once. With `standing`, without the fields that statements only read."""
    apart = shared_only(case)
    in_one_file: Counter[tuple[str, ...]] = Counter()
    seen: set[Held] = set()
    for each in case.classifications:
        field = each.field
        left = each.review or each.category in apart or not field.judged or not _wanted(field, case.settings)
        if left or (standing and not (field.declared or field.written)):
            continue
        held = _held(each.category, field, in_one_file)
        if held not in seen:
            seen.add(held)
            yield held


def _held(category: str, field: Field, in_one_file: Counter[tuple[str, ...]]) -> Held:
    at, kind = field.location, subject_of(field).kind
    if kind != "column":
        return Held(
            QUESTION if kind == QUESTION else "field", category, field.system, (at.source, at.ref, at.line or 0)
        )
    name = (fold(field.container), fold(field.name))
    in_one_file[at.source, category, field.system, *name] += 1
    return Held("field", category, field.system, (in_one_file[at.source, category, field.system, *name], *name))


def _filled(findings: Sequence[Finding]) -> Iterator[Held]:
    """Columns that hold it since something recognised is written into them, whatever their names say."""
    for each in findings:
        if each.act in STANDING and each.subject.kind in ("column", "statement") and each.rule != "needs-review":
            name = (fold(each.subject.container), fold(each.subject.name))
            yield Held("field", each.category, each.subject.system, (1, *name))


def _wanted(field: Field, settings: Settings) -> bool:
    """What `--only` leaves out of the findings is left out here too."""
    if not settings.only:
        return True
    if field.kind == QUESTION:
        return "forms" in settings.only
    return ("schema" if field.declared else "queries") in settings.only
