"""One line a finding: clickable, searchable, usable by editors."""

from __future__ import annotations

from status_audit.model.outcome import Outcome
from status_audit.report.coverage import gap_line
from status_audit.report.escape import printable
from status_audit.report.text import state_words, where


def render(outcome: Outcome) -> str:
    lines = [
        f"{where(each)}: {each.severity} {each.rule} {each.location.ref}: {each.message} [{each.confidence}]"
        + (f" ({state_words(each)})" if state_words(each) else "")
        for each in outcome.findings
    ]
    lines += [f"{gap_line(each)} [not-read]" for each in outcome.gaps]
    return "".join(f"{printable(line)}\n" for line in lines)
