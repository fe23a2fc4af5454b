"""Cuts T-SQL batches, whose statements need no `;`: a new statement begins where one of its keywords can only begin one."""
# ruff: noqa: E501 (keyword tables and patterns)

from __future__ import annotations

from status_audit.patterns import pattern_of
from status_audit.sql.heads import head_at
from status_audit.sql.pieces import Piece, next_code, word_events

_EVENTS = (
    "alter", "as", "backup", "begin", "break", "bulk", "case", "checkpoint", "close", "commit", "continue", "create", "dbcc",
    "deallocate", "declare", "delete", "deny", "disable", "drop", "else", "enable", "end", "except", "exec", "execute", "fetch",
    "for", "goto", "grant", "if", "insert", "intersect", "kill", "merge", "open", "print", "raiserror", "reconfigure", "restore",
    "return", "revert", "revoke", "rollback", "save", "select", "set", "throw", "truncate", "union", "update", "use", "values",
    "waitfor", "while", "with",
)  # fmt: skip
_NEVER_HEADS = frozenset({"as", "case", "except", "for", "intersect", "union", "values"})
_OPERATORS = frozenset(",.=<>+-*/%(@^&|!~")
_LEADS_ON = frozenset({
    "add", "after", "all", "and", "any", "as", "authorization", "between", "by", "collate", "column", "constraint", "cross", "deny", "distinct",
    "except", "execute", "for", "foreign", "from", "full", "grant", "having", "in", "index", "inner", "insert", "instead", "intersect",
    "into", "is", "join", "key", "left", "like", "next", "no", "not", "of", "on", "or", "order", "outer", "over", "primary",
    "references", "revoke", "right", "rows", "select", "some", "then", "top", "union", "unique", "values", "when", "where", "with",
})  # fmt: skip
"""Words after which a keyword continues the statement it stands in."""
_WITH_HEAD = pattern_of(r"with\s++(?:xmlnamespaces\s*+\(|[\w\"#@$]+\s*+(?:\([^()]*\)\s*+)?as\s*+\()")
_ROUTINE = pattern_of(r"(?:create\s++(?:or\s++alter\s++)?|alter\s++)(?:proc|procedure|function|trigger)\b")


class Batch:
    """One pass over a stretch of T-SQL at parenthesis depth 0."""

    def __init__(self, mask: str) -> None:
        self.mask = mask
        self.pieces: list[Piece] = []
        self.start = 0
        self.head = ""
        self.awaits: set[str] = set()
        """Keywords that belong to the open statement when they come next: the SELECT of an INSERT, the SET of an UPDATE."""
        self.cases = self.depth = 0

    def run(self, start: int, limit: int, in_routine: bool = False) -> int:
        """Cuts up to the limit, or to a routine's head; returns where it stopped."""
        self.start = previous_end = start
        previous = ";"
        for found in word_events(_EVENTS).finditer(self.mask, start, limit):
            word, at = found[1], found.start(1)
            if not word:
                break
            gap = self.mask[previous_end:at].strip()
            before = gap or previous
            previous, previous_end = word, found.end()
            if word == "(":
                self.depth += 1
            elif word == ")":
                self.depth = max(self.depth - 1, 0)
            elif word in (";", "\x1e"):
                self.close(at + 1)
            elif self.depth == 0 and self.begins(word, at, before, bool(gap)):
                self.open(word, at)
                if not in_routine and word in ("create", "alter") and _ROUTINE.match(self.mask, at, limit):
                    self.pieces = [each for each in self.pieces if each.start < at]
                    return at
        self.close(limit)
        return limit

    def begins(self, word: str, at: int, before: str, code_between: bool) -> bool:
        """Whether the keyword opens a statement here."""
        if word == "case":
            self.cases += 1
            return False
        if self.cases:
            self.cases -= word == "end"
            return False
        if word in _NEVER_HEADS:
            self.note(word)
            return False
        if before[-1] in _OPERATORS:
            return False
        if self.awaited(word):
            return False
        last = before.rsplit(None, 1)[-1] if code_between else before
        return self.free(word, at, last)

    def note(self, word: str) -> None:
        """A word that says what may still follow in the same statement."""
        if word in ("union", "except", "intersect"):
            self.awaits |= {"select"}
        elif (word == "as" and self.head.startswith("create-")) or (word == "for" and self.head in ("declare", "set")):
            self.awaits |= {"select", "with"}
        elif word == "values" and self.head in ("insert", "with"):
            self.awaits -= {"select", "exec", "execute"}

    def awaited(self, word: str) -> bool:
        if word not in self.awaits:
            return False
        if word == "with":
            self.awaits = {"select", "insert", "update", "delete", "merge"}
        elif word == "insert":
            self.awaits = {"select", "exec", "execute"}
        elif word == "update":
            self.awaits = {"set"}
        else:
            self.awaits = set()
        return True

    def free(self, word: str, at: int, last: str) -> bool:
        if word == "with":
            return _WITH_HEAD.match(self.mask, at) is not None and last not in _LEADS_ON
        if last in _LEADS_ON:
            return last == "on" and self.head == "set"
        following = self.mask[at + len(word) : at + len(word) + 40].lstrip()
        altering = self.head.startswith("alter-")
        if word in ("enable", "disable"):
            return following.startswith("trigger") and not altering
        if altering and word in ("drop", "alter", "set"):
            return word != "set" and not following.startswith(("column", "constraint", "member", "("))
        return not (word == "set" and last in ("delete", "update")) and not (word == "update" and following[:1] == "(")

    def open(self, word: str, at: int) -> None:
        self.close(at)
        self.head = head_at(self.mask, at, len(self.mask))[0] if word not in ("begin", "end", "else") else "block"
        self.awaits = {
            "insert": {"select", "exec", "execute", "with"},
            "update": {"set"},
            "with": {"select", "insert", "update", "delete", "merge"},
        }.get(word, set())
        if word == "merge":
            self.awaits = set()

    def close(self, end: int) -> None:
        mask, begin = self.mask, next_code(self.mask, self.start, end)
        self.start = end
        self.head, self.awaits, self.cases, self.depth = "", set(), 0, 0
        if begin >= end:
            return
        head, after = head_at(mask, begin, end)
        self.pieces.append(Piece(begin, end, head, after))
