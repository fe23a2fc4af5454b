"""Tells scripts that only query and write from those the cutter must see, at a speed that pays for large folders."""
# ruff: noqa: E501 (patterns)

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from status_audit.patterns import pattern_of
from status_audit.read.ddl.lookup import is_named_so
from status_audit.sql.heads import head_at
from status_audit.sql.names import joined, read_name
from status_audit.sql.pieces import next_code
from status_audit.sql.prepare import BACKSLASH
from status_audit.sql.rows import literal_row

_SIGNS = ("/*!", "$(", 'u&"', "status-audit:", "add member", "\x1e")
_TEMPLATES = ("{{", "{%", "{#")
"""What only the cutter understands, and what the inventory or the trace must see."""
_HEADS = (
    r"select\b|with\b|insert\b|update\b|delete\b|merge\b|replace\s++into\b|values\b|\(|use\b|commit\b|rollback\b|truncate\b|"
    r"begin\s*+(?:;|tran\b|transaction\b|work\b)|start\s++transaction\b|\Z|;"
)
_MORE_HEADS = {
    "tsql": r"|set\b|declare\b|if\b|begin\b|end\b|else\b|print\b|while\b|return\b|raiserror\b|throw\b|open\b|fetch\b|close\b|deallocate\b|waitfor\b|go\b",
    "mysql": r"|set\b|lock\b|unlock\b",
    "postgres": r"|set\b",
    "redshift": r"|set\b",
}
"""Not where a client's own SET would look the same."""
_CLIENT = {
    "tsql": r":", "postgres": r"\\", "redshift": r"\\", "duckdb": r"[\\.]", "sqlite": r"\.", "snowflake": r"[!]",
    "mysql": r"/|delimiter\b|source\b|tee\b|notee\b|charset\b|warnings\b|nowarning\b", "bigquery": r"(?!)",
}  # fmt: skip
_ANY_CLIENT = r"[\\/:@!.$]|delimiter\b"
_GO = r"go(?:[ \t]++\d++)?[ \t]*+;?[ \t]*+(?:--[^\r\n]*+)?(?=[\r\n]|\Z)"
_INTO = pattern_of(r"(?:insert|merge|replace)\s++into\b")
_PLAIN_INTO = ("insert into ", "merge into ", "replace into ")
_FILLS = pattern_of(r"(?:insert|replace)\s")
_NAME = r"(?:[\w.]++|\"[^\"\r\n]++\"|`[^`\r\n]++`|\[[^\]\r\n]++\])++"
_SETTING = pattern_of(
    r"\s*+(?:--[^\r\n]*+\s++)*+(?:(?:set|use|commit|begin|start|rollback|truncate|delete\s++from)\s[\w .,=\[\]]*+(?:;|(?=[\r\n]|\Z))"
    rf"|(?:commit|begin|rollback)\s*+;|{_GO})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A script that only queries and writes."""

    text: str
    """Without the rows of data that it begins with."""
    statements: int


def plain(text: str, dialect: str) -> Plain | None:
    """The script, if the cutter could find nothing in it but queries, changes of rows and settings; else None.

    It errs on one side only: what stands in comments and literals may lead to None, never away from it. Words that
    declare or call, wherever they stand, are not looked for here (`gate.declares`).
    """
    passed, kept = _without_rows(text, dialect)
    if passed < 0:
        return None
    lowered = kept.lower()
    if len(lowered) != len(kept) or any(sign in lowered for sign in _SIGNS):
        return None
    if "{" in lowered and any(sign in lowered for sign in _TEMPLATES):
        return None
    if (dialect == "oracle" and "&" in kept) or (dialect == "mysql" and "set @" in lowered):
        return None
    if not _only_plain(lowered, dialect) or _makes(lowered) or _fills(kept, lowered):
        return None
    return Plain(kept, passed + (max(lowered.count(";"), 1) if lowered.strip() else 0))


def _only_plain(lowered: str, dialect: str) -> bool:
    opened = lowered.rfind("/*")
    if opened >= 0 and lowered.find("*/", opened) < 0:
        return False
    first, after, line = _other_heads(dialect)
    return not (first.match(lowered) or after.search(lowered) or line.search(lowered))


@cache
def _other_heads(dialect: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A head that is none of the plain ones: at the start, after a `;`, at a line that only a client understands.

    Any `;` counts, also in literals and comments: there are never fewer starts than the cutter finds.
    """
    hash_sign = r"|#[^\r\n]*+" if dialect in ("mysql", "bigquery") else ""
    between = rf"(?:\s++|--[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/{hash_sign})*+"
    other = rf"{between}(?!{_HEADS}{_MORE_HEADS.get(dialect, '')})"
    client = _CLIENT.get(dialect, _ANY_CLIENT)
    line = rf"[\r\n][ \t]*+(?:{_GO}{other}|(?!/[*/])(?:{client}))"
    return re.compile(other), re.compile(f";{other}"), re.compile(line)


def _makes(lowered: str) -> bool:
    """Whether a query may make a table: `SELECT … INTO`."""
    count = lowered.count("into")
    if count == sum(map(lowered.count, _PLAIN_INTO)):  # as it is nearly always written; the pattern is much slower
        return False
    return count != len(_INTO.findall(lowered))


def _fills(text: str, lowered: str) -> bool:
    """Whether rows of values may fill a table of lookups, whose rows are definitions."""
    if "value" not in lowered:
        return False
    for found in _FILLS.finditer(lowered):
        kind, after = head_at(lowered, found.start(), len(lowered))
        if kind == "insert":
            name = joined(read_name(text, next_code(lowered, after, len(lowered)))[0])
            if not name or is_named_so(name):
                return True
    return False


def _without_rows(text: str, dialect: str) -> tuple[int, str]:
    """(statements passed over, the rest) of a script that begins with rows of data; -1 where they may be definitions."""
    backslash = dialect in BACKSLASH
    data, at, passed, kept = _rows(backslash), 0, 0, []
    tables: set[str] = set()
    while True:
        found = data.match(text, at)
        if found and (backslash or "\\" not in found[0]):
            passed += 1
            tables.add(found["table"])
        else:
            found = _SETTING.match(text, at)
            if found is None or found.end() == at:
                break
            kept.append(found[0])
        at = found.end()
    if any(map(_may_define, tables)):
        return -1, text
    return passed, "".join((*kept, text[at:])) if passed else text


def _may_define(table: str) -> bool:
    name = joined(read_name(table, 0)[0])
    return not name or is_named_so(name)


@cache
def _rows(backslash: bool) -> re.Pattern[str]:
    """One INSERT of nothing but literals. The cutter ends it where this does."""
    row = literal_row(backslash)
    return re.compile(
        rf"\s*+(?:--[^\r\n]*+\s++)*+insert\s++into\s++(?P<table>{_NAME})\s*+(?:\([\w\s,.\"`\[\]]*+\)\s*+)?values?\s*+"
        rf"{row}(?:\s*+,\s*+{row})*+\s*+(?:;|(?=[\r\n]\s*+insert\s++into\s)|(?=\s++{_GO})|\Z)",
        re.IGNORECASE | re.DOTALL,
    )
