"""Writes out the controls that views of ASP.NET make with `Html.…For`, and names those with `asp-for`."""

from __future__ import annotations

import re
from html import escape

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import code_of
from status_audit.read.template.pieces import Control, Pieces, kind_of

_CALL = pattern_of(
    r"@?\bHtml\.(?P<method>(?:TextBox|Editor|DropDownList|ListBox|CheckBox|RadioButton|TextArea|Hidden|Password|EnumDropDownList"
    r"|Label|Kendo\w*)\w*)(?P<paren>\()"
)
_HELPER = pattern_of(
    r"<(?P<tag>label|input|select|textarea)\b(?P<rest>[^<>]{0,2000}?)\basp-for\s*=\s*[\"'](?P<name>[\w.@\[\]]+)[\"']",
    re.IGNORECASE,
)
_LAMBDA = pattern_of(r"\s*(?:\w+\s*=>\s*\w+|Function\s*\(\s*\w+\s*\)\s*\w+)\.(?P<name>[\w.]+)\s*\Z", re.IGNORECASE)
_MODEL = pattern_of(r"^\s*@(?:model|ModelType)\s+([\w.]+)", re.MULTILINE)
_SAID = pattern_of(r"(?:placeholder|title)\s*=\s*(?=[\"'])")
_SUFFIX = pattern_of(r"(?:View)?(?:Model|Dto|Vm|Request|Command)\Z")
FAR = 4000


def of_razor(source: Source, pieces: Pieces) -> None:
    """Everything but the calls stays as it is."""
    text, at = pieces.original, 0
    said = _MODEL.search(text)
    model = _SUFFIX.sub("", said[1].rpartition(".")[2]).lower() if said else ""
    calls = sorted([*_CALL.finditer(text), *_HELPER.finditer(text)], key=lambda each: each.start())
    for found in calls:
        if found.start() < at:
            continue
        pieces.copy(at, found.start())
        at = _helper(pieces, found, model) if "tag" in found.groupdict() else _call(source, pieces, found, model)
    pieces.copy(at, len(text))


def _bound(model: str, name: str) -> str:
    return f"{model}.{name}" if model else name


def _helper(pieces: Pieces, found: re.Match[str], model: str) -> int:
    """`<input asp-for="X">` gets the name and id it will be sent with."""
    name, tag = escape(found["name"].lstrip("@")), found["tag"].lower()
    own = f' for="{name}"' if tag == "label" else f' id="{name}" name="{name}" ng-model="{escape(_bound(model, name))}"'
    pieces.put(f"<{tag}{own}{found['rest']}", found.start())
    return found.end()


def _call(source: Source, pieces: Pieces, found: re.Match[str], model: str) -> int:
    """One call; returns the offset after it."""
    start = found.start("paren")
    code = code_of(source, pieces.original[start : start + FAR], "java")
    first, last = code.inside(0)
    last = min(last, len(code.text))
    parts = list(code.parts(first, last))
    head = code.text[parts[0][0] : parts[0][1]] if parts else ""
    named = _LAMBDA.match(head)
    name = named["name"] if named else code.only_literal(*parts[0]) if parts else ""
    method = found["method"]
    if not name:
        if not method.startswith("Label"):
            pieces.unknown.append(found.start())
        return start + last + 1
    label = code.only_literal(*parts[1]) if len(parts) > 1 else ""
    if method.startswith("Label"):
        pieces.put(f'<label for="{escape(name)}">{escape(label)}</label>', found.start())
    else:
        hinted = _SAID.search(code.text, first, last)
        hint = next(iter(code.literals(hinted.end(), last)), "") if hinted else ""
        value = label if method.startswith("Radio") else ""
        binding = _bound(model, name) if named else ""
        control = Control(name, kind_of(method), binding=binding, hint=hint, value=value)
        pieces.put(control.markup(), found.start())
    return start + last + 1
