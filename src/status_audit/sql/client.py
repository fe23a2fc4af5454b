"""Knows the commands that SQL clients add to scripts: sqlcmd, psql, SQL*Plus, the MySQL and SQLite shells."""
# ruff: noqa: E501 (keyword tables and patterns)

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from status_audit.patterns import pattern_of

SUBSTITUTION = pattern_of(r"(&+)(\w+)(\.(?=[.\s\w(]))?")


@dataclass(frozen=True, slots=True)
class Command:
    kind: str
    """`batch`, `delimiter`, `copy` (psql's own), `copy-data` (the header of COPY … FROM stdin), `other`."""
    end: int
    """Offset after the command, its newline not included."""
    value: str = ""
    """The delimiter that a DELIMITER line sets."""
    fresh: bool = False
    """Only a command where a statement could begin: elsewhere the same words are a column or a clause."""


_SQLPLUS_SET = (
    "appinfo|arraysize|autocommit|autop|autot|autotrace|blockterminator|cmdsep|colsep|concat|copycommit|define|echo|"
    "editfile|embedded|escape|exitcommit|feed|feedback|flagger|flush|head|heading|headsep|instance|linesize|lines|lin|"
    "loboffset|long|longchunksize|markup|newpage|null|numformat|num|numwidth|pagesize|pages|pause|recsep|scan|serveroutput|"
    "serverout|showmode|space|sqlblanklines|sqlbl|sqlcase|sqlcontinue|sqlnumber|sqlprefix|sqlprompt|sqlterminator|sqlt|"
    "suffix|tab|term|termout|time|timing|trim|trimout|trims|trimspool|und|underline|verify|ver|wrap|xquery"
)
_COPY = r"copy\s(?:[^;\r\n]*+[\r\n]++){0,2}?[^;\r\n]*?\bfrom\s++stdin\b[^;\r\n]*;[ \t]*"
_PSQL_COPY = r"\\copy\s[^\r\n]*"
_PSQL = r"\\(?:[a-z!?.]|\.)[^\r\n]*"
_GO = r"go(?:[ \t]+\d+)?[ \t]*;?[ \t]*(?:--[^\r\n]*)?(?=[\r\n]|\Z)"
_SLASH = r"/[ \t]*(?=[\r\n]|\Z)"
_DELIMITER = r"delimiter[ \t]+(?P<delimiter>\S{1,16})[^\r\n]*"
_SQLCMD = r":(?:setvar|r|on|connect|error|out|perftrace|exit|quit|list|reset|serverlist|xml|!!)\b[^\r\n]*"
_SQLPLUS = (
    r"(?:rem(?:ark)?(?=\s|\Z)|prompt\b|spool\b|whenever[ \t]+(?:sqlerror|oserror)\b|def(?:ine)?[ \t]+\w+[ \t]*(?:=|\r|\n|\Z)|undef(?:ine)?\b|"
    r"accept\b|exit\b(?![ \t]+when\b)|quit\b|conn(?:ect)?\b(?![ \t]+by\b)|sho(?:w)?[ \t]+err(?:ors?)?\b|sho(?:w)?[ \t]+user\b|"
    r"col(?:umn)?[ \t]+\S+[ \t]+(?:format|for|heading|head|new_value|noprint|justify)\b|break[ \t]+on\b|ttitle\b|btitle\b|"
    r"var(?:iable)?[ \t]+\w+[ \t]+\w+|print[ \t]|pause\b|host\b|start[ \t]+(?!with\b)\S|clear[ \t]+\w+|timing\b|"
    rf"set[ \t]+(?:{_SQLPLUS_SET})\b(?![ \t]*=))[^\r\n]*"
)
_AT_FILE = r"@@?[\w./\\$&-]+[^\r\n]*"
_AT_SCRIPT = r"@@?[\w./\\$&-]+\.(?:sql|pks|pkb|pls|plb|prc|fnc|trg)\b[^\r\n]*|[!$][ \t]+\S[^\r\n]*"
_DOT = r"\.[a-z]+\b[^\r\n]*"
_MYSQL_SHELL = r"(?:source|tee|notee|charset|warnings|nowarning)\b(?![ \t]*[=(,.])[^\r\n]*"


@cache
def _forms(dialect: str) -> tuple[tuple[str, str, bool], ...]:
    """(kind, pattern, fresh) for a dialect; for an unknown one all that cannot be mistaken for SQL."""
    forms = [("batch", _GO, False)]
    if dialect in ("postgres", "redshift", "duckdb", ""):
        forms += [("copy-data", _COPY, True), ("copy", _PSQL_COPY, False), ("other", _PSQL, False)]
    if dialect in ("oracle", "mysql", ""):
        forms.append(("batch", _SLASH, False))
    if dialect in ("oracle", ""):
        forms += [("other", _SQLPLUS, True), ("other", _AT_SCRIPT, True)]
    if dialect == "oracle":
        forms.append(("other", _AT_FILE, True))
    if dialect in ("mysql", ""):
        forms.append(("delimiter", _DELIMITER, False))
    if dialect == "mysql":
        forms.append(("other", _MYSQL_SHELL, True))
    if dialect == "tsql":
        forms.append(("other", _SQLCMD, False))
    if dialect in ("sqlite", "duckdb"):
        forms.append(("other", _DOT, True))
    return tuple(forms)


@cache
def pattern(dialect: str) -> str:
    """A newline after which a client command may stand: a quick test, `command` decides."""
    firsts = {"batch": "gG", "copy-data": "cC", "copy": "\\", "delimiter": "dD"}
    letters = "".join(firsts.get(kind, "") for kind, _, _ in _forms(dialect))
    if dialect in ("oracle", ""):
        letters += "/rRpPsSwWdDuUaAeEqQcCbBtTvVhH@!$"
    letters += {"oracle": "@", "tsql": ":", "sqlite": ".", "duckdb": ".", "mysql": "/sStTnNwWcC"}.get(dialect, "")
    return rf"(?:\r\n?|\n)(?=[ \t]*[{re.escape(''.join(sorted(set(letters))))}])"


@cache
def _compiled(dialect: str) -> re.Pattern[str]:
    forms = _forms(dialect)
    return re.compile(r"[ \t]*(?:" + "|".join(f"({form[1]})" for form in forms) + ")", re.IGNORECASE)


def command(text: str, line_start: int, dialect: str) -> Command | None:
    """The client command on the line that begins at the offset, if one does."""
    found = _compiled(dialect).match(text, line_start)
    if found is None:
        return None
    kind, _, fresh = _forms(dialect)[_which(found)]
    value = found["delimiter"] if kind == "delimiter" else ""
    return Command(kind, found.end(), value, fresh)


def _which(found: re.Match[str]) -> int:
    """Index of the form that matched; named groups inside a form count as groups of their own."""
    names = set(found.re.groupindex.values())
    plain = [number for number in range(1, found.re.groups + 1) if number not in names]
    return next(index for index, number in enumerate(plain) if found.group(number) is not None)
