"""Reads the field definitions of platforms in XML: Salesforce, Dataverse (Power Apps), CiviCRM, ServiceNow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from status_audit.model import Label
from status_audit.read.beside import Beside
from status_audit.read.bounded import Refused
from status_audit.read.form_definition.form import Form, Question, choice, labels
from status_audit.read.language import spoken
from status_audit.read.xml_tree import Node, parsed

LANGUAGES = {
    "1033": "en",
    "1025": "ar",
    "1028": "zh-hant",
    "1031": "de",
    "1034": "es",
    "1036": "fr",
    "1040": "it",
    "1042": "ko",
    "1046": "pt-br",
    "1049": "ru",
    "1066": "vi",
    "2052": "zh-hans",
    "3082": "es",
    "3084": "fr-ca",
}
"""Windows language numbers, as Dataverse writes them."""


def _text(node: Node, *names: str) -> str:
    return next((text for name in names for each in node.children(name) if (text := each.wording())), "")


def salesforce(form: Form, root: Node) -> None:
    """An object with its fields, or one field in a file of its own, in the folder of its object."""
    path = PurePosixPath(form.source.path)
    single = root.tag == "CustomField"
    named = path.parent.parent.name if single and path.parent.name == "fields" else path.name.split(".")[0]
    form.begin(named or form.stem, _text(root, "label") if not single else "", root.line, kind="table")
    shared = _Shared(form).choices
    for each in [root] if single else root.children("fields"):
        names = [
            value for inner in each.children("valueSet", "picklist") for value in inner.all("value", "picklistValues")
        ]
        form.ask(
            Question(
                name=_text(each, "fullName"),
                labels=labels(_text(each, "label")),
                datatype=_text(each, "type"),
                options=tuple(_salesforce_choices(names)) or tuple(shared(each)),
                comment="; ".join(filter(None, (_text(each, "description"), _text(each, "inlineHelpText")))),
                line=each.line,
                kind="column",
            )
        )


def _salesforce_choices(values: Iterable[Node]) -> Iterator[str]:
    return (choice(_text(value, "fullName"), _text(value, "label")) for value in values)


class _Shared:
    """Sets of choices that several fields of Salesforce share, each in a file of its own in a folder above."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._beside = Beside(form.source)
        self._known: dict[str, tuple[str, ...]] = {}

    def choices(self, field: Node) -> tuple[str, ...]:
        name = next((_text(each, "valueSetName") for each in field.children("valueSet")), "")
        if name and name not in self._known:
            self._known[name] = self._read(name)
        return self._known.get(name, ())

    def _read(self, name: str) -> tuple[str, ...]:
        for above in ("..", "../..", "../../.."):
            for ending in ("globalValueSet-meta.xml", "globalValueSet"):
                found = self._beside.open(self._form.source.path, f"{above}/globalValueSets/{name}.{ending}")
                try:
                    if found and found.data:
                        root = parsed(found.data, self._form.deadline).root
                        return tuple(_salesforce_choices(root.children("customValue")))
                except Refused:
                    return ()
        return ()


def dataverse(form: Form, root: Node) -> None:
    sets = {each.get("Name"): tuple(_dataverse_options(each)) for each in root.all("optionset") if each.get("Name")}
    for entity in root.all("Entity"):
        form.begin(_text(entity, "Name"), "", entity.line, kind="table")
        for each in entity.all("attribute"):
            form.ask(
                Question(
                    name=each.get("PhysicalName") or _text(each, "LogicalName", "Name"),
                    labels=tuple(_displayed(each, "displaynames")),
                    datatype=_text(each, "Type"),
                    options=tuple(_dataverse_options(each)) or sets.get(_text(each, "OptionSetName"), ()),
                    comment="; ".join(held.text for held in _displayed(each, "Descriptions")),
                    line=each.line,
                    kind="column",
                )
            )


def _displayed(node: Node, holder: str) -> Iterator[Label]:
    for held in node.children(holder):
        for each in held.children():
            if each.get("description"):
                yield Label(each.get("description"), LANGUAGES.get(each.get("languagecode"), ""))


def _dataverse_options(attribute: Node) -> Iterator[str]:
    for option in attribute.all("option"):
        yield next((each.get("description") for each in option.all("label")), "")


