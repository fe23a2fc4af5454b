"""The default format: one block a finding, readable in 80 columns without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from status_audit.model.outcome import Finding, Law, Outcome, Step
from status_audit.report.coverage import coverage, notices
from status_audit.report.escape import printable

WIDTH = 80
SHOWN_STEPS = 8
TOLD_BY_THE_PATH = ("flow", "destination")


def render(outcome: Outcome) -> str:
    lines: list[str] = []
    for each in outcome.findings:
        lines += [*block(each), ""]
    lines += coverage(outcome)
    for notice in notices(outcome):
        lines += _wrapped(notice, "", "")
    return "\n".join(lines) + "\n"


def block(finding: Finding) -> Iterator[str]:
    state = f" ({state_words(finding)})" if state_words(finding) else ""
    yield from _wrapped(f"{finding.severity}[{finding.rule}]: {finding.message}{state}", "", "  ")
    yield printable(f"  --> {where(finding)}   {finding.location.ref}")
    for title, text in details(finding):
        yield from _wrapped(text, f"   = {title}: ", "     ")


def where(finding: Finding) -> str:
    at = finding.location
    return ":".join(str(each) for each in (at.path, at.line, at.column) if each is not None)


def state_words(finding: Finding) -> str:
    """What sets the finding apart, in words; empty for a new one."""
    return {
        "new": "",
        "exemption-claimed": "lawful collection claimed",
        "baseline": "in the baseline",
        "suppressed": "set apart by a comment",
    }.get(finding.state, finding.state)


def details(finding: Finding) -> Iterator[tuple[str, str]]:
    for supports, title in ((True, "seen"), (False, "against")):
        seen = dict.fromkeys(
            f"{each.signal} “{each.matched}”" for each in finding.evidence if each.supports is supports
        )
        if seen:
            yield title, ", ".join(seen)
    about = "" if finding.about == "unknown" else f"   about: {finding.about}"
    yield "confidence", f"{finding.confidence}   kind: {finding.kind}{about}"
    for law in finding.laws:
        yield "law", law_line(law)
    if finding.flow:
        yield "goes", path_line(finding.flow)
    if finding.waiver:
        yield "waived", f"until {finding.waiver.expires} by {finding.waiver.approved_by}: {finding.waiver.reason}"
    if finding.remedy and finding.state == "new":
        yield "remedy", finding.remedy
    yield "more", f"status-audit explain {finding.fingerprint}"


def law_line(law: Law) -> str:
    effect = {
        "banned": "banned",
        "review": "review with counsel" if "1373" not in law.citation else "review: 8 U.S.C. 1373",
        "exemption-claimed": "lawful collection claimed",
        "grandfather-claimed": "in use before the law's date, as claimed",
        "not-applicable": "does not apply",
    }[law.effect]
    line = f"{law.policy}: {law.citation} ({effect})"
    if law.verified != "yes":
        line += " [not fully seen]"
    if law.exemption and law.exemption.covers:
        line += f"; {law.exemption.id} claimed by {law.exemption.claimed_by}, {law.exemption.citation}"
    elif law.exemption:
        line += f"; {law.exemption.id} does not reach it: {law.exemption.why_not}"
    return line


def path_line(steps: tuple[Step, ...]) -> str:
    shown = steps if len(steps) <= SHOWN_STEPS else (*steps[: SHOWN_STEPS - 1], steps[-1])
    parts = [f"{each.ref} ({each.path}{'' if each.line is None else f':{each.line}'})" for each in shown]
    if len(steps) > SHOWN_STEPS:
        parts.insert(-1, f"… {len(steps) - SHOWN_STEPS} more …")
    return " -> ".join(parts)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        printable(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
