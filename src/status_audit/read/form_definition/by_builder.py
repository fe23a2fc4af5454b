"""Opens one form definition and has its builder's part of this package read it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.model import Gap, Location, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.contents import contents, malformed, unread
from status_audit.read.form_definition import docassemble, listed
from status_audit.read.form_definition.builders import JSON, SIGN, builder_of
from status_audit.read.form_definition.form import Form
from status_audit.sql.decode import decode

LIMITS = Limits(size=20_000_000, depth=200, nodes=400_000)
REMEDY = "Mend it, or list its questions in a CSV (form, field_name, label, options, language)."


def read_definition(source: Source) -> Reading:
    """A container per form, a field per question; `Location.line` is that of the question's key."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    text = decode(data).text
    builder = builder_of(source.path, text[:SIGN])
    if builder is None:
        where = Location(source.path, "")
        return unread(source, Gap("unsupported", where, "is no form definition of a kind that is read.", REMEDY))
    form = Form(source)
    try:
        if not builder.read:
            docassemble.read(form, text)
        else:
            name = "form.json" if source.path.lower().endswith(JSON) else "form.yml"
            document = parse(data, name, LIMITS)
            _part(builder.read)(form, document)
            if not form.asked:  # the sign misled
                listed.read(form, document)
    except AuditError as error:
        form.items.append(malformed(source.path, error, REMEDY))
    except Refused as refused:
        form.items.append(refused.gap(source.path))
    return Reading(source, tuple(form.items), partly=any(isinstance(each, Gap) for each in form.items))


def _part(named: str) -> Callable[[Form, Document], None]:
    """`fhir.read` of this package."""
    module, _, function = named.partition(".")
    return cast("Callable[[Form, Document], None]", getattr(import_module(f"{__package__}.{module}"), function))
