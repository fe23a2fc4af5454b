"""A policy laid over what it extends: by id, what is above replaces what is below."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from status_audit.documents import Document, Problem, suggestion
from status_audit.model.policy import ACTS, Authority, Duty, Exemption, Policy, Rule
from status_audit.model.vocabulary import Category
from status_audit.policy.categories import kinds_of
from status_audit.policy.library import load_exemptions
from status_audit.policy.provisions import authority, duty, exemption, folded, listed, recipient, rules
from status_audit.policy.sense import category_problems, only_shared

Provision = TypeVar("Provision", Rule, Exemption, Duty)
T = TypeVar("T")
UNSEEN = "Not verified"
"""How a caveat begins that repeats what was not seen of a text."""
NOTHING = Policy("", "", "", Authority(""), (), "", "", "", "")


def laid_over(document: Document, extended: tuple[Policy, ...], added: tuple[Category, ...], path: str) -> Policy:
    """The policy of a checked file; what it does not say of itself, the first policy it extends says.

    `added` are the categories of its own files.
    """
    data: dict[str, Any] = document.data
    base = extended[0] if extended else NOTHING
    told = authority(data["authority"]) if "authority" in data else base.authority
    gone = {full for name in data.get("without", ()) for full in names(name, _ids(extended))}
    own_rules = [each for spelled in data.get("rules", ()) for each in rules(spelled, told)]
    merged = _by_id((each for policy in extended for each in policy.rules), own_rules, gone)
    before, citation, reach, note = _grandfather(data, merged, base)
    return Policy(
        id=data["id"],
        title=folded(data["title"]),
        jurisdiction=data.get("jurisdiction", base.jurisdiction),
        authority=told,
        rules=merged,
        sha256=_digest(document, extended, added),
        in_force=data.get("in_force", base.in_force),
        as_seen=data.get("as_seen", base.as_seen),
        effective=folded(data.get("effective", base.effective)),
        summary=folded(data.get("summary", base.summary)),
        caveats=_once(_caveats(data, told), *(each.caveats for each in extended)),
        exemptions=_by_id(_all(extended, "exemptions"), map(exemption, data.get("exemptions", ())), gone),
        duties=_by_id(_all(extended, "duties"), map(duty, data.get("duties", ())), gone),
        recipients=_once(map(recipient, data.get("recipients", ())), *(each.recipients for each in extended)),
        penalty=folded(data.get("penalty", base.penalty)),
        grandfather_before=before,
        applies_to=tuple(data.get("applies_to", base.applies_to)),
        grandfather_citation=citation,
        grandfather_rules=reach,
        grandfather_note=note,
        definitions=_definitions(data, extended),
        extends=_once(*((*each.extends, each.id) for each in extended)),
        sources=_once(data.get("sources", ()), *(each.sources for each in extended)),
        categories=_once(*(each.categories for each in extended), added),
        path=path,
    )


def _caveats(data: Mapping[str, Any], told: Authority) -> Iterator[str]:
    """What the file warns of, and what nobody has seen of its text: both stand in every report."""
    yield from (folded(each) for each in data.get("caveats", ()))
    if told.not_seen and "authority" in data:
        yield f"{UNSEEN} ({told.citation}): {told.not_seen}"
    if told.beyond and "authority" in data:
        yield f"{told.citation}: {told.beyond}"


def unknown_references(
    data: Mapping[str, Any], extended: tuple[Policy, ...], added: tuple[Category, ...]
) -> Iterator[Problem]:
    """What only the extended policies and the added categories tell: ids, categories and kinds that name nothing."""
    if extended or added:
        theirs = (*added, *(category for each in extended for category in each.categories))
        told = ", ".join(f"{each.path} defines {each.id!r}" for each in added)
        yield from category_problems(data, {each.id: kinds_of(each) for each in theirs}, f"({told})" if told else "")
        apart = {each.id for each in theirs if each.only == "share"}
        for position, rule in enumerate(data.get("rules", ())):
            yield from only_shared(rule, position, apart)
    below = set(_ids(extended))
    for position, name in enumerate(data.get("without", ())):
        if not names(name, below):
            yield Problem(("without", position), f"nothing extended has the id {name!r}", suggestion(name, below))
    yield from _grandfather_problems(data, extended, below)
    yield from _bar_problems(data, extended)


def _grandfather_problems(data: Mapping[str, Any], extended: tuple[Policy, ...], below: set[str]) -> Iterator[Problem]:
    """Rules that are not there, and rules that a clause for older systems cannot reach."""
    spelled = {each["id"]: set(listed(each["act"])) for each in data.get("rules", ())}
    known = {**{each.id: {each.act} for policy in extended for each in policy.rules}, **spelled}
    for position, name in enumerate(data.get("grandfather", {}).get("rules", ())):
        at = ("grandfather", "rules", position)
        reached = names(name, {*known, *below})
        if not reached:
            yield Problem(at, f"no rule has the id {name!r}", suggestion(name, known))
        elif not any(known.get(each, set()) & {"collect", "inquire"} for each in reached):
            yield Problem(at, f"{name!r} is no rule on collecting or asking, and the clause reaches no other")


def _bar_problems(data: Mapping[str, Any], extended: tuple[Policy, ...]) -> Iterator[Problem]:
    """Claims that a constraint bars and nobody could make."""
    spelled = data.get("exemptions", ())
    if not any(each.get("bars") for each in spelled):
        return
    known = {each.id for each in load_exemptions()} | {each["id"] for each in spelled}
    known |= {each.id for policy in extended for each in policy.exemptions}
    for position, each in enumerate(spelled):
        for number, name in enumerate(each.get("bars", ())):
            if name not in known:
                at = ("exemptions", position, "bars", number)
                yield Problem(at, f"no lawful collection is called {name!r}", suggestion(name, known))


def names(name: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids a written id stands for: itself, and itself with an act where the rule lists several."""
    forms = (name, *(f"{name}-{act}" for act in ACTS))
    return tuple(each for each in ids if each in forms)


