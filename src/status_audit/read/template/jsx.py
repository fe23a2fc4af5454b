"""Reads forms in JSX and TSX: controls and components by their name, label and choices."""

from __future__ import annotations

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "jsx"
_SIGN = pattern_of(
    rb"<(?:input|select|textarea)\b[^>]{0,600}?(?:\bname=|\bid=|register\()"
    rb"|<[A-Z][\w.]*(?:Field|Input|Select|Check[bB]ox|Radio\w*|Text[aA]rea|Dropdown|DatePicker|Question|YesNo)\b[^>]{0,600}?\b(?:name|id|field|label)="
    rb"|<(?:Field|Input|Select|Checkbox|RadioGroup|Radio|TextField|Textarea|Form\.\w+)\b[^>]{0,600}?\b(?:name|id|label|register)\b"
)


def accepts(path: str, head: bytes) -> bool:
    """Components in which a named control stands; any other script is left alone."""
    name = path.lower()
    return name.endswith((".jsx", ".tsx", ".js")) and not name.endswith(".min.js") and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """One form for the file, one question for each control or group of equal name."""
    from status_audit.read.template.jsx_controls import read as really

    return really(source)
