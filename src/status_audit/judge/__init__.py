"""Classification, Flow, Gap + Policy, Project, Waivers, Baseline -> Finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from status_audit.judge.case import Case, Draft, Examined, Settings
from status_audit.judge.collecting import collected, mentioned
from status_audit.judge.fingerprint import fingerprint, fold
from status_audit.judge.law import rule_on
from status_audit.judge.sharing import Arrival, arrivals, shared, steps
from status_audit.judge.suppress import gaps_apart, is_ignored, owed, set_apart
from status_audit.judge.wording import remedy
from status_audit.model import Gap
from status_audit.model.meaning import CONFIDENCES
from status_audit.model.outcome import Finding, GapFound, Step, Witness

__all__ = ["Case", "Examined", "Settings", "judge", "judge_gaps"]

SCHEMA, FORMS, QUERIES = "schema", "forms", "queries"


def judge(case: Case) -> tuple[Finding, ...]:
    """Every finding of the case, in a fixed order: by path, line, place and rule."""
    met = arrivals(case)
    drafts = _with_paths((*collected(case), *mentioned(case), *shared(case, met)), met)
    findings = [each for draft in drafts for each in _finding(draft, case)]
    judged = set_apart(_numbered(_once(sorted(findings, key=_order), case)), case)
    everything = (*judged, *owed(judged, case))
    return tuple(each for each in everything if _wanted(each, case.settings))


def judge_gaps(gaps: Iterable[Gap], case: Case, system_of: dict[str, str]) -> tuple[GapFound, ...]:
    """Gaps as the report shows them: one for each file, kind and routine, with a count."""
    merged: dict[tuple[str, str, str], Gap] = {}
    for each in gaps:
        key = (each.location.source, each.kind, each.location.ref)
        before = merged.get(key)
        merged[key] = replace(before, count=before.count + each.count) if before else each
    found = [_gap_found(each, system_of) for _, each in sorted(merged.items())]
    return gaps_apart(found, case)


def _gap_found(gap: Gap, system_of: dict[str, str]) -> GapFound:
    at = gap.location
    name = f"{at.ref}.{gap.kind}"
    return GapFound(
        rule="not-read",
        kind=gap.kind,
        path=at.source,
        ref=at.ref,
        line=at.line,
        count=gap.count,
        reason=gap.reason,
        remedy=gap.remedy,
        fingerprint=fingerprint("not-read", at.source, system_of.get(at.source, ""), name),
        state="new",
    )


def _with_paths(drafts: Iterable[Draft], met: tuple[Arrival, ...]) -> Iterator[Draft]:
    """A field's own finding shows the flow that takes it furthest: out of the database before into a view."""
    rank = ("share", "export", "grant", "table", "view", "resultset", "predicate", "dynamic")
    best: dict[tuple[str, str, str], tuple[int, tuple[Step, ...]]] = {}
    for each in met:
        key = (each.origin.category, each.flow.system, each.origin.field.location.ref)
        candidate = (rank.index(each.flow.kind), steps(each.flow))
        if key not in best or candidate[0] < best[key][0]:
            best[key] = candidate
    for draft in drafts:
        reached = best.get((draft.category, draft.subject.system, draft.place.ref))
        yield replace(draft, flow=reached[1]) if reached and not draft.flow else draft


def _finding(draft: Draft, case: Case) -> Iterator[Finding]:
    """At most one finding: none where no policy of the run has a rule for the act, category and kind."""
    ruling = rule_on(draft, case)
    if not ruling.severity and not draft.undecided:
        return
    severity = draft.severity or ruling.severity
    low = CONFIDENCES.index(draft.confidence) > CONFIDENCES.index(case.settings.min_confidence)
    if draft.undecided or low:
        severity = "note"
    subject = draft.subject
    excused = ruling.excused and case.settings.suppressions
    yield Finding(
        rule=draft.rule,
        category=draft.category,
        kind=ruling.kind,
        about=draft.about,
        act=draft.act,
        severity=severity,
        confidence=draft.confidence,
        state="exemption-claimed" if excused else "new",
        subject=subject,
        location=draft.place,
        message=draft.message,
        evidence=draft.evidence,
        laws=ruling.laws,
        waiver=None,
        remedy=remedy(draft, ruling.remedy),
        fingerprint=fingerprint(draft.rule, draft.place.path, subject.system, f"{subject.container}.{subject.name}"),
        recipient=draft.recipient,
        flow=draft.flow,
    )


def _once(findings: Iterable[Finding], case: Case) -> Iterator[Finding]:
    """One finding for one field, though several files of its system declare it, or several documents refer to it.

    A declaration that a comment sets apart stands for itself alone: it must not speak for the others.
    """
    places: dict[tuple[object, ...], list[Finding]] = {}
    in_one_file: Counter[tuple[object, ...]] = Counter()
    for each in findings:
        same = _same_field(each, case)
        if each.subject.kind == "column":  # equal names in one file are told apart by their occurrence
            in_one_file[each.location.path, *same] += 1
            same = (in_one_file[each.location.path, *same], *same)
        places.setdefault(same, []).append(each)
    for first, *others in places.values():
        seen = tuple(Witness("also", _also(first, each), supports=True) for each in others)
        yield replace(first, evidence=(*first.evidence, *seen)) if seen else first


def _same_field(finding: Finding, case: Case) -> tuple[object, ...]:
    at, subject = finding.location, finding.subject
    if subject.kind == "property" and at.line is not None:
        return (finding.rule, at.path, at.line, at.column, subject.name)
    if subject.kind == "column":
        apart = is_ignored(finding, case)
        return (finding.rule, finding.category, subject.system, fold(subject.container), fold(subject.name), apart)
    return (id(finding),)


def _also(first: Finding, other: Finding) -> str:
    at = other.location
    return at.ref if at.path == first.location.path else f"{at.path}:{at.line}"


def _order(finding: Finding) -> tuple[str, int, int, str, str, str, str]:
    at = finding.location
    return (at.path, at.line or 0, at.column or 0, at.ref, finding.rule, finding.category, finding.recipient)


def _numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Equal fingerprints in one run are told apart by their occurrence, first is 1."""
    seen: Counter[str] = Counter()
    for each in findings:
        seen[each.fingerprint] += 1
        yield replace(each, occurrence=seen[each.fingerprint])


def _wanted(finding: Finding, settings: Settings) -> bool:
    """`--only` narrows what is reported, never what is read; findings about the audit itself always stay."""
    if not settings.only or finding.category == "audit":
        return True
    if finding.subject.kind == "question":
        return FORMS in settings.only
    return (QUERIES if finding.subject.kind in ("statement", "grant") else SCHEMA) in settings.only