def _ids(policies: Iterable[Policy]) -> tuple[str, ...]:
    return tuple(one.id for kind in ("rules", "exemptions", "duties") for one in _all(policies, kind))


def _all(policies: Iterable[Policy], kind: str) -> Iterator[Any]:
    return (one for each in policies for one in getattr(each, kind))


def _by_id(below: Iterable[Provision], above: Iterable[Provision], gone: set[str]) -> tuple[Provision, ...]:
    found = {each.id: each for each in below if each.id not in gone}
    found.update({each.id: each for each in above})
    return tuple(found.values())


def _once(*groups: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


def _grandfather(
    data: Mapping[str, Any], merged: Iterable[Rule], base: Policy
) -> tuple[str, str, tuple[str, ...], str]:
    """Date, citation, the rules it reaches, and what the text leaves open."""
    spelled = data.get("grandfather")
    if spelled is None:
        return base.grandfather_before, base.grandfather_citation, base.grandfather_rules, base.grandfather_note
    ids = [each.id for each in merged]
    reach = tuple(full for name in spelled.get("rules", ()) for full in names(name, ids))
    return spelled["before"], spelled["citation"], reach, folded(spelled.get("note", ""))


def _definitions(data: Mapping[str, Any], extended: Iterable[Policy]) -> tuple[tuple[str, str], ...]:
    found = {term: text for each in extended for term, text in each.definitions}
    found.update({term: folded(text) for term, text in data.get("definitions", {}).items()})
    return tuple(found.items())


def _digest(document: Document, extended: tuple[Policy, ...], added: tuple[Category, ...]) -> str:
    """Of the file's bytes; with what it extends and the categories it adds, of all the digests."""
    if not extended and not added:
        return document.sha256
    digests = (document.sha256, *(each.sha256 for each in extended), *(each.sha256 for each in added))
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
