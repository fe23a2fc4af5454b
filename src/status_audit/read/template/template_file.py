"""Reads templates whose calls make the controls: written out as a page, then read as any page is."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.html_form import PAGES, TEMPLATES
from status_audit.read.html_template import makes_controls

KIND = "template"
LINED = (".haml", ".slim")
RAZOR = (".cshtml", ".vbhtml", ".razor")
PHP = (".php", ".phtml", ".inc", ".ctp")
MACROS = (".ftl", ".ftlh", ".vm")
COMPONENTS = (".vue", ".svelte")
_CODE = pattern_of(rb"<%|\{%|\{\{|@Html\.|asp-for|<\?|<[a-z]+:[a-z]|\$\{|#\w+\(|@spring")
_LINED_CALL = pattern_of(
    rb"^\s*(?:=|-|[%.#][\w.#-]*=)\s*(?:\w+\.\w*(?:field|input|select|radio|check|area|date|number|label)\w*\b|\w*form_(?:for|with)\b)"
    rb"|^\s*%?(?:input|select|textarea)\b",
    re.MULTILINE,
)
_PUG = pattern_of(rb"(?m)^[ \t]*(?:input|select|textarea)[.#\w-]*\(")
_PHP_CALL = pattern_of(
    rb"->\s*add(?:Label|Text|Select|Date|YesNo|Check|Radio|Number|Element)\w*\(|\bZend_Form_Element_|\bForm::\w+\("
    rb"|\$builder\s*(?:\n\s*)?->add\(|[\"']label[\"']\s*=>\s*[^\n]{1,200}|<(?:input|select|textarea)\b|->campo\w+\(|\bform_(?:input|dropdown)\("
    rb"|->(?:Form|form)->(?:input|control|select|text)\("
)
_PHP_FORM = pattern_of(rb"(?i)form|<input|<select|field")


def accepts(path: str, head: bytes) -> bool:
    """Templates in which a call that makes a control stands; a page without code is left to the reader of pages."""
    name = path.lower()
    if name.endswith(LINED):
        return bool(_LINED_CALL.search(head))
    if name.endswith(".pug"):
        return bool(_PUG.search(head))
    if name.endswith(PHP) and not name.endswith(".blade.php"):
        return bool(_PHP_CALL.search(head) and _PHP_FORM.search(head)) and b"<?" in head
    if not name.endswith((*TEMPLATES, *PAGES)) or name.endswith(COMPONENTS) or not _CODE.search(head):
        return False
    page = head.decode("latin-1")
    return makes_controls(page) or (name.endswith(MACROS) and "springForm" in page) or "@spring.form" in page


def read(source: Source) -> Reading:
    """The questions of the page that the template makes, at the places of the template."""
    from status_audit.read.template.page import read as really

    return really(source)
