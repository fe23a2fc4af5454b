"""The identity of a finding or a gap: what and where by name, never by line, message or value."""

from __future__ import annotations

import hashlib
import unicodedata

VERSION = "v1"


def fold(name: str) -> str:
    """Names compare without case and without the accident of how a letter is composed."""
    return unicodedata.normalize("NFC", name).casefold()


def fingerprint(rule: str, path: str, system: str, name: str) -> str:
    """First 32 hex digits of sha256 over version, rule, path, system and `container.name`, NUL between them."""
    text = "\0".join((VERSION, rule, path, system, fold(name)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
