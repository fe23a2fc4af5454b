"""The one-word answer, whether it is complete, and the exit code that follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from status_audit.judge.case import Examined, Settings
from status_audit.model import Reading
from status_audit.model.outcome import Finding, GapFound
from status_audit.model.policy import SEVERITIES

FINISHED, FOUND, INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Verdict:
    word: str
    """`findings` or `none-found`."""
    complete: bool
    exit: int


def unfinished(readings: Iterable[Reading], missing: Iterable[str], gap_kinds: Iterable[str]) -> bool:
    """Nothing was read, one of several targets could not be opened, or a reader failed: the exit code must say so."""
    nothing = all(each.state() == "unread" for each in readings)
    return nothing or any(missing) or "reader-failed" in gap_kinds


def verdict(findings: Sequence[Finding], gaps: Sequence[GapFound], settings: Settings, examined: Examined) -> Verdict:
    """Precedence of exit codes: findings (1) before incomplete (3) before finished (0)."""
    stopped = unfinished(examined.readings, examined.missing, [each.kind for each in gaps])
    complete = not stopped and not gaps
    word = "findings" if any(each.category != "audit" for each in findings) else "none-found"
    if any(reaches(each, settings.fail_on) for each in findings):
        return Verdict(word, complete, FOUND)
    new_gaps = settings.strict and any(each.state == "new" for each in gaps)
    return Verdict(word, complete, INCOMPLETE if stopped or new_gaps else FINISHED)


def reaches(finding: Finding, fail_on: str) -> bool:
    """Waived, claimed, suppressed and baselined findings never reach the threshold."""
    if fail_on == "never" or finding.state != "new":
        return False
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)
