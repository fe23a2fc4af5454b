"""Reads form definitions in XML: XForms, XFA templates, XML schemas, the metadata of platforms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from status_audit.model import Gap, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.contents import contents, head_text, unread

if TYPE_CHECKING:
    from status_audit.read.form_definition.form import Form

KIND = "xml-form"
MOST = 24 * 1024 * 1024
"""Bytes of one document."""


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    extensions: tuple[str, ...]
    sign: str
    """A regular expression over the first bytes."""
    read: str
    """`module.function` of this package."""


DIALECTS = (
    Dialect("XForms", (".xml", ".xhtml", ".xform", ".html"), r"http://www\.w3\.org/2002/xforms", "xforms.read"),
    Dialect("XFA", (".xdp", ".xml"), r"http://www\.xfa\.org/schema/xfa-template|http://ns\.adobe\.com/xdp", "xfa.read"),
    Dialect(
        "XML schema",
        (".xsd", ".wsdl", ".xml"),
        r"<(?:\w+:)?schema\b[^>]*http://www\.w3\.org/2001/XMLSchema",
        "xsd.read",
    ),
    Dialect(
        "Salesforce",
        (".object", ".xml"),
        r"<Custom(?:Object|Field)\b[^>]*soap\.sforce\.com",
        "metadata.salesforce",
    ),
    Dialect(
        "Dataverse",
        (".xml",),
        r"<ImportExportXml\b|<attribute PhysicalName=",
        "metadata.dataverse",
    ),
    Dialect("CiviCRM", (".xml",), r"<CustomData>|<CustomGroups>|<CustomFields>", "metadata.civicrm"),
    Dialect(
        "ServiceNow",
        (".xml",),
        r"<unload\b|<sys_(?:dictionary|documentation|update_xml)\b|<(?:item_option_new|question) action="
        r"|<database>\s*<element\b[^>]*type=\"collection\"",
        "metadata.servicenow",
    ),
    Dialect(
        "Entity Framework",
        (".edmx", ".csdl", ".ssdl", ".xml"),
        r"<(?:\w+:)?Edmx\b|<Schema\b[^>]*(?:schemas\.microsoft\.com/ado|docs\.oasis-open\.org/odata)",
        "dotnet.edm",
    ),
    Dialect("LINQ to SQL", (".dbml",), r"<Database\b", "dotnet.dbml"),
    Dialect("FHIR Questionnaire", (".xml",), r"<Questionnaire\b[^>]*http://hl7\.org/fhir", "metadata.fhir"),
)
EXTENSIONS = tuple({extension for each in DIALECTS for extension in each.extensions})
REMEDY = "List its questions in a CSV (form, field_name, label, options, language)."


def accepts(path: str, head: bytes) -> bool:
    return _dialect(path, head) is not None


def read(source: Source) -> Reading:
    """A container per form or type; `Location.line` is that of the question's element."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    from status_audit.read.form_definition.form import Form

    form = Form(source)
    try:
        _read(form, data)
    except Refused as refused:
        form.items.append(refused.gap(source.path))
    return Reading(source, tuple(form.items), partly=any(isinstance(each, Gap) for each in form.items))


def _read(form: Form, data: bytes) -> None:
    from status_audit.read.xml_tree import parsed

    if len(data) > MOST:
        raise Refused("limit", f"is larger than {MOST // 1024 // 1024} MB.", REMEDY)
    dialect = _dialect(form.source.path, data[:65536])
    if dialect is None:
        raise Refused("unsupported", "is no form definition of a kind that is read.", REMEDY)
    module, _, function = dialect.read.partition(".")
    tree = parsed(data, form.deadline)
    getattr(import_module(f"{__package__}.{module}"), function)(form, tree.root)
    if tree.fault:
        raise tree.fault
    if not form.items:
        reason = f"looks like a definition of {dialect.name}, and declares nothing that is known of one."
        raise Refused("unparsed", reason, REMEDY)


def _dialect(path: str, head: bytes) -> Dialect | None:
    name = path.lower()
    if not name.endswith(EXTENSIONS):
        return None
    text = head_text(head)
    return next((each for each in DIALECTS if name.endswith(each.extensions) and _sign(each.sign).search(text)), None)


@cache
def _sign(sign: str) -> re.Pattern[str]:
    return re.compile(sign)
