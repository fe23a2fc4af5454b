"""Addresses and connection strings as they may be shown: where they lead, never with what password."""

from __future__ import annotations

import re

from status_audit.patterns import pattern_of

_PAIR = pattern_of(
    r"\b(host|hostaddr|server|data source|datasource|database|dbname|addr|address|network address|dsn)"
    r"\s*=\s*('[^']*'|[^;\s']+)",
    re.IGNORECASE,
)
_URL = pattern_of(r"^([a-z][\w+.-]*:(?://)?)(?:[^/@\s]*@)?([^?\s]*)", re.IGNORECASE)
_SECRET = pattern_of(r"(?i)\b(?:pwd|password|secret|token)\b\s*[=:]")
_IN_COMMAND = (
    re.compile(r"\b[a-z][\w+.-]*://[^\s'\"|;]+", re.IGNORECASE),
    re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:\bhost=|-h\s*|--host[= ])([\w.-]+)", re.IGNORECASE),
    re.compile(r"(?:>{1,2}\s*|-o\s*|--output[= ]\s*)\"?([^\s\"'|;&]+)"),
)
LONGEST = 80
"""Characters of a command that stand for it where it names no place."""


def without_secrets(text: str) -> str:
    """A connection string or address, reduced to where it leads."""
    text = text.strip()
    if "://" in text:
        url = _URL.match(text)
        return url[1] + url[2] if url else ""
    pairs = _PAIR.findall(text)
    if pairs:
        return " ".join(f"{name.lower()}={found.strip(chr(39))}" for name, found in pairs)
    return "" if _SECRET.search(text) else text


def of_command(text: str) -> str:
    """Where a command line sends what it is given: an address, a mailbox, a host, a file; else the command itself."""
    for form in _IN_COMMAND:
        found = form.search(text)
        if found:
            return without_secrets(found[found.re.groups])
    return without_secrets(text.strip().strip("|").strip())[:LONGEST]
