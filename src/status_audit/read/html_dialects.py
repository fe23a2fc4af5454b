"""Turns the controls of component and tag libraries into the elements of HTML that say the same."""

from __future__ import annotations

from dataclasses import dataclass, field

from status_audit.patterns import pattern_of
from status_audit.read.html_template import WORDING
from status_audit.read.keyed import marked

BOUND = (
    "v-model",
    "[(ngmodel)]",
    "ng-model",
    "formcontrolname",
    "wire:model",
    "bind:value",
    "bind:group",
    "th:field",
    "@bind-value",
)
"""Attributes that tie an element to what it asks for."""
GROUP = "data-group"
"""On the element around choices: the name they share."""
MUTED = "data-muted"
"""On an element whose own text is a stand-in that a translation replaces."""
_COMPONENT = pattern_of(
    r"(?:.*-|[a-z]*)(?P<kind>text-?field|input(?:-?(?:number|text|mask|date|phone))?|text-?input|text-?area|select|auto-?complete|combo-?box|drop-?down"
    r"|multi-?select|check-?box|switch|toggle|radio|radio-?button|radio-?group|check-?box-?group|(?:date|time)-?(?:picker|input|field)|calendar)"
)
_LISTS = ("select", "complete", "combo", "drop")
_OPTIONS = frozenset(
    (
        *("b-form-select-option", "el-option", "mat-option", "a-select-option", "ion-select-option", "q-option"),
        *("asp:listitem", "f:selectitem", "s:option", "form:option", "html:option", "v-option", "n-option"),
    )
)
_LABELS = frozenset(
    {"asp:label", "h:outputlabel", "p:outputlabel", "form:label", "b:label", "x-label", "x-input-label"}
)
_SPOKEN = ("label", "placeholder", "title", "legend", "aria-label", "hint", "text", "header", "value")
_EXPRESSION = pattern_of(r"(?::|v-bind:|\[|th:|ng-attr-)(?P<name>[\w-]+)\]?\Z")
_LITERAL = pattern_of(r"\s*([\"'`])([^\"'`${}]{1,300})\1\s*\Z")
_MESSAGE = pattern_of(r"\s*#\{\s*([\w.-]{2,200})\s*(?:\([^{}]*\))?\}\s*\Z")
_EL = pattern_of(
    r"\s*#\{\s*(?:msgs?|messages?|i18n|bundle|labels?|text|lang|res|resources?)(?:\.([\w.-]+)|\[\s*'([^']+)'\s*\])\s*\}\s*\Z"
)
_PATH = pattern_of(r"\s*[#$*@]\{\s*([A-Za-z_][\w.]*)\s*\}\s*\Z")
_TEXTS = pattern_of(r"(?:\b(?:text|label|title|name)\s*:\s*|(?<=[\[,])\s*)([\"'])([^\"']{1,200})\1")
_INDEX = pattern_of(r"\[\s*[\"']?([\w-]+)[\"']?\s*\]")
MOST = 300
"""Choices of a list in an attribute that are kept."""


@dataclass(frozen=True, slots=True)
class Native:
    """An element as HTML has it; its end tag is still called as it was."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    """What it says first."""
    inner: dict[str, str] | None = None
    """The attributes of the input that stands in it, where it is the label around one."""
    options: tuple[str, ...] = field(default=())


def native(tag: str, given: dict[str, str]) -> Native | None:
    """The element of HTML that says the same; None where the element is HTML already, or no control."""
    attributes = _spoken(given)
    if tag in _LABELS or (tag.endswith("-label") and attributes.get("for")):
        named = attributes.get("for") or attributes.get("associatedcontrolid") or attributes.get("path", "")
        return Native("label", {**attributes, "for": named}, _text(attributes, "text", "value"))
    if tag in _OPTIONS:
        value = attributes.get("value") or attributes.get("itemvalue", "")
        return Native("option", {**attributes, "value": value}, _text(attributes, "text", "label", "itemlabel"))
    made = _coldfusion(tag, attributes) or _web_form(tag, attributes) or _component(tag, attributes)
    if made:
        return made
    return Native(tag, attributes, _text(attributes, "th:text")) if attributes is not given else None


def dotted(name: str) -> str:
    """`form['city']` as `form.city`; the sign that Svelte and Thymeleaf write around a path is left out."""
    path = _PATH.match(name)
    name = path[1] if path else name.strip("{} ")
    return _INDEX.sub(r".\1", name)


def _spoken(given: dict[str, str]) -> dict[str, str]:
    """With the wording of attributes whose value is an expression; the same dictionary where there is none."""
    found: dict[str, str] = {}
    for name, value in given.items():
        each = _EXPRESSION.match(name)
        if each and each["name"] in (*_SPOKEN, "utext") and each["name"] not in given:
            said = _said(value)
            if said and each["name"] in ("text", "utext") and name.startswith("th:"):
                found |= {"th:text": said, MUTED: "1"}
            elif said:
                found[each["name"]] = said
        elif name in ("value", "label", "itemlabel", "text") and (el := _EL.match(value)):
            found[name] = marked(el[1] or el[2])
    if field_of := given.get("th:field"):
        path = dotted(field_of)
        found |= {"name": given.get("name", path), "id": given.get("id", path), "ng-model": path}
    return {**given, **found} if found else given


def _said(expression: str) -> str:
    """A literal, or the key of a translation."""
    literal, message = _LITERAL.match(expression), _MESSAGE.match(expression)
    if message:
        return marked(message[1])
    called = WORDING.search(expression)
    if called:
        return marked(called["text"] or called["piped"])
    return literal[2] if literal else ""


def _text(attributes: dict[str, str], *names: str) -> str:
    return next((said for each in names if (said := attributes.get(each, "").strip())), "")


def _named(attributes: dict[str, str]) -> dict[str, str]:
    """With the label of a library's control where HTML has one."""
    label = attributes.get("label", "")
    return {**attributes, "aria-label": label} if label and "aria-label" not in attributes else attributes


