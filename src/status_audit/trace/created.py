"""What statements create: views, tables, and relations that lie on another server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.sql.addresses import without_secrets
from status_audit.trace.names import Place, split_name
from status_audit.trace.texts import NAME, without_comments

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

_NAMED = pattern_of(
    rf"\b(?P<what>VIEW|TABLE|SYNONYM)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:CONCURRENTLY\s+)?(?P<name>{NAME})", re.IGNORECASE
)
_SERVER = pattern_of(rf"\bSERVER\s+({NAME})", re.IGNORECASE)
_SYNONYM = pattern_of(rf"\bFOR\s+({NAME})", re.IGNORECASE)
_CONNECTION = pattern_of(r"\b(?:CONNECTION|DATA_SOURCE)\s*=\s*'?([^',)\s]+)'?", re.IGNORECASE)


def _behind(synonym: re.Match[str] | None) -> str:
    """The server that a synonym leads to: of four parts the first, or what stands behind an `@`."""
    if synonym is None:
        return ""
    parts = split_name(synonym[1])
    return parts[0] if len(parts) == 4 else parts[-1].partition("@")[2]


def stored_at(tracer: Tracer) -> dict[str, str]:
    """Place by key of the relations that are kept as files of their own: Hive's external tables, LOCATION."""
    found = (each for each in tracer.inventory.grants if each.kind == "server" and each.privilege == "STORE")
    systems = tracer.names.system_of
    return {
        tracer.names.key(split_name(each.object), Place(systems(each.location.source), "", "")): each.grantee
        for each in found
    }


def created_by(tracer: Tracer) -> tuple[set[str], set[str], dict[str, str]]:
    """(keys of views, keys of everything created by a query, server by key of foreign tables)"""
    views: set[str] = set()
    created: set[str] = set()
    servers: dict[str, str] = {}
    for grant in tracer.inventory.grants:
        if grant.kind == "server" and grant.object and grant.privilege == "SELECT":
            system = tracer.names.system_of(grant.location.source)
            holder = tracer.remote.shown(without_secrets(grant.grantee))
            servers[tracer.names.key(split_name(grant.object), Place(system, "", ""))] = holder
    for statement, place in zip(tracer.statements, tracer.places, strict=True):
        if not statement.kind.startswith("create-"):
            continue
        head = without_comments(statement.text[:4000])
        found = _NAMED.search(head)
        if found is None:
            continue
        key = tracer.names.key(split_name(found["name"]), place)
        if statement.kind in ("create-view", "create-synonym"):
            views.add(key)
        if statement.kind in ("create-view", "create-materialized-view", "create-synonym") or re.search(
            r"\bAS\s*\(?\s*(?:SELECT|WITH)\b", head, re.IGNORECASE
        ):
            created.add(key)
        server = _SERVER.search(head) if statement.kind == "create-foreign-table" else None
        remote = (
            _CONNECTION.search(head)
            if re.search(r"\b(?:FEDERATED|EXTERNAL\s+TABLE|CONNECT)\b", head, re.IGNORECASE)
            else None
        )
        behind = _behind(_SYNONYM.search(head)) if statement.kind == "create-synonym" else ""
        if key not in servers and (server or remote or behind):
            name = behind or without_secrets((server or remote)[1])  # type: ignore[index]
            servers[key] = tracer.remote.shown(name)
    return views, created, servers
