"""The judge's account of a whole run: verdict, policies, systems, sources and totals around the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from status_audit import __version__
from status_audit.judge.case import Case, Examined
from status_audit.judge.recipients import is_meant
from status_audit.judge.recognised import recognised, standing
from status_audit.judge.verdict import verdict
from status_audit.judge.wording import HANDLING, notices
from status_audit.model import Reading
from status_audit.model.outcome import (
    SCHEMA_VERSION,
    DutyDue,
    Finding,
    GapFound,
    LeftOut,
    Method,
    Outcome,
    PolicyUsed,
    ProjectUsed,
    SourceRead,
    Summary,
    SystemSeen,
    Tool,
)
from status_audit.model.policy import Due, Policy, Project
from status_audit.model.schema import Inventory

MEASURED = (
    "On systems it had not seen while its vocabulary was built, the tool found 94 of 100 such columns and 98 of 100 "
    "such form questions that people had found there; none found here does not mean that there are none."
)
"""Said beside every `none found`: recall on the half of the labelled systems that was kept apart (columns .945,
questions .987)."""


def account(case: Case, examined: Examined, findings: tuple[Finding, ...], gaps: tuple[GapFound, ...]) -> Outcome:
    """Everything a report may say, in one value."""
    sources = tuple(_sources(examined.readings, case.inventory))
    decided = verdict(findings, gaps, case.settings, examined)
    return Outcome(
        schema_version=SCHEMA_VERSION,
        tool=Tool("status-audit", __version__),
        as_of=case.as_of.isoformat(),
        verdict=decided.word,
        complete=decided.complete,
        strict=case.settings.strict,
        exit=decided.exit,
        policies=tuple(_policy_used(each, case, findings) for each in case.policies),
        project=ProjectUsed(tuple(_systems(case.project, case.inventory))),
        sources=sources,
        findings=findings,
        gaps=gaps,
        statements_sent=tuple(each for reading in examined.readings for each in reading.statements_sent),
        unused=(*_unused(case), *_idle_comments(case, findings)),
        method=Method(f"status-audit {__version__}", examined.vocabulary, MEASURED),
        summary=_summary(case, sources, findings, gaps),
        notices=notices(case.project, case.policies),
        left_out=tuple(LeftOut(why, count) for why, count in examined.left_out),
        handling=case.project.handling_notice or HANDLING,
    )


def _unused(case: Case) -> Iterable[str]:
    """Entries of the project file that met nothing in this run: a typing error hides here."""
    named = {flow.recipient.casefold() for flow in case.flows}
    for each in case.project.recipients:
        if not any(is_meant(name, each) for name in named):
            yield f"recipients: {each.match}"
    refs = {each.location.ref.casefold() for each in case.inventory.fields}
    for link in case.project.links:
        for end in (link.question, link.column):
            if not any(ref == end.casefold() or ref.endswith(f".{end.casefold()}") for ref in refs):
                yield f"links: {end}"


def _idle_comments(case: Case, findings: tuple[Finding, ...]) -> Iterable[str]:
    """Ignore comments that set nothing apart: without a reason, misspelt, or left behind."""
    apart = {(each.location.path, each.location.line) for each in findings if each.state == "suppressed"}
    for each in case.inventory.directives:
        line = each.location.line or 0
        if not {(each.location.source, line), (each.location.source, line + 1)} & apart:
            why = "" if each.reason else ", which gives no reason"
            yield f"ignore comment {each.location.source}:{line}{why}"


def _policy_used(policy: Policy, case: Case, findings: Sequence[Finding]) -> PolicyUsed:
    found = found_under(policy.id, case, findings)
    owed = tuple(_duty(each, found) for each in case.duties if each.policy == policy.id)
    return PolicyUsed(policy.id, policy.title, policy.sha256, policy.in_force, policy.as_seen, policy.caveats, owed)


def _duty(due: Due, found: str) -> DutyDue:
    duty = due.duty
    return DutyDue(
        id=duty.id,
        what=duty.what,
        to_whom=duty.to_whom,
        citation=duty.citation,
        due=duty.due,
        next=due.next.isoformat() if due.next else "",
        when=due.when,
        contributes=duty.contributes,
        found=found if duty.contributes else "",
    )


def found_under(policy: str, case: Case, findings: Sequence[Finding]) -> str:
    """`4 stored fields and 1 form question in 2 systems; shared with 1 recipient: ice_feed.`

    What is held is counted whatever policy found it: a duty may speak of fields that the policy has no rule on.
    """
    ours = [each for each in findings if any(law.policy == policy for law in each.laws)]
    fields, questions = standing(case, findings)
    systems = {each.system for each in fields | questions}
    recipients = sorted({each.recipient for each in ours if each.act == "share" and each.recipient})
    stored = f"{_counted(len(fields), 'stored field')} and {_counted(len(questions), 'form question')}"
    where = f" in {_counted(len(systems), 'system')}" if systems else ""
    given = f"; shared with {_counted(len(recipients), 'recipient')}: {', '.join(recipients)}" if recipients else ""
    return f"{stored}{where}{given}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _systems(project: Project, inventory: Inventory) -> Iterable[SystemSeen]:
    seen = {system for _, system in inventory.system_of} | {each.system for each in inventory.containers}
    for each in project.systems:
        activated = each.activated_on.isoformat() if each.activated_on else ""
        yield SystemSeen(each.name, each.type, each.owner, activated, each.name in seen)
    registered = {each.name for each in project.systems}
    for name in sorted(seen - registered):
        yield SystemSeen(name, "unknown", "", "", examined=True)


def _sources(readings: Sequence[Reading], inventory: Inventory) -> Iterable[SourceRead]:
    fields = Counter(each.location.source for each in inventory.fields if each.declared)
    statements = Counter(each.location.source for each in inventory.statements)
    for reading in sorted(readings, key=lambda each: each.source.path):
        source = reading.source
        yield SourceRead(
            path=source.path,
            kind=source.kind,
            reader=source.kind,
            dialect=source.dialect,
            sha256=source.sha256,
            fields=fields[source.path],
            statements=statements[source.path],
            reading=reading.state(),
        )


def _summary(
    case: Case, sources: tuple[SourceRead, ...], findings: tuple[Finding, ...], gaps: tuple[GapFound, ...]
) -> Summary:
    new = Counter(each.severity for each in findings if each.state == "new")
    states = Counter(each.state for each in findings)
    return Summary(
        sources=len(sources),
        fields=sum(each.fields for each in sources),
        statements=sum(each.statements for each in sources),
        skipped=case.inventory.skipped,
        errors=new["error"],
        warnings=new["warning"],
        notes=new["note"],
        waived=states["waived"] + states["suppressed"],
        baseline=states["baseline"],
        claimed=states["exemption-claimed"],
        gaps=len(gaps),
        recognised=recognised(case),
    )
