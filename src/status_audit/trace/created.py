"""What statements create: views, tables, and relations that lie on another server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.trace.names import Place, split_name
from status_audit.trace.remote import without_secrets
from status_audit.trace.texts import NAME, without_comments

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

_NAMED = re.compile(
    rf"\b(?P<what>VIEW|TABLE|SYNONYM)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:CONCURRENTLY\s+)?(?P<name>{NAME})", re.IGNORECASE
)
_SERVER = re.compile(rf"\bSERVER\s+({NAME})", re.IGNORECASE)
_CONNECTION = re.compile(r"\b(?:CONNECTION|DATA_SOURCE)\s*=\s*'?([^',)\s]+)'?", re.IGNORECASE)


def created_by(tracer: Tracer) -> tuple[set[str], set[str], dict[str, str]]:
    """(keys of views, keys of everything created by a query, server by key of foreign tables)"""
    views: set[str] = set()
    created: set[str] = set()
    servers: dict[str, str] = {}
    for grant in tracer.inventory.grants:
        if grant.kind == "server" and grant.object:
            system = tracer.names.system_of(grant.location.source)
            servers[tracer.names.key(split_name(grant.object), Place(system, "", ""))] = without_secrets(grant.grantee)
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
        if server or remote:
            servers[key] = without_secrets((server or remote)[1])  # type: ignore[index]
    return views, created, servers
