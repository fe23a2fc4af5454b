"""Writes out the controls that templates of Django, Jinja, Twig and Nunjucks make: fields of a form, tags, macros."""

from __future__ import annotations

import re

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code, code_of
from status_audit.read.template.pieces import Control, Pieces, is_key, kind_of, translated

_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = pattern_of(r"\{[{%#]")
_FORM = (
    r"(?<![\w.])(?!\w*(?:plat|in|per|trans|uni|re|con|wave|land)form\b)"
    r"\w*(?:form(?:s|_?set|_?\d+)?|Form(?:s|Set)?)"
)
"""What a variable that holds a form is called; `form_submission`, `information` and `platform` hold none."""
_FIELD = pattern_of(rf"(?P<form>{_FORM})\.(?:fields\.|vars\.|children\.)?(?P<name>[A-Za-z]\w*)(?P<more>(?:\.\w+)*)")
_ITEM = pattern_of(rf"{_FORM}(?:\.fields)?\[\s*[\"'](?P<name>\w+)[\"']\s*\]")
_OF_FORM = frozenset(
    (
        *("as_p", "as_table", "as_ul", "as_div", "media", "errors", "non_field_errors", "management_form", "is_valid"),
        *("hidden_fields", "visible_fields", "hidden_tag", "csrf_token", "fields", "prefix", "instance", "helper"),
        *("is_bound", "is_multipart", "action", "method", "name", "id", "title", "empty_form", "forms", "initial"),
        *("display", "render", "iter_fields", "changed_data", "cleaned_data", "has_changed", "full_clean"),
        *("total_form_count", "errors_count", "data", "object", "user", "pk", "get", "items", "vars", "submit"),
    )
)
_EITHER = frozenset({"name", "title", "action", "method", "data", "id", "user", "object", "initial", "prefix"})
"""What a form has of its own, and what a question may be called as well."""
_WHOLE = pattern_of(
    r"\b\w*form\w*\.as_\w+|\b\w*form\w*\s*\|\s*crispy\b|\bcrispy\s+\w*form|\bbootstrap_form\b|\bform_(?:widget|rest)\(\s*form\s*\)"
)
_ABOUT = frozenset(
    {
        "errors",
        "label",
        "label_tag",
        "help_text",
        "legend_tag",
        "is_hidden",
        "value",
        "data",
        "initial",
        "field",
        "widget_type",
        "description",
    }
)
_SHOWS = pattern_of(r"get_|display|render_value|as_text|is_|has_")
"""What is asked of an answer, not of a question."""
_IDS = frozenset({"id_for_label", "auto_id", "id"})
_NAMES = frozenset({"html_name", "name"})
_TAG = pattern_of(r"\{%-?\s*(?P<tag>\w*(?:input|field|checkbox|radio|select|textarea|dropdown)\w*)\s")
_NO_TAG = pattern_of(r"end|fieldset|form_errors|field_errors|for")
_ATTRIBUTE = pattern_of(r"([\w-]+)\s*=\s*([\"'])([^\"']*)\2")
_MACRO = pattern_of(
    r"\b(?:\w+\.)?(?P<macro>\w*(?:[iI]nput|[rR]adio|[sS]elect|[cC]heckbox|[tT]ext[aA]rea|[fF]ield|[dD]ropdown)\w*|form_(?:row|widget|label))\s*(?P<paren>\()"
)
_ROW = pattern_of(r"form_(?:row|label|widget|errors|help)\Z|render_\w+\Z|\w*_?field\Z")
_NAMED = pattern_of(r"\b(?:name|id|idPrefix|field)[\"']?\s*[:=]\s*(?=[\"'])")
_SAID = pattern_of(
    r"\b(?:label|text|legend|question|title)[\"']?\s*[:=]\s*(?:\{\s*)?(?:_|t|trans|gettext)?\(?\s*(?=[\"'])"
)

_TRANSLATED = pattern_of(r"\b(?:_|t|trans|gettext|translate)\(\s*[\"']")


def of_curly(source: Source, pieces: Pieces) -> None:
    """Everything but the calls stays as it is."""
    text, at = pieces.original, 0
    absent: set[str] = set()
    while opening := _OPENING.search(text, at):
        start, closing = opening.start(), _CLOSING[opening[0]]
        end = text.find(closing, opening.end()) if closing not in absent else -1
        if end < 0:
            absent.add(closing)
            pieces.copy(at, opening.end())
            at = opening.end()
            continue
        pieces.copy(at, start)
        at = end + len(closing)
        if opening[0] == "{#" or not _written(source, pieces, start, at):
            pieces.copy(start, at)
    pieces.copy(at, len(text))


