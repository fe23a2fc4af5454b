"""Reads a script's outer grammar once: what is string, comment, client command or data row, and what is code.

Everything is replaced at equal length, so that an offset in the result is an offset in the text that was decoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from status_audit.patterns import pattern_of
from status_audit.sql import client, rows, templates

HARD_END = "\x1e"
"""Stands where a client sends the batch (GO, `/`, a DELIMITER): ends every statement. Python counts it as a blank."""

BACKSLASH = frozenset({"mysql", "bigquery", "snowflake", "databricks", "hive", "spark", "clickhouse"})
"""Dialects in which a backslash escapes inside every string."""
_NESTED = frozenset({"postgres", "tsql", "duckdb", "redshift", ""})
_HASH = frozenset({"mysql", "bigquery"})
_BRACKETS = frozenset({"tsql", "sqlite", ""})
_DOLLARS = frozenset({"postgres", "redshift", "snowflake", "duckdb", "databricks", "spark", ""})
_NOT_ASCII = pattern_of(r"[^\x00-\x7f]")
_PLAIN = pattern_of(r"'[^']*+(?:''[^']*+)*+'")
_ESCAPED = pattern_of(r"'(?:[^'\\]++|\\.|'')*+'", re.DOTALL)
_DOUBLE = pattern_of(r'"[^"]*+(?:""[^"]*+)*+"')
_DOUBLE_ESCAPED = pattern_of(r'"(?:[^"\\]++|\\.|"")*+"', re.DOTALL)
_TRIPLE = pattern_of(r'"""(?:[^"\\]++|\\.|"(?!""))*+"""' + r"|'''(?:[^'\\]++|\\.|'(?!''))*+'''", re.DOTALL)
_TICK = pattern_of(r"`[^`\n]*+(?:``[^`\n]*+)*+`")
_BRACKET = pattern_of(r"\[(?:[^\]\[\n'\"]|\]\])*+\]|\[[^\]\n]{0,200}+\]")
_LINE_END = pattern_of(r"[^\r\n]*+")
_DOLLAR = pattern_of(r"\$(?:[A-Za-z_\x80-\uffff]\w*+)?\$")
_COMMENT_EDGE = pattern_of(r"/\*|\*/")
_CONDITIONAL = pattern_of(r"/\*M?!\d*")
_CONDITION = pattern_of(r"\$(?:end|else|(?:els)?if\b[^$;]{0,2000}+\$then|(?:els)?if)\b", re.IGNORECASE)
"""`$IF … $THEN` of PL/SQL: both branches are read."""
_ORACLE_Q = {"[": "]", "{": "}", "(": ")", "<": ">"}


@dataclass(frozen=True, slots=True)
class Prepared:
    text: str
    """What a parser may read: client commands and data rows blanked, comments and strings kept."""
    mask: str
    """Lower case; of strings (`'''`), quoted names (`\"\"\"`), dollar bodies (`$$$`) the extent; comments blank."""


def prepare(text: str, dialect: str) -> Prepared:
    """One pass over the text; linear, never raises."""
    return _Pass(text, dialect).run()


@lru_cache(maxsize=64)
def _events(dialect: str, delimiter: str) -> re.Pattern[str]:
    """Runs over everything that is no event; its end is where the next event stands."""
    tests = ["'", '"', "`", r"--" if dialect != "mysql" else r"--(?=[\s\-A-Za-z]|\Z)", r"/\*"]
    if dialect in _HASH:
        tests.append("#")
    if dialect == "snowflake":
        tests.append("//")
    if dialect in _BRACKETS:
        tests.append(r"\[")
    if dialect in _DOLLARS and not delimiter.startswith("$"):
        tests.append(r"(?<![\w$])\$(?:[A-Za-z_\x80-\uffff]\w*+)?\$")
    if dialect == "oracle":
        tests += [r"\$(?:if|elsif|else|end|IF|ELSIF|ELSE|END)\b", r"-[ \t]*\r?\n", r"&+[A-Za-z]"]
    if dialect == "tsql":
        tests.append(r"\$\(\w+\)")
    if dialect in ("postgres", "redshift", ""):
        tests.append(r"\\g(?:x|set|exec|desc)?(?=[ \t\r\n(|]|\Z)")
    tests += [
        r"(?<![^\r\n])#(?=[\s#=*-]|\Z)",
        r"\{[{%#]",
        r"(?<![\w.$@#])(?:VALUES?|values?|Values?)\s*+\(",
        client.pattern(dialect),
    ]
    if delimiter:
        tests.insert(0, re.escape(delimiter))
    special = r"'\"`\-/#\[$&{vV\\\r\n" + re.escape(delimiter[:1])
    return re.compile(rf"(?:[^{special}]++|(?!{'|'.join(tests)})[{special}])*+", re.DOTALL)


class _Pass:
    """The state of one pass: what was written so far, and what kind of ground the position stands on."""

    def __init__(self, text: str, dialect: str) -> None:
        self.source, self.dialect = text, dialect
        self.text: list[str] = []
        self.mask: list[str] = []
        self.delimiter = ""
        self.open_ended: set[str] = set()
        self.last = ";"
        self.conditional = 0
        self.stop = self.resume = -1
        self.line_start = True

    def run(self) -> Prepared:
        source, size = self.source, len(self.source)
        position = 0
        while position < size:
            if self.line_start:
                position = self.at_line_start(position)
                continue
            if position == self.stop:
                self.blank(self.resume - position)
                position, self.stop = self.resume, -1
                continue
            limit = self.stop if self.stop > position else size
            end = _events(self.dialect, self.delimiter).match(source, position, limit).end()  # type: ignore[union-attr]
            if end > position:
                self.code(source[position:end])
            position = self.event(end) if end < limit else end
        text, mask = "".join(self.text), "".join(self.mask)
        if not mask.isascii():
            mask = _NOT_ASCII.sub(lambda found: " " if found[0].isspace() else "x", mask)
        return Prepared(text, mask.lower())

    def code(self, piece: str) -> None:
        self.text.append(piece)
        self.mask.append(piece)
        stripped = piece.rstrip()
        if stripped:
            self.last = stripped[-1]

    def blank(self, length: int) -> None:
        self.text.append(" " * length)
        self.mask.append(" " * length)

    def opaque(self, start: int, end: int, filler: str) -> int:
        self.text.append(self.source[start:end])
        self.mask.append(filler * (end - start))
        if filler != " ":
            self.last = filler
        return end

    def event(self, at: int) -> int:
        """Deals with what stands at the offset; returns the offset after it."""
        source, char = self.source, self.source[at]
        if self.delimiter and source.startswith(self.delimiter, at):
            return self.hard_end(at, at + len(self.delimiter))
        if char in "'\"`[":
            return self.quoted(at, char)
        handler = {
            "-": self.comment, "#": self.comment, "/": self.comment, "$": self.dollar, "{": self.template,
            "v": self.rows, "V": self.rows, "&": self.substitution, "\\": self.sent,
        }.get(char, self.line)  # fmt: skip
        return handler(at)

    def quoted(self, at: int, char: str) -> int:
        found = self.pattern_for(at, char).match(self.source, at)
        if self.dialect == "oracle" and char == "'" and at and self.source[at - 1] in "qQ":
            return self.oracle_quote(at)
        if found and char not in self.open_ended:
            return self.opaque(at, found.end(), "'" if char == "'" else '"')
        # A quote that is never closed must not swallow the rest, nor make every later line search the whole file again.
        if char == "[":
            self.code(char)
            return at + 1
        line_end = _LINE_END.match(self.source, at).end()  # type: ignore[union-attr]
        self.open_ended.add(char)
        within = self.pattern_for(at, char).match(self.source, at, line_end)
        return self.opaque(at, within.end() if within else line_end, "'" if char == "'" else '"')

    def pattern_for(self, at: int, char: str) -> re.Pattern[str]:
        if char == "`":
            return _TICK
        if char == "[":
            return _BRACKET
        if self.dialect == "bigquery" and self.source.startswith(char * 3, at):
            return _TRIPLE
        escaped = self.dialect in BACKSLASH
        if char == '"':
            return _DOUBLE_ESCAPED if escaped else _DOUBLE
        before = self.source[max(at - 2, 0) : at]
        if before[-1:] in ("e", "E") and not before[:-1].isalnum():
            escaped = escaped or self.dialect in ("postgres", "redshift", "duckdb", "")
        return _ESCAPED if escaped else _PLAIN

    def oracle_quote(self, at: int) -> int:
        opening = self.source[at + 1 : at + 2]
        end = self.source.find(_ORACLE_Q.get(opening, opening) + "'", at + 2) if opening.strip() else -1
        return self.opaque(at, end + 2 if end >= 0 else at + 1, "'")

    def comment(self, at: int) -> int:
        source = self.source
        if source.startswith("/*", at):
            return self.block_comment(at)
        if source[at] == "-" and not source.startswith("--", at):
            self.blank(1)
            return at + 1
        return self.opaque(at, _LINE_END.match(source, at).end(), " ")  # type: ignore[union-attr]

    def block_comment(self, at: int) -> int:
        source = self.source
        conditional = _CONDITIONAL.match(source, at) if self.dialect in ("mysql", "") else None
        if conditional:
            return self.version_comment(at, conditional.end())
        end = self.nested_end(at) if self.dialect in _NESTED else -1
        if end < 0:
            end = source.find("*/", at + 2) + 2
        return self.opaque(at, end if end > 1 else len(source), " ")

    def nested_end(self, at: int) -> int:
        if "/*" in self.open_ended:
            return -1
        depth = 0
        for edge in _COMMENT_EDGE.finditer(self.source, at):
            depth += 1 if edge[0] == "/*" else -1
            if depth == 0:
                return edge.end()
        self.open_ended.add("/*")
        return -1

    def version_comment(self, at: int, begin: int) -> int:
        """`/*!50001 CREATE VIEW … */`: what stands inside is code; only its brackets are blanked."""
        end = self.source.find("*/", begin)
        if end < 0:
            return self.opaque(at, len(self.source), " ")
        self.blank(begin - at)
        self.inner(begin, end)
        self.blank(2)
        return end + 2

    def inner(self, start: int, end: int) -> None:
        inside = prepare(self.source[start:end], self.dialect)
        self.text.append(inside.text)
        self.mask.append(inside.mask)
        self.last = inside.mask.rstrip(" \t\r\n")[-1:] or self.last

    def dollar(self, at: int) -> int:
        source = self.source
        if self.dialect == "oracle":
            end = _CONDITION.match(source, at).end()  # type: ignore[union-attr]
            self.blank(end - at)
            return end
        if self.dialect == "tsql":
            end = source.index(")", at) + 1
            self.code("__" + source[at + 2 : end - 1] + "_")
            return end
        tag = _DOLLAR.match(source, at)
        end = source.find(tag[0], tag.end()) if tag and tag[0] not in self.open_ended else -1
        if tag is None or end < 0:
            self.open_ended.add(tag[0] if tag else "$")
            self.code("$")
            return at + 1
        return self.opaque(at, end + len(tag[0]), "$")

    def template(self, at: int) -> int:
        end = templates.end_of(self.source, at) if "{" not in self.open_ended else -1
        if end < 0:
            self.open_ended.add("{")
            self.code("{")
            return at + 1
        self.code(templates.stand_in(self.source, at, end))
        return end

    def rows(self, at: int) -> int:
        """VALUES: one tuple is left to read; a long list after it is data and is blanked."""
        opening = self.source.index("(", at)
        self.code(self.source[at:opening])
        first, last, literal = rows.extent(self.source, opening, self.dialect in BACKSLASH)
        if first < 0:
            self.code("(")
            return opening + 1
        if self.stop < 0 and last > first:
            self.stop, self.resume = first, last
        if literal:
            self.opaque(opening, first, "'")
            self.mask[-1] = "(" + self.mask[-1][1:-1] + ")"
            return first
        self.code("(")
        return opening + 1

    def substitution(self, at: int) -> int:
        """`&var` and `&&schema..table` of SQL*Plus, as names a parser can read."""
        found = client.SUBSTITUTION.match(self.source, at)
        if found is None:
            self.code("&")
            return at + 1
        name = found[1].replace("&", "_") + found[2]
        self.code(name + (" " if found[3] else ""))
        return found.end()

    def sent(self, at: int) -> int:
        """psql's `\\g file` ends a statement, as `;` does."""
        return self.hard_end(at, _LINE_END.match(self.source, at).end())  # type: ignore[union-attr]

    def line(self, at: int) -> int:
        newline = 2 if self.source.startswith("\r\n", at) else 1
        self.text.append(self.source[at : at + newline])
        self.mask.append(self.source[at : at + newline])
        self.line_start = True
        return at + newline

    def at_line_start(self, at: int) -> int:
        self.line_start = False
        found = client.command(self.source, at, self.dialect)
        if found is None or (found.fresh and self.last not in (";", HARD_END)):
            return at
        return self.client(at, found)

    def client(self, at: int, found: client.Command) -> int:
        if found.kind == "copy-data":
            return self.copy_data(at, found.end)
        if found.kind == "delimiter":
            self.delimiter = "" if found.value == ";" else found.value
            return self.hard_end(at, found.end)
        if found.kind == "copy":
            self.hard_end(at, at + 1)
            self.inner(at + 1, found.end)
            self.line_start = True
            return self.hard_end(found.end, min(found.end + 1, len(self.source)))
        return self.hard_end(at, found.end)

    def copy_data(self, at: int, header_end: int) -> int:
        """COPY … FROM stdin: the header is code, the rows up to `\\.` are never looked at."""
        self.code(self.source[at:header_end])
        end = rows.copy_end(self.source, header_end)
        if end > header_end:
            self.blank(end - header_end)
            self.text[-1] = self.mask[-1] = self.text[-1][:-1] + HARD_END
            self.last = HARD_END
        return end

    def hard_end(self, start: int, end: int) -> int:
        if end > start:
            filled = HARD_END + " " * (end - start - 1)
            self.text.append(filled)
            self.mask.append(filled)
            self.last = HARD_END
        return end
