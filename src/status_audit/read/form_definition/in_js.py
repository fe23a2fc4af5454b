"""Reads form definitions that stand in JavaScript and TypeScript modules: JSON Schema with its ui schema, Form.io …"""

from __future__ import annotations

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import head_text

KIND = "js-form"
EXTENSIONS = (".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx")
KEY = r"\b{}['\"]?\s*:\s*"
SIGN = pattern_of(
    rf"{KEY.format('properties')}\{{[\s\S]{{0,400}}?{KEY.format('type')}['\"]"
    rf"|['\"]ui:title['\"]\s*:"
    rf"|{KEY.format('components')}\[\s*\{{[\s\S]{{0,400}}?{KEY.format('key')}['\"]"
    rf"|{KEY.format('elements')}\[\s*\{{[\s\S]{{0,300}}?{KEY.format('type')}['\"](?:text|radiogroup|dropdown|checkbox)"
)


def accepts(path: str, head: bytes) -> bool:
    return path.lower().endswith(EXTENSIONS) and bool(SIGN.search(head_text(head)))


def read(source: Source) -> Reading:
    """A form per literal that defines one; `Location.line` is that of the question's key."""
    from status_audit.read.form_definition.js_module import read_module

    return read_module(source)
