"""Tables whose rows lie outside the database that declares them: on another server, in files, in a bucket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from status_audit.model import Grant
from status_audit.patterns import pattern_of
from status_audit.read.ddl.literal import literal_at
from status_audit.read.ddl.script import Script
from status_audit.sql.addresses import without_secrets

_ELSEWHERE = pattern_of(
    r"\b(?:connection\s*+=\s*+(?P<connection>')"
    r"|engine\s*+=\s*+(?:s3|s3queue|url|mysql|postgresql|mongodb|kafka|rabbitmq|nats|hdfs|azureblobstorage|azurequeue|jdbc|odbc|redis|"
    r"deltalake|iceberg|file|distributed)\s*+\(\s*+(?P<engine>)"
    r"|data_source\s*+=\s*+(?P<source>)|location\s*+(?:[=(]\s*+)?(?P<location>'))"
)
_EXTERNAL = pattern_of(
    r"create\s++(?:or\s++replace\s++)?external\s++table\b|.*?\borganization\s++external\b", re.DOTALL
)
_TAKES_ROWS = frozenset({"tsql", "oracle", "redshift"})
"""Dialects in which an external table lies outside of the database's own storage; in others all tables have a place."""


def outside(script: Script, name: str, start: int, end: int) -> Iterator[Grant]:
    """One Grant of kind `server`: who holds the rows. With privilege STORE they are the database's own files."""
    found = {each.lastgroup: each.end() for each in _ELSEWHERE.finditer(script.mask, start, end) if each.lastgroup}
    external = _EXTERNAL.match(script.mask, start, end) is not None
    if "source" in found and external:
        holder = script.name(found["source"], end)[0]
        yield _held(script, name, holder, "SELECT", found["source"])
        return
    for kind in ("connection", "engine", "location"):
        if kind in found:
            at = found[kind] - (kind != "engine")
            quoted = script.mask[at : at + 1] == "'"
            text = literal_at(script.text, script.mask, at, end, script.dialect) if quoted else script.name(at, end)[0]
            apart = kind != "location" or (external and script.dialect in _TAKES_ROWS)
            holder = without_secrets(text)
            if holder:
                yield _held(script, name, holder, "SELECT" if apart else "STORE", at)
            return


def _held(script: Script, name: str, holder: str, privilege: str, at: int) -> Grant:
    return Grant(holder, privilege, name, script.location(name, at), kind="server")
