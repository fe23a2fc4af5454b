"""Names the kinds of statements by their first words; every other room speaks of statements by these names."""
# ruff: noqa: E501 (one form a line: wrapped, the tables could not be read)

from __future__ import annotations

import re
from functools import cache

from status_audit.patterns import pattern_of

HEADS = {
    "create-table": "CREATE TABLE, also temporary, external, or AS SELECT",
    "create-foreign-table": "CREATE FOREIGN TABLE",
    "create-view": "CREATE VIEW; ALTER VIEW, which replaces its text",
    "create-materialized-view": "CREATE MATERIALIZED VIEW, SNAPSHOT, DYNAMIC TABLE",
    "create-routine": "CREATE or ALTER PROCEDURE, FUNCTION, MACRO; in a package the routine inside it",
    "create-trigger": "CREATE or ALTER TRIGGER",
    "create-package": "CREATE PACKAGE, PACKAGE BODY, TYPE BODY",
    "create-type": "CREATE TYPE",
    "create-domain": "CREATE DOMAIN",
    "create-publication": "CREATE PUBLICATION",
    "create-share": "CREATE SHARE, DATASHARE",
    "create-server": "CREATE SERVER, DATABASE LINK, EXTERNAL DATA SOURCE, SUBSCRIPTION",
    "create-synonym": "CREATE SYNONYM, ALIAS",
    "create-rule": "CREATE RULE",
    "create-event": "CREATE EVENT, TASK, ALERT, FLOW",
    "create-pipe": "CREATE PIPE, STREAM",
    "create-role": "CREATE ROLE, USER, GROUP, LOGIN",
    "create-index": "CREATE INDEX, STATISTICS",
    "create-schema": "CREATE SCHEMA, DATABASE",
    "create-other": "CREATE anything else",
    "alter-table": "ALTER TABLE, ALTER FOREIGN TABLE",
    "alter-type": "ALTER TYPE, ALTER DOMAIN",
    "alter-publication": "ALTER PUBLICATION",
    "alter-share": "ALTER SHARE, DATASHARE",
    "alter-other": "ALTER anything else",
    "insert": "INSERT, REPLACE INTO, UPSERT",
    "select": "SELECT, VALUES, TABLE, FROM-first queries, a query in parentheses",
    "with": "a query or change that opens with common table expressions",
    "update": "UPDATE",
    "delete": "DELETE",
    "merge": "MERGE",
    "truncate": "TRUNCATE",
    "copy": "COPY, LOAD DATA, BULK INSERT, PUT, GET",
    "unload": "UNLOAD",
    "export": "EXPORT DATA, EXPORT DATABASE",
    "import": "IMPORT FOREIGN SCHEMA and the like",
    "attach": "ATTACH DATABASE",
    "grant": "GRANT",
    "revoke": "REVOKE, DENY",
    "comment": "COMMENT ON",
    "drop": "DROP",
    "rename": "RENAME TABLE, RENAME old TO new",
    "execute": "EXECUTE, EXEC, CALL, PERFORM, PREPARE",
    "declare": "DECLARE, and each declaration of a routine",
    "set": "SET, and assignments inside routines",
    "if": "IF, ELSIF, WHEN … up to THEN, or to the next statement",
    "for": "FOR, FOREACH … up to LOOP",
    "while": "WHILE, UNTIL, LOOP",
    "case": "CASE as a statement",
    "open": "OPEN of a cursor",
    "fetch": "FETCH, CLOSE, DEALLOCATE",
    "return": "RETURN, also RETURN QUERY",
    "do": "an anonymous block: DO, or BEGIN and DECLARE at the top",
    "block": "BEGIN, END, ELSE, transaction control",
    "message": "PRINT, RAISE, SIGNAL: text for a person",
    "session": "USE, SHOW, ANALYZE, VACUUM, LOCK: nothing about data",
    "other": "anything else",
}

