"""Reads the questions of JSX: native controls and components that are named as controls are, with their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Gap, Item, Label, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import MOST, Code, code_of, too_long, with_queries
from status_audit.read.contents import text_of, unread
from status_audit.read.keyed import joined, marked, unmarked, without_signs
from status_audit.read.template.markup_strings import of_strings
from status_audit.read.template.page import made_page
from status_audit.read.template.pieces import kind_of, translated, worded

_TAG = pattern_of(r"<(?P<close>/?)(?P<tag>[A-Za-z][\w.-]*)(?=[\s/>{])")
_ATTRIBUTE = pattern_of(r"(?P<name>[A-Za-z_][\w:.-]*)\s*(?:=\s*(?P<value>[\"'{]))?|(?P<spread>\{)")
_CONTROL = pattern_of(
    r"(?:Field|Input|Select|Checkbox|CheckBox|Radio|RadioGroup|TextArea|Textarea|Dropdown|DropDown|DatePicker|Picker|Autocomplete"
    r"|Switch|Combobox|ComboBox|Question|Upload|YesNo|Item|Control|Toggle|Typeahead)(?:Group|Field|Set|Element|Box|Filter|Selector)?\Z"
)
_NATIVE = frozenset({"input", "select", "textarea"})
_LABELS = pattern_of(r"(?:label|legend|\w*(?:Label|Legend|QuestionText))\Z")
_HEADINGS = pattern_of(r"(?:h[1-3]|\w*(?:Heading|PageTitle|FormTitle))\Z")
_CHOICES = pattern_of(r"(?:option|Option|MenuItem|\w*\.Option)\Z")
_NAMES = (
    "name",
    "field",
    "fieldName",
    "path",
    "formControlName",
    "dataKey",
    "source",
    "property",
    "id",
    "fieldId",
    "inputId",
)
_SAID = ("label", "labelText", "legend", "question", "title", "text", "heading", "aria-label", "placeholder", "hint")
_TRANSLATED = pattern_of(
    r"\s*(?:[\w.]+\.)?(?:t|__|_|translate|gettext|formatMessage|msg|tr|l10n|defineMessage)\(|\s*<(?:FormattedMessage|Trans|Translate)\b"
)
_REGISTERED = pattern_of(r"\b(?:register|getFieldProps|getInputProps|field|getFieldDecorator)\(\s*(?=[\"'`])")
_DEFAULT = pattern_of(r"\bdefaultMessage\s*[:=]\s*\{?\s*(?=[\"'`])")
_ID = pattern_of(r"\b(?:id|i18nKey|keyName)\s*[:=]\s*\{?\s*(?=[\"'`])")
_LISTED = pattern_of(r"\b(?:label|text|name)\s*:\s*(?=[\"'`])")
_ANSWERED = frozenset({"value", "checked", "selected", "onChange", "onSelect", "onValueChange", "control", "setValue"})
"""Attributes of a component that an answer goes through."""
_PATH = pattern_of(r"\s*(?:[A-Za-z_$][\w$]*\??\.)*([A-Za-z_$][\w$]*)\s*\Z")
_ANY_VALUE = frozenset(
    {"value", "checked", "selected", "data", "state", "props", "field", "true", "false", "undefined", "null"}
)
_NO_QUESTION = frozenset({"submit", "button", "reset", "image"})
_INSERTED = pattern_of(r"\$\{[^{}]{0,200}\}")
FAR = 4000


def read(source: Source) -> Reading:
    """One form for the file, one question for each control or group of equal name."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    text = without_signs(text)
    found = [*_Script(code_of(source, text, "script")).items(), *made_page(source, text, of_strings)]
    items = with_queries(source, text, found)
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


@dataclass(frozen=True, slots=True)
class Element:
    """An opening tag."""

    tag: str
    at: int
    end: int
    """Past its closing sign."""
    attributes: dict[str, tuple[int, int]]
    """Where each value stands, brackets and quotes included."""
    alone: bool
    """`<x />`."""


