"""Counts the heads of statements with a scanner of its own, and compares with what the cutter delivers.

    python tests/count_heads.py FOLDER…            share delivered, by kind of statement
    python tests/count_heads.py FOLDER… --misses   and where the others stand

The scanner knows tokens, strings and comments and nothing of how statements end: INSERT, UPDATE, DELETE, MERGE and
CREATE outside strings and comments, where the tokens on either side make them the start of a statement and not an
event, a right, a clause or a column's default. A head counts as delivered where a statement of its kind starts at it,
or where it stands in a statement that says what it does: after its common table expressions, or inside PREPARE.
"""

# ruff: noqa: E501, SIM905 (word lists)

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from status_audit.sql.cut import Fragment, cut
from status_audit.sql.decode import decode
from status_audit.sql.dialect import detect

KINDS = ("insert", "update", "delete", "merge", "create")
EXTENSIONS = (".sql", ".ddl", ".pks", ".pkb", ".prc", ".fnc", ".trg", ".vw")
HOLDERS = ("with", "execute", "create-rule", "create-event", "declare", "for", "open", "return")
"""Statements that may hold another as a part of themselves."""
OBJECTS = frozenset(
    "table view materialized procedure proc function trigger index unique clustered nonclustered type schema sequence role user login "
    "database synonym package rule domain extension or temp temporary global local unlogged external foreign server publication "
    "subscription event definer algorithm aggregate cast operator policy public private force editionable noneditionable columnstore "
    "bitmap fulltext spatial statistics partition xml queue message service contract route assembly certificate symmetric asymmetric "
    "directory context library profile tablespace library java dimension cluster language collation conversion text server if".split()
)
NOT_BEFORE = frozenset(
    "or for after before of grant revoke deny , . key instead no and not allow disallow enable disable using references cascade check".split()
)
NOT_AFTER_UPDATE = frozenset("set statistics on or of as cascade then skip nowait trigger".split())
DATA = re.compile(r"^copy\s[^;]*?\sfrom\s+stdin[^;]*;.*?^\\\.\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)


def tokens(text: str, dialect: str) -> Iterator[tuple[str, int]]:
    """(lower-case token, offset) of words and signs outside strings, quoted names and comments."""
    backslash = dialect in ("mysql", "bigquery", "snowflake", "databricks", "hive")
    string = r"'(?:[^'\\]|\\.|'')*'" if backslash else r"'(?:[^']|'')*'"
    nests = (
        r"/\*(?:[^*/]++|\*(?!/)|/(?!\*)|/\*(?:[^*]++|\*(?!/))*+\*/)*+\*/|" if dialect in ("tsql", "postgres") else ""
    )
    comment = nests + r"/\*.*?(?:\*/|\Z)"
    skipped = [r"--[^\n]*", comment, string, r'"(?:[^"]|"")*"', r"`[^`]*`"]
    if dialect == "mysql":
        skipped += [r"\#[^\n]*"]
    if dialect == "tsql":
        skipped.append(r"\[[^\]\n]*\]")
    if dialect == "oracle":
        skipped += [r"(?im:^[ \t]*(?:rem|prompt)\b[^\n]*)"]
        skipped.insert(0, r"[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(\S).*?\1)'")
    for found in re.finditer(rf"(?:{'|'.join(skipped)})|(?P<word>[@#$:]?\w[\w$#]*)|(?P<sign>[^\s\w])", text, re.DOTALL):
        if found["word"]:
            yield found["word"].lower(), found.start()
        else:
            yield (found["sign"] or "'"), found.start()


def heads(text: str, dialect: str) -> Iterator[tuple[str, int]]:
    """(kind, offset) of what begins a statement, by the tokens beside it."""
    for data in reversed(list(DATA.finditer(text))):
        text = text[: data.start()] + re.sub(r"[^\n]", " ", data[0]) + text[data.end() :]
    if dialect == "mysql":
        text = re.sub(r"/\*!\d*|\*/(?=\s*;)", lambda found: " " * len(found[0]), text)
    stream = list(tokens(text, dialect))
    for number, (word, at) in enumerate(stream):
        if word in KINDS:
            before = stream[number - 1][0] if number else ";"
            after = [each for each, _ in stream[number + 1 : number + 60]] + [""] * 7
            if before not in NOT_BEFORE and begins(word, before, after):
                yield word, at


def begins(word: str, before: str, after: list[str]) -> bool:
    named = re.fullmatch(r"[@#$:]?\w.*|'", after[0]) is not None
    if not named and not (word in ("update", "delete", "insert") and after[0] == "top"):
        return False
    if word == "create":
        return after[0] in OBJECTS
    if before == "on" and (word != "insert" or after[0] != "into"):  # but: SET IDENTITY_INSERT t ON INSERT INTO t
        return False
    if word == "insert":
        return after[0] not in ("or", "on", "as", "of", "privilege", "update", "delete", "then", "trigger")
    if word == "delete":
        return after[0] in ("from", "top", "only") or "from" in after[1:5] or after[:4:3] == ["dbo", ";"]
    if word == "merge":
        return after[0] == "into" or "using" in after
    return after[0] not in NOT_AFTER_UPDATE and "set" in after


def delivered(kind: str, at: int, fragments: tuple[Fragment, ...], starts: dict[int, list[Fragment]]) -> bool:
    for each in starts.get(at, ()):
        if each.head == kind or (kind == "create" and each.head.startswith("create-")):
            return True
    return any(each.start <= at < each.end and each.head in HOLDERS for each in fragments)


def main(folders: list[str], show: bool) -> None:
    for folder in folders:
        found: Counter[str] = Counter()
        missed: list[tuple[str, str, int, str]] = []
        paths = [
            path for path in sorted(Path(folder).rglob("*")) if path.suffix.lower() in EXTENSIONS and path.is_file()
        ]
        for path in paths:
            text = decode(path.read_bytes()).text
            dialect = detect(text, str(path))
            fragments = cut(text, dialect)
            starts: dict[int, list[Fragment]] = {}
            for each in fragments:
                starts.setdefault(each.start, []).append(each)
            for kind, at in heads(text, dialect):
                found[kind] += 1
                if not delivered(kind, at, fragments, starts):
                    line = text.count("\n", 0, at) + 1
                    missed.append((kind, str(path.relative_to(folder)), line, " ".join(text[at : at + 90].split())))
        lost = Counter(each[0] for each in missed)
        total = sum(found.values())
        share = 100 * (total - len(missed)) / total if total else 100.0
        kinds = ", ".join(f"{kind} {found[kind] - lost[kind]:,}/{found[kind]:,}" for kind in KINDS)
        print(f"{folder}: {len(paths):,} files, {total:,} heads, delivered {share:.2f} % ({kinds})")
        if show:
            for each in missed:
                print("  {} {}:{} {}".format(*each))


if __name__ == "__main__":
    main([each for each in sys.argv[1:] if not each.startswith("--")], "--misses" in sys.argv)
