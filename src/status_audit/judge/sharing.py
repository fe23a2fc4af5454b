"""Where fields go: one draft for each category, recipient and container that a flow reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from status_audit.judge.case import Case, Draft
from status_audit.judge.collecting import place_of, shared_only
from status_audit.judge.law import recipient_meant
from status_audit.judge.recipients import OUTSIDE, class_of
from status_audit.judge.wording import listed, phrase
from status_audit.model import Classification, Field, Flow, Hop
from status_audit.model.outcome import Place, Step, Subject, Witness
from status_audit.model.schema import Inventory

LEAVES = {"export": "export", "share": "share", "grant": "grant"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One flow, seen from one of the classified fields it starts from."""

    flow: Flow
    origin: Classification

    @property
    def last(self) -> Hop:
        return self.flow.hops[-1]


@dataclass(frozen=True, slots=True)
class Stores:
    """Declared columns by (system, last part of the relation, column), folded: flows name them without a schema."""

    columns: dict[tuple[str, str, str], Field]
    container_kinds: dict[tuple[str, str], str]

    @classmethod
    def of(cls, inventory: Inventory) -> Stores:
        columns: dict[tuple[str, str, str], Field] = {}
        for each in inventory.fields:
            columns.setdefault((each.system, last_part(each.container), each.name.casefold()), each)
        kinds = {(each.system, last_part(each.name)): each.kind for each in inventory.containers}
        return cls(columns, kinds)


