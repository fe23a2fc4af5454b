"""Cuts bodies whose statements end in `;`: PL/pgSQL, PL/SQL, MySQL, SQL/PSM, Snowflake and BigQuery scripts."""
# ruff: noqa: E501 (keyword tables and patterns)

from __future__ import annotations

from status_audit.patterns import pattern_of
from status_audit.sql.heads import head_at
from status_audit.sql.names import joined, read_name
from status_audit.sql.pieces import Piece, next_code, word_events

_EVENTS = (
    "as", "begin", "case", "declare", "do", "else", "end", "for", "function", "is", "loop", "procedure", "repeat", "then",
    "while",
)  # fmt: skip
_TRANSACTION = pattern_of(
    r"begin\s*+(?:;|\x1e|\Z|tran\b|transaction\b|work\b|isolation\b|deferred\b|immediate\b|exclusive\b|concurrent\b)"
)
_AFTER_END = pattern_of(r"end\s++(if|loop|while|repeat|for|case)\b")
_ROUTINE = pattern_of(
    r"(?:(?:member|static|constructor|map|order|final|overriding|instantiable|not|final)\s++)*(?:procedure|function)\b"
)
_TIMING = pattern_of(r"(?:(?:before|after)\s++(?:statement|each\s++row)|instead\s++of\s++each\s++row)\s++\Z")
_NEW_UNIT = pattern_of(
    r"[\r\n]create\s++(?:or\s++replace\s++)?(?:definer\s*+=\s*+\S+\s++)?(?:procedure|function|trigger|package|view|event)\b"
)
_ATOMIC = pattern_of(r"begin\s++(?:not\s++)?atomic\b")
_HANDLER = pattern_of(r"declare\s++\w+\s++handler\s++for\b")
_STARTS_BLOCK = frozenset({"if", "for", "while", "case"})


class Body:
    """One pass over a body from `start`; `opened` says what its outermost END closes (`""`: the limit does)."""

    def __init__(self, source: str, mask: str, scope: str, opened: str) -> None:
        self.source, self.mask = source, mask
        self.pieces: list[Piece] = []
        self.scopes = [scope]
        self.stack: list[tuple[str, bool]] = [(opened, False)] if opened else []
        self.bounded = not opened
        self.start = 0
        self.depth = self.cases = 0
        self.declaring = opened in ("routine", "package")

    def run(self, start: int, limit: int) -> int:
        """Cuts up to the end of the body, and returns the offset after it."""
        self.start = start
        if not self.bounded:
            unit = _NEW_UNIT.search(self.mask, start, limit)
            limit = unit.start() if unit else limit
        for found in word_events(_EVENTS).finditer(self.mask, start, limit):
            word, at = found[1], found.start(1)
            if not word:
                break
            if word == "(":
                self.depth += 1
            elif word == ")":
                self.depth = max(self.depth - 1, 0)
            elif word in (";", "\x1e"):
                if self.semicolon(at):
                    return at + 1
            elif self.depth == 0:
                self.word(word, at)
        self.close(limit)
        return limit

    def semicolon(self, at: int) -> bool:
        ended = self.leave(at)
        self.close(at + 1)
        self.depth = self.cases = 0
        return ended and not self.stack and not self.bounded

    def fresh(self, at: int) -> bool:
        gap = self.mask[self.start : at].strip()
        return not gap or (gap.endswith((">>", ":")) and not gap.endswith("::") and len(gap) < 80 and "=" not in gap)

    def word(self, word: str, at: int) -> None:
        handler = getattr(self, "on_" + word, None)
        if handler is not None:
            handler(at)

    def on_begin(self, at: int) -> None:
        if (self.fresh(at) or self.handler(at)) and not _TRANSACTION.match(self.mask, at):
            self.begin(at)

    def handler(self, at: int) -> bool:
        """MySQL's DECLARE … HANDLER FOR … BEGIN: the block belongs to the declaration."""
        return _HANDLER.match(self.mask, self.first(at), at) is not None

    def begin(self, at: int) -> None:
        self.declaring = False
        if self.stack and self.stack[-1] == ("routine", False):
            self.stack[-1] = ("routine", True)
        elif self.stack and self.stack[-1] == ("package", False):
            self.stack[-1] = ("package", True)
        else:
            self.stack.append(("block", True))
        atomic = _ATOMIC.match(self.mask, at)
        self.close(atomic.end() if atomic else at + 5)

    def on_case(self, at: int) -> None:
        if not self.fresh(at) and not self.mask[self.start : at].rstrip().endswith("end"):
            self.cases += 1

    def on_end(self, at: int) -> None:
        if self.cases:
            self.cases -= 1

    def on_then(self, at: int) -> None:
        if (not self.cases and self.head(at) in _STARTS_BLOCK) or (not self.cases and self.head(at) == "block"):
            self.close(at + 4)

    def on_else(self, at: int) -> None:
        if not self.cases and self.fresh(at):
            self.close(at + 4)

    def on_loop(self, at: int) -> None:
        if not self.cases and (self.fresh(at) or self.head(at) in ("for", "while")):
            self.close(at + 4)

    def on_repeat(self, at: int) -> None:
        if self.fresh(at):
            self.close(at + 6)

    def on_do(self, at: int) -> None:
        if self.head(at) in ("while", "for"):
            self.close(at + 2)

    def on_declare(self, at: int) -> None:
        if self.fresh(at):
            self.declaring = True

    def on_is(self, at: int) -> None:
        """PROCEDURE p IS: a routine inside a package or a declare section."""
        if not self.declaring:
            return
        begin = self.first(at)
        if _TIMING.match(self.mask, begin, at):  # a section of a compound trigger: its rows are the trigger's
            self.start = at + 2
            self.scopes.append(self.scopes[-1])
            self.stack.append(("routine", False))
            return
        routine = _ROUTINE.match(self.mask, begin, at)
        if routine is None:
            return
        name = joined(read_name(self.source, self.skip(routine.end()))[0])
        scope = f"{self.scopes[-1]}.{name}" if self.scopes[-1] else name
        self.add(Piece(begin, at + 2, "create-routine", routine.end(), self.scopes[-1], opens=scope))
        self.start = at + 2
        self.scopes.append(scope)
        self.stack.append(("routine", False))

    on_as = on_is

    def leave(self, at: int) -> bool:
        """At a `;`: True when what stands before it was the END of something on the stack."""
        begin = self.first(at)
        if not self.mask.startswith("end", begin) or self.mask[begin + 3 : begin + 4].isalnum():
            return False
        closes = _AFTER_END.match(self.mask, begin, at + 1)
        if (closes and closes[1] != "case") or not self.stack:
            return False
        if closes:
            return False
        kind, _ = self.stack.pop()
        if kind == "routine" and len(self.scopes) > 1:
            self.scopes.pop()
            self.declaring = True
        return True

    def first(self, at: int) -> int:
        return self.skip(self.start, at)

    def skip(self, begin: int, limit: int | None = None) -> int:
        limit = len(self.mask) if limit is None else limit
        return next_code(self.mask, begin, limit)

    def head(self, at: int) -> str:
        return head_at(self.mask, self.start, at)[0]

    def close(self, end: int) -> None:
        begin = self.skip(self.start, end)
        self.start = end
        if begin >= end or self.mask[begin:end].strip() in (";", ""):
            return
        head, after = head_at(self.mask, begin, end)
        if head == "other":
            head = "declare" if self.declaring else "set" if ":=" in self.mask[begin:end] else head
        self.add(Piece(begin, end, head, after, self.scopes[-1]))

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)
