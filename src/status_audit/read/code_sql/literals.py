"""The string literals of program text, whatever its language, without comments and patterns; in linear time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_HASH = r"\#[^\r\n]*"
_SLASHES = r"//[^\r\n]*|/\*.*?(?:\*/|\Z)"
_PHP = r"//[^\r\n]*?(?=\?>|[\r\n]|\Z)|\#(?!\[)[^\r\n]*?(?=\?>|[\r\n]|\Z)|/\*.*?(?:\*/|\Z)|\?>.*?(?:<\?(?:php\b|=)|\Z)"
_RUBY = r"\#[^\r\n]*|^=begin\b.*?(?:^=end\b|\Z)|^__END__$.*"
_LINED = r"""[A-Za-z]{0,2}"(?:\\.|[^"\\\r\n])*+"|[A-Za-z]{0,2}'(?:\\.|[^'\\\r\n])*+'"""
_LONG = r"""\"(?:\\.|[^"\\])*+\"|'(?:\\.|[^'\\])*+'"""
_THREE = r"""[A-Za-z$@]{0,3}\"{3}.*?(?:\"{3}|\Z)"""
_THREE_SINGLE = r"""[A-Za-z]{0,2}'{3}.*?(?:'{3}|\Z)"""
_TICKS = r"`(?:\\.|[^`\\])*+`"
_PATTERN = r"(?<=[(,=:~])[ ]?/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n/])*+\]|[^/\\\r\n\[])++/"
_VERBATIM = r"""(?:\$@|@\$?)"(?:""|[^"])*+\""""
_RUBY_TAG = r"""<<[-~]?["'`]?(?P<tag>[A-Z_]\w*)["'`]?"""
_PHP_TAG = r"""<<<[ ]*["']?(?P<tag>[A-Za-z_]\w*)["']?"""
_SHELL_TAG = r"""<<-?[ ]?["']?(?P<tag>[A-Z_]\w*)["']?"""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes comments and literals, and puts values into them."""

    comments: str
    strings: str
    tag: str = ""
    patterns: bool = False
    holes: str = r"%(?:\(\w{1,60}\))?[sdiqv]\b"
    """What is replaced in a literal when the program runs; a regular expression."""
    joined: str = r"\+"
    """The operator that joins two literals."""
    member: str = r"\.|->|::"
    """What leads from a value to a part of it."""

    def tokens(self) -> str:
        parts = [f"(?P<c>{self.comments})"]
        if self.tag:
            parts.append(f"(?P<h>{self.tag})")
        parts.append(f"(?P<s>{self.strings})")
        if self.patterns:
            parts.append(f"(?P<r>{_PATTERN})")
        return "|".join(parts)


_DOLLARS = r"\$\{[^{}\r\n]{1,200}\}|\$[A-Za-z_]\w*|%(?:\d\$)?[sd]\b"
_BRACES = r"\{[^{}\r\n]{0,200}\}"
_SCRIPT = Language(_SLASHES, f"{_LINED}|{_TICKS}", patterns=True, holes=r"\$\{(?:[^{}]|\{[^{}]*\}){1,300}\}|%[sd]\b")
_JVM = Language(_SLASHES, f"{_THREE}|{_LINED}", holes=_DOLLARS)
_RUBY_LANGUAGE = Language(
    _RUBY, f"{_LONG}|{_TICKS}", _RUBY_TAG, patterns=True, holes=r"\#\{(?:[^{}]|\{[^{}]*\}){1,300}\}|%\{\w{1,60}\}|%s\b"
)
_PHP_LANGUAGE = Language(
    _PHP, _LONG, _PHP_TAG, joined=r"\.", member=r"->|::",
    holes=r"\{\$[^{}\r\n]{1,200}\}|\$\{\w{1,60}\}|\$[A-Za-z_]\w*(?:->\w+|\[[^\]\r\n]{1,60}\])?|%(?:\d\$)?[sd]\b",
)  # fmt: skip
_PYTHON = Language(
    _HASH, f"{_THREE}|{_THREE_SINGLE}|{_LINED}", joined=r"\+|(?=[rRbBuUfF]{0,2}[\"'])",
    holes=rf"%(?:\(\w{{1,60}}\))?[sdi]\b|{_BRACES}",
)  # fmt: skip
LANGUAGES = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".mts", ".jsx", ".tsx", ".vue", ".svelte"), _SCRIPT),
    **dict.fromkeys((".java", ".kt", ".scala", ".groovy"), _JVM),
    ".go": Language(_SLASHES, r'"(?:\\.|[^"\\\r\n])*+"|`[^`]*+`'),
    ".cs": Language(_SLASHES, f"{_VERBATIM}|{_THREE}|{_LINED}", holes=_BRACES),
    ".rb": _RUBY_LANGUAGE,
    ".py": _PYTHON,
    **dict.fromkeys((".php", ".phtml", ".inc"), _PHP_LANGUAGE),
}
"""By extension of the file."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One literal. Offsets are 0-based, in characters of the text."""

    start: int
    """Where its quote, or the body of a tagged literal, begins."""
    end: int
    inner: int
    """Where what it says begins."""
    stop: int
    """Where what it says ends."""
    raw: bool
    """Whether a backslash in it is one."""
    tagged: bool = False
    opened: int = -1
    """Where the tag stands that announces it; else its own start."""


def language_of(path: str) -> Language | None:
    return LANGUAGES.get(path[path.rfind(".") :].lower())


def literals(text: str, language: Language) -> Iterator[Literal]:
    """In order; those in comments, and a page's text around its program, are no literals."""
    at = _begin(text) if language.tag == _PHP_TAG else 0
    tokens = _tokens(language)
    waiting: Literal | None = None
    alone: dict[str, list[int]] | None = None
    while found := tokens.search(text, at):
        if waiting and found.start() >= waiting.start:
            yield waiting
            at, waiting = max(waiting.end, at), None
            continue
        at = found.end()
        if found.lastgroup == "s":
            yield _literal(found)
        elif language.tag and found["h"] and not waiting:
            alone = _alone(text) if alone is None else alone
            waiting = _tagged(text, found, alone)
    if waiting:
        yield waiting


@cache
def _tokens(language: Language) -> re.Pattern[str]:
    return re.compile(language.tokens(), re.DOTALL | re.MULTILINE)


def _begin(text: str) -> int:
    at = text.find("<?")
    return at + 2 if at >= 0 else len(text)


def _literal(found: re.Match[str]) -> Literal:
    said = found[0]
    prefix = len(said) - len(said.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$@"))
    quotes = 3 if said.startswith(('"""', "'''"), prefix) and len(said) >= prefix + 6 else 1
    raw = "@" in said[:prefix] or "r" in said[:prefix].lower()
    return Literal(found.start(), found.end(), found.start() + prefix + quotes, found.end() - quotes, raw)


def _alone(text: str) -> dict[str, list[int]]:
    """Offsets of the lines that hold one word and nothing else, by that word."""
    found: dict[str, list[int]] = {}
    for each in re.finditer(r"^[ \t]*([A-Za-z_]\w*)(?=[;,). \t]*\r?$)", text, re.MULTILINE):
        found.setdefault(each[1], []).append(each.start())
    return found


def _tagged(text: str, found: re.Match[str], alone: dict[str, list[int]]) -> Literal | None:
    """The body that begins on the next line and ends before the line of its tag."""
    newline = text.find("\n", found.end())
    ends = alone.get(found["tag"], [])
    index = bisect_right(ends, newline)
    if newline < 0 or index >= len(ends):
        return None
    return Literal(newline + 1, ends[index], newline + 1, ends[index], raw=True, tagged=True, opened=found.start())
