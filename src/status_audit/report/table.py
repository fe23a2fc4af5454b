"""A table for a privacy officer's eyes: one row a finding."""

from __future__ import annotations

from status_audit.model.outcome import Finding, Outcome
from status_audit.report.coverage import coverage, notices
from status_audit.report.escape import printable
from status_audit.report.text import state_words, where

HEADERS = ("Severity", "Rule", "Field", "Where", "Shared with", "Confidence", "State")


def render(outcome: Outcome) -> str:
    from tabulate import tabulate

    rows = [[printable(cell) for cell in row(each)] for each in outcome.findings]
    told = [number for number, _ in enumerate(HEADERS) if any(cells[number] for cells in rows)]
    headers = [HEADERS[number] for number in told]
    shown = [[cells[number] for number in told] for cells in rows]
    body = tabulate(shown, headers=headers, tablefmt="simple", disable_numparse=True) if rows else ""
    lines = [body, ""] if body else []
    lines += [*coverage(outcome), *map(printable, notices(outcome))]
    return "\n".join(lines) + "\n"


def row(finding: Finding) -> tuple[str, ...]:
    return (
        finding.severity,
        finding.rule,
        finding.location.ref,
        where(finding),
        finding.recipient,
        finding.confidence,
        state_words(finding),
    )
