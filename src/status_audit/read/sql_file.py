"""Reads SQL of any dialect: what it declares, who it lets in, and the statements that may move data."""
# ruff: noqa: E501 (tables of names)

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from status_audit.model import Change, Container, Field, Gap, Item, Location, Reading, Source, Statement
from status_audit.model.closed import Closed
from status_audit.patterns import pattern_of
from status_audit.read.contents import unread, unreadable
from status_audit.read.ddl import alter, comments, grants, stored, types
from status_audit.read.ddl.entries import Rows
from status_audit.read.ddl.remarks import above, directives
from status_audit.read.ddl.script import Script, script
from status_audit.read.ddl.tables import create_table
from status_audit.read.ddl.tables import unread as not_understood
from status_audit.read.sql_plain import plain
from status_audit.sql import gate
from status_audit.sql.cut import Fragment, cut_prepared
from status_audit.sql.decode import decode
from status_audit.sql.dialect import detect
from status_audit.sql.prepare import prepare
from status_audit.sql.templates import without_definitions

KIND = "sql"
EXTENSIONS = (
    ".sql", ".ddl", ".pks", ".pkb", ".pck", ".plsql", ".pls", ".psql", ".pgsql", ".tsql", ".hql", ".bqsql", ".prc", ".fnc", ".trg",
    ".vw", ".viw", ".tps", ".tpb", ".mysql", ".udf", ".cql",
)  # fmt: skip
MOST = 512 * 1024 * 1024
"""Bytes of a script that are read."""

_FLOWS = frozenset({
    "create-table", "create-foreign-table", "create-view", "create-materialized-view", "insert", "select", "with", "update", "delete",
    "merge", "copy", "unload", "export", "import", "attach", "execute", "for", "while", "case", "open", "return", "create-event",
    "create-synonym", "create-rule", "create-pipe", "do", "if", "declare", "fetch", "truncate",
})  # fmt: skip
_INSIDE = frozenset({"set", "other", "create-type"})
"""Kinds that move data inside a routine, and are settings or noise outside."""
_MOVED = pattern_of(
    r"\b(?:rename|switch|exchange|swap|attach|inherit|transfer|as\s*+\(|as\s++\w++|generated|change|first|after|append|schema|system_versioning|from|move)\b|\bas\s*+\("
)
_WRITES = frozenset({"insert", "update", "delete", "merge", "copy", "truncate", "alter-table"})
_DATA = pattern_of(r"\bvalues?\s*+\(")
_MOVES = pattern_of(r"\bselect\b|@\w|[:]\w|\bnew\.|\bold\.|\$\d|\bexec\b|\bexecute\b")
_CARRIES = pattern_of(
    r"\b(?:as|like|clone|copy|inherits|of|generated|into|temp|temporary|volatile|history_table)\b|#|@"
)
"""A table that takes over rows or columns, computes them, or lives for a session only."""
_SIGNS = ("select", "@", ":", "new.", "old.", "$", "exec")
_COPY_IN = pattern_of(r"\bfrom\s++stdin\b")
_CREATES_TABLE = pattern_of(r"\bcreate\s++(?:\w+\s++){0,3}table\b")
_DEFAULTS = pattern_of(r"alter\s++default\s++privileges\b")
_MACRO = pattern_of(r"\{%-?\s*+(?:macro|test|materialization|docs)\b")
"""A file of dbt macros: pieces of statements, which count where a model uses them."""
_CALLED = pattern_of(r"\{\{-?\s*+(?!config\b)[\w.]++\s*+\(")
_HOLDS_QUERY = pattern_of(r"\bselect\b|\brename\b|\btransfer\b")

Handler = Callable[[Script, Fragment], Iterator[Item]]


def accepts(path: str, head: bytes) -> bool:
    """By extension; a database file that is called `.sql` is not SQL."""
    return path.lower().endswith(EXTENSIONS) and not head.startswith(
        (b"SQLite format 3\x00", b"PGDMP", b"PK\x03\x04", b"\x1f\x8b")
    )


def read(source: Source) -> Reading:
    """All that the script declares and does. What is not understood becomes a Gap."""
    opened = _opened(source)
    return opened if isinstance(opened, Reading) else read_text(*opened)


