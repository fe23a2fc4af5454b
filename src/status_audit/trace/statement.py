"""One statement to its effects, by the kind its head says it is. Nothing here knows what is banned."""

from __future__ import annotations

import re
from collections.abc import Callable

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace import alter, control, ddl, dynamic, exports, remote_calls
from status_audit.trace.context import Context
from status_audit.trace.holes import dynamic_effects
from status_audit.trace.query import rows_of
from status_audit.trace.results import trouble
from status_audit.trace.taking_over import taken_over
from status_audit.trace.texts import literals_in, without_comments
from status_audit.trace.trees import read_text
from status_audit.trace.values import Effects

SILENT = frozenset(
    [
        "message",
        "session",
        "block",
        "drop",
        "truncate",
        "comment",
        "create-type",
        "create-domain",
        "create-role",
        "create-index",
        "create-schema",
        "create-package",
        "create-server",
        "create-routine",
        "create-publication",
        "create-share",
        "alter-publication",
        "alter-share",
        "alter-type",
        "grant",
        "revoke",
        "import",
        "create-rule",
        "attach",
        "do",
    ]
)
"""Kinds that carry no value, or whose parts are statements of their own, or that are read elsewhere (grants)."""

_SCHEDULES = pattern_of(r"\bschedule\w*\s*\([^;]*\$\w*\$", re.IGNORECASE | re.DOTALL)
RUNS = ("execute", "return", "for", "open", "other")
"""Kinds of statements that may run text."""

Reader = Callable[[Context, Statement], None]


def effects_of(ctx: Context, statement: Statement) -> Effects:
    """Everything the statement does; what is not understood is said in `trouble`."""
    ctx.rows = rows_of
    if statement.kind not in RUNS or not dynamic.run(ctx, statement):
        read(ctx, statement)
    dynamic_effects(ctx)
    return ctx.effects


def read(ctx: Context, statement: Statement) -> None:
    """By the table at the end of this file."""
    reader = READERS.get(statement.kind)
    if reader is not None:
        reader(ctx, statement)
    elif statement.kind not in SILENT:
        _other(ctx, statement)


def query_or_change(ctx: Context, statement: Statement) -> None:
    """SELECT, WITH, INSERT, UPDATE, DELETE, MERGE; INSERT … EXEC among them."""
    if remote_calls.insert_exec(ctx, statement.text) or taken_over(ctx, statement.text):
        return
    read_text(ctx, _without_replace(statement.text))
    if _SCHEDULES.search(statement.text):
        for text in literals_in(statement.text, dollars=True):
            dynamic.read_assembled(ctx, text, statement)


def _without_replace(text: str) -> str:
    """MySQL's REPLACE INTO is read as INSERT INTO; `UPSERT INTO` too. Equal length."""
    found = re.match(r"\s*(REPLACE|UPSERT)\s+(?:INTO\b|LOW_PRIORITY\b|DELAYED\b)?", text, re.IGNORECASE)
    if found is None:
        return text
    return text[: found.start(1)] + "INSERT".ljust(len(found[1]))[: len(found[1])] + text[found.end(1) :]


def _other(ctx: Context, statement: Statement) -> None:
    """A head nobody knows: a bare procedure call in PL/SQL, a WHEN clause, or nothing that moves data."""
    text = without_comments(statement.text).strip().rstrip(";").strip()
    if re.match(r"PIPE\s+ROW\s*\(", text, re.IGNORECASE):
        remote_calls.pipe_row(ctx, text)
    elif re.match(r"[\w$.\"\[\]]+\s*\(.*\)\s*$", text, re.DOTALL) or re.match(
        r"[:\w$.\"\[\]]+\s*(?::=|\+=|=(?!=))", text
    ):
        control.call_or_assign(ctx, text)
    elif re.search(r"\b(?:SELECT|INSERT|UPDATE|MERGE|DELETE)\b", text, re.IGNORECASE):
        trouble(ctx, "the statement is of a kind that is not known")


READERS: dict[str, Reader] = {
    **dict.fromkeys(("select", "with", "insert", "update", "delete", "merge"), query_or_change),
    **dict.fromkeys(
        ("create-view", "create-materialized-view", "create-table", "create-foreign-table", "create-other"), ddl.create
    ),
    "create-pipe": ddl.stream,
    "create-synonym": alter.synonym,
    "alter-table": alter.alter,
    "alter-other": alter.alter,
    "rename": alter.rename,
    "create-event": ddl.event,
    "create-trigger": control.trigger_condition,
    "declare": control.declare,
    "set": control.assignment,
    "if": control.branch,
    "while": control.branch,
    "case": control.branch,
    "for": control.loop,
    "open": control.open_cursor,
    "fetch": control.fetch,
    "return": control.hand_back,
    "execute": remote_calls.execute,
    "copy": exports.copy,
    "unload": exports.unload,
    "export": exports.export,
}