def _written(source: Source, pieces: Pieces, start: int, end: int) -> bool:
    """Whether the code was written out as controls, or as nothing at all."""
    code = pieces.original[start:end]
    if _WHOLE.search(code):
        pieces.unknown.append(start)
        return False
    if code.startswith("{{") and (macro := _MACRO.search(code)):
        return _macro(source, pieces, (start, end), macro)
    tag = _TAG.match(code)
    if tag and not _NO_TAG.match(tag["tag"]):
        return _tag(pieces, start, code, tag["tag"])
    if code.startswith("{%") and not tag:
        return False
    found = _ITEM.search(code) or _FIELD.search(code)
    return bool(found) and _field(pieces, start, found)


def _field(pieces: Pieces, start: int, found: re.Match[str] | None) -> bool:
    """`form.x` and what is asked of it."""
    if found is None or found["name"].endswith("_display"):
        return False
    if found["name"] in _OF_FORM and not _is_asked(pieces.original, found["name"]):
        return False
    more = found.groupdict().get("more") or ""
    last = more.rpartition(".")[2]
    if last in _IDS or last in _NAMES:
        pieces.put(found["name"], start)
    elif last not in _ABOUT and not _SHOWS.match(last):
        form = found.groupdict().get("form") or "form"
        model = re.sub(r"_?form(?:set)?\Z", "", form)
        binding = f"{model}.{found['name']}" if model else ""
        pieces.put(Control(found["name"], binding=binding).markup(), start)
    return True


def _is_asked(page: str, name: str) -> bool:
    """Whether `form.name` is a question called `name`: the page asks for its label too."""
    return name in _EITHER and bool(
        re.search(rf"\bform\.{name}\.(?:label|label_tag|id_for_label|errors|help_text)\b", page)
    )


def _tag(pieces: Pieces, start: int, code: str, tag: str) -> bool:
    """`{% input_field type="text" name="x" %}`, `{% render_field form.x %}`."""
    said = {name: value for name, _, value in _ATTRIBUTE.findall(code[:4000])}
    if "name" not in said:
        found = _ITEM.search(code) or _FIELD.search(code)
        if found:
            return _field(pieces, start, found)
        if tag not in ("checkbox", "fieldset"):
            pieces.unknown.append(start)
        return False
    kind = said.get("type") or kind_of(tag)
    hint = said.get("placeholder", "")
    control = Control(
        said["name"],
        kind,
        said.get("label", ""),
        hint=hint,
        value=said.get("value", "") if kind in ("radio", "checkbox") else "",
    )
    pieces.put(control.markup(), start)
    return True


def _macro(source: Source, pieces: Pieces, place: tuple[int, int], macro: re.Match[str]) -> bool:
    """`{{ text_input("x", "Label") }}`, `{{ anyInput({name: "x", label: {text: "…"}}) }}`, `{{ form_row(form.x) }}`."""
    start, end = place
    inside = pieces.original[start:end]
    code = code_of(source, inside, "script")
    first, last = code.inside(macro.start("paren"))
    last = min(last, len(inside))
    said = _said(code, first, last)
    found = _ITEM.search(inside, first, last) or _FIELD.search(inside, first, last)
    if found:
        if macro["macro"] in ("form_label", "form_errors", "form_help"):
            return True
        name, binding = found["name"], ""
    else:
        name = _name(code, first, last)
        binding = ""
    if not name:
        pieces.unknown.append(start)
        return False
    pieces.put(Control(name, kind_of(macro["macro"]), said, binding=binding).markup(), start)
    return True


def _name(code: Code, start: int, end: int) -> str:
    """By its key, else the first argument where that is one literal."""
    named = _NAMED.search(code.text, start, end)
    if named:
        return next(iter(code.literals(named.end(), end)), "")
    first = next(code.parts(start, end), None)
    said = code.only_literal(*first) if first else ""
    return said if re.fullmatch(r"[\w.\[\]-]{1,100}", said) else ""


def _said(code: Code, start: int, end: int) -> str:
    """The label: by its key, else the second argument where that is wording."""
    named = _SAID.search(code.text, start, end)
    if named:
        said = next(iter(code.literals(named.end(), end)), "")
    else:
        parts = list(code.parts(start, end))[1:2]
        said = code.literal(*parts[0]) if parts and code.mask[parts[0][0]] not in "{[" else ""
    called = code.text[start:end]
    return translated(said) if is_key(said) or _TRANSLATED.search(called) else said
