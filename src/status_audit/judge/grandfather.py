"""Whether a clause for systems that were there before reaches a field, or the field came later than the system."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.judge.case import STANDING, Case, Draft
from status_audit.judge.dated import after_a_later_step, seen_on, step_of, written_before
from status_audit.judge.fingerprint import fingerprint, fold
from status_audit.model.policy import Policy, Rule, System


@dataclass(frozen=True, slots=True)
class Before:
    """What a clause for older systems makes of one field."""

    claimed: bool
    """False where the field came after the system: the clause speaks of the system, so counsel must say."""
    note: str


def before(draft: Draft, rule: Rule, policy: Policy, system: System, case: Case) -> Before | None:
    """None where the policy has no such clause for this rule, or nothing claims it for this system."""
    if rule.act not in STANDING or not policy.grandfather_before:
        return None
    if policy.grandfather_rules and rule.id not in policy.grandfather_rules:
        return None
    clause, day = policy.grandfather_citation, system.activated_on
    if day is None or day.isoformat() > policy.grandfather_before:
        return None
    came = _came_later(draft, day, case)
    if came:
        note = f"{came}; {system.name} was activated on {day}. Whether {clause} reaches it is a question for counsel."
        return Before(claimed=False, note=note)
    if came is None:
        return Before(
            claimed=True,
            note=f"{system.name} was activated on {day}; when this field was added is not known. If it came later, "
            f"whether {clause} reaches it is a question for counsel.",
        )
    return Before(claimed=True, note=f"{system.name} was activated on {day}.")


def could_be_claimed(rule: Rule, policy: Policy, system: System, case: Case) -> str:
    """What a registered system would have to say to claim the clause; empty where it says so, or cannot."""
    reached = not policy.grandfather_rules or rule.id in policy.grandfather_rules
    if not policy.grandfather_before or not reached or rule.act not in STANDING:
        return ""
    if system.activated_on is not None or system not in case.project.systems:
        return ""
    return (
        f"A system activated on or before {policy.grandfather_before} may claim {policy.grandfather_citation}; "
        f"{system.name} has no activated_on in the project file."
    )


def _came_later(draft: Draft, day: datetime.date, case: Case) -> str | None:
    """How it is known that the field came after the day; empty where it was there; None where nothing tells."""
    declared = tuple(dict.fromkeys(((draft.place.path, draft.place.line), *_declared_in(draft, case))))
    paths = tuple(dict.fromkeys(path for path, _ in declared))
    days = [(added, path) for path, line in declared if (added := _added(path, line, case))]
    seen = [each for each in (*(added for added, _ in days), *map(seen_on, paths)) if each]
    if any(each <= day for each in seen):
        return ""
    if days:
        added, path = min(days)
        return f"{path} added it on {added}"
    sources = [each.path for each in case.inventory.sources]
    for path in paths:
        earlier = after_a_later_step(path, sources, day)
        if earlier:
            return f"{path} added it after {earlier}"
    return _by_the_baseline(draft, day, case)


def _added(path: str, line: int | None, case: Case) -> datetime.date | None:
    """The day of the step that declares it: in the name of the file, else in its text."""
    return step_of(path) or written_before(case.text_of(path), line)


def _declared_in(draft: Draft, case: Case) -> Iterator[tuple[str, int | None]]:
    """Every (file, line) of the system that declares the same field."""
    wanted = (draft.subject.system, fold(draft.subject.container), fold(draft.subject.name))
    for each in case.inventory.fields:
        if each.declared and (each.system, fold(each.container), fold(each.name)) == wanted:
            yield each.location.source, each.location.line


def _by_the_baseline(draft: Draft, day: datetime.date, case: Case) -> str | None:
    """A baseline says what was there on a day; it speaks only of systems that it has entries of."""
    subject = draft.subject
    name = f"{subject.container}.{subject.name}"
    own = fingerprint(draft.rule, draft.place.path, subject.system, name)
    systems = dict(case.inventory.system_of)
    entries = [each for each in case.baseline.entries if systems.get(each.path) == subject.system and each.first_seen]
    for each in entries:
        if each.fingerprint == own and each.first_seen <= day.isoformat():
            return ""
    begun = min((each.first_seen for each in entries), default="")
    if begun and begun >= day.isoformat() and own not in case.baseline.fingerprints:
        return f"it is not in the baseline begun on {begun}"
    return None
