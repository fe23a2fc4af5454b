"""Tells lookup and attribute tables, whose rows are definitions, from tables of people's data; in doubt the latter."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, lru_cache

from status_audit.patterns import pattern_of
from status_audit.shipped import shipped

FEW_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `policies/reading/tables.yaml`."""

    lookup: frozenset[str]
    prefixes: frozenset[str]
    tails: frozenset[str]
    frames: frozenset[str]
    people: frozenset[str]
    of_people: frozenset[str]
    asking: frozenset[str]
    asked: frozenset[str]


@cache
def words() -> Words:
    """Read once, when the first table is asked for."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    path = shipped("policies") / "reading" / "tables.yaml"
    held: dict[str, str] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader either way
    return Words(**{each.name: frozenset(held[each.name].split()) for each in fields(Words)})


_PRIVATE = pattern_of(
    r"(?:^|_)(?:first|last|middle|given|sur|maiden|family|full|user|login|nick)_?name|(?:^|_)e?mail|phone|mobile|(?:^|_)fax|password|"
    r"passwd|(?:^|_)pwd|(?:^|_)ssn|(?:^|_)dob\b|birth_?date|date_?of_?birth|street|address_?(?:line|1)|zip|postal|"
    r"(?:^|_)(?:person|people|client|customer|patient|member|mbr|employee|emp|staff|student|pupil|guest|inmate|offender|prisoner|resident|"
    r"applicant|household|family|case|account|user|booking|visit|encounter|prncpl|principal|entity)_?(?:\w+_)?(?:id|uid|no|number|num|key|uuid)$|"
    r"latitude|longitude|(?:^|_)(?:amount|balance|price|salary)"
)
_SAYS = pattern_of(
    r"(?:^|_)(?:code|cd|key|abbr\w*|slug|symbol|short|value|val|id|uid|name|nm|desc\w*|label|title|text|txt|display|meaning|caption|term|"
    r"prompt|question|definition|wording|option|answer|type|status|category|kind)$"
)
_WORD = pattern_of(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_lookup(table: str, columns: tuple[str, ...]) -> bool:
    """By the words of its name and the shape of its columns."""
    return is_named_so(table) and _shaped_so(columns)


@lru_cache(maxsize=4096)
def is_named_so(table: str) -> bool:
    known, parts = words(), [word.lower() for word in _WORD.findall(table.rpartition(".")[2])]
    while parts and parts[-1] in known.frames:
        parts.pop()
    while parts and parts[0] in known.frames:
        parts.pop(0)
    if not parts or parts[-1] in known.people:
        return False
    if parts[0] in known.people and parts[-1] not in known.of_people:
        return False
    if parts[-1] in known.lookup or parts[0] in known.prefixes:
        return True
    if parts[-1] in known.asked and not known.asking.isdisjoint(parts):
        return True
    return len(parts) == 1 and parts[0].endswith(tuple(known.tails))


@lru_cache(maxsize=4096)
def _shaped_so(columns: tuple[str, ...]) -> bool:
    if len(columns) > FEW_COLUMNS or any(_PRIVATE.search(snake(name)) for name in columns):
        return False
    return not columns or any(_SAYS.search(snake(name)) for name in columns)


def snake(name: str) -> str:
    return "_".join(word.lower() for word in _WORD.findall(name))


def last_word(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].lower() if words else ""
