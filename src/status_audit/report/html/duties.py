"""What the policies in force ask to be reported, to whom, by when, and what this result adds to it."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model.outcome import DutyDue, Outcome
from status_audit.report.html.elements import Child, Element, element, table

HEADERS = ("What is asked", "To whom", "When", "Text", "What this audit can give")


def duties(outcome: Outcome) -> Iterator[Element]:
    """Dated duties first, soonest first; a text's own words stand where it gives no date."""
    owed = [(each.title, duty) for each in outcome.policies for duty in each.duties]
    if not owed:
        return
    owed.sort(key=lambda each: each[1].next or "9999")
    yield table(HEADERS, (_row(title, duty) for title, duty in owed))


def _row(title: str, duty: DutyDue) -> Iterator[Child]:
    yield duty.what
    yield duty.to_whom or "not named"
    yield element("strong", duty.when) if duty.next else duty.when
    yield element("span", f"{title}: ", duty.citation)
    given = f"{duty.contributes[:1].upper()}{duty.contributes[1:].rstrip('.')}. " if duty.contributes else ""
    yield f"{given}In this run: {duty.found}" if duty.found else given or "Nothing."
