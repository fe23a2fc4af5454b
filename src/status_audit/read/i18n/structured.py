"""Texts in YAML and JSON: nested keys whose leaves are texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from status_audit.documents import Document, parse
from status_audit.errors import AuditError
from status_audit.patterns import pattern_of
from status_audit.read.i18n.locale_path import language_of
from status_audit.read.i18n.wording import MOST, Wording

_LINE = pattern_of(r"^(?P<indent> *)(?P<key>[\"']?[\w.?!-]+[\"']?)\s*:(?:\s+(?P<text>\S[^\r\n]*?))?\s*$")


def of_document(content: bytes, path: str, language: str) -> Iterator[Wording | AuditError]:
    """The texts in their order; the fault where the file is not one that can be parsed as a whole."""
    try:
        document = parse(content, path)
    except AuditError as error:
        yield error
        if not path.lower().endswith((".json", ".arb")):
            yield from _by_lines(content.decode("utf-8", "replace"), language)
        return
    data, keys = document.data, tuple[str | int, ...]()
    if isinstance(data, dict) and len(data) == 1 and (said := language_of(str(next(iter(data))))):
        language = said
        keys = (next(iter(data)),)
        data = data[keys[0]]
    yield from _leaves(document, data, (keys, len(keys)), language)


def _leaves(document: Document, data: Any, at: tuple[tuple[str | int, ...], int], language: str) -> Iterator[Wording]:
    """Every text below; `at` is the way to it and how many of its keys name the language."""
    waiting: list[tuple[tuple[str | int, ...], Any, str]] = [(at[0], data, language)]
    count = 0
    while waiting and count < MOST:
        keys, value, said = waiting.pop()
        if isinstance(value, dict):
            spoken = not said and len(value) > 1 and all(language_of(each) for each in value)
            waiting.extend(
                ((*keys, key), inner, language_of(key) if spoken else said)
                for key, inner in reversed(value.items())
                if not key.startswith("@")
            )
        elif isinstance(value, list):
            waiting.extend(((*keys, number), inner, said) for number, inner in reversed(list(enumerate(value))))
        elif isinstance(value, str) and value.strip() and len(keys) > at[1]:
            count += 1
            named = [str(each) for each in keys[at[1] :]]
            spelled = ".".join(each for each in named if not (said and not language and language_of(each) == said))
            yield Wording(spelled or named[-1], value, document.line_of(keys), said)


def _by_lines(text: str, language: str) -> Iterator[Wording]:
    """YAML that cannot be parsed, line by line: keys by indentation, texts on the line of their key."""
    open_keys: list[tuple[int, str]] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        found = _LINE.match(line[:2000])
        if not found:
            continue
        depth, key = len(found["indent"]), found["key"].strip("\"'")
        while open_keys and open_keys[-1][0] >= depth:
            open_keys.pop()
        said = (found["text"] or "").strip()
        if not said or said in ("|", ">", "|-", ">-"):
            if depth == 0 and language_of(key):
                language = language_of(key)
                continue
            open_keys.append((depth, key))
        elif len(open_keys) < 50:
            yield Wording(".".join([*(each for _, each in open_keys), key]), said.strip("\"'"), number, language)
