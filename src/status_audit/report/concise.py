"""One line a finding: clickable, searchable, usable by editors."""

from __future__ import annotations

from status_audit.model.outcome import Outcome
from status_audit.report.coverage import gap_line
from status_audit.report.escape import printable
from status_audit.report.text import where


def render(outcome: Outcome) -> str:
    lines = [
        f"{where(each)}: {each.severity} {each.rule} {each.location.ref}: {each.message} [{each.confidence}]"
        + ("" if each.state == "new" else f" ({each.state})")
        for each in outcome.findings
    ]
    lines += [f"{gap_line(each)} [not-read]" for each in outcome.gaps]
    return "".join(f"{printable(line)}\n" for line in lines)
