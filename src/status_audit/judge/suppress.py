"""What sets a finding apart without hiding it: inline comments, waivers and the baseline; and what they owe."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from status_audit.judge.case import Case
from status_audit.judge.collecting import place_of
from status_audit.judge.fingerprint import fingerprint, fold
from status_audit.model.outcome import Finding, GapFound, Subject, WaiverUsed
from status_audit.model.policy import Waiver
from status_audit.model.schema import Directive


def set_apart(findings: Iterable[Finding], case: Case) -> tuple[Finding, ...]:
    """Findings with their state; one already claimed as lawful keeps that state, for it says more."""
    if not case.settings.suppressions:
        return tuple(findings)
    found = tuple(findings)
    waivers = [each for each in case.waivers if each.expires >= case.as_of and not _several(each, found)]
    return tuple(each if each.state != "new" else _state(each, case, waivers) for each in found)


def _state(finding: Finding, case: Case, waivers: Iterable[Waiver]) -> Finding:
    waiver = next((each for each in waivers if _waives(each, finding)), None)
    if waiver is not None:
        return replace(finding, state="waived", waiver=_used(waiver))
    if is_ignored(finding, case):
        return replace(finding, state="suppressed")
    if finding.fingerprint in case.baseline.fingerprints:
        return replace(finding, state="baseline")
    return finding


def _waives(waiver: Waiver, finding: Finding) -> bool:
    if waiver.rule != finding.rule or waiver.system not in ("", finding.subject.system):
        return False
    subject = f"{finding.subject.container}.{finding.subject.name}"
    return fold(waiver.field) in (fold(finding.location.ref), fold(subject), finding.fingerprint)


def _several(waiver: Waiver, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The systems that a waiver could mean, where it names none and more than one has the field; else empty."""
    if waiver.system:
        return ()
    systems = sorted({each.subject.system for each in findings if _waives(waiver, each)})
    return tuple(systems) if len(systems) > 1 else ()


def is_ignored(finding: Finding, case: Case) -> bool:
    """Whether an inline comment sets it apart; sharing is never excused where it happens."""
    return finding.act != "share" and any(_ignores(each, finding) for each in case.inventory.directives)


def _ignores(directive: Directive, finding: Finding) -> bool:
    """A comment counts on its own line and for the line below, and only when it gives a reason."""
    line = directive.location.line
    return bool(
        directive.reason
        and finding.rule in directive.rules
        and directive.location.source == finding.location.path
        and line is not None
        and finding.location.line in (line, line + 1)
    )


def _used(waiver: Waiver) -> WaiverUsed:
    return WaiverUsed(
        waiver.owner,
        waiver.reason,
        waiver.citation,
        waiver.approved_by,
        waiver.created.isoformat(),
        waiver.expires.isoformat(),
    )


def gaps_apart(gaps: Iterable[GapFound], case: Case) -> tuple[GapFound, ...]:
    known = case.baseline.fingerprints if case.settings.suppressions else frozenset()
    return tuple(replace(each, state="baseline") if each.fingerprint in known else each for each in gaps)


def owed(findings: Iterable[Finding], case: Case) -> Iterator[Finding]:
    """Findings about the waiver file itself: what ran out, and what excuses nothing any more."""
    found = tuple(findings)
    for waiver in case.waivers:
        matching = [each for each in found if _waives(waiver, each)]
        systems = _several(waiver, found)
        if systems and waiver.expires >= case.as_of:
            said = f"waiver names no system, and {len(systems)} have the field ({', '.join(systems)}); it excuses none"
            yield replace(_about(waiver, "waiver-ambiguous", "warning", said), remedy=_which(systems))
        elif matching and waiver.expires < case.as_of:
            yield _about(waiver, "waiver-expired", "warning", f"waiver ended on {waiver.expires.isoformat()}")
        elif not matching and not case.unread:
            # A path this run did not read completely may still hold what the waiver excuses.
            yield _about(waiver, "waiver-unused", "note", "nothing found in this run is excused by this waiver")


def _which(systems: tuple[str, ...]) -> str:
    """What to write, as it stands in the file: a name with signs of its own is quoted there."""
    spelled = " or ".join(f"`system: {json.dumps(each, ensure_ascii=False)}`" for each in systems)
    return f"Write {spelled} in the waiver; a second system needs a waiver of its own."


def _about(waiver: Waiver, rule: str, severity: str, message: str) -> Finding:
    place = place_of(waiver.location)
    return Finding(
        rule=rule,
        category="audit",
        kind="waiver",
        about="unknown",
        act="audit",
        severity=severity,
        confidence="high",
        state="new",
        subject=Subject("statement", waiver.system, waiver.rule, waiver.field),
        location=place,
        message=f"{message}: {waiver.rule} {waiver.field}{f' of {waiver.system}' if waiver.system else ''}",
        evidence=(),
        laws=(),
        waiver=None,
        recipient="",
        flow=(),
        remedy="Renew it with a reason and a citation, or take it out of the waiver file.",
        fingerprint=fingerprint(rule, place.path, waiver.system, f"{waiver.rule}.{waiver.field}"),
    )
