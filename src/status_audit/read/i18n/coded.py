"""Texts in program text: dictionaries of web2py, arrays of PHP, objects of JavaScript; and in XML resources."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code, code_of
from status_audit.read.i18n.locale_path import language_of
from status_audit.read.i18n.wording import Wording
from status_audit.read.xml_tree import Node

_PHP = pattern_of(r"(?P<key>[\"']\x1f+[\"'])\s*=>\s*(?:(?P<open>(?:array\s*)?[\[(])|(?P<text>[\"'][\x1f\r\n]*[\"']))")
_PHP_STRING = pattern_of(r"\$\w+\[(?P<key>[\"']\x1f+[\"'])\]\s*=\s*(?P<text>[\"'][\x1f\r\n]*[\"'])")
_SCRIPT = pattern_of(
    r"(?P<key>[\"']\x1f+[\"']|[A-Za-z_$][\w$]*)\s*:\s*(?:(?P<open>\{)|(?P<text>[\"'`][\x1f\r\n]*[\"'`]))"
)


def of_python(text: str, language: str) -> Iterator[Wording]:
    """The literal dictionary that is the file. Raises SyntaxError, ValueError, RecursionError or MemoryError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    for node in tree.body:
        value = getattr(node, "value", None)
        for key, said in zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ():
            own, spoken = (each.value if isinstance(each, ast.Constant) else None for each in (key, said))
            if isinstance(own, str) and isinstance(spoken, str) and spoken.strip():
                yield Wording(own, spoken, said.lineno, language, flat=True)


def of_php(source: Source, text: str, language: str) -> Iterator[Wording]:
    """`'key' => 'text'`, nested, and `$lang['key'] = 'text'`."""
    code = code_of(source, text, "php")
    yield from _nested(code, _PHP, language)
    for found in _PHP_STRING.finditer(code.mask):
        key, said = _literal(code, found, "key"), _literal(code, found, "text")
        if said.strip():
            yield Wording(key, said, code.lines.at(found.start())[0], language)


def of_script(source: Source, text: str, language: str) -> Iterator[Wording]:
    """`key: "text"`, nested."""
    yield from _nested(code_of(source, text, "script"), _SCRIPT, language)


def _nested(code: Code, pair: re.Pattern[str], language: str) -> Iterator[Wording]:
    open_keys: list[tuple[int, str]] = []
    for found in pair.finditer(code.mask):
        while open_keys and open_keys[-1][0] < found.start():
            open_keys.pop()
        key = _literal(code, found, "key") or found["key"]
        if found["open"] is not None:
            if len(open_keys) < 50:
                open_keys.append((code.pairs.get(found.end() - 1, found.end()), key))
            continue
        said = _literal(code, found, "text")
        if said.strip():
            parts = [*(each for _, each in open_keys), key]
            own = language or next((spoken for each in parts[:2] if (spoken := language_of(each))), "")
            spelled = ".".join(
                each for each in parts if not (each == parts[0] and language_of(each) and len(parts) > 1)
            )
            yield Wording(spelled, said, code.lines.at(found.start())[0], own, flat=" " in key)


def _literal(code: Code, found: re.Match[str], group: str) -> str:
    return code.only_literal(found.start(group), found.end(group))


def of_xml(root: Node, language: str) -> Iterator[Wording]:
    """Resources of .NET and Android, and XLIFF."""
    for node in root.all("data", "string", "trans-unit", "unit", "item"):
        key = node.get("name", "id")
        if not key or (node.tag == "data" and node.get("type", "mimetype")):
            continue
        source, target = next(node.all("source"), None), next(node.all("target"), None)
        value = target or source or node.child("value")
        text = value.wording() if value else node.wording() if node.tag in ("string", "item") else ""
        note = node.child("comment", "note")
        spoken = root.child("file")
        said = language_of(spoken.get("target-language" if target else "source-language")) if spoken else ""
        if text:
            yield Wording(key, text, node.line, said or language, note.wording()[:300] if note else "")