@dataclass(slots=True)
class _Script:
    code: Code
    fields: dict[str, Field] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    _pointing: dict[str, str] = field(default_factory=dict)
    _last: str = ""
    """The wording of the last label that has not found its control."""
    _title: str = ""
    _current: str = ""

    def items(self) -> Iterator[Item]:
        form = PurePosixPath(self.code.source.path).name.split(".")[0]
        elements = list(self._elements())
        for each in elements:
            if _LABELS.match(each.tag):
                self._label(each)
        self._last = ""
        for each in elements:
            self._element(form, each)
        if self.fields:
            first = next(iter(self.fields.values())).location
            place = Location(first.source, form, first.line, first.column)
            yield Container("form", form, self.code.source.system, unmarked(self._title)[0], location=place)
        yield from map(_read_out, self.fields.values())
        yield from self.code.directives()
        if self.unknown:
            line, column = self.code.lines.at(self.unknown[0])
            reason = "names controls by variables, which only running it would tell."
            place = Location(self.code.source.path, "", line, column)
            yield Gap("unparsed", place, reason, "Save a rendered page and audit that.", len(self.unknown))

    def _elements(self) -> Iterator[Element]:
        for found in _TAG.finditer(self.code.mask):
            if found["close"]:
                continue
            attributes, end = self._attributes(found.end())
            alone = self.code.mask[end - 2 : end] == "/>"
            yield Element(found["tag"], found.start(), end, attributes, alone)

    def _attributes(self, at: int) -> tuple[dict[str, tuple[int, int]], int]:
        mask, found = self.code.mask, dict[str, tuple[int, int]]()
        limit = min(len(mask), at + FAR)
        while at < limit and mask[at] not in "<>":
            each = _ATTRIBUTE.match(mask, at)
            if not each:
                at += 1
            elif each["spread"]:
                at = self.code.pairs.get(at, at) + 1
                found.setdefault("...", (each.start(), at))
            elif each["value"] == "{":
                start = each.end() - 1
                at = self.code.pairs.get(start, start) + 1
                found.setdefault(each["name"], (start, at))
            elif each["value"]:
                start = each.end() - 1
                close = mask.find(each["value"], start + 1)
                at = close + 1 if 0 <= close < start + FAR else each.end()
                found.setdefault(each["name"], (start, at))
            else:
                at = each.end()
                found.setdefault(each["name"], (at, at))
        return found, min(len(mask), at + 1)

    def _label(self, element: Element) -> None:
        pointed = self._text(element, "htmlFor", "for")
        if pointed:
            self._pointing.setdefault(pointed, self._content(element))

    def _element(self, form: str, element: Element) -> None:
        if _LABELS.match(element.tag):
            said = self._content(element) or self._text(element, *_SAID)
            self._last = said or self._last
        elif _HEADINGS.match(element.tag):
            self._title = self._title or self._content(element)
        elif _CHOICES.search(element.tag):
            self._choice(element)
        elif element.tag in _NATIVE or _CONTROL.search(element.tag):
            self._control(form, element)
        elif element.attributes.keys() & {"label", "onChange"}:
            self._current = ""  # something that asks, in a way we do not know: the choices in it are its own

    def _choice(self, element: Element) -> None:
        held = self.fields.get(self._current)
        said = self._content(element) or self._text(element, "label", "value")
        if held and said and said not in held.options:
            self.fields[self._current] = _with(held, (*held.options, said)[:2000], held.label)

    def _control(self, form: str, element: Element) -> None:
        kind = self._text(element, "type") or kind_of(element.tag)
        name = self._name(element)
        if kind in _NO_QUESTION:
            return
        if not name:
            spread = {"..."} if element.tag in _NATIVE else set()
            if element.attributes.keys() & ({"name", "fieldName"} | spread):
                self.unknown.append(element.at)
            return
        said = self._wording(element, name)
        options = self._options(element)
        held = self.fields.get(name)
        self._current = name
        if held:
            own = said or self._text(element, "value")
            more = (own,) if kind in ("radio", "checkbox") and own and own not in held.options else ()
            self.fields[name] = _with(held, (*held.options, *more), held.label)
            return
        group, self._last = self._last, ""
        value = self._text(element, "value")
        if kind == "radio" and (value or (said and element.tag in _NATIVE)) and not options:
            options, said = ((said or value),), group if group != said else ""
        place = self.code.location(f"{form}.{name}", element.at)
        label = (Label(said or group),) if said or group else ()
        comment = self.code.above(element.at)
        self.fields[name] = Field(name, form, "question", place, self.code.source.system, kind, label, options, comment)

    def _name(self, element: Element) -> str:
        """A literal name; of a control that is registered by a call, the call's."""
        for each in _NAMES:
            said = self._text(element, each, exact=True)
            if said and (
                each in ("name", "field", "fieldName") or element.tag in _NATIVE or not self._native_id(element)
            ):
                return said
        for start, end in element.attributes.values():
            found = _REGISTERED.search(self.code.mask, start, end)
            if found:
                return next(iter(self.code.literals(found.end(), end)), "")
        return self._by_value(element)

    def _by_value(self, element: Element) -> str:
        """A component without a name, but with a label: by the variable that holds its answer, else by its label."""
        label = unmarked(self._text(element, *_SAID[:4]))[0]
        if not label or element.tag in _NATIVE or not element.attributes.keys() & _ANSWERED:
            return ""
        for each in ("value", "checked", "selected"):
            if place := element.attributes.get(each):
                held = _PATH.match(self.code.mask, place[0] + 1, place[1] - 1)
                if held and held[1] not in _ANY_VALUE:
                    return held[1]
        return label[:120]

    def _native_id(self, element: Element) -> bool:
        """A component with nothing but an id and no label is no question by that alone."""
        return not element.attributes.keys() & {*_SAID, "onChange", "value", "options", "register", "control"}

    def _wording(self, element: Element, name: str) -> str:
        said = self._text(element, *_SAID[:7])
        ids = (self._text(element, "id"), name)
        pointed = next((self._pointing[each] for each in ids if self._pointing.get(each)), "")
        if said or pointed:
            return said or pointed
        return "" if self._last else self._text(element, *_SAID[7:])

    def _text(self, element: Element, *names: str, exact: bool = False) -> str:
        """The words of the first of these attributes that says something."""
        for name in names:
            place = element.attributes.get(name)
            if place and (said := self._words(place, exact)):
                return said
        return ""

    def _words(self, place: tuple[int, int], exact: bool) -> str:
        start, end = place
        if self.code.mask[start : start + 1] != "{":
            said = self.code.text[start + 1 : end - 1]
            return said if exact else " ".join(said.split())
        inner = next(self.code.trimmed(start + 1, end - 1), None)
        if inner is None:
            return ""
        if said := self.code.only_literal(*inner):
            return _INSERTED.sub("", said).strip(".[]_-") if exact else _INSERTED.sub(" ", said).strip()
        if exact or not _TRANSLATED.match(self.code.mask, *inner):
            return ""
        named, keyed = _DEFAULT.search(self.code.mask, *inner), _ID.search(self.code.mask, *inner)
        said = next(iter(self.code.literals(named.end() if named else inner[0], inner[1])), "")
        key = next(iter(self.code.literals(keyed.end(), inner[1])), "") if keyed else ""
        return marked(key, worded(key) if said in (key, "") else said) if key else translated(said)

    def _content(self, element: Element) -> str:
        """The text of an element: what stands before its closing tag, markup and code left out."""
        if element.alone:
            return ""
        close = self.code.text.find(f"</{element.tag}", element.end, element.end + FAR)
        inside = self.code.text[element.end : close] if close >= 0 else ""
        parts, at = [], element.end
        for found in re.finditer(r"[<{]", self.code.mask[element.end : close] if inside else ""):
            start = element.end + found.start()
            if start < at:
                continue
            parts.append(self.code.text[at:start])
            if found[0] == "{":
                end = self.code.pairs.get(start, start) + 1
                parts.append(self._words((start, end), exact=False))
                at = end
            else:
                sign = self.code.mask.find(">", start, close)
                control = _TAG.match(self.code.mask, start)
                if control and (control["tag"] in _NATIVE or _CONTROL.search(control["tag"])):
                    break
                at = sign + 1 if sign >= 0 else close
        else:
            parts.append(self.code.text[at:close] if inside else "")
        return " ".join(" ".join(parts).split()).strip("*: ")[:500]

    def _options(self, element: Element) -> tuple[str, ...]:
        """The literal choices in `options={[…]}`."""
        place = (
            element.attributes.get("options") or element.attributes.get("choices") or element.attributes.get("items")
        )
        if not place:
            return ()
        start, end = place
        labelled = [
            next(iter(self.code.literals(each.end(), end)), "") for each in _LISTED.finditer(self.code.mask, start, end)
        ]
        return tuple(dict.fromkeys(each for each in labelled or self.code.literals(start, end) if each))[:2000]


def _read_out(asked: Field) -> Field:
    """The wording as it can be read, and the keys of its translations apart."""
    labels = [(unmarked(each.text), each.language) for each in asked.label]
    options = [unmarked(each) for each in asked.options]
    keys = joined(
        tuple(key for keys in (*(keys for (_, keys), _ in labels), *(keys for _, keys in options)) for key in keys)
    )
    return replace(
        asked,
        label=tuple(Label(text, language) for (text, _), language in labels if text),
        options=tuple(dict.fromkeys(text for text, _ in options if text)),
        key=keys,
    )


def _with(held: Field, options: tuple[str, ...], label: tuple[Label, ...]) -> Field:
    return replace(held, options=options, label=label)
