"""Cuts a script into statements, also those inside routines, triggers, anonymous blocks and dynamic SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from status_audit.patterns import pattern_of
from status_audit.sql import embedded
from status_audit.sql.batches import Batch
from status_audit.sql.blocks import Body
from status_audit.sql.heads import head_at
from status_audit.sql.names import joined, read_name
from status_audit.sql.pieces import Piece, next_code, word_events
from status_audit.sql.prepare import Prepared, prepare

DEEPEST = 4
"""Levels of SQL inside SQL that are opened."""

_TRANSACTION = pattern_of(
    r"begin\s*+(?:;|\x1e|\Z|tran\b|transaction\b|work\b|isolation\b|deferred\b|immediate\b|exclusive\b|concurrent\b|read\b)"
)
_UNIT = pattern_of(
    r"[\r\n][ \t]*(?:create\s++(?:or\s++replace\s++)?"
    r"(?:(?:global|local|temp|temporary|unlogged|materialized|external|force|unique)\s++)*"
    r"(?:table|view|index|sequence|procedure|function|trigger|package|schema)|alter\s++table|comment\s++on|insert\s++into)\b"
)
_CONTROL = pattern_of(r"\b(?:then|loop|do|begin)\b|;")
_LANGUAGE = pattern_of(r"\blanguage\s")
_LANGUAGE_NAME = pattern_of(r"language\s++['\"]?(\w+)", re.IGNORECASE)
_SQL_LANGUAGES = frozenset({"", "sql", "plpgsql", "plpgsql3", "spl", "edbspl", "psm"})
_T_BODY = pattern_of(
    r"\bas\b(?=\s*+(?:begin|set|select|declare|insert|update|delete|with|if|return|exec|execute|print|merge|truncate|create|drop|alter|"
    r"while|raiserror|throw|external|open|use|waitfor|grant|revoke|goto|rollback|commit|save|bulk|restore|backup|dbcc|;|\Z))"
)
_QUERY = pattern_of(
    r"\b(?:with\s++(?:recursive\s++)?[\w\"]+\s*+(?:\([^()]*\)\s*+)?as\s*+(?:not\s++)?(?:materialized\s*+)?\(|select\b|insert\s++into\b|update\s++[\w\"]|delete\s++from\b)"
)
_HOLDS_QUERY = frozenset(
    {
        "if",
        "for",
        "while",
        "declare",
        "open",
        "return",
        "set",
        "case",
        "create-event",
        "create-trigger",
        "create-rule",
        "other",
    }
)
_TRIGGER_TABLE = pattern_of(r"\bon\s++(?=\S)")
_RULE_TABLE = pattern_of(r"\bto\s++(?=\S)")
_RETURN = pattern_of(
    r"\breturn\b(?!\s++(?:null|table|varchar|char|n?varchar2|number|int(?:eger)?)\s++(?:on|null|as|is)\b)(?=\s*+[\w('\"$@])"
)
_PARENTHESIS = pattern_of(r"[()]")
_COMPOUND = pattern_of(r"[^;]{0,2000}?\bcompound\s++trigger\b")
_EACH_ROW = pattern_of(
    r"\bfor\s++each\s++(?:row|statement)\b(?:\s++(?:follows|precedes)\s++\S+)?(?:\s++when\s*+\([^;]*?\)(?=\s*+(?:insert|update|delete|set|call)))?"
)
_ALERT_THEN = pattern_of(r"\)\s*+then\b")
_EVENT_DO = pattern_of(r"\b(?:do(?!\s++(?:also|instead)\b)|do\s++(?:also|instead)|as)\b")
_WORD = pattern_of(r"[a-z_][\w$]*")


@dataclass(frozen=True, slots=True)
class Fragment:
    start: int
    """0-based offset in the normalised (and so in the decoded) text."""
    end: int
    head: str
    """One of `heads.HEADS`."""
    after: int
    """Offset after the head's words: where the name of what it creates or writes begins."""
    scope: str = ""
    """The routine, trigger or anonymous block it stands in."""
    parent: int = -1
    """Index of the fragment around it; -1 at the top level."""
    body: int = -1
    """For routines and triggers: where the body begins; the parameters stand before it."""
    query: int = -1
    """For statements that hold a query (IF, FOR, DECLARE CURSOR, RETURN QUERY …): where that begins."""
    table: str = ""
    """The table of the trigger or rule it belongs to."""
    words: tuple[str, ...] = ()
    """Words of the trigger's head, for what stands inside it."""
    embedded: str = ""
    """The statement's text where it came out of a literal: quotes undone at equal length."""
    assembled: bool = False
    """True for dynamic SQL that is put together at run time: variables stand where their values would."""
    language: str = ""
    """The language of a routine's body when it is not SQL; the body is then not cut."""

    def text(self, normalised: str) -> str:
        return self.embedded or normalised[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What fragments take over from the fragment around them."""

    parent: int = -1
    scope: str = ""
    table: str = ""
    words: tuple[str, ...] = ()
    base: int = 0
    depth: int = 0
    literal: bool = False
    assembled: bool = False


def cut(text: str, dialect: str) -> tuple[Fragment, ...]:
    """Fragments in the order of the text, inner ones after the one around them. Takes normalised or raw text."""
    return cut_prepared(prepare(text, dialect), dialect)


def cut_prepared(prepared: Prepared, dialect: str) -> tuple[Fragment, ...]:
    cutter = _Cutter(prepared, dialect, _Inside(), [])
    cutter.run()
    return tuple(cutter.out)


class _Cutter:
    def __init__(self, prepared: Prepared, dialect: str, inside: _Inside, out: list[Fragment]) -> None:
        self.text, self.mask, self.dialect = prepared.text, prepared.mask, dialect
        self.inside, self.out = inside, out

    def run(self) -> None:
        at, size = 0, len(self.mask)
        limit = -1
        while (at := self.skip(at, size)) < size:
            if at > limit:
                limit = self.mask.find("\x1e", at)
                limit = size if limit < 0 else limit
            at = self.batch(at, limit) if self.dialect == "tsql" else self.statement(at, limit)

    def skip(self, at: int, limit: int) -> int:
        return next_code(self.mask, at, limit)

    # T-SQL

    def batch(self, at: int, limit: int) -> int:
        cutter = Batch(self.mask)
        stop = cutter.run(at, limit)
        for piece in cutter.pieces:
            self.piece(piece, self.inside)
        if stop < limit:
            head, after = head_at(self.mask, stop, limit)
            body = _T_BODY.search(self.mask, after, limit)
            self.routine(Piece(stop, limit, head, after), body.end() if body else limit, "tsql")
        return limit

    # all others

    def statement(self, at: int, limit: int) -> int:
        head, after = head_at(self.mask, at, limit)
        if head in ("create-routine", "create-trigger", "create-package", "create-event"):
            return self.definition(Piece(at, limit, head, after))
        if self.opens_block(head, at, limit):
            return self.block(at, limit)
        if head in ("if", "while", "for", "case"):
            found = _CONTROL.search(self.mask, after, limit)
            end = found.end() if found else limit
        else:
            end = self.plain_end(at, after, limit, head)
        if head == "do":
            self.anonymous(Piece(at, end, head, after))
        else:
            self.piece(Piece(at, end, head, after), self.inside)
        return end

    def plain_end(self, at: int, after: int, limit: int, head: str) -> int:
        end = self.mask.find(";", at, limit) + 1 or limit
        if head in ("session", "create-rule", "execute", "with", "merge") or end - at < 40:
            return end
        for unit in _UNIT.finditer(self.mask, after, end):
            start = self.skip(unit.start(), end)
            before = self.mask[at:start]
            insert = self.mask.startswith("insert", start)
            if not insert and (before.count("(") == before.count(")") or start == unit.start() + 1):
                return start
            if (
                insert
                and before.count("(") == before.count(")")
                and before.rstrip().endswith((")", "'"))
                and head == "insert"
            ):
                return start
        return end

    def opens_block(self, head: str, at: int, limit: int) -> bool:
        if self.mask.startswith("begin", at):
            return not _TRANSACTION.match(self.mask, at, limit)
        if head != "declare" or self.dialect in ("postgres", "redshift", "bigquery", "mysql", "duckdb", "sqlite"):
            return False
        return re.compile(r"\bbegin\b").search(self.mask, at, limit) is not None

    def block(self, at: int, limit: int) -> int:
        scope = self.inside.scope or self.name_block()
        body = Body(self.text, self.mask, scope, "routine")
        end = body.run(at, limit)
        index = len(self.out)
        self.add(Piece(at, end, "do", at), self.inside, body=at)
        self.pieces(body.pieces, replace(self.inside, parent=index, scope=scope))
        return end

    def name_block(self) -> str:
        return f"block {1 + sum(1 for each in self.out if each.head == 'do')}"

    def anonymous(self, piece: Piece) -> None:
        scope = self.inside.scope or self.name_block()
        index = len(self.out)
        body = self.dollar(piece)
        language = self.language(piece)
        self.add(piece, self.inside, body=body[0] if body else -1, language=language)
        if body and not language:
            self.into(body, replace(self.inside, parent=index, scope=scope))

    def definition(self, piece: Piece) -> int:
        """A routine, trigger, package or event: its end depends on how its body is written."""
        trigger = piece.head in ("create-trigger", "create-event")
        compound = _COMPOUND.match(self.mask, piece.after, piece.end) if piece.head == "create-trigger" else None
        if compound:
            return self.spread(piece, compound.end(), "package")
        depth = 0
        for found in word_events(("as", "begin", "declare", "is")).finditer(self.mask, piece.after, piece.end):
            word, at = found[1], found.start(1)
            if not word:
                break
            if word in "()":
                depth += 1 if word == "(" else -1
            elif word == ";":
                return self.closed(piece, at + 1)
            elif depth == 0 and (word in ("begin", "declare") or (not trigger and self.opens_declarations(piece, at))):
                kind = "package" if piece.head == "create-package" else "routine"
                return self.spread(piece, at if word in ("begin", "declare") else at + 2, kind)
        return self.closed(piece, piece.end)

    def opens_declarations(self, piece: Piece, at: int) -> bool:
        """`IS` or `AS` before PL/SQL declarations, and not before a quoted body, a query or another language."""
        following = self.mask[self.skip(at + 2, piece.end) : piece.end][:12]
        if piece.head == "create-package":
            return True
        if self.dialect not in ("oracle", "", "snowflake") or following[:1] in ("$", "'", '"', "(", ""):
            return False
        return not re.match(r"(?:select|with|language|return|table|external|begin|declare|values|object)\b", following)

    def spread(self, piece: Piece, start: int, kind: str) -> int:
        scope = self.named(piece)
        body = Body(self.text, self.mask, scope, kind)
        end = body.run(start, piece.end)
        index = len(self.out)
        inside = self.within(piece, start, index, scope)
        self.add(replace(piece, end=end), self.inside, body=start, table=inside.table)
        self.pieces(body.pieces, inside)
        return end

    def closed(self, piece: Piece, end: int) -> int:
        """A definition that ends at its `;`: the body is a quoted text, or one statement."""
        piece = replace(piece, end=end)
        index, scope, language = len(self.out), self.named(piece), self.language(piece)
        quoted = self.dollar(piece) or self.quoted_body(piece)
        start = quoted[0] if quoted else self.single(piece)
        inside = self.within(piece, start if start >= 0 else end, index, scope)
        self.add(piece, self.inside, body=start, language=language, table=inside.table)
        if quoted and not language:
            self.into(quoted, inside)
        elif start >= 0 and not quoted:
            body = Body(self.text, self.mask, scope, "")
            body.run(start, self.inner_end(start, end))
            self.pieces(body.pieces, inside)
        return end

    def inner_end(self, start: int, end: int) -> int:
        """Where a body of one query ends: at the parenthesis that closes it, where it stands in one."""
        if not self.mask[:start].rstrip().endswith("("):
            return end
        depth = 1
        for found in _PARENTHESIS.finditer(self.mask, start, end):
            depth += 1 if found[0] == "(" else -1
            if depth == 0:
                return found.start()
        return end

    def single(self, piece: Piece) -> int:
        pattern = {"create-trigger": _EACH_ROW, "create-event": _EVENT_DO}.get(piece.head)
        if piece.head == "create-event" and "alert" in self.mask[piece.start : piece.after]:
            pattern = _ALERT_THEN
        found = pattern.search(self.mask, piece.after, piece.end) if pattern else None
        if found:
            start = self.skip(found.end(), piece.end)
            return -1 if self.mask.startswith(("execute function", "execute procedure"), start) else start
        if piece.head == "create-routine":
            returned = _RETURN.search(self.mask, piece.after, piece.end)
            query = _QUERY.search(self.mask, piece.after, piece.end)
            if returned and not (query and query.start() < returned.start()):
                return returned.start()
            return query.start() if query else -1
        return -1

    def routine(self, piece: Piece, body: int, dialect: str) -> None:
        scope, index = self.named(piece), len(self.out)
        inside = self.within(piece, body, index, scope)
        self.add(piece, self.inside, body=body, table=inside.table)
        cutter = Batch(self.mask)
        cutter.run(body, piece.end, in_routine=True)
        self.pieces(cutter.pieces, inside)

    def named(self, piece: Piece) -> str:
        return joined(read_name(self.text, self.skip(piece.after, piece.end), piece.end)[0])

    def within(self, piece: Piece, body: int, index: int, scope: str) -> _Inside:
        if piece.head != "create-trigger":
            return replace(self.inside, parent=index, scope=scope)
        head = self.mask[piece.after : body]
        on = _TRIGGER_TABLE.search(self.mask, piece.after, body)
        table = joined(read_name(self.text, on.end(), body)[0]) if on else ""
        return replace(
            self.inside, parent=index, scope=scope, table=table, words=self.words_of(piece.after, body, head)
        )

    def words_of(self, start: int, end: int, head: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_WORD.findall(self.text[start:end].lower()))) if head else ()

    def language(self, piece: Piece) -> str:
        found = _LANGUAGE.search(self.mask, piece.after, piece.end)
        if found is None:
            return ""
        named = _LANGUAGE_NAME.match(self.text, found.start())
        word = named[1].lower() if named else ""
        return "" if word in _SQL_LANGUAGES else word

    def dollar(self, piece: Piece) -> tuple[int, int] | None:
        found = re.compile(r"\${2,}").search(self.mask, piece.after, piece.end)
        if found is None:
            return None
        tag = self.text.index("$", found.start() + 1) + 1 - found.start()
        return found.start() + tag, found.end() - tag

    def quoted_body(self, piece: Piece) -> tuple[int, int] | None:
        found = re.compile(r"\bas\s++e?('{2,})").search(self.mask, piece.after, piece.end)
        return (found.start(1), found.end(1)) if found else None

    def into(self, extent: tuple[int, int], inside: _Inside) -> None:
        """Cuts a body that stands in dollar quotes or in a literal."""
        start, end = extent
        literal = self.text[start : start + 1] == "'" and self.mask[start] == "'"
        if inside.depth >= DEEPEST:
            return
        source = embedded.unquoted(self.text, start, end) if literal else self.text[start:end]
        prepared = prepare(source, self.dialect)
        deeper = replace(
            inside, base=self.inside.base + start, depth=inside.depth + 1, literal=inside.literal or literal
        )
        body = Body(prepared.text, prepared.mask, inside.scope, "")
        body.run(0, len(source))
        _Cutter(prepared, self.dialect, deeper, self.out).pieces(body.pieces, deeper)

    # output

    def pieces(self, pieces: list[Piece], inside: _Inside) -> None:
        scopes = {inside.scope: inside.parent}
        for piece in pieces:
            index = len(self.out)
            parent = scopes.get(piece.scope, inside.parent)
            self.piece(piece, replace(inside, parent=parent, scope=piece.scope or inside.scope))
            if piece.opens:
                scopes[piece.opens] = index

    def piece(self, piece: Piece, inside: _Inside) -> None:
        index = len(self.out)
        table = inside.table
        if piece.head == "create-rule":
            to = _RULE_TABLE.search(self.mask, piece.after, piece.end)
            table = joined(read_name(self.text, to.end(), piece.end)[0]) if to else ""
        self.add(piece, inside, table=table)
        if piece.head == "create-rule":
            around = replace(inside, parent=index, table=table, scope=self.named(piece), depth=inside.depth + 1)
            self.rule(piece, around)
        if inside.depth >= DEEPEST or piece.head == "message":
            return
        for start, sql, assembled in embedded.literals(self.text, self.mask, piece.start, piece.end, piece.head):
            prepared = prepare(sql, self.dialect)
            deeper = replace(
                inside,
                parent=index,
                base=inside.base + start,
                depth=inside.depth + 1,
                literal=True,
                assembled=assembled,
            )
            _Cutter(prepared, self.dialect, deeper, self.out).run()

    def rule(self, piece: Piece, inside: _Inside) -> None:
        found = _EVENT_DO.search(self.mask, self.mask.find(" to ", piece.after, piece.end), piece.end)
        if found is None:
            return
        start = self.skip(found.end(), piece.end)
        if start >= piece.end or inside.depth > DEEPEST or self.mask.startswith("nothing", start):
            return
        opening = self.mask[start] == "("
        body = Body(self.text, self.mask, inside.scope, "")
        end = self.mask.rfind(")", start, piece.end) if opening else piece.end
        body.run(start + opening, end)
        self.pieces(body.pieces, inside)

    def add(self, piece: Piece, inside: _Inside, body: int = -1, language: str = "", table: str = "") -> None:
        base = inside.base
        query = -1
        if piece.head in _HOLDS_QUERY:
            found = _QUERY.search(self.mask, piece.after, piece.end)
            query = found.start() + base if found else -1
        self.out.append(
            Fragment(
                piece.start + base, piece.end + base, piece.head, piece.after + base, inside.scope, inside.parent,
                body + base if body >= 0 else -1, query, table or inside.table, inside.words,
                self.text[piece.start : piece.end] if inside.literal else "", inside.assembled, language,
            )
        )  # fmt: skip
