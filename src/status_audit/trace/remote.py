"""Functions that send what they are given: to another server, by HTTP, by mail, into a file on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.sql.addresses import without_secrets
from status_audit.trace.values import Origins, Outlet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot.expressions import Expr

    from status_audit.trace.context import Context

SENDS = pattern_of(
    r"(?:.*\.)?(?:utl_file\.(?:put\w*|new_line)|utl_mail\.\w+|utl_smtp\.(?:write\w*|data|rcpt|mail)|utl_http\.(?:request\w*|write\w*)|"
    r"apex_mail\.send|apex_web_service\.\w+|dbms_xslprocessor\.clob2file|dbms_advisor\.create_file|net\.http_\w+)"
    r"|(?:.*\.)?(?:http_(?:post|put|patch|get|delete)|pg_notify|sp_oamethod|sp_invoke_external_rest_endpoint|"
    r"lo_export|pg_file_write|system\$send_\w+|system\$sendemail|sys_exec|sys_eval)"
    r"|dbms_(?:alert\.signal|aq\.enqueue|pipe\.pack_message)"
)
"""Functions and procedures that let their arguments out of the database, by folded full name."""
_PLACE = pattern_of(r"@|://|[/\\]|\.\w{2,4}$")
REMOTE_CALLS = ("dblink", "dblink_exec", "dblink_send_query", "dblink_open")


def is_sending(name: str) -> bool:
    """Whether a function, by its folded name with its package or schema, sends what it is given."""
    return SENDS.fullmatch(name) is not None


def send(ctx: Context, name: str, texts: Sequence[str], carried: Origins) -> None:
    """The arguments leave the database; `texts` are the literals among them, one of which may say where to."""
    recipient = next((without_secrets(each) for each in texts if _PLACE.search(each)), name)
    for each in dict.fromkeys(carried):
        column = each.ref.column.lstrip("@")
        shown = "{column}" if column == "*" else column
        ctx.effects.outlets.append(Outlet(each.ref, "export", f"export.{shown}", recipient, "exported", each.at))


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
