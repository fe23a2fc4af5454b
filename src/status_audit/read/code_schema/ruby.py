"""Cuts Ruby into statements and their arguments, as far as schemas, migrations and form helpers need it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.patterns import pattern_of
from status_audit.read.code_schema.code import Code

_TOKEN = pattern_of(r"[(\[{}\n;]|\bdo\b")
_PARAMETERS = pattern_of(r"\s*\|([^|\n]*)\|")
_GOES_ON = pattern_of(r"(?:[,\\.+(]|=>|\|\||&&)[ \t\r]*\Z")
_GOES_ON_BELOW = pattern_of(r"\n[ \t]{0,200}\.\w")
_OPENS = pattern_of(r"(?:class|module|def|if|unless|case|begin|while|until|for)\b")
_LOOPS = pattern_of(r"(?:while|until|for)\b")
_ENDS = pattern_of(r"end\b(?!\s*[:=])")
_CALL = pattern_of(r"(?:(?P<on>[a-z_]\w*)\.)?(?P<name>[a-z_]\w*[?!]?)(?=[\s(\"':\[%]|\Z)[ \t]*(?P<paren>\()?")
_MODIFIER = pattern_of(r"\s(?:if|unless|rescue)\s")
_SYMBOL = pattern_of(r":([A-Za-z_]\w*[?!]?)|:?[\"'][\x1f]*[\"']")
_KEY = pattern_of(r"([A-Za-z_]\w*):(?!:)\s*|:([A-Za-z_]\w*)\s*=>\s*|[\"'](\x1f+)[\"']\s*(?:=>|:)\s*")
_WORD = pattern_of(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `opens` and `closes` say what it does to the nesting after and before it."""

    start: int
    end: int
    opens: bool = False
    closes: bool = False
    parameters: str = ""
    """Of the block it opens."""


@dataclass(frozen=True, slots=True)
class Call:
    """A method called with arguments; every range is one of offsets."""

    on: str
    name: str
    at: int
    positional: tuple[tuple[int, int], ...]
    keyed: dict[str, tuple[int, int]] = field(default_factory=dict)


def statements(code: Code) -> Iterator[Statement]:
    """In order. A block is opened by the statement before it, and closed by one of its own."""
    mask, begin, skip = code.mask, 0, 0
    braces: list[int] = []
    for token in _TOKEN.finditer(mask):
        at, sign = token.span()[0], token[0]
        if at < skip:
            continue
        if sign in ("(", "["):
            skip = code.pairs.get(at, at)
        elif sign == "{" and not _is_block(mask, at):
            skip = code.pairs.get(at, at) + 1
        elif sign in ("{", "do"):
            parameters = _PARAMETERS.match(mask, token.end())
            skip = parameters.end() if parameters else token.end()
            yield from _statement(code, begin, at, True, parameters[1] if parameters else "")
            braces += [at] if sign == "{" else []
            begin = skip
        elif sign == "}":
            if braces:
                braces.pop()
                yield from _statement(code, begin, at)
                yield Statement(at, at + 1, closes=True)
            begin = at + 1
        elif sign == ";" or not _goes_on(mask, begin, at):
            yield from _statement(code, begin, at)
            begin = at + 1
    yield from _statement(code, begin, len(mask))


def _goes_on(mask: str, begin: int, at: int) -> bool:
    """Whether the statement before a line's end continues on the next line."""
    return bool(_GOES_ON.search(mask, max(begin, at - 40), at) or _GOES_ON_BELOW.match(mask, at))


def _is_block(mask: str, at: int) -> bool:
    before = mask[max(0, at - 40) : at].rstrip(" \t")
    return bool(before) and (before[-1].isalnum() or before[-1] in "_)?!")


def _statement(code: Code, start: int, end: int, block: bool = False, parameters: str = "") -> Iterator[Statement]:
    for begin, stop in code.trimmed(start, end):
        if _ENDS.match(code.mask, begin, stop):
            yield Statement(begin, stop, closes=True)
            return
        keyword = _OPENS.match(code.mask, begin, stop)
        opens = block or bool(keyword)
        if keyword and not block and re.search(r"\bend\Z", code.mask[max(begin, stop - 8) : stop]):
            opens = False
        yield Statement(begin, stop, opens, False, parameters)
        return
    if block:
        yield Statement(start, end, True, False, parameters)


def call_at(code: Code, start: int, end: int) -> Call | None:
    """The call that a statement or expression is, or None."""
    found = _CALL.match(code.mask, start, end)
    if not found:
        return None
    if found["paren"]:
        begin, stop = code.inside(found.start("paren"))
        stop = min(stop, end)
    else:
        begin = found.end()
        modifier = _MODIFIER.search(code.mask, begin, end)
        stop = modifier.start() if modifier else end
    positional: list[tuple[int, int]] = []
    keyed: dict[str, tuple[int, int]] = {}
    for first, last in code.parts(begin, stop):
        key = _KEY.match(code.mask, first, last)
        if key and key.end() < last:
            keyed[key[1] or key[2] or code.text[key.start(3) : key.end(3)]] = (key.end(), last)
        else:
            positional.append((first, last))
    return Call(found["on"] or "", found["name"], found.start("name"), tuple(positional), keyed)


def name_in(code: Code, place: tuple[int, int] | None) -> str:
    """The symbol or string that an argument is; empty where it is put together at run time."""
    if place is None:
        return ""
    found = _SYMBOL.fullmatch(code.mask, *place)
    if not found:
        return ""
    said = found[1] or code.text[found.start() : found.end()].lstrip(":")[1:-1]
    return "" if "#{" in said else said


def names_in(code: Code, place: tuple[int, int]) -> list[str]:
    """The names of an array, of a list of words, or of a single argument."""
    start, end = place
    if code.mask[start] == "[":
        begin, stop = code.inside(start)
        return [name for each in code.parts(begin, min(stop, end)) if (name := name_in(code, each))]
    if code.text[start] == "%":
        return _WORD.findall(code.text[start + 3 : end - 1])
    name = name_in(code, place)
    return [name] if name else []
