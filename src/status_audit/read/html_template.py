"""Blanks the template code in a page, with equal length, and notes the calls that would have made form controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENING = re.compile(r"<\?|<%|\{%|\{\{|\{!!|\{#|<#|</#|\[%")
CLOSING = {"<?": "?>", "<%": "%>", "{%": "%}", "{{": "}}", "{!!": "!!}", "{#": "#}", "<#": ">", "</#": ">", "[%": "%]"}
WORDING = re.compile(
    r"""(?:\b(?:_|__|_e|gettext|ngettext|trans|translate|t|l10n|lang|esc_html__|esc_html_e|esc_attr_e|message)\s*\(?\s*)"""
    r"""(?P<quote>["'])(?P<text>(?:(?!(?P=quote)).){1,300})(?P=quote)"""
)
CALL = re.compile(
    # Searched in lower-cased text, each way beginning with a letter of its own: ten times faster than IGNORECASE.
    # Django, Jinja, Twig
    r"\{\{-?\s*(?:\w+\.)*\w*form\w*(?:[.|(]|\s*-?\}\})|\{%-?\s*(?:input_field|field|crispy|bootstrap_\w+|render_field|form_\w+)\b"
    r"|\{\{-?\s*(?:\w+\.)?(?:render_field|quick_form|form_(?:row|widget|rest)|\w*_field)\s*\("
    # ASP.NET
    r"|@html\.(?:textbox|editor|dropdownlist|listbox|checkbox|radiobutton|textarea|hidden|password|enumdropdownlist)\w*"
    r"|asp-(?<!\wasp-)(?:for|items)\s*="
    # tag libraries: JSP, JSF, Struts, Spring, Grails, web forms
    r"|<(?!xsl?:|svg:|xs|fo:|o:|v:|w:|c:|s:text\b)[a-z][\w-]*:(?:input|text(?:box|field|area)?|select|check|radio|dropdown|list(?:box|control)"
    r"|combo|date|calendar|password|hidden|field\b|form\b|options?\b)\w*"
    # Laravel, and PHP that builds controls
    r"|form::(?<!\wform::)(?:text|select|textarea|radio|checkbox|hidden|date|number)\b|<x-[\w.-]*(?:input|select|textarea|checkbox|radio)"
    r"|->(?:addlabel|addrow|addtextfield|addselect|addradio|addcheckbox|add(?:text|date|number)\w*|textinput|dropdownlist)\s*\("
    # components of scripts
    r"|<(?:v-text-field|v-select|v-autocomplete|v-radio-group|el-input|el-select|b-form-\w+|q-input|q-select)\b"
)
CALL_IN_CODE = re.compile(
    # Rails, simple_form and their kin: any method of a form builder that sounds like a control
    r"\b(?:f|ff|form|builder|\w*_form|form_builder|\w+_fields)\.\w*(?:field|input|select|radio|check|area|yes_no|date|number|set|association)\w*"
    r"|\b(?:text_field|text_area|select|radio_button|check_box|hidden_field)_tag\b"
    r"|\b(?:simple_|semantic_)?form_(?:for|with)\b|<(?:input|select|textarea)\b"
)
CONTROL = re.compile(r"<(?:input|select|textarea)\b")


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


def _blank(code: str) -> str:
    spaces = re.sub(r"[^\r\n]", " ", code)
    wording = WORDING.search(code)
    if not wording:
        return spaces
    said = wording["text"]
    kept = re.sub(
        r"[<>\"'&]" if " " in said else r"[<>\"'&._]", " ", said
    )  # without a space it is a key: its words count
    return spaces[: wording.start("text")] + kept + spaces[wording.end("text") :]


def _lowered(page: str) -> str:
    """Lower case, of the same length: the few letters that grow are left as they are."""
    lowered = page.lower()
    return lowered if len(lowered) == len(page) else "".join(each.lower()[:1] or each for each in page)


def makes_controls(head: str) -> bool:
    """Whether a template's first characters hold a control, or a call that makes one."""
    head = _lowered(head)
    if CONTROL.search(head) or CALL.search(head):
        return True
    # PHP is code all through: there only markup tells, which was looked for above.
    return any(CALL_IN_CODE.search(head, start, end) for start, end in _code(head) if not head.startswith("<?", start))