def glance(source: Source) -> Reading:
    """As `read`, but a script that only queries and writes stays closed: its words alone are told."""
    opened = _opened(source)
    if isinstance(opened, Reading):
        return opened
    source, text = opened
    words = gate.words_of(text)
    folded = frozenset(map(str.casefold, words))
    source = _with_dialect(source, text, folded)
    found = None if gate.declares(folded) else plain(text, source.dialect)
    if found is None:
        return read_text(source, text)
    if found.text is not text:
        words = gate.words_of(found.text)
    return Closed(source, (), found.statements, words=words, phrases=gate.phrases_of(found.text))


def overlook(source: Source) -> Reading:
    """As `glance`, but every script stays closed: enough for one who asks where a relation goes that none may name.

    Its dialect is not asked for: nothing is made of it.
    """
    opened = _opened(source)
    if isinstance(opened, Reading):
        return opened
    source, text = opened
    words = gate.words_of(text)
    folded = frozenset(map(str.casefold, words))
    wide, runs_text = gate.is_wide(text, folded), gate.runs_text(text)
    return Closed(source, (), words=words, runs_text=runs_text, wide=wide)


def _with_dialect(source: Source, text: str, words: frozenset[str]) -> Source:
    return source if source.dialect else replace(source, dialect=detect(text, source.path, words))


def _opened(source: Source) -> tuple[Source, str] | Reading:
    """The source with its digest, and its text; or a Reading that says why it has none."""
    try:
        with open(source.file, "rb") as stream:
            data = stream.read(MOST + 1)
    except OSError as error:
        return unread(source, unreadable(source.path, error))
    if len(data) > MOST:
        reason, remedy = (
            f"is larger than {MOST // 1024 // 1024} MB",
            "Dump the schema without its rows, and audit that.",
        )
        return unread(source, Gap("limit", Location(source.path, ""), reason, remedy))
    opened = replace(source, sha256=hashlib.sha256(data).hexdigest())
    decoded = decode(data)
    if decoded.encoding == "binary":
        reason = f"is called SQL, but {decoded.note}"
        return unread(
            opened, Gap("unparsed", Location(source.path, ""), reason, "Save it as text, in UTF-8, and run again.")
        )
    return opened, decoded.text


def read_text(source: Source, text: str) -> Reading:
    """As `read`, of text that is already at hand."""
    dialect = source.dialect or detect(text, source.path)
    source = replace(source, dialect=dialect)
    text = _with_its_query(text)
    prepared = prepare(text, dialect)
    reader = _Reader(script(source, text, prepared, dialect))
    reader.run(cut_prepared(prepared, dialect))
    reader.templates_alone()
    gaps = list(_one_each(reader.gaps))
    items = (*directives(reader.script), *reader.items, *gaps)
    return Reading(source, items, reader.skipped, partly=bool(gaps))


def _with_its_query(text: str) -> str:
    """A dbt model may define macros above its query: what they hold counts where they are used."""
    if "{%" not in text or not _MACRO.search(text):
        return text
    outside = without_definitions(text)
    return outside if outside.strip() else text