_WORDS = {
    "insert": "insert", "replace": "insert", "upsert": "insert", "select": "select", "values": "select", "from": "select",
    "sel": "select", "table": "select", "with": "with", "update": "update", "delete": "delete", "merge": "merge", "truncate": "truncate",
    "copy": "copy", "load": "copy", "bulk": "copy", "put": "copy", "get": "copy", "unload": "unload", "export": "export",
    "import": "import", "attach": "attach", "grant": "grant", "revoke": "revoke", "deny": "revoke", "comment": "comment",
    "drop": "drop", "rename": "rename", "exchange": "rename", "execute": "execute", "exec": "execute", "call": "execute", "perform": "execute",
    "prepare": "execute", "declare": "declare", "cursor": "declare", "set": "set", "let": "set", "if": "if", "elsif": "if",
    "elseif": "if", "elif": "if", "when": "if", "for": "for", "foreach": "for", "forall": "for", "while": "while",
    "until": "while", "loop": "while", "repeat": "while", "case": "case", "open": "open", "fetch": "fetch",
    "close": "fetch", "deallocate": "fetch", "return": "return", "do": "do", "begin": "block", "end": "block",
    "else": "block", "commit": "block", "rollback": "block", "savepoint": "block", "save": "block", "start": "block",
    "exception": "block", "exit": "block", "leave": "block", "iterate": "block", "continue": "block", "break": "block",
    "goto": "block", "null": "block", "print": "message", "raise": "message", "raiserror": "message", "throw": "message",
    "signal": "message", "resignal": "message", "use": "session", "show": "session", "analyze": "session",
    "vacuum": "session", "lock": "session", "unlock": "session", "explain": "session", "pragma": "session",
    "reindex": "session", "optimize": "session", "flush": "session", "dbcc": "session", "checkpoint": "session",
    "waitfor": "session", "backup": "session", "restore": "session", "detach": "session", "reset": "session",
    "discard": "session", "cluster": "session", "refresh": "session", "listen": "session", "notify": "session",
    "kill": "session", "shutdown": "session", "reconfigure": "session", "msck": "session", "describe": "session",
    "desc": "session", "enable": "session", "disable": "session", "audit": "session", "noaudit": "session",
    "purge": "session", "analyse": "session", "install": "session", "cache": "session", "uncache": "session", "security": "session", "abort": "block",
    "open_cursor": "open",
}  # fmt: skip

_OBJECTS = {
    "table": "table", "view": "view", "materialized view": "materialized-view", "snapshot": "materialized-view",
    "dynamic table": "materialized-view", "foreign table": "foreign-table", "table function": "routine", "procedure": "routine", "proc": "routine",
    "function": "routine", "macro": "routine", "trigger": "trigger", "package": "package", "package body": "package",
    "type body": "package", "type": "type", "domain": "domain", "publication": "publication", "share": "share",
    "datashare": "share", "server": "server", "database link": "server", "external data source": "server",
    "subscription": "server", "synonym": "synonym", "alias": "synonym", "rule": "rule", "event": "event",
    "task": "event", "alert": "event", "flow": "event", "pipe": "pipe", "stream": "pipe", "role": "role", "user": "role", "login": "role", "group": "role",
    "index": "index", "statistics": "index", "schema": "schema", "database": "schema", "event trigger": "other",
    "user mapping": "other", "columnstore index": "index", "foreign data wrapper": "other",
}  # fmt: skip
_ALTERS = {
    "table": "alter-table", "foreign-table": "alter-table", "type": "alter-type", "domain": "alter-type",
    "publication": "alter-publication", "share": "alter-share", "view": "create-view", "routine": "create-routine",
    "trigger": "create-trigger", "materialized-view": "alter-other", "package": "alter-other",
}  # fmt: skip
_NOISE = {
    "insert": r"(?:\s++(?:ignore|low_priority|high_priority|delayed|overwrite|into|table|local|directory|first|all|or\s++\w+|top\s*+\([^)]*\)(?:\s++percent)?)\b)*+",
    "update": r"(?:\s++(?:only|ignore|low_priority|or\s++\w+|statistics|top\s*+\([^)]*\)(?:\s++percent)?)(?=\s))*+",
    "delete": r"(?:\s++(?:from|only|ignore|quick|low_priority|top\s*+\([^)]*\)(?:\s++percent)?)(?=\s))*+",
    "merge": r"(?:\s++(?:into|top\s*+\([^)]*\))(?=\s))*+",
    "truncate": r"(?:\s++(?:table|only)\b)*+",
    "copy": r"(?:\s++(?:into|insert)\b)*+",
}  # fmt: skip


