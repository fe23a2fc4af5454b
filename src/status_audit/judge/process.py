"""Legal process that the city has recorded for a recipient, held against the grades that a rule's text accepts."""

from __future__ import annotations

from collections.abc import Iterable

from status_audit.judge.case import Case, Draft
from status_audit.judge.recipients import entry_of
from status_audit.model.outcome import ExemptionNamed
from status_audit.model.policy import ADMINISTRATIVE, PROCESSES, Process, Rule, System

ARTICLES = {"article-iii-warrant": "an Article III warrant", "administrative-warrant": "an administrative warrant"}
JUDICIAL = {"article-iii-warrant": "judicial-warrant", "federal-criminal-warrant": "judicial-warrant"}
"""Grades that are also of another, wider grade."""


def recorded(draft: Draft, rule: Rule, system: System, case: Case) -> ExemptionNamed | None:
    """The process recorded for this recipient that the text accepts, else the first with the reason why it does not."""
    entry = entry_of(draft.recipient, case)
    named = [_named(each, _why_not(each, rule, system, case)) for each in (entry.process if entry else ())]
    return next((each for each in named if each.covers), None) or next(iter(named), None)


def process_note(rule: Rule, named: ExemptionNamed | None) -> str:
    """What the text allows on legal process, and what is recorded; empty where the rule names none."""
    if not rule.process:
        return ""
    if named is not None and named.id in PROCESSES and named.covers:
        return (
            f"Allowed on {grades(rule.process)}, for the persons and the time that it names; "
            "a standing grant or export goes beyond them."
        )
    said = "none that it accepts is recorded here" if named is not None and named.id in PROCESSES else ""
    return f"Allowed on {grades(rule.process)}; {said or 'none is recorded here'}."


def grades(names: Iterable[str]) -> str:
    """`a judicial warrant or a court order`."""
    *some, last = [grade(each) for each in names]
    return f"{', '.join(some)} or {last}" if some else last


def grade(name: str) -> str:
    """`a judicial warrant`."""
    return ARTICLES.get(name) or f"{'an' if name[0] in 'aeiou' else 'a'} {name.replace('-', ' ')}"


def _named(process: Process, why_not: str) -> ExemptionNamed:
    return ExemptionNamed(process.grade, process.citation, process.claimed_by, covers=not why_not, why_not=why_not)


def _why_not(process: Process, rule: Rule, system: System, case: Case) -> str:
    if process.expires < case.as_of:
        return f"it ended on {process.expires.isoformat()}"
    if process.systems and system.name not in process.systems:
        return f"it is recorded for {', '.join(process.systems)}; this is in {system.name}"
    if process.grade in ADMINISTRATIVE:
        return f"the agency that asks signs {grade(process.grade)} itself; no judge does"
    if not rule.process:
        return f"{rule.citation} as encoded here names no legal process"
    if process.grade not in rule.process and JUDICIAL.get(process.grade) not in rule.process:
        return f"{rule.citation} accepts {grades(rule.process)}"
    return ""
