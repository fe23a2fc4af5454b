"""What the policies in force ask to be reported, to whom and by when."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model.outcome import Outcome
from status_audit.report.html.elements import Element, items


def duties(outcome: Outcome) -> Iterator[Element]:
    listed = [f"{each.id}: {duty}" for each in outcome.policies for duty in each.duties]
    if listed:
        yield items(listed)
