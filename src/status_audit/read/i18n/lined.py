"""Texts in files of one text a line: Java properties, gettext, tables with a column for each language."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from status_audit.patterns import pattern_of
from status_audit.read.i18n.locale_path import language_columns, language_of
from status_audit.read.i18n.wording import Wording

_NEWLINE = pattern_of(r"\r\n|\r|\n")
_PROPERTY = pattern_of(
    r"[ \t\f]*(?P<key>(?:\\.|[^\s:=#!\\])(?:\\.|[^\s:=\\])*)[ \t\f]*[=:]?[ \t\f]*(?P<text>.*)", re.DOTALL
)
_ESCAPE = pattern_of(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "f": " "}
_PO = pattern_of(r"(?P<word>msgid_plural|msgid|msgstr|msgctxt)(?:\[(?P<number>\d+)\])?\s+\"(?P<text>.*)\"\s*\Z")
_PO_SAID = pattern_of(r"^msgid \"[^\"\r\n][^\r\n]*\r?\n(?:\"[^\r\n]*\r?\n)*+msgstr \"[^\"]", re.MULTILINE)
_PO_LANGUAGE = pattern_of(r"Language:\s*([A-Za-z_-]+)")


def of_properties(text: str, language: str) -> Iterator[Wording]:
    """`key = text`, with `\\uXXXX` and lines that go on after a backslash."""
    lines = _NEWLINE.split(text)
    at = 0
    while at < len(lines):
        first, logical = at + 1, lines[at]
        if not logical.lstrip().startswith(("#", "!")):
            while _continues(lines[at]) and at + 1 < len(lines) and len(logical) < 10_000:
                at += 1
                logical = logical[:-1] + lines[at].lstrip()
            found = _PROPERTY.match(logical[:10_000])
            if found and found["text"].strip():
                yield Wording(_unescaped(found["key"]), _unescaped(found["text"]), first, language)
        at += 1


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    said = _ESCAPE.sub(lambda each: chr(int(each[1], 16)) if each[1] else _LETTERS.get(each[2], each[2]), text)
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def of_gettext(text: str, language: str) -> Iterator[Wording]:
    """Each message in its translation; in its own words where there is none."""
    message: dict[str, str] = {}
    translated = bool(_PO_SAID.search(text))
    line, current, note = 1, "", ""
    for number, each in enumerate([*_NEWLINE.split(text), ""], start=1):
        found = _PO.match(each.strip()[:4000])
        if (found and found["word"] in ("msgid", "msgctxt") and "msgstr" in message) or not each.strip():
            if message.get("msgid") == "" and (said := _PO_LANGUAGE.search(message.get("msgstr", ""))):
                language = language_of(said[1]) or language
            yield from _message(message, line, (language, translated), note)
            message, note, current = {}, "", ""
        if found:
            current = found["word"] + (found["number"] or "" if found["number"] not in (None, "0") else "")
            message[current] = _unescaped(found["text"])
            line = number if found["word"] == "msgid" else line
        elif each.startswith("#."):
            note = f"{note} {each[2:].strip()}".strip()[:300]
        elif current and each.strip().startswith('"'):
            message[current] = (message.get(current, "") + _unescaped(each.strip().strip('"')))[:20_000]


def _message(message: dict[str, str], line: int, spoken: tuple[str, bool], note: str) -> Iterator[Wording]:
    own = message.get("msgid", "")
    if own:
        said = message.get("msgstr") or ("" if spoken[1] else own)
        key = message.get("msgctxt") or own
        yield Wording(
            key, said, line, spoken[0] if message.get("msgstr") else "", note, flat=" " in key or "." not in key
        )


def of_table(text: str) -> Iterator[Wording]:
    """One text for each key and language; what cannot be cut into cells ends the table."""
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        key, spoken, note = language_columns(next(rows, []))
        line = rows.line_num + 1
        for row in rows:
            own = row[key].strip() if 0 <= key < len(row) else ""
            for index, language in spoken if own else ():
                if index < len(row) and row[index].strip():
                    comment = row[note].strip()[:300] if 0 <= note < len(row) else ""
                    yield Wording(own, row[index], line, language, comment, flat=" " in own)
            line = rows.line_num + 1
    except csv.Error:
        return