def last_part(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def arrivals(case: Case) -> tuple[Arrival, ...]:
    """Every flow paired with its classified origins, one a category: the first in the order of their refs."""
    by_ref: dict[tuple[str, str], list[Classification]] = {}
    for each in case.classifications:
        if not each.review:
            by_ref.setdefault((each.field.system, each.field.location.ref), []).append(each)
    out = []
    for flow in case.flows:
        seen: set[str] = set()
        for ref in flow.origins:
            for origin in by_ref.get((flow.system, ref), ()):
                if origin.category not in seen:
                    seen.add(origin.category)
                    out.append(Arrival(flow, origin))
    return tuple(out)


def steps(flow: Flow) -> tuple[Step, ...]:
    return tuple(Step(hop.ref, hop.location.source, hop.location.line, hop.how) for hop in flow.hops)


def shared(case: Case, found: Sequence[Arrival]) -> Iterator[Draft]:
    """Drafts for what flows reach; a plain view or a result set is only a hop and gets none of its own."""
    stores = Stores.of(case.inventory)
    found = _counting(found, case)
    groups: dict[tuple[str, ...], list[Arrival]] = {}
    for arrival in found:
        key = _group(arrival, stores)
        if key:
            groups.setdefault(key, []).append(arrival)
    classified = {
        (each.category, each.field.system, last_part(each.field.container), each.field.name.casefold())
        for each in case.classifications
        if not each.review and each.field.declared
    }
    asked: set[tuple[str, str]] = set()
    readable: dict[tuple[str, str], list[Arrival]] = {}
    for arrival in found:
        if arrival.flow.kind == "grant":
            readable.setdefault(_grantee(arrival.flow), []).append(arrival)
    for key, members in groups.items():
        if key[0] == "store":
            if (key[1], key[2], key[3], key[4]) not in classified:
                yield _stored(members, stores, case)
        elif key[0] == "predicate":
            yield _used(members, case)
        elif key[0] == "dynamic":
            yield _unknown_target(members)
        else:
            everything = readable.get(_grantee(members[0].flow), members)
            draft = _left(members, case, everything)
            if draft is None or (draft.undecided and _grantee(members[0].flow) in asked):
                continue
            if draft.undecided:
                asked.add(_grantee(members[0].flow))
            yield draft


def _counting(found: Sequence[Arrival], case: Case) -> tuple[Arrival, ...]:
    """Without what counts only where it is shared, unless it reaches a recipient that a rule names with its kind."""
    only_shared = shared_only(case)
    if not only_shared:
        return tuple(found)
    rules = [rule for policy in case.policies for rule in policy.rules if rule.act == "share"]

    def counts(each: Arrival) -> bool:
        if each.origin.category not in only_shared:
            return True
        to = class_of(each.flow.recipient, case) if each.flow.kind in LEAVES else ""
        meant = [rule for rule in rules if to in OUTSIDE and recipient_meant(rule, to)]
        return any(rule.selects_kind(each.origin.category, each.origin.kind) for rule in meant)

    return tuple(filter(counts, found))


def _group(arrival: Arrival, stores: Stores) -> tuple[str, ...]:
    """(what, category, system, container, name): one draft for each; empty for a hop."""
    flow, category = arrival.flow, arrival.origin.category
    where = (category, flow.system)
    if flow.kind in LEAVES:
        return (flow.kind, *where, flow.recipient.casefold(), _container(flow))
    if flow.kind in ("predicate", "dynamic"):
        return (flow.kind, *where, flow.destination, "")
    relation, _, column = flow.destination.rpartition(".")
    relation = last_part(relation)
    stored = flow.kind == "table" or stores.container_kinds.get((flow.system, relation)) in (
        "table",
        "materialized-view",
    )
    return ("store", *where, relation, column.casefold()) if stored and column else ()


def _container(flow: Flow) -> str:
    """The relation a grant, share or export is about, as the destination's notation has it."""
    name = flow.destination.partition(":")[2] or flow.destination
    parts = name.split(".")
    return parts[-2] if len(parts) > 1 else name


def _names(members: Sequence[Arrival]) -> str:
    return ", ".join(sorted({each.origin.field.location.ref for each in members}))


def _from(members: Sequence[Arrival]) -> tuple[Witness, ...]:
    columns = sorted({each.flow.destination for each in members})
    return (
        Witness("flow", f"from {_names(members)}", supports=True),
        Witness("destination", ", ".join(columns), supports=True),
    )


def _lower(members: Sequence[Arrival]) -> str:
    """The best supported member speaks for the group; a flow adds no certainty to its origin."""
    order = ("high", "medium", "low")
    best = min(max(order.index(each.flow.confidence), order.index(each.origin.confidence)) for each in members)
    return order[best]


def _draft(members: Sequence[Arrival], rule: str, act: str, message: str, subject: Subject) -> Draft:
    first = members[0]
    category = first.origin.category
    return Draft(
        rule=rule,
        category=category,
        kind=first.origin.kind,
        kinds=tuple(dict.fromkeys(each.origin.kind for each in members if each.origin.category == category)),
        act=act,
        confidence=_lower(members),
        subject=subject,
        place=_place(first),
        message=message,
        evidence=_from(members),
        about=first.origin.subject,
        recipient=first.flow.recipient,
        flow=steps(first.flow),
    )


def _place(arrival: Arrival) -> Place:
    place = place_of(arrival.last.location)
    return Place(place.path, place.line, place.column, arrival.flow.destination, place.part)


def _what(members: Sequence[Arrival], case: Case) -> str:
    kinds = sorted({(each.origin.category, each.origin.kind) for each in members})
    return listed([phrase(*each, case.categories) for each in kinds])


def _stored(members: Sequence[Arrival], stores: Stores, case: Case) -> Draft:
    first = members[0]
    relation, _, column = first.flow.destination.rpartition(".")
    field = stores.columns.get((first.flow.system, last_part(relation), column.casefold()))
    container, name = (field.container, field.name) if field else (relation, column)
    return _draft(
        members,
        f"{first.origin.category}-collected",
        "collect",
        f"column is filled with {_what(members, case)} from {_names(members)}",
        Subject("column", first.flow.system, container, name),
    )


def _used(members: Sequence[Arrival], case: Case) -> Draft:
    first = members[0]
    target = first.flow.destination.partition(":")[2] or first.flow.destination
    return _draft(
        members,
        f"{first.origin.category}-used",
        "use",
        f"rows of {target} depend on {_what(members, case)}",
        Subject("statement", first.flow.system, target, "rows"),
    )


def _unknown_target(members: Sequence[Arrival]) -> Draft:
    first = members[0]
    base = _draft(
        members,
        "needs-review",
        "share",
        f"SQL built at run time uses {_names(members)}: where does it go?",
        Subject("statement", first.flow.system, "dynamic", _names(members)),
    )
    return replace(base, undecided=True)


def _grantee(flow: Flow) -> tuple[str, str]:
    return (flow.system, flow.recipient.casefold())


def _left(members: Sequence[Arrival], case: Case, everything: Sequence[Arrival]) -> Draft | None:
    """What leaves its tables: to a recipient of a class, to one nobody has classed, or to the system's own.

    `everything` is all that the same grantee can read: who it is, is asked once for all of it.
    """
    first = members[0]
    kind, recipient = first.flow.kind, first.flow.recipient
    category = first.origin.category
    recipient_class = class_of(recipient, case)
    subject = Subject("grant" if kind == "grant" else "statement", first.flow.system, _container(first.flow), recipient)
    who = recipient or "a recipient the statement does not name"
    if recipient_class == "own":
        return None
    if recipient_class in OUTSIDE:
        words = f"{kind} gives {who} ({recipient_class.replace('-', ' ')}) {_what(members, case)}"
        draft = _draft(members, f"{category}-shared", "share", words, subject)
        return replace(draft, recipient_class=recipient_class)
    if kind == "grant":
        words = f"who is `{recipient}`? the role can read {_what(everything, case)}"
        return replace(_draft(everything, "needs-review", "share", words, subject), undecided=True)
    words = f"{kind} takes {_what(members, case)} out of the database to {who}: who gets it?"
    draft = _draft(members, f"{category}-exported", "share", words, subject)
    return replace(draft, recipient_class=recipient_class, severity="warning")
