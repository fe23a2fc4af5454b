"""What changed between two versions of a policy, in sentences that a privacy officer can sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from status_audit.model.policy import Duty, Exemption, Policy, Recipient, Rule, Selection
from status_audit.policy.show import headline, selected

PARTS = (("rule", "rules"), ("claim", "exemptions"), ("duty", "duties"))
LABELS = {
    "act": "act",
    "acts": "acts",
    "applies_to": "binds",
    "approver": "approver",
    "authority": "authority",
    "bars": "bars the claims",
    "bases": "ground",
    "case_by_case": "decided case by case",
    "caveats": "read with care",
    "citation": "citation",
    "contributes": "an audit contributes",
    "covers": "reaches",
    "definitions": "words of the text",
    "due": "due",
    "effect": "effect",
    "effective": "takes effect",
    "every": "every",
    "excused_by": "accepts a claim on the ground of",
    "expires": "expires",
    "extends": "builds on",
    "grandfather_before": "systems that were there on or before",
    "grandfather_citation": "citation of the clause for older systems",
    "grandfather_note": "what the clause for older systems leaves open",
    "grandfather_rules": "rules that the clause for older systems reaches",
    "in_force": "in force",
    "jurisdiction": "jurisdiction",
    "not_covered": "does not reach",
    "not_seen": "not seen",
    "note": "note",
    "penalty": "penalty",
    "process": "allowed on",
    "purposes": "purpose",
    "quote": "quote",
    "recipients": "to",
    "remedy": "remedy",
    "selects": "speaks of",
    "severity": "severity",
    "since": "since",
    "subjects": "whose data",
    "summary": "summary",
    "systems": "systems",
    "title": "title",
    "to_whom": "to whom",
    "types": "agencies that may claim it",
    "unless": "except",
    "url": "where to read it",
    "verified": "how much was seen",
    "what": "what",
    "who": "who",
    "why": "why",
}
UNSAID = frozenset(("id", "basis", "sha256", "path", "sources", "as_seen", *(name for _, name in PARTS)))
"""The id is the name; `basis` is the first of `bases`; the parts have lines of their own."""


def compare(old: Policy, new: Policy) -> tuple[str, ...]:
    """A line for each change: rules, claims and duties by id first, then what is said of the text as a whole."""
    lines = [line for noun, part in PARTS for line in _parts(noun, getattr(old, part), getattr(new, part))]
    lines += [f"~ policy: {each}" for each in _changed(old, new)]
    told, tells = old.authority, new.authority
    lines += [f"~ authority: {each}" for each in _changed(told, tells)]
    if old.as_seen != new.as_seen:
        was, now = (f"on {day}" if day[:1].isdigit() else f"({day})" for day in (old.as_seen, new.as_seen))
        lines.append(f"~ policy: the text was looked at {was}, now {now}")
    return tuple(lines)


def _parts(noun: str, old: Iterable[Rule | Exemption | Duty], new: Iterable[Rule | Exemption | Duty]) -> Iterator[str]:
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    yield from (f"- {noun} {name}, which said: {_said(each)}" for name, each in before.items() if name not in after)
    yield from (f"+ {noun} {name}: {_said(each)}" for name, each in after.items() if name not in before)
    for name, each in after.items():
        if name in before and before[name] != each:
            yield from (f"~ {noun} {name}: {what}" for what in _changed(before[name], each))


def _said(each: Rule | Exemption | Duty) -> str:
    if isinstance(each, Rule):
        return headline((each,))
    if isinstance(each, Duty):
        return f"{each.what}; to: {each.to_whom or 'nobody named'}; due: {each.due}"
    return f"{each.title} ({each.citation}); reaches {selected(each.covers) or 'nothing'}"


def _changed(before: object, after: object) -> Iterator[str]:
    """`severity: was error, is warning`; of lists, what came and what went."""
    for each in fields(before):  # type: ignore[arg-type]
        was, now = getattr(before, each.name), getattr(after, each.name)
        if was == now or each.name in UNSAID or each.name == "authority":
            continue
        label = LABELS.get(each.name, each.name.replace("_", " "))
        if isinstance(was, tuple) and isinstance(now, tuple):
            yield f"{label}: {_came_and_went(was, now)}"
        else:
            yield f"{label}: was {_shown(was)}, is {_shown(now)}"


def _came_and_went(was: tuple[object, ...], now: tuple[object, ...]) -> str:
    came = [_shown(each) for each in now if each not in was]
    went = [_shown(each) for each in was if each not in now]
    said = [f"added {'; '.join(came)}"] * bool(came) + [f"left out {'; '.join(went)}"] * bool(went)
    return ", ".join(said) or "the same in another order"


def _shown(value: object) -> str:
    if isinstance(value, Selection):
        return selected((value,))
    if isinstance(value, Recipient):
        return f"{value.match} ({value.recipient_class.replace('-', ' ')})"
    if isinstance(value, tuple):
        return ": ".join(map(str, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    identity = getattr(value, "id", "")
    return "not said" if value is None else str(identity or value or "nothing")
