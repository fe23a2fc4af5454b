"""The parts of a policy file as values: rules, lawful collections, duties, recipients. The text is checked before."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from status_audit.model.policy import Authority, Duty, Exemption, Process, Recipient, Rule, Selection

Spelled = Mapping[str, Any]
"""A mapping as the file spells it."""


def selections(spelled: Spelled) -> tuple[Selection, ...]:
    """`{place-of-birth: any, immigration-status: [status]}`."""
    return tuple(Selection(each, () if kinds == "any" else tuple(kinds)) for each, kinds in spelled.items())


def rules(spelled: Spelled, told: Authority) -> Iterator[Rule]:
    """One rule for each act; where the file lists several, the act is added to the id."""
    acts = spelled["act"]
    citation = folded(spelled.get("citation", told.citation))
    for act in listed(acts):
        yield Rule(
            id=spelled["id"] if act == acts else f"{spelled['id']}-{act}",
            act=act,
            selects=selections(spelled["selects"]),
            severity=spelled["severity"],
            citation=citation,
            url=told.url if citation.startswith(told.citation) else "",
            why=folded(spelled["why"]),
            remedy=folded(spelled.get("remedy", "")),
            applies_to=tuple(spelled.get("applies_to", ())),
            recipients=tuple(spelled.get("recipients", ())) if act == "share" else (),
            purposes=tuple(spelled.get("purposes", ())) if act == "share" else (),
            unless=tuple(spelled.get("unless", ())),
            subjects=tuple(spelled.get("subjects", ())),
            effect=spelled.get("effect", "banned"),
            excused_by=tuple(spelled["excused_by"]) if "excused_by" in spelled else None,
            process=tuple(spelled.get("process", ())) if act == "share" else (),
            verified=spelled.get("verified", told.verified),
        )


def listed(spelled: str | Sequence[str]) -> tuple[str, ...]:
    """A single text and a list of one mean the same."""
    return (spelled,) if isinstance(spelled, str) else tuple(spelled)


def exemption(spelled: Spelled) -> Exemption:
    expires = spelled.get("expires")
    bases = listed(spelled["basis"])
    return Exemption(
        id=spelled["id"],
        title=folded(spelled["title"]),
        citation=folded(spelled["citation"]),
        basis=bases[0],
        bases=bases,
        covers=selections(spelled["covers"]),
        not_covered=selections(spelled.get("not_covered", {})),
        who=folded(spelled.get("who", "")),
        note=folded(spelled.get("note", "")),
        acts=tuple(spelled.get("acts", ())),
        verified=spelled.get("verified", "no"),
        as_seen=spelled.get("as_seen", ""),
        systems=tuple(spelled.get("systems", ())),
        types=tuple(spelled.get("types", ())),
        purposes=tuple(spelled.get("purposes", ())),
        bars=tuple(spelled.get("bars", ())),
        case_by_case=spelled.get("case_by_case", False),
        approver=spelled.get("approver", ""),
        expires=datetime.date.fromisoformat(expires) if expires else None,
        not_seen=folded(spelled.get("not_seen", "")),
    )


def duty(spelled: Spelled) -> Duty:
    return Duty(
        id=spelled["id"],
        what=folded(spelled["what"]),
        to_whom=folded(spelled.get("to_whom", "")),
        due=spelled["due"],
        citation=folded(spelled["citation"]),
        every=spelled.get("every", ""),
        since=spelled.get("since", ""),
        contributes=folded(spelled.get("contributes", "")),
    )


def recipient(spelled: Spelled) -> Recipient:
    return Recipient(
        match=spelled["match"],
        title=spelled.get("title", ""),
        recipient_class=spelled["class"],
        purpose=folded(spelled.get("purpose", "")),
        process=tuple(map(process, spelled.get("process", ()))),
    )


def process(spelled: Spelled) -> Process:
    return Process(
        grade=spelled["grade"],
        citation=folded(spelled["citation"]),
        claimed_by=spelled["claimed_by"],
        expires=datetime.date.fromisoformat(spelled["expires"]),
        systems=tuple(spelled.get("systems", ())),
    )


def authority(spelled: Spelled) -> Authority:
    return Authority(
        citation=folded(spelled["citation"]),
        url=spelled.get("url", ""),
        quote=folded(spelled.get("quote", "")),
        verified=spelled["verified"],
        not_seen=folded(spelled.get("not_seen", "")),
        seen_for=tuple(spelled.get("seen_for", ())),
        beyond=folded(spelled.get("beyond", "")),
    )


def folded(text: str) -> str:
    """Text on one line, however the file breaks it."""
    return " ".join(text.split())