def civicrm(form: Form, root: Node) -> None:
    choices: dict[str, list[str]] = {}
    for each in root.all("OptionValue"):
        choices.setdefault(_text(each, "option_group_name"), []).append(
            choice(_text(each, "value"), _text(each, "label"))
        )
    groups = {_text(each, "name"): _text(each, "title") for each in root.all("CustomGroup")}
    last = None
    for each in root.all("CustomField"):
        group = _text(each, "custom_group_name")
        if group != last:
            form.begin(group, groups.get(group, ""), each.line)
            last = group
        form.ask(
            Question(
                name=_text(each, "column_name", "name"),
                labels=labels(_text(each, "label")),
                datatype=_text(each, "html_type", "data_type"),
                options=tuple(choices.get(_text(each, "option_group_name"), ())),
                comment=_text(each, "help_pre", "help_post"),
                line=each.line,
            )
        )


def servicenow(form: Form, root: Node) -> None:
    """Columns and catalogue questions of an exported set of records; an update set wraps each record in text."""
    records = list(_records(root))
    for payload in root.all("payload"):
        try:
            inner = parsed(payload.wording().encode(), form.deadline).root
        except Refused:
            form.gap("unparsed", "has an update that is no XML.", "Export it again.", payload.line)
            continue
        for each in _records(inner):
            each.line = payload.line
            records.append(each)
    choices = _chosen(records)
    for each in records:
        name, container = _text(each, "element", "name"), _text(each, "name")
        if each.tag == "element":
            name, container = each.get("name"), each.get("table")
        elif each.tag in ("item_option_new", "question"):
            name, container = _text(each, "name"), _text(each, "cat_item")
        if each.tag in CHOICES:
            continue
        if not name or name == container:  # the record of the table itself
            form.begin(container, _text(each, "column_label", "label"), each.line, "table")
            continue
        column = each.tag not in ("item_option_new", "question")
        form.begin(container, "", each.line, "table" if column else "form")
        form.ask(
            Question(
                name=name,
                labels=labels(
                    _text(each, "column_label", "question_text", "label") or each.get("label"),
                    language=spoken(_text(each, "language")),
                ),
                datatype=_text(each, "internal_type", "type") or each.get("type"),
                options=tuple(choices.get((container, name), choices.get(("", _text(each, "sys_id")), ()))),
                comment=_text(each, "comments", "help_text", "help", "hint"),
                line=each.line,
                kind="column" if column else "question",
            )
        )


def _records(root: Node) -> Iterator[Node]:
    """Records, without those that only wrap another of their kind; the columns of a table's own file."""
    for each in root.all("sys_dictionary", "sys_documentation", "item_option_new", "question", *CHOICES):
        if not any(inner.tag == each.tag for inner in each.children()):
            yield each
    for table in root.all("element"):
        for column in table.children("element"):
            column.attributes["table"] = table.get("name")
            yield column


CHOICES = ("sys_choice", "question_choice")


def _chosen(records: list[Node]) -> dict[tuple[str, str], list[str]]:
    """Choices by (table, column), or by ("", id of the question)."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in records:
        if each.tag == "sys_choice":
            key = (_text(each, "name"), _text(each, "element"))
        elif each.tag == "question_choice":
            key = ("", _text(each, "question"))
        else:
            continue
        found.setdefault(key, []).append(choice(_text(each, "value"), _text(each, "label", "text")))
    return found


def fhir(form: Form, root: Node) -> None:
    """A FHIR Questionnaire in XML; every value is an attribute."""
    form.begin(_value(root, "name"), _value(root, "title"), root.line)
    for each in root.all("item", "question"):
        if _value(each, "type") not in ("group", "display") and (_value(each, "linkId") or _value(each, "text")):
            options = [node for holder in each.children("answerOption", "option") for node in holder.children()]
            form.ask(
                Question(
                    name=_value(each, "linkId"),
                    labels=labels(_value(each, "text")),
                    datatype=_value(each, "type"),
                    options=tuple(node.get("value") or _value(node, "display") for node in options),
                    comment=" ".join(_value(code, "display") for code in each.children("code")),
                    line=each.line,
                )
            )


def _value(node: Node, name: str) -> str:
    held = node.child(name)
    return held.get("value") if held is not None else ""