def _one_each(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """One per (kind, routine), at the first place, with a count."""
    groups: dict[tuple[str, str], list[Gap]] = {}
    for each in gaps:
        groups.setdefault((each.kind, each.location.ref), []).append(each)
    for first, *others in groups.values():
        yield replace(first, count=first.count + sum(each.count for each in others))


class _Reader:
    """Goes through the fragments of one script in order."""

    def __init__(self, read_script: Script) -> None:
        self.script = read_script
        self.items: list[Item] = []
        self.gaps: list[Gap] = []
        self.skipped = 0
        self.known: dict[str, tuple[str, ...]] = {}
        self.temporary: set[str] = set()
        self.rows = Rows(self.known, {})

    def run(self, fragments: tuple[Fragment, ...]) -> None:
        for fragment in fragments:
            before = len(self.items) + len(self.gaps)
            self.fragment(fragment)
            if len(self.items) + len(self.gaps) == before and fragment.parent < 0:
                self.skipped += 1
            self.cut_off(fragment)
        self.never_closed()
        self.no_table_read()

    def cut_off(self, fragment: Fragment) -> None:
        """A list of columns that is never closed: the file ends too early, and so may the list."""
        if fragment.parent >= 0 or fragment.head != "create-table":
            return
        body = self.script.mask[fragment.start : fragment.end]
        if body.count("(") > body.count(")"):
            self.gaps.append(not_understood(self.script, fragment.start, "a table whose columns are never closed"))

    def never_closed(self) -> None:
        """A comment that runs to the end of the file has swallowed whatever stands there."""
        opening = self.script.decoded.rfind("/*")
        if opening < 0 or self.script.decoded.find("*/", opening) >= 0:
            return
        if not self.script.mask[opening:].strip() and self.script.decoded[opening + 2 :].strip():
            self.gaps.append(not_understood(self.script, opening, "a comment that is never closed"))

    def no_table_read(self) -> None:
        """A script that speaks of CREATE TABLE and yields none must not look as if it held none."""
        if any(isinstance(each, Container | Field | Gap) for each in (*self.items, *self.gaps)):
            return
        found = _CREATES_TABLE.search(self.script.mask)
        if found:
            self.gaps.append(not_understood(self.script, found.start(), "CREATE TABLE stands in it, but no table"))

    def templates_alone(self) -> None:
        """A dbt model may be one macro: the statement it becomes is known once the template is run."""
        script = self.script
        if not script.mask.strip() and _CALLED.search(script.decoded) and not _MACRO.search(script.decoded):
            self.items.append(Statement("select", script.text, script.location("", 0), script.dialect))

    def take(self, items: Iterable[Item]) -> None:
        for each in items:
            if isinstance(each, Container) and each.kind == "temporary-table":
                self.temporary.add(each.name.casefold())
            if isinstance(each, Gap):
                self.gaps.append(each)
            else:
                self.items.append(each)

    def fragment(self, fragment: Fragment) -> None:
        script = self.script
        if fragment.embedded or script.mask[fragment.start] in "$'":
            script, fragment = _inside(script, fragment)
        handler = _HANDLERS.get(fragment.head)
        if handler is not None and not fragment.assembled:
            handler(self, script, fragment)
        elif fragment.head in _FLOWS or (fragment.scope and fragment.head in _INSIDE):
            self.statement(script, fragment)
        elif fragment.head == "other" and fragment.parent < 0:
            self.unknown(script, fragment)

    def unknown(self, script: Script, fragment: Fragment) -> None:
        """A statement no head fits: text of some other kind, or SQL we do not know."""
        if _MACRO.search(script.decoded):
            return
        if script.decoded.startswith("{{", script.skip(fragment.start, fragment.end) + script.base):
            self.statement(script, replace(fragment, head="select"))
            return
        if script.mask[fragment.start : fragment.end].strip(" \t\r\n;.,)(/\\'\""):
            self.gaps.append(
                not_understood(script, fragment.start, "a statement of a kind we do not know", fragment.scope)
            )

    def statement(self, script: Script, fragment: Fragment, end: int = -1) -> None:
        container = ""
        if fragment.head.startswith("create-") or fragment.head in _WRITES:
            container = script.name(fragment.after, fragment.end)[0]
        self.items.append(
            Statement(
                fragment.head, script.text[fragment.start : fragment.end if end < 0 else end],
                script.location(container, fragment.start), script.dialect, fragment.scope, container,
                offset=fragment.start + script.base, words=fragment.words,
            )
        )  # fmt: skip

    def table(self, script: Script, fragment: Fragment) -> None:
        self.take(create_table(script, fragment, self.known))
        if _CARRIES.search(script.mask, fragment.start, fragment.end):
            self.statement(script, fragment)

    def is_temporary(self, name: str) -> bool:
        """Whether a table lives for a session only: none of its columns is a field of the system."""
        return name.rpartition(".")[2].startswith("#") or name.casefold() in self.temporary

    def view(self, script: Script, fragment: Fragment) -> None:
        name, after = script.name(fragment.after, fragment.end)
        if name and not script.mask.startswith("alter", fragment.start):
            kind = "materialized-view" if fragment.head == "create-materialized-view" else "view"
            place = script.location(name, script.skip(fragment.after, fragment.end), after)
            self.items.append(Container(kind, name, comment=above(script, fragment.start), location=place))
        self.statement(script, fragment)

    def routine(self, script: Script, fragment: Fragment) -> None:
        """The head alone: what stands in the body comes as statements of its own."""
        self.statement(script, fragment, fragment.body if fragment.body > fragment.start else -1)
        if fragment.language:
            ref = script.name(fragment.after, fragment.end)[0]
            gap = not_understood(script, fragment.start, f"a routine's body in {fragment.language}", ref)
            self.gaps.append(
                replace(gap, kind="unsupported", remedy="Read the body by hand; only SQL bodies are traced.")
            )

    def insert(self, script: Script, fragment: Fragment) -> None:
        data = _DATA.search(script.mask, fragment.after, fragment.end)
        if data is None or fragment.scope or _moves(script.mask[fragment.start : fragment.end]):
            self.statement(script, fragment)
        else:
            self.take(self.rows.inserted(script, fragment))

    def copy(self, script: Script, fragment: Fragment) -> None:
        if _COPY_IN.search(script.mask, fragment.start, fragment.end):
            self.take(self.rows.copied(script, fragment))
        else:
            self.statement(script, fragment)

    def alter(self, script: Script, fragment: Fragment) -> None:
        found = alter.alter_table(script, fragment)
        if self.is_temporary(script.name(fragment.after, fragment.end)[0]):
            self.statement(script, fragment)
            return
        self.take(each for each in found if not (_in_routine(fragment) and isinstance(each, Change)))
        if _MOVED.search(script.mask, fragment.after, fragment.end):
            self.statement(script, fragment)

    def drop(self, script: Script, fragment: Fragment) -> None:
        if not _in_routine(fragment):
            self.take(alter.drop(script, fragment))

    def rename(self, script: Script, fragment: Fragment) -> None:
        if not _in_routine(fragment):
            self.take(alter.rename(script, fragment))
        self.statement(script, fragment)

    def execute(self, script: Script, fragment: Fragment) -> None:
        declared = stored.stored(script, fragment)
        if declared is None:
            self.statement(script, fragment)
        elif not _in_routine(fragment):
            self.take(declared)

    def other(self, script: Script, fragment: Fragment) -> None:
        """CREATE and ALTER of what we have no reader for: only what holds a query moves data."""
        mask = script.mask
        if _DEFAULTS.match(mask, fragment.start):
            self.take(grants.default_privileges(script, fragment))
        elif _HOLDS_QUERY.search(mask, fragment.after, fragment.end):
            self.statement(script, fragment)


def _inside(script: Script, fragment: Fragment) -> tuple[Script, Fragment]:
    """A script of its own for a statement that stands in a quoted body, whose mask the outer one does not have."""
    text = fragment.text(script.text)
    prepared = prepare(text, script.dialect)
    base = fragment.start
    inner = Script(
        script.source, text, prepared.text, prepared.mask, script.dialect, script.lines, script.sections, base
    )
    body = fragment.body - base if fragment.body >= 0 else -1
    return inner, replace(fragment, start=0, end=len(text), after=fragment.after - base, body=body, embedded="")


def _moves(mask: str) -> bool:
    """Whether rows of values take anything from elsewhere. Dumps hold millions, so plain words are looked for first."""
    return any(sign in mask for sign in _SIGNS) and _MOVES.search(" ".join(mask.split())) is not None


def _in_routine(fragment: Fragment) -> bool:
    """Whether it runs only when somebody calls it; anonymous blocks run with the script."""
    return bool(fragment.scope) and not fragment.scope.startswith("block ")


def _declares(handler: Handler) -> Callable[[_Reader, Script, Fragment], None]:
    def run(reader: _Reader, script: Script, fragment: Fragment) -> None:
        reader.take(handler(script, fragment))

    return run


_HANDLERS: dict[str, Callable[[_Reader, Script, Fragment], None]] = {
    "create-table": _Reader.table,
    "create-foreign-table": _Reader.table,
    "create-view": _Reader.view,
    "create-materialized-view": _Reader.view,
    "create-routine": _Reader.routine,
    "create-trigger": _Reader.routine,
    "create-package": _Reader.routine,
    "do": _Reader.routine,
    "create-type": _declares(types.create_type),
    "create-domain": _declares(types.create_domain),
    "alter-type": _declares(types.alter_type),
    "alter-table": _Reader.alter,
    "alter-other": _Reader.other,
    "create-other": _Reader.other,
    "comment": _declares(comments.comment_on),
    "drop": _Reader.drop,
    "rename": _Reader.rename,
    "grant": _declares(grants.grant),
    "create-role": _declares(grants.role),
    "create-publication": _declares(grants.publication),
    "alter-publication": _declares(grants.publication),
    "create-share": _declares(grants.share),
    "alter-share": _declares(grants.share),
    "create-server": _declares(grants.server),
    "insert": _Reader.insert,
    "copy": _Reader.copy,
    "execute": _Reader.execute,
}
