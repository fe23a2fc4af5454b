"""Names of files, servers and addresses as a statement gives them; passwords in them are never kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.trace.values import Origins, Outlet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot.expressions import Expr

    from status_audit.trace.context import Context

REMOTE_CALLS = ("dblink", "dblink_exec", "dblink_send_query", "dblink_open")

_PAIR = re.compile(
    r"\b(host|hostaddr|server|data source|database|dbname|addr|address|network address|dsn)\s*=\s*('[^']*'|[^;\s']+)",
    re.IGNORECASE,
)
_URL = re.compile(r"^([a-z][\w+.-]*://)(?:[^/@\s]*@)?([^?\s]*)", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """A connection string or address, reduced to where it leads."""
    text = text.strip()
    url = _URL.match(text)
    if url:
        return url[1] + url[2]
    pairs = _PAIR.findall(text)
    if pairs:
        return " ".join(f"{name.lower()}={found.strip(chr(39))}" for name, found in pairs)
    return "" if re.search(r"(?i)\b(pwd|password|secret|token)\b\s*=", text) else text


def remote_call(ctx: Context, arguments: Sequence[Expr], carried: Sequence[Origins]) -> None:
    """dblink_exec(connection, statement || value): the values go to the other server."""
    first = arguments[0] if arguments else None
    recipient = without_secrets(str(first.this)) if first is not None and first.key == "literal" else ""
    for each in dict.fromkeys(origin for group in carried for origin in group):
        ctx.effects.outlets.append(Outlet(each.ref, "share", "share:dblink", recipient, "shared", each.at))


def remote_target(node: Expr) -> str:
    """The recipient in OPENROWSET(…), OPENQUERY(server, …), OPENDATASOURCE(…)."""
    arguments = list(node.args.get("expressions") or ())
    for each in arguments:
        if each.key == "column":
            return str(each.name)
    texts = [str(each.this) for each in arguments if each.key in ("literal", "national") and isinstance(each.this, str)]
    named = [found for text in texts for found in [without_secrets(text)] if "=" in found]
    return named[0] if named else without_secrets(texts[0]) if texts else ""
