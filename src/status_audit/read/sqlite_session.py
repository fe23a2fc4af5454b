"""Opens an SQLite database so that nothing can be written and no row of a user's table can be seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from status_audit.errors import AuditError

WAIT = 2.0
"""Seconds to wait for a lock."""
LONGEST = 64 * 1024 * 1024
"""Bytes of one value."""
STEP = 100_000
STEPS = 5000
"""A hostile catalogue is interrupted after STEP times STEPS instructions."""


def opened(uri: str, connector: Any, send: Callable[[str], str]) -> sqlite3.Connection:
    """A session as the connector describes it.

    Raises sqlite3.Error, UnicodeDecodeError (an error text that quotes a damaged name), and AuditError where the
    session is not read-only.
    """
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT)
    try:
        _begin(connection, connector, send)
    except (sqlite3.Error, UnicodeDecodeError, AuditError):
        connection.close()
        raise
    return connection


def _begin(connection: sqlite3.Connection, connector: Any, send: Callable[[str], str]) -> None:
    _bound(connection)
    for statement in connector["session"]:
        connection.execute(send(statement))
    connection.set_authorizer(_authorizer(connector["authorizer"]))
    if connection.execute(send(connector["assert_read_only"])).fetchone() != (1,):
        raise AuditError("the SQLite session is not read-only", "Please report it.")
    connection.execute(send(connector["opens"])).fetchone()


def _bound(connection: sqlite3.Connection) -> None:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return steps > STEPS

    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.set_progress_handler(count, STEP)


def _authorizer(rules: Any) -> Callable[..., int]:
    """Denies what the connector denies; a column of a table it does not list reads as NULL."""
    denied = {getattr(sqlite3, name) for name in rules["deny"]}
    readable = tuple(rules["readable"])

    def decide(action: int, first: str | None, *_: str | None) -> int:
        if action in denied:
            return sqlite3.SQLITE_DENY
        if action == sqlite3.SQLITE_READ and first and not any(fnmatchcase(first, each) for each in readable):
            return sqlite3.SQLITE_IGNORE
        return sqlite3.SQLITE_OK

    return decide
