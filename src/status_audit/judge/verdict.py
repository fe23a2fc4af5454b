"""The one-word answer, whether it is complete, and the exit code that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from status_audit.judge.case import Settings
from status_audit.model.outcome import Finding, GapFound
from status_audit.model.policy import SEVERITIES

FINISHED, FOUND, INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Verdict:
    word: str
    """`findings` or `none-found`."""
    complete: bool
    exit: int


def verdict(
    findings: Sequence[Finding], gaps: Sequence[GapFound], settings: Settings, *, anything_read: bool, all_opened: bool
) -> Verdict:
    """Precedence of exit codes: findings (1) before incomplete (3) before finished (0)."""
    complete = anything_read and all_opened and not gaps
    word = "findings" if any(each.category != "audit" for each in findings) else "none-found"
    if any(reaches(each, settings.fail_on) for each in findings):
        return Verdict(word, complete, FOUND)
    failed = any(each.kind == "reader-failed" for each in gaps)
    new_gaps = settings.strict and any(each.state == "new" for each in gaps)
    incomplete = not anything_read or not all_opened or failed or new_gaps
    return Verdict(word, complete, INCOMPLETE if incomplete else FINISHED)


def reaches(finding: Finding, fail_on: str) -> bool:
    """Waived, claimed, suppressed and baselined findings never reach the threshold."""
    if fail_on == "never" or finding.state != "new":
        return False
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)
