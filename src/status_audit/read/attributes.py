"""Finds the fields that are rows: tables whose literal rows name what other tables then store a value for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from status_audit.model import Entry, Field, Label, Location, Reference
from status_audit.patterns import pattern_of

NAMING = pattern_of(
    r"(?:^|_)(?:attributes?|attrs?|fields?|questions?|propert(?:y|ies)|characteristics?|traits?|variables?|concepts?"
    r"|data_?elements?|(?:profile|attribute|identifier|document|observation|characteristic|flag|custom|detail)_?types?"
    r"|layout_options?|field_?(?:defs?|definitions?|names?|mappings?)|custom_?fields?|parameters?)$"
)
"""How tables are called whose rows each name something that is asked or stored (entity, attribute, value)."""
ASKING = pattern_of(
    r"(?:^|_)(?:questions?|prompts?|wordings?)(?:_(?:text|txt|string|label|title|name|wording|en|es))?$"
)
"""How a column is called whose texts are put to a person."""
WORDED = pattern_of(r"(?:^|_)(?:label|title|text|caption|name|description)$")
FORM = pattern_of(
    r"(?:^|_)(?:questions?|questionnaires?|surveys?|forms?|interviews?|intakes?|screenings?|screeners?|assessments?"
    r"|checklists?|applications?|wizards?)_(?:\w+_)?(?:items?|elements?|questions?|fields?|prompts?|lines?|entries|texts?"
    r"|labels?|translations?|details?|controls?|inputs?)$"
)
"""How tables are called whose rows are what a form asks."""
VALUE = pattern_of(
    r"^(?:\w+_)?(?:val|value|values|answer|response)(?:_(?:text|string|str|char|date|num|number|code|txt))?$"
)
WIDEST = 12
"""Columns of a table that stores values of anything: a wider one is about something."""


def attribute_fields(
    entries: Iterable[Entry], references: Iterable[Reference], fields: Mapping[str, Sequence[Field]]
) -> dict[str, list[Field]]:
    """Attribute fields by container, in order. `fields` are those of one system, by container name."""
    kept = {each.to_container for each in references if _stores_values(fields.get(each.container, ()))}
    found: dict[str, list[Field]] = {}
    seen: set[tuple[str, str]] = set()
    for each in entries:
        if not (each.container in kept or _names_attributes(each.container) or _asks(each)):
            continue
        name = each.code if each.code and not each.code.isdecimal() else each.text or each.code
        if name and (each.container, name.casefold()) not in seen:
            seen.add((each.container, name.casefold()))
            found.setdefault(each.container, []).append(_field(each, name, fields.get(each.container, ())))
    return found


def _names_attributes(container: str) -> bool:
    return bool(NAMING.search(_snake(container.rpartition(".")[2])))


def _asks(entry: Entry) -> bool:
    """A row whose text stands in a column for questions, or for words in a table of what a form asks."""
    column = _snake(entry.field)
    if not entry.text or not column:
        return False
    table = _snake(entry.container.rpartition(".")[2])
    return bool(ASKING.search(column)) or bool(WORDED.search(column) and FORM.search(table))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold()


def _stores_values(fields: Sequence[Field]) -> bool:
    """Whether a table that points at another one holds a column for any value at all."""
    if len(fields) > WIDEST:
        return False
    return any(VALUE.match(_snake(each.name)) for each in fields)


def _field(entry: Entry, name: str, beside: Sequence[Field]) -> Field:
    place = entry.location
    return Field(
        name=name,
        container=entry.container,
        kind="attribute",
        location=Location(
            place.source,
            f"{entry.container}.{name}",
            place.line,
            place.column,
            place.end_line,
            place.end_column,
            place.part,
        ),
        system=beside[0].system if beside else "",
        label=(Label(entry.text),) if entry.text and (entry.text != name or " " in name) else (),
        key=entry.code,
    )
