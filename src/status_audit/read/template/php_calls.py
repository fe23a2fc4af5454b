"""Writes out the controls that PHP makes: builders, arrays that describe fields, and markup in its strings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code, code_of
from status_audit.read.template.markup_strings import markup
from status_audit.read.template.pieces import Control, Pieces, is_key, kind_of, translated

_OPEN = pattern_of(r"<\?(?:php\b|=)?", re.IGNORECASE)
_BLADE = pattern_of(r"\{\{--|\{\{|\{!!|<\?(?:php\b|=)?", re.IGNORECASE)
_CLOSING = {"{{--": "--}}", "{{": "}}", "{!!": "!!}"}
_KINDS = (
    r"(?:Text|Select|Date|Time|YesNo|Check|Radio|Number|Email|Phone|Tel|File|Editor|Currency|Country|Language|Password|URL"
    r"|Hidden|Input|Finder|Gender|Address|Autocomplete|Username|Signature|Toggle|Custom|Multi)\w*"
)
_CALL = pattern_of(
    rf"(?:->|::)\s*(?:add(?P<add>(?!MultiOption|\w*(?:Validator|Extension|Filter)){_KINDS})|(?P<label>addLabel|label|form_label)"
    r"|(?P<plain>text|textarea|select|selectRange|radio|checkbox|hidden|number|email|date|password|input|control|dropdown"
    r"|textInput|dropDownList|radioList|checkboxList|textField|passwordField|addElement|add|addField)"
    r"|(?P<campo>campo\w+))\s*(?P<paren>\()"
    r"|\b(?P<function>form_(?:input|textarea|dropdown|checkbox|radio|hidden|label|upload|password|multiselect)"
    r"|(?:Text|Select|Date|Checkbox|Radio|TextArea|Hidden|Multiselect)\w*Input"
    r"|Zend_Form_Element_\w+|HTML_QuickForm\w*)\s*(?P<open>\()"
)
_FRAMEWORK = pattern_of(r"(?:Form|form|builder|Builder|row|col|html|Html|field|element|fieldset|mform|this)\w*\)?\s*\Z")
_SAID = pattern_of(
    r"[\"'](?:label|title|label_text|placeholder|text|caption|#title)[\"']\s*(?:=>|,)\s*(?=[^\n]{0,80}[\"'])"
)
_NAME_KEY = pattern_of(r"[\"'](?:name|id|field|field_name|#name|property)[\"']\s*=>\s*(?=[\"'])")
_TYPE_KEY = pattern_of(r"[\"'](?:type|field_type|input_type|#type|input)[\"']\s*=>\s*(?=[\"'])")
_LABEL_KEY = pattern_of(r"[\"'](?:label|title|label_text|caption|#title|question)[\"']\s*=>")
_ARRAY = pattern_of(r"\barray\s*(\()|(?<![\w\])$])(\[)")
_KEYED = pattern_of(r"[\"'](\x1f+)[\"']\s*=>\s*\Z")
_CHOICES = pattern_of(r"[\"'](?:choices|options|values|#options|multiOptions)[\"']\s*=>\s*(?:array\s*)?(?=[\[(])")
_BRACKET = pattern_of(r"[\[(]")
_TRANSLATED = pattern_of(
    r"(?:\$\w+->)?(?:__|_|t|trans|gettext|lang|translate|l|xl|get_string|dgettext)\s*\(\s*(?=[\"'])"
)
_BUTTON = pattern_of(r"submit|button|reset", re.IGNORECASE)
SHORT = 500
"""Characters of a piece of PHP that may hold nothing but wording."""
_NAME = pattern_of(r"[A-Za-z_][\w.\[\]#-]{0,100}")


def of_php(source: Source, pieces: Pieces) -> None:
    """What stands outside PHP stays as it is."""
    _blocks(source, pieces, _OPEN)


def of_blade(source: Source, pieces: Pieces) -> None:
    """Blade: PHP stands in its braces too."""
    _blocks(source, pieces, _BLADE)


def _blocks(source: Source, pieces: Pieces, openings: re.Pattern[str]) -> None:
    text, at = pieces.original, 0
    while opening := openings.search(text, at):
        start, closing = opening.start(), _CLOSING.get(opening[0], "?>")
        end = text.find(closing, opening.end())
        if end < 0 and closing != "?>":
            pieces.copy(at, opening.end())
            at = opening.end()
            continue
        end = len(text) if end < 0 else end
        pieces.copy(at, start)
        at = min(len(text), end + len(closing))
        if closing == "--}}":
            continue
        if not _Block(source, pieces, opening.end(), end).write():
            pieces.copy(start, at)
    pieces.copy(at, len(text))


@dataclass(slots=True)
class _Block:
    """The PHP between two tags."""

    source: Source
    pieces: Pieces
    start: int
    end: int

    def write(self) -> bool:
        """Whether there was anything to write out; a short piece that makes nothing may still hold wording."""
        code = code_of(self.source, self.pieces.original[self.start : self.end], "php")
        found = [*self._calls(code), *self._arrays(code), *markup(code)]
        done = -1
        for at, until, text in sorted(found, key=lambda each: (each[0], -each[1])):
            if at >= done:
                self.pieces.put(text, self.start + at)
                done = until
        return bool(found) or len(code.text) > SHORT

    def _calls(self, code: Code) -> list[tuple[int, int, str]]:
        made = []
        for found in _CALL.finditer(code.mask):
            paren = found.start("paren") if found["paren"] else found.start("open")
            first, last = code.inside(paren)
            if found["plain"] and not _FRAMEWORK.search(code.mask, max(0, found.start() - 60), found.start()):
                continue
            text = self._call(code, found, list(code.parts(first, last)))
            if text:
                made.append((found.start(), paren + 1 if "field" in found[0] else last, text))
        return made

    def _call(self, code: Code, found: re.Match[str], parts: list[tuple[int, int]]) -> str:
        method = found["add"] or found["plain"] or found["campo"] or found["function"] or ""
        texts = [code.only_literal(*each) for each in parts[:3]]
        if method == "addElement" and len(texts) > 1 and texts[1]:
            method, texts = texts[0], texts[1:]
            parts = parts[1:]
        name = texts[0] if texts else ""
        if not _NAME.fullmatch(name):
            if found["add"] and parts and "Column" not in method:
                self.pieces.unknown.append(self.start + found.start())
            return ""
        whole = (parts[0][0], parts[-1][1])
        label = self._label(code, parts, method)
        if found["label"] or "label" in method.lower():
            return f'<label for="{escape(name)}">{escape(label)}</label>'
        if (method in ("add", "addField") and len(parts) < 2) or _BUTTON.search(method):
            return ""
        typed = code.text[parts[1][0] : parts[1][1]] if method in ("add", "addField") and len(parts) > 1 else method
        return Control(name, kind_of(typed), label, _choices(code, *whole)).markup()

    def _label(self, code: Code, parts: list[tuple[int, int]], method: str) -> str:
        """The wording: what an array says under `label`, else a second argument that is wording."""
        said, called = "", False
        for start, end in parts[1:]:
            named = _SAID.search(code.text, start, end)
            if named and not said:
                said = next(iter(code.literals(named.end(), end)), "")
                called = bool(_TRANSLATED.match(code.text, named.end(), end))
        if not said and len(parts) > 1 and method not in ("add", "select", "radio", "checkbox", "hidden"):
            start, end = parts[1]
            called = bool(_TRANSLATED.match(code.text, start, end))
            said = code.literal(start, end) if called or code.only_literal(start, end) else ""
        said = " ".join(re.sub(r"<[^>]{0,200}>", " ", said).split())
        return translated(said) if called or is_key(said) else said

    def _arrays(self, code: Code) -> list[tuple[int, int, str]]:
        """`['name' => 'x', 'label' => 'Text', 'type' => 'text']` and `'x' => ['label' => 'Text', 'type' => …]`."""
        made = []
        for found in _ARRAY.finditer(code.mask):
            first, last = code.inside(found.end() - 1)
            if last - first > 4000:
                continue
            own = _flat(code, first, last)
            label = _LABEL_KEY.search(own)
            if not label:
                continue
            named, typed = _NAME_KEY.search(own), _TYPE_KEY.search(own)
            keyed = _KEYED.search(code.mask, max(0, found.start() - 120), found.start())
            name = _first(code, first + named.end(), last) if named else ""
            name = name or (code.text[keyed.start(1) : keyed.end(1)] if keyed and typed else "")
            if not _NAME.fullmatch(name) or not (typed or named):
                continue
            said = _first(code, first + label.end(), last)
            kind = kind_of(_first(code, first + typed.end(), last)) if typed else "text"
            if is_key(said) or _TRANSLATED.match(code.text, first + label.end() + 1, last):
                said = translated(said)
            made.append((found.start(), last, Control(name, kind, said, _choices(code, first, last)).markup()))
        return made


def _flat(code: Code, start: int, end: int) -> str:
    """The text of an array with what stands in inner brackets blanked."""
    parts, at = [], start
    while at < end:
        opening = _BRACKET.search(code.mask, at, end)
        stop = opening.start() if opening else end
        parts.append(code.text[at:stop])
        if not opening:
            break
        close = min(code.pairs.get(stop, stop), end)
        parts.append(" " * (close - stop + 1))
        at = close + 1
    return "".join(parts)


def _first(code: Code, start: int, end: int) -> str:
    """The first literal of a value; empty where the value ends before it."""
    comma = next(code.parts(start, end), None)
    return next(iter(code.literals(*comma)), "") if comma else ""


def _choices(code: Code, start: int, end: int) -> tuple[str, ...]:
    """The literal choices of an array under `choices` or `options`."""
    found = _CHOICES.search(code.text, start, end)
    if not found:
        return ()
    first, last = code.inside(found.end())
    made: list[str] = []
    for begin, stop in code.parts(first, min(last, end)):
        pair = code.literals(begin, stop)
        made += pair[-1:] if pair else []
    return tuple(dict.fromkeys(made))[:2000]