def _coldfusion(tag: str, attributes: dict[str, str]) -> Native | None:
    if tag not in ("cfinput", "cfselect", "cftextarea", "cfform"):
        return None
    return Native(tag.removeprefix("cf"), _named(attributes))


def _web_form(tag: str, attributes: dict[str, str]) -> Native | None:
    """`asp:` of web forms, `f:field` of Grails."""
    if tag == "f:field" and attributes.get("property"):
        name, bean = attributes["property"], attributes.get("bean", "").strip("${}")
        bound = f"{bean}.{name}" if bean else name
        return Native("input", {**_named(attributes), "name": name, "ng-model": bound})
    if not tag.startswith("asp:") or not attributes.get("id"):
        return None
    kind, named = tag.removeprefix("asp:"), {"name": attributes["id"], **_named(attributes)}
    if kind in ("dropdownlist", "listbox", "radiobuttonlist", "checkboxlist"):
        return Native("select", named)
    if kind in ("radiobutton", "checkbox"):
        sort = "radio" if kind == "radiobutton" else "checkbox"
        group = attributes.get("groupname") or attributes["id"]
        inner = {"type": sort, "name": group, "id": attributes["id"], "value": attributes.get("text", "")}
        return Native("label", {}, attributes.get("text", ""), inner)
    if kind == "textbox":
        several = attributes.get("textmode", "").lower() == "multiline"
        return Native("textarea" if several else "input", {"type": "text", **named})
    return Native("input", {**named, "type": "hidden"}) if kind == "hiddenfield" else None


def _component(tag: str, attributes: dict[str, str]) -> Native | None:
    """`v-text-field`, `el-select`, `b-form-radio-group`, `mat-checkbox`, and components called like them."""
    found = _COMPONENT.fullmatch(tag) if tag not in _HTML and ":" not in tag else None
    bound = _text(attributes, *BOUND)
    if not found or not (bound or _text(attributes, "name", "label", "value")):
        return None
    kind, said = found["kind"].replace("-", ""), attributes.get("label", "")
    listed = next(
        (attributes[each] for each in (":items", ":options", "[options]", "[items]") if each in attributes), None
    )
    if kind in ("radiogroup", "checkboxgroup") and listed is None:
        name = dotted(bound) or attributes.get("name", "")
        return Native("div", {**_named(attributes), "role": "radiogroup", GROUP: name})
    if kind in ("radio", "radiobutton", "checkbox", "switch", "toggle"):
        sort = "radio" if "radio" in kind else "checkbox"
        return Native("label", {"for": ""}, said, {**attributes, "type": sort})
    if not (bound or said or attributes.get("name")):
        return None
    if "group" in kind or any(each in kind for each in _LISTS):
        return Native("select", _named(attributes), options=_listed(listed or ""))
    sort = "date" if "date" in kind else "text"
    return Native("textarea" if "area" in kind else "input", {"type": sort, **_named(attributes)})


def _listed(expression: str) -> tuple[str, ...]:
    """The choices of a list that is written out: its texts, or the labels of its objects."""
    if not expression.lstrip().startswith("["):
        return ()
    return tuple(text for _, text in _TEXTS.findall(expression))[:MOST]


_HTML = frozenset({"input", "select", "textarea"})
