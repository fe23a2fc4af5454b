"""What a law asks to be reported, to whom, and when it is due next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from status_audit.model.policy import Due, Duty, Policy
from status_audit.patterns import pattern_of

YEARLY = pattern_of(r"(\d\d)-(\d\d)")
ONCE = pattern_of(r"\d{4}-\d\d-\d\d")


def duties(policies: Iterable[Policy], as_of: datetime.date) -> tuple[Due, ...]:
    """The duties of the policies in force: dated ones first, soonest first, then the others in the policies' order."""
    binding = [each for each in policies if each.in_force == "in-force"]
    found = [_due(policy, each, as_of) for policy in binding for each in policy.duties]
    once = list({(each.duty.id, each.duty.citation): each for each in reversed(found)}.values())[::-1]
    return tuple(sorted(once, key=lambda each: each.next or datetime.date.max))


def _due(policy: Policy, duty: Duty, as_of: datetime.date) -> Due:
    if ONCE.fullmatch(duty.due):
        day = datetime.date.fromisoformat(duty.due)
        return Due(policy.id, duty, day if day >= as_of else None, f"{'' if day >= as_of else 'was due '}{day}")
    if YEARLY.fullmatch(duty.due):
        day = next_day(duty, as_of)
        return Due(policy.id, duty, day, f"{day} (every {duty.every or 'year'})")
    return Due(policy.id, duty, None, duty.due)


def next_day(duty: Duty, as_of: datetime.date) -> datetime.date:
    """The first day on or after `as_of` that a yearly `MM-DD` falls on, in the years that `every` and `since` allow."""
    month, day = (int(each) for each in duty.due.split("-"))
    step = int(duty.every.split()[0]) if duty.every[:1].isdigit() else 1
    first = datetime.date.fromisoformat(duty.since) if duty.since else None
    year = max(as_of.year, first.year) if first else as_of.year
    while first and (year - first.year) % step:
        year += 1
    found = _day(year, month, day)
    while found < as_of or (first and found < first):
        year += step
        found = _day(year, month, day)
    return found


def _day(year: int, month: int, day: int) -> datetime.date:
    """29 February is the 28th in other years."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return datetime.date(year, month, 28)
