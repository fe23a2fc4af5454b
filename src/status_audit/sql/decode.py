"""Turns the bytes of a file into text without ever failing, because city files come in every encoding."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from status_audit.patterns import pattern_of

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_CONTROLS = pattern_of(rb"[\x00-\x06\x0e-\x19\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    """Without the byte-order mark; newlines as they were."""
    encoding: str
    """Python's name of the encoding; `binary` when it is no text, and then `text` is empty."""
    note: str = ""
    """What a reader of the report should know: bytes that were replaced, or why it is no text."""


def decode(data: bytes) -> Decoded:
    """Byte-order mark, else UTF-16 by its pattern of zero bytes, else UTF-8, else Windows-1252. Never raises."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    guessed = _without_mark(data[:_SAMPLE])
    if guessed == "binary":
        return Decoded("", "binary", "the bytes are not text")
    if guessed:
        return _lenient(data, guessed)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _lenient(data, "cp1252")


def _without_mark(sample: bytes) -> str:
    """`utf-16-le`, `utf-16-be`, `binary`, or empty for plain eight-bit text."""
    zeros = sample.count(0)
    half = len(sample) // 2
    if zeros and half:
        even, odd = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
        if odd > half * 0.6 and even < half * 0.05:
            return "utf-16-le"
        if even > half * 0.6 and odd < half * 0.05:
            return "utf-16-be"
    controls = len(_CONTROLS.findall(sample))
    return "binary" if controls > max(2, len(sample) // 20) else ""


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    note = f"{lost} characters could not be decoded as {encoding}" if lost else ""
    return Decoded(text, encoding, note)
