"""What a JSON Schema cannot say of a policy file: ids are unique, kinds belong to categories, dates exist."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from status_audit.documents import Problem, suggestion
from status_audit.model.meaning import KINDS, ONLY_SHARED
from status_audit.patterns import pattern_of

Kinds = Mapping[str, tuple[str, ...]]
"""Category -> its kinds."""
ONLY_SHARE = ("recipients", "purposes", "process")
WITHOUT_EXTENDS = ("jurisdiction", "authority", "in_force", "as_seen", "effective", "rules")
NOT_YET = "not seen yet"
"""Of a text that nobody has looked at, in the place of the day."""
YEARLY_DUE = pattern_of(r"\d\d-\d\d")
YEARLY = "2000-"
"""A leap year: 02-29 may be a due date."""


def policy_problems(data: Any) -> tuple[Problem, ...]:
    """Of a policy file as spelled; says nothing of what the schema already refuses."""
    if not isinstance(data, Mapping):
        return ()
    return (
        *_missing(data),
        *_doubles(data),
        *(problem for position, rule in _mappings(data, "rules") for problem in _rule(position, rule)),
        *(
            problem
            for position, each in _mappings(data, "exemptions")
            for problem in exemption_problems(each, ("exemptions", position))
        ),
        *(() if data.get("extends") or data.get("categories") else category_problems(data)),
        *_dates(data),
    )


def category_problems(
    data: Mapping[str, Any], added: Kinds = MappingProxyType({}), told: str = ""
) -> Iterator[Problem]:
    """Categories that neither we nor the category files of the policy (`added`) know, and kinds these do not have.

    `told` is what those files define, to be said beside a category that none of them does.
    """
    known = {**KINDS, **added}
    for key, part in (("rules", "selects"), ("exemptions", "covers"), ("exemptions", "not_covered")):
        for position, each in _mappings(data, key):
            named = each.get(part)
            for category in named if isinstance(named, Mapping) else ():
                if category not in known:
                    near = " ".join(filter(None, (suggestion(category, known), told)))
                    yield Problem((key, position, part, category), f"no category is called {category!r}", near)
            yield from kind_problems(named, (key, position, part), added)


def exemption_problems(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Of one lawful collection as spelled."""
    if not isinstance(data, Mapping):
        return
    for key in ("covers", "not_covered"):
        yield from kind_problems(data.get(key), (*at, key))
    constraint = data.get("basis") in ("constraint", ["constraint"])
    if constraint and data.get("covers"):
        yield Problem((*at, "covers"), "a constraint covers nothing", "Write covers: {}")
    if not constraint and data.get("covers") == {}:
        yield Problem((*at, "covers"), "must name what is covered")
    yield from date_problem(data.get("expires"), (*at, "expires"))
    yield from date_problem(data.get("as_seen"), (*at, "as_seen"))


def kind_problems(spelled: Any, at: tuple[str | int, ...], of: Kinds = KINDS) -> Iterator[Problem]:
    """Kinds that their category does not have; other categories than those of `of` are passed over."""
    for category, kinds in spelled.items() if isinstance(spelled, Mapping) else ():
        known = of.get(category)
        for position, kind in enumerate(kinds if known and isinstance(kinds, list) else ()):
            if known and isinstance(kind, str) and kind not in known:
                yield Problem((*at, category, position), f"{category} has no kind {kind!r}", suggestion(kind, known))


def date_problem(text: Any, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """A day that is in no calendar: 2026-02-30."""
    if not isinstance(text, str) or len(text) != len("2026-02-30"):
        return
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        yield Problem(at, f"{text!r} is not a day of the calendar", "Write it as 2027-06-30")


def _missing(data: Mapping[str, Any]) -> Iterator[Problem]:
    if not data.get("extends"):
        yield from (Problem((), f"the key {each!r} is missing") for each in WITHOUT_EXTENDS if each not in data)
        if data.get("rules") == [] and not data.get("duties"):
            yield Problem(("rules",), "has no rule, and the policy no duty: it says nothing")
    elif "without" not in data and not any(key not in ("policy", "id", "title", "extends") for key in data):
        yield Problem(("extends",), "changes nothing in what it extends", "Name that policy itself")


def _mappings(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    items = data.get(key)
    if isinstance(items, list):
        yield from ((position, each) for position, each in enumerate(items) if isinstance(each, Mapping))


def _doubles(data: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("rules", "exemptions", "duties"):
        seen: set[str] = set()
        for position, each in _mappings(data, key):
            name = str(each.get("id", ""))
            if name and name in seen:
                yield Problem((key, position, "id"), f"the id {name!r} stands here twice")
            seen.add(name)


def _rule(position: int, rule: Mapping[str, Any]) -> Iterator[Problem]:
    at = ("rules", position)
    yield from kind_problems(rule.get("selects"), (*at, "selects"))
    act = rule.get("act")
    acts = act if isinstance(act, list) else [act]
    yield from only_shared(rule, position, ONLY_SHARED)
    if "share" not in acts:
        yield from (Problem((*at, key), "only a share rule has this key") for key in ONLY_SHARE if key in rule)


def only_shared(rule: Mapping[str, Any], position: int, categories: Collection[str]) -> Iterator[Problem]:
    """Categories that count only where they are shared, in a rule on something else."""
    named = rule.get("selects")
    if rule.get("act") in ("share", ["share"]):
        return
    for category in named if isinstance(named, Mapping) else ():
        if category in categories:
            at = ("rules", position, "selects", category)
            yield Problem(at, f"{category} is for share rules only", "Write a rule of its own with act: share")


def _dates(data: Mapping[str, Any]) -> Iterator[Problem]:
    yield from date_problem(data.get("as_seen"), ("as_seen",))
    told = data.get("authority")
    if data.get("as_seen") == NOT_YET and isinstance(told, Mapping) and told.get("verified") in ("yes", "partly"):
        said = f"must be the day the text was seen: the authority says `verified: {told['verified']}`"
        yield Problem(("as_seen",), said, "Write it as 2027-06-30")
    grandfather = data.get("grandfather")
    if isinstance(grandfather, Mapping):
        yield from date_problem(grandfather.get("before"), ("grandfather", "before"))
    for position, each in _mappings(data, "duties"):
        yield from date_problem(each.get("since"), ("duties", position, "since"))
        due = each.get("due")
        if isinstance(due, str) and not YEARLY_DUE.fullmatch(due):
            yield from (
                Problem(("duties", position, key), "goes with a yearly due date only", "Write due: 03-01")
                for key in ("every", "since")
                if key in each
            )
        if isinstance(due, str) and len(due) == len("02-30") and due[:2].isdigit() and due[2] == "-":
            yield from date_problem(YEARLY + due, ("duties", position, "due"))