_SPECIAL = pattern_of(
    r"(?P<cached>cache(?:\s++lazy)?\s++table\b(?=[^;]*?\bselect\b))|(?P<copies>vacuum\b(?=(?:\s++(?!into\b)\w+)?\s++into\b))|"
    r"(?:apply\s++changes|auto\s++cdc)\s++into\b"
)
"""Spark's CACHE TABLE … AS makes a relation, SQLite's VACUUM INTO a copy; Databricks' APPLY CHANGES keeps a table up."""


@cache
def _first() -> re.Pattern[str]:
    return re.compile(
        r"[\s\x1e]*(?:<<\w+>>\s*+|(?!(?:begin|else)\b)\w+\s*+:\s*+(?=(?:begin|loop|while|for|repeat)\b))?(\(|\w+|\S)"
    )


@cache
def _create() -> re.Pattern[str]:
    loose = (
        "temp|temporary|global|local|unlogged|transient|volatile|external|force|noforce|no|editionable|noneditionable|public|private|"
        "secure|recursive|unique|clustered|nonclustered|fulltext|spatial|bitmap|constraint|aggregate|live|streaming|refresh|hybrid|"
        r"iceberg|column|row|multiset|set|shadow|cached|memory|virtual|vector|xml|primary|algorithm\s*+=\s*+\w+|definer\s*+=\s*+\S+(?:\s*+@\s*+\S+)?|"
        r"sql\s++security\s++\w+|if\s++not\s++exists|trusted|external\s++access"
    )
    objects = "|".join(re.sub(" ", r"\\s++", each) for each in sorted(_OBJECTS, key=len, reverse=True))
    return re.compile(
        rf"(create|alter)\s++(?:or\s++(?:replace|alter|refresh)\s++)?(?:(?:{loose})\s++)*+({objects})\b(?:\s++if\s++(?:not\s++)?exists\b)?(?:\s++(?:only|concurrently)\b)?"
    )


@cache
def _noise() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(pattern) for kind, pattern in _NOISE.items()}


def head_at(mask: str, start: int, end: int) -> tuple[str, int]:
    """The head's name, one of `HEADS`, and the offset after the words that make it, where a name may follow."""
    found = _first().match(mask, start, end)
    if found is None:
        return "other", start
    word, after = found[1], found.end()
    if word in ("create", "alter"):
        return _definition(mask, found.start(1), end, word)
    if word == "(":
        inside, _ = head_at(mask, after, end) if mask[after : after + 1] != "(" else ("select", after)
        return ("select" if inside in ("select", "with") else "other"), after
    kind = _WORDS.get(word, "other")
    special = _special(mask, found.start(1), end)
    if special:
        return special
    if kind == "insert" and word == "replace" and mask[after : after + 1] == "(":
        return "other", after
    noise = _noise().get(kind)
    if noise:
        skipped = noise.match(mask, after, end)
        after = skipped.end() if skipped else after
    return kind, after


def _special(mask: str, start: int, end: int) -> tuple[str, int] | None:
    """A head whose kind its first word alone does not tell."""
    found = _SPECIAL.match(mask, start, end)
    if found is None:
        return None
    return ("create-view" if found["cached"] else "export" if found["copies"] else "merge"), found.end()


def _definition(mask: str, start: int, end: int, word: str) -> tuple[str, int]:
    found = _create().match(mask, start, end)
    if found is None:
        return f"{word}-other", start + len(word)
    kind = _OBJECTS.get(" ".join(found[2].split()), "other")
    if word == "create":
        return f"create-{kind}", found.end()
    return _ALTERS.get(kind, "alter-other"), found.end()
