"""Program text as a reader needs it: literals and comments set apart, brackets paired, places known; in linear time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

from status_audit.model import Directive, Gap, Item, Location, Source
from status_audit.patterns import pattern_of
from status_audit.read.code_sql.found import items_of
from status_audit.read.code_sql.literals import language_of
from status_audit.read.unread import SQL_IN_CODE
from status_audit.sql.positions import Lines

MOST = 4 * 1024 * 1024
"""Characters of program text that are taken from one file."""
MOST_QUERIES = 10_000
LONGEST = 500
"""Characters of a comment that are kept as evidence."""
_HOLDS = "holds SQL"
"""How gaps begin that speak of SQL which was not read."""
INSIDE = "\x1f"
"""Stands in the mask for every character of a literal but its quotes."""

_STRINGS = r"""(?P<s>"(?:\\.|[^"\\]|\\\Z)*+(?:"|\Z)|'(?:\\.|[^'\\]|\\\Z)*+(?:'|\Z)|`(?:\\.|[^`\\]|\\\Z)*+(?:`|\Z))"""
_RUBY = _STRINGS.replace(r'"(?:\\.|', r'"(?:\\.|#\{(?:[^{}"\r\n]{1,200}+|"[^"\\\r\n]{0,200}+"){0,20}+\}|', 1)
"""As `_STRINGS`; what `#{}` puts into a literal may hold quotes of its own."""
_LINED = (
    r"""(?P<s>\"{3}.*?(?:\"{3}|\Z)|`(?:\\.|[^`\\]|\\\Z)*+(?:`|\Z))"""
    r"""|(?P<l>"(?:\\.|[^"\\\r\n])*+(?P<d>")?|'(?:\\.|[^'\\\r\n])*+(?P<q>')?)"""
)
"""A literal of one line that is not closed on it is no literal: an apostrophe in the text of a page."""
_SLASHES = r"(?P<c>//[^\r\n]*|/\*.*?(?:\*/|\Z))"
_PATTERN = r"|(?<=[(,=:~])(?P<r>[ ]?/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n/])*+\]|[^/\\\r\n\[])++/)"
LANGUAGES = {
    "ruby": re.compile(
        r"(?P<c>#[^\r\n]*|^=begin\b.*?(?:^=end\b[^\r\n]*|\Z)|^__END__$.*)"
        r"|<<[-~]?(?P<h>[\"'`]?(?P<tag>[A-Z_]\w*)[\"'`]?)|(?P<w>%[wWiI](?:\[[^\]]{0,1000}+\]|\([^)]{0,1000}+\)))|"
        + _RUBY
        + _PATTERN,
        re.DOTALL | re.MULTILINE,
    ),
    "script": re.compile(_SLASHES + "|" + _LINED + _PATTERN, re.DOTALL),
    "java": re.compile(_SLASHES + "|" + _LINED, re.DOTALL),
    "php": re.compile(
        r"(?P<c>//[^\r\n]*?(?=\?>|[\r\n]|\Z)|#(?!\[)[^\r\n]*?(?=\?>|[\r\n]|\Z)|/\*.*?(?:\*/|\Z))"
        r"|<<<[ ]*(?P<h>[\"']?(?P<tag>[A-Za-z_]\w*)[\"']?)|" + _STRINGS,
        re.DOTALL,
    ),
    "prisma": re.compile(_SLASHES + "|" + _LINED, re.DOTALL),
    "thrift": re.compile(r"(?P<c>//[^\r\n]*|#[^\r\n]*|/\*.*?(?:\*/|\Z))|" + _LINED, re.DOTALL),
    "graphql": re.compile(r"(?P<c>#[^\r\n]*)|" + _LINED, re.DOTALL),
}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BRACKET = pattern_of(r"[()\[\]{}]")
_ALONE = pattern_of(r"^[ \t]*([A-Za-z_]\w*)[;,)]*[ \t]*\r?$", re.MULTILINE)
_EDGES = pattern_of(r"^(?:#+|//+|/\*+|=begin)[!\s]*|\s*\*+/$|=end$|(?m:^[ \t]*\*+[ \t]?)")
_DIRECTIVE = pattern_of(
    r"status-audit:\s*ignore\s*\[(?P<rules>[^\]\r\n]{1,200})\]\s*(?:reason\s*=\s*(?:\"(?P<a>[^\"\r\n]*)\"|'(?P<b>[^'\r\n]*)'))?",
    re.IGNORECASE,
)
_QUOTED = pattern_of(rf"([\"'`])[{INSIDE}\r\n]*\1")
_ESCAPE = pattern_of(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}


@dataclass(slots=True)
class Code:
    """One file while it is read. Offsets are 0-based, in characters."""

    source: Source
    text: str
    mask: str = ""
    """As long as the text: comments are blanks, literals are quotes around `INSIDE`."""
    lines: Lines = field(init=False)
    pairs: dict[int, int] = field(default_factory=dict)
    """Opening bracket -> its closing one, or the end of the text."""
    comments: list[tuple[int, int]] = field(default_factory=list)
    bodies: list[tuple[int, int]] = field(default_factory=list)
    """The literals that run over several lines by a tag of their own (`<<SQL`)."""
    unclosed: int = 0
    """1 past the offset of a quote that nothing closes; 0 where every one is closed."""

    def __post_init__(self) -> None:
        self.lines = Lines(self.text)

    def location(self, ref: str, at: int, part: str = "") -> Location:
        line, column = self.lines.at(at)
        return Location(self.source.path, ref, line, column, part=part)

    def parts(self, start: int, end: int, sign: str = ",") -> Iterator[tuple[int, int]]:
        """The pieces between separators outside any bracket, without the blanks around them; empty ones left out."""
        at = begin = start
        while at < end:
            letter = self.mask[at]
            if letter == sign:
                yield from self.trimmed(begin, at)
                begin = at + 1
            elif letter in _CLOSING:
                at = max(at, min(self.pairs.get(at, at), end))
            at += 1
        yield from self.trimmed(begin, end)

    def trimmed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The range without blanks and comments at its edges, unless nothing is left."""
        while start < end and self.mask[start].isspace():
            start += 1
        while end > start and self.mask[end - 1].isspace():
            end -= 1
        if end > start:
            yield start, end

    def inside(self, opening: int) -> tuple[int, int]:
        """What stands between a bracket and its partner."""
        return opening + 1, self.pairs.get(opening, len(self.text))

    def literal(self, start: int, end: int) -> str:
        """What the literals in a range say, joined; empty where there is none."""
        said = [self.text[each.start() + 1 : each.end() - 1] for each in _QUOTED.finditer(self.mask, start, end)]
        return unescaped("".join(said)) if said else ""

    def literals(self, start: int, end: int) -> tuple[str, ...]:
        """Every literal in a range by itself."""
        found = _QUOTED.finditer(self.mask, start, end)
        return tuple(unescaped(self.text[each.start() + 1 : each.end() - 1]) for each in found)

    def only_literal(self, start: int, end: int) -> str:
        """The literal that is all of the range, or empty."""
        found = _QUOTED.fullmatch(self.mask, start, end)
        return unescaped(self.text[start + 1 : end - 1]) if found else ""

    def beside(self, at: int) -> str:
        """The comment at the end of the offset's line."""
        line = self.lines.at(at)[0]
        index = bisect_right(self.comments, (at, at))
        if index < len(self.comments) and self.lines.at(self.comments[index][0])[0] == line:
            return self._words(*self.comments[index])
        return ""

    def above(self, at: int) -> str:
        """The comment directly above the line the offset stands on, all lines of it."""
        line = self.lines.at(at)[0]
        index = bisect_right(self.comments, (at, at)) - 1
        found: list[str] = []
        while index >= 0 and len(found) < 20:
            start, end = self.comments[index]
            if self.lines.at(max(start, end - 1))[0] != line - 1 or not self._alone(start):
                break
            found.insert(0, self._words(start, end))
            line = self.lines.at(start)[0]
            index -= 1
        return " ".join(each for each in found if each)[:LONGEST]

    def _alone(self, start: int) -> bool:
        """Whether nothing but blanks stands before a comment on its line."""
        return not self.mask[self.lines.start(self.lines.at(start)[0]) : start].strip()

    def _words(self, start: int, end: int) -> str:
        text = _DIRECTIVE.sub("", _EDGES.sub("", self.text[start : min(end, start + 4 * LONGEST)].strip()))
        return " ".join(text.split()).strip("-=*# ")[:LONGEST]

    def directives(self) -> Iterator[Directive]:
        """The inline ignores in its comments."""
        if "status-audit:" not in self.text:
            return
        for start, end in self.comments:
            for found in _DIRECTIVE.finditer(self.text, start, end):
                rules = tuple(rule.strip() for rule in found["rules"].split(",") if rule.strip())
                yield Directive(rules, (found["a"] or found["b"] or "").strip(), self.location("", found.start()))


def code_of(source: Source, text: str, language: str) -> Code:
    """The file, scanned once. `language` is a key of `LANGUAGES`."""
    code = Code(source, text)
    code.mask = _masked(code, LANGUAGES[language])
    code.pairs = _paired(code.mask)
    return code


def too_long(source: Source) -> Gap:
    reason = f"is longer than {MOST // (1024 * 1024)} million characters, more than is read of program text."
    return Gap("limit", Location(source.path, ""), reason, "Split it, or audit the SQL it makes.")


def with_queries(source: Source, text: str, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items, what the SQL in the literals says, and a gap for the SQL that only running it would tell."""
    known = tuple(items)
    if language_of(source.path) is None:
        said = any(isinstance(each, Gap) and each.reason.startswith(_HOLDS) for each in known)
        return known if said else (*known, *_queries(source, text))
    found, read = items_of(source, text)
    return (*_still_unread(known, read, any(isinstance(each, Gap) for each in found)), *found)


def _still_unread(known: tuple[Item, ...], read: int, told: bool) -> Iterator[Item]:
    """Without the gaps for calls that run SQL where the SQL of as many was read, or is told to be made at run time."""
    for each in known:
        if isinstance(each, Gap) and each.reason.startswith(_HOLDS):
            if each.count > read and not told:
                yield replace(each, count=each.count - read)
        else:
            yield each


def _queries(source: Source, text: str) -> Iterator[Gap]:
    found = [each.start() for each in islice(_query().finditer(text), MOST_QUERIES)]
    if found:
        line, column = Lines(text).at(found[0])
        reason = "holds SQL inside program code, which is not read here."
        remedy = "Copy the statements into .sql files, or audit the database's query history."
        yield Gap("unsupported", Location(source.path, "", line, column), reason, remedy, len(found))


@cache
def _query() -> re.Pattern[str]:
    return re.compile(SQL_IN_CODE, re.IGNORECASE)


def unescaped(said: str) -> str:
    """A literal's text without its escapes."""
    if "\\" not in said:
        return said
    return _ESCAPE.sub(lambda each: chr(int(each[1], 16)) if each[1] else _PLAIN.get(each[2], each[2]), said)


def _masked(code: Code, language: re.Pattern[str]) -> str:
    pieces: list[str] = []
    done = at = 0
    tags: dict[str, list[int]] | None = None
    pending: tuple[int, int] | None = None
    text = code.text
    while found := language.search(text, at):
        start, end = found.span()
        if pending and start >= pending[0]:
            start, end, pending = _body(code, pieces, done, pending)
            done = at = end
            continue
        at = end
        kind = found.lastgroup
        if kind == "c":
            pieces += (text[done:start], _blank(text[start:end]))
            code.comments.append((start, end))
        elif kind == "h":
            tags = _lines_alone(text) if tags is None else tags
            pieces.append(text[done:end])
            pending = pending or _heredoc(text, found["tag"], end, tags)
        elif kind == "l" and not (found["d"] or found["q"]):
            pieces.append(text[done:end])
        else:
            pieces += (text[done:start], _hidden(text[start:end], kind or ""))
            code.unclosed = code.unclosed or (start + 1 if kind == "s" and not _closed(text, start, end) else 0)
        done = end
    if pending:
        _, done, _ = _body(code, pieces, done, pending)
    pieces.append(text[done:])
    return "".join(pieces)


def _body(code: Code, pieces: list[str], done: int, body: tuple[int, int]) -> tuple[int, int, None]:
    """Hides the body of a tagged literal."""
    start, end = max(body[0], done), max(body[1], done)
    pieces += (code.text[done:start], _blank(code.text[start:end]))
    code.bodies.append((start, end))
    return start, end, None


def _heredoc(text: str, tag: str, at: int, tags: dict[str, list[int]]) -> tuple[int, int] | None:
    """The body of a literal that ends with its tag alone on a line."""
    newline = text.find("\n", at)
    ends = tags.get(tag, [])
    index = bisect_right(ends, newline)
    return (newline + 1, ends[index]) if newline >= 0 and index < len(ends) else None


def _lines_alone(text: str) -> dict[str, list[int]]:
    """Offsets at which a line holds one word and nothing else, by that word."""
    found: dict[str, list[int]] = {}
    for each in _ALONE.finditer(text):
        found.setdefault(each[1], []).append(each.start(1))
    return found


def _hidden(literal: str, kind: str) -> str:
    """Quotes stay; a list of words or a pattern becomes one literal in plain quotes."""
    if kind in ("s", "l"):
        return literal[0] + re.sub(r"[^\r\n]", INSIDE, literal[1:-1]) + literal[-1]
    return '"' + re.sub(r"[^\r\n]", INSIDE, literal[1:-1]) + '"' if kind == "w" else _blank(literal)


def _closed(text: str, start: int, end: int) -> bool:
    return end - start > 1 and text[end - 1] == text[start]


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _paired(mask: str) -> dict[int, int]:
    """Pairs of brackets; one that closes nothing is passed over, one that is never closed reaches to the end."""
    pairs: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    for found in _BRACKET.finditer(mask):
        sign = found[0]
        if sign in _CLOSING:
            waiting.append((_CLOSING[sign], found.start()))
            continue
        for back in range(len(waiting) - 1, max(-1, len(waiting) - 30), -1):
            if waiting[back][0] == sign:
                for _, opening in waiting[back:]:
                    pairs[opening] = found.start()
                del waiting[back:]
                break
    for _, opening in waiting:
        pairs[opening] = len(mask)
    return pairs
