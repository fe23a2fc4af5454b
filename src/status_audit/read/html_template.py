"""Blanks the template code in a page, with equal length, and notes the calls that would have made form controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.patterns import pattern_of
from status_audit.read.keyed import CLOSE, OPEN

OPENING = pattern_of(r"<\?|<%|\{%|\{\{|\{!!|\{#|<#|</#|\[%")
CLOSING = {"<?": "?>", "<%": "%>", "{%": "%}", "{{": "}}", "{!!": "!!}", "{#": "#}", "<#": ">", "</#": ">", "[%": "%]"}
WORDING = pattern_of(
    r"""(?:\b(?:_|__|_e|gettext|ngettext|trans|translate|t|T|tc|l10n|L|localize|lang|esc_html__|esc_html_e|esc_attr_e|message|getText)"""
    r"""\s*[(\[]?\s*)(?P<quote>["'])(?P<text>(?:(?!(?P=quote))[^\r\n]){1,300})(?P=quote)"""
    # a filter: {{ 'key' | translate }}
    r"""|(?P<sign>["'])(?P<piped>(?:(?!(?P=sign))[^\r\n]){1,300})(?P=sign)\s*\|\s*(?:translate|transloco|trans|t|i18n|localize|l10n)\b"""
)
INLINE = pattern_of(
    # FreeMarker, Svelte and Mako in single braces; Blade and Velocity by their directives; Thymeleaf and faces in text
    r"""(?<!\{)[$#]?\{(?!\{)\s*\$?(?:\w*\.)?(?:_|t|tr|msg|i18n|message|getMessage|springMacroRequestContext\.getMessage)\(\s*(?P<q1>["'])"""
    r"""(?P<called>[^"'{}<>\r\n]{1,200})(?P=q1)[^{}<>\r\n]{0,100}\)\s*\}(?!\})"""
    r"""|(?:@(?:lang|choice|t)|\#springMessage(?:Text)?)\(\s*(?P<q2>["'])(?P<directed>[^"'{}<>\r\n]{1,200})(?P=q2)[^()\r\n]{0,100}\)"""
    r"""|<@(?:spring\.)?message(?:Text)?\s+(?P<q3>["'])(?P<macro>[^"'{}<>\r\n]{1,200})(?P=q3)[^<>\r\n]{0,100}/?>"""
    r"""|\[\[\#\{(?P<inlined>[\w.-]{2,200})[^{}\r\n]{0,100}\}\]\]"""
    r"""|\#\{\s*(?:msgs?|messages?|i18n|bundle|labels?|lang|res|resources?)(?:\.(?P<held>[\w.-]{2,200})|\['(?P<listed>[^'\r\n]{2,200})'\])\s*\}"""
)
"""Texts that are asked for in the page itself, by their keys."""
CALL = pattern_of(
    # Searched in lower-cased text, each way beginning with a letter of its own: ten times faster than IGNORECASE.
    # Django, Jinja, Twig
    r"\{\{-?\s*(?:\w+\.)*\w*form\w*(?:[.|(]|\s*-?\}\})|\{%-?\s*(?:input_field|field|crispy|bootstrap_\w+|render_field|form_\w+)\b"
    r"|\{\{-?\s*(?:\w+\.)?(?:render_field|quick_form|form_(?:row|widget|rest)|\w*_field)\s*\("
    # ASP.NET
    r"|@html\.(?:textbox|editor|dropdownlist|listbox|checkbox|radiobutton|textarea|hidden|password|enumdropdownlist)\w*"
    r"|asp-(?<!\wasp-)(?:for|items)\s*="
    # Laravel, and PHP that builds controls
    r"|form::(?<!\wform::)(?:text|select|textarea|radio|checkbox|hidden|date|number)\b|<x-[\w.-]*(?:input|select|textarea|checkbox|radio)"
    r"|->(?:addlabel|addrow|addtextfield|addselect|addradio|addcheckbox|add(?:text|date|number)\w*|textinput|dropdownlist)\s*\("
)
COMPONENT = pattern_of(
    # components of scripts, and attributes that tie one to what it asks for
    r"<[a-z]\w*-(?:[a-z]+-)*(?:field|input|select|autocomplete|combobox|checkbox|radio|switch|textarea|dropdown|picker|group)\b"
    r"|\b(?:v-model|formcontrolname|ng-?model|wire:model|bind:(?:value|group)|th:field)\b|@bind-value\s*="
    r"|<cf(?:input|select|textarea)\b"
    # tag libraries: JSP, JSF, Struts, Spring, Grails, web forms
    r"|<(?!xsl?:|svg:|xs|fo:|o:|v:|w:|c:|s:text\b)[a-z][\w-]*:(?:input|text(?:box|field|area)?|select|check|radio|dropdown|list(?:box|control)"
    r"|combo|date|calendar|password|hidden|field\b|form\b|options?\b)\w*"
)
CALL_IN_CODE = pattern_of(
    # Rails, simple_form and their kin: any method of a form builder that sounds like a control
    r"\b(?:f|ff|form|builder|\w*_form|form_builder|\w+_fields)\.\w*(?:field|input|select|radio|check|area|yes_no|date|number|set|association)\w*"
    r"|\b(?:text_field|text_area|select|radio_button|check_box|hidden_field)_tag\b"
    r"|\b(?:simple_|semantic_)?form_(?:for|with)\b|<(?:input|select|textarea)\b"
)
CONTROL = pattern_of(r"<(?:input|select|textarea)\b")


@dataclass(frozen=True, slots=True)
class Page:
    """A page without its template code."""

    text: str
    """As long as the page: every character stands where it stood."""
    calls: tuple[int, ...]
    """0-based offsets of the calls that make controls we cannot see."""


def blanked(page: str) -> Page:
    """The page with spaces for template code; the wording in a call for a translation stays where it is."""
    lowered = _lowered(page)
    calls = [match.start() for match in CALL.finditer(lowered)]
    parts, at = [], 0
    page = INLINE.sub(_inline, page)
    for start, end in _code(page):
        code = page[start:end]
        calls.extend(found.start() for found in CALL_IN_CODE.finditer(lowered, start, end))
        parts += [page[at:start], _blank(code)]
        at = end
    return Page("".join((*parts, page[at:])), tuple(sorted(set(calls))))


def _code(page: str) -> Iterator[tuple[int, int]]:
    """Where template code stands. Code that is never closed runs to the end only in PHP, where that is usual."""
    absent: set[str] = set()
    at = 0
    while opening := OPENING.search(page, at):
        start, closing = opening.start(), CLOSING[opening.group()]
        end = page.find(closing, opening.end()) if closing not in absent else -1
        at = end + len(closing) if end >= 0 else opening.end()
        if end < 0:
            absent.add(closing)
            at = len(page) if page.startswith("<?php", start) else at
        if at > opening.end():
            yield start, at


def _inline(found: re.Match[str]) -> str:
    group = found.lastgroup or "called"
    key = next(each for each in (group, "called", "directed", "macro") if found[each] is not None and each[0] != "q")
    start, end = found.start(key) - found.start(), found.end(key) - found.start()
    return " " * (start - 1) + OPEN + found[key] + CLOSE + " " * (len(found[0]) - end - 1)


def _blank(code: str) -> str:
    spaces = re.sub(r"[^\r\n]", " ", code)
    wording = WORDING.search(code)
    if not wording:
        return spaces
    group = "text" if wording["text"] else "piped"
    # The signs of a key stand where its quotes stood, so that the length is kept.
    start, end = wording.start(group), wording.end(group)
    kept = re.sub(r"[<>\"'&]", " ", wording[group])
    return spaces[: start - 1] + OPEN + kept + CLOSE + spaces[end + 1 :]


def _lowered(page: str) -> str:
    """Lower case, of the same length: the few letters that grow are left as they are."""
    lowered = page.lower()
    return lowered if len(lowered) == len(page) else "".join(each.lower()[:1] or each for each in page)


def makes_controls(head: str) -> bool:
    """Whether a template's first characters hold a control, or a call that makes one."""
    head = _lowered(head)
    if CONTROL.search(head) or COMPONENT.search(head) or CALL.search(head):
        return True
    # PHP is code all through: there only markup tells, which was looked for above.
    return any(CALL_IN_CODE.search(head, start, end) for start, end in _code(head) if not head.startswith("<?", start))
