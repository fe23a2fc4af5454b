"""The default format: one block a finding, readable in 80 columns without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from status_audit.model.outcome import Finding, Law, Outcome, Step
from status_audit.model.policy import PROCESSES
from status_audit.report.coverage import coverage, notices
from status_audit.report.escape import printable

WIDTH = 80
SHOWN_STEPS = 8


def render(outcome: Outcome) -> str:
    lines: list[str] = []
    for each in outcome.findings:
        lines += [*block(each), ""]
    for line in coverage(outcome):
        lines += _wrapped(line.strip(), line[: len(line) - len(line.lstrip())], "    ")
    for notice in notices(outcome):
        lines += _wrapped(notice, "", "")
    return "\n".join(lines) + "\n"


def block(finding: Finding) -> Iterator[str]:
    state = f" ({state_words(finding)})" if state_words(finding) else ""
    yield from _wrapped(f"{finding.severity}[{finding.rule}]: {finding.message}{state}", "", "  ")
    yield printable(f"  --> {where(finding)}   {finding.location.ref}")
    for title, text in details(finding):
        yield from _wrapped(text, f"   = {title}: ", "     ")
    if finding.flow:
        yield from (printable(line) for line in path_lines(finding.flow))
    yield f"   = more: status-audit explain {finding.fingerprint}"


def where(finding: Finding) -> str:
    at = finding.location
    return ":".join(str(each) for each in (at.path, at.line, at.column) if each is not None)


def state_words(finding: Finding) -> str:
    """What sets the finding apart, in words; empty for a new one."""
    if finding.state == "exemption-claimed" and all(map(_is_process, finding.laws)):
        return "legal process claimed"
    if finding.state == "exemption-claimed" and all(each.effect == "grandfather-claimed" for each in finding.laws):
        return "in use before the law's date, as claimed"
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
    if finding.waiver:
        yield "waived", f"until {finding.waiver.expires} by {finding.waiver.approved_by}: {finding.waiver.reason}"
    if finding.remedy and finding.state == "new":
        yield "remedy", finding.remedy


def effect_words(law: Law) -> str:
    """What a law makes of the finding, in words."""
    return {
        "banned": "banned by this policy",
        "review": "review with counsel" if "1373" not in law.citation else "review: 8 U.S.C. 1373",
        "exemption-claimed": "legal process claimed" if _is_process(law) else "lawful collection claimed",
        "grandfather-claimed": "in use before the law's date, as claimed",
        "not-applicable": "does not apply",
    }[law.effect]


def _is_process(law: Law) -> bool:
    return law.exemption is not None and law.exemption.id in PROCESSES


def law_line(law: Law) -> str:
    line = f"{law.policy}: {law.citation} ({effect_words(law)})"
    if law.verified != "yes":
        line += " [not fully seen]"
    if law.exemption and law.exemption.covers:
        line += f"; {law.exemption.id} claimed by {law.exemption.claimed_by}, {law.exemption.citation}"
    elif law.exemption:
        line += f"; {law.exemption.id} does not reach it: {law.exemption.why_not}"
    return f"{line}. {law.note}" if law.note else line


def path_lines(steps: tuple[Step, ...]) -> Iterator[str]:
    """One step a line, the middle of a long path left out."""
    left_out = len(steps) - SHOWN_STEPS
    for number, each in enumerate(steps):
        if left_out > 0 and SHOWN_STEPS - 2 <= number < len(steps) - 1:
            if number == SHOWN_STEPS - 2:
                yield f"       -> … {left_out + 1} more steps …"
            continue
        at = each.path if each.line is None else f"{each.path}:{each.line}"
        yield f"{'   = goes:' if number == 0 else '       ->'} {each.ref}   {at}"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        printable(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
