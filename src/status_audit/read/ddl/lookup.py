"""Tells lookup and attribute tables, whose rows are definitions, from tables of people's data; in doubt the latter."""
# ruff: noqa: E501 (word lists and patterns, one thought a line)

from __future__ import annotations

import re
from functools import lru_cache

FEW_COLUMNS = 24


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LOOKUP = _words("""
    lookup lookups lkp lkup lu ref reference references code codes cd type types typ status statuses option options category categories
    kind kinds enum enums attribute attributes attr attrs field fields question questions property properties characteristic
    characteristics list lists domain domains dictionary concept concepts vocabulary descriptor descriptors reason reasons country
    countries nationality nationalities citizenship citizenships language languages ethnicity ethnicities race races religion religions
    gender genders state states title titles relationship relationships currency parameter parameters definition definitions element
    elements picklist choice choices valueset codelist codeset trait traits variable variables indicator indicators label labels level
    levels class classes classification standard tag tags term terms mapping xref unit units value values column columns template
    templates item items flag flags group groups
""")
_PREFIXES = _words("lookup lkp lkup lu ref reference dim code cfg enum valid list cv lov md master static")
_PEOPLE = _words("""
    person persons people client clients customer customers user users account accounts patient patients member members employee
    employees staff student students contact contacts address addresses phone phones email emails visit visits encounter encounters
    transaction transactions payment payments order orders log logs audit history event events session sessions message messages case
    cases note notes claim claims invoice invoices booking bookings appointment appointments guest guests inmate inmates offender
    offenders resident residents applicant applicants application applications household households family families parent parents
    child children victim victims witness witnesses officer officers driver drivers citizen citizens answer answers response responses
    submission submissions
""")
"""A table whose last word is one of these holds rows about people or what they did."""
_OF_PEOPLE = _words("""
    lookup lkp lu ref code codes cd type types typ option options category categories kind kinds enum question questions field fields
    definition definitions reason reasons descriptor descriptors status statuses attribute attributes relationship relationships
""")
"""Last words that keep a table a lookup although its first word is a person: `client_type`."""
_ASKING = _words(
    "question questions questionnaire questionnaires survey surveys prompt prompts interview screener screening checklist"
)
_ASKED = _words("""
    prompt prompts wording wordings translation translations text texts line lines entry entries section sections detail details control
    controls input inputs script scripts
""")
"""Last words that make a table one of questions where another word says that something is asked: `survey_lines`."""
_PRIVATE = re.compile(
    r"(?:^|_)(?:first|last|middle|given|sur|maiden|family|full|user|login|nick)_?name|(?:^|_)e?mail|phone|mobile|(?:^|_)fax|password|"
    r"passwd|(?:^|_)pwd|(?:^|_)ssn|(?:^|_)dob\b|birth_?date|date_?of_?birth|street|address_?(?:line|1)|zip|postal|"
    r"(?:^|_)(?:person|people|client|customer|patient|member|mbr|employee|emp|staff|student|pupil|guest|inmate|offender|prisoner|resident|"
    r"applicant|household|family|case|account|user|booking|visit|encounter|prncpl|principal|entity)_?(?:\w+_)?(?:id|uid|no|number|num|key|uuid)$|"
    r"latitude|longitude|(?:^|_)(?:amount|balance|price|salary)"
)
_TAILS = ("type", "types", "status", "statuses", "code", "codes", "lookup", "options", "category", "categories", "list")
_SAYS = re.compile(
    r"(?:^|_)(?:code|cd|key|abbr\w*|slug|symbol|short|value|val|id|uid|name|nm|desc\w*|label|title|text|txt|display|meaning|caption|term|"
    r"prompt|question|definition|wording|option|answer|type|status|category|kind)$"
)
_FRAMES = _words("t tbl tab tb table seed v vw")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_lookup(table: str, columns: tuple[str, ...]) -> bool:
    """By the words of its name and the shape of its columns."""
    return is_named_so(table) and _shaped_so(columns)


@lru_cache(maxsize=4096)
def is_named_so(table: str) -> bool:
    words = [word.lower() for word in _WORD.findall(table.rpartition(".")[2])]
    while words and words[-1] in _FRAMES:
        words.pop()
    while words and words[0] in _FRAMES:
        words.pop(0)
    if not words or words[-1] in _PEOPLE:
        return False
    if words[0] in _PEOPLE and words[-1] not in _OF_PEOPLE:
        return False
    if words[-1] in _ASKED and any(word in _ASKING for word in words):
        return True
    return words[-1] in _LOOKUP or words[0] in _PREFIXES or (len(words) == 1 and words[0].endswith(_TAILS))


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
