"""Finds the Ruby in ERB, and in HAML and Slim, whose indentation says what an element holds."""

from __future__ import annotations

import re
from html import escape

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.template.pieces import Pieces
from status_audit.read.template.ruby_calls import Ruby

_SIGN = pattern_of(r"[=#-]*")
_SLIM_ATTRIBUTE = pattern_of(r"[ \t]+([\w-]+)=(?:([\"'])([^\"']*)\2|(\S+))")
_LINE = pattern_of(r"^(?P<indent>[ \t]*)(?P<rest>[^\r\n]*)", re.MULTILINE)
_ELEMENT = pattern_of(r"(?:%(?P<tag>[\w-]+)|(?=[.#][\w-]))(?P<class>(?:[.#][\w-]+)*)")
_SLIM = pattern_of(r"(?P<tag>[a-z][\w-]*|(?=[.#][\w-]))(?P<class>(?:[.#][\w-]+)*)(?=[\s=(\[{:/<>]|\Z)")
_NAMED = pattern_of(r"#([\w-]+)")
_PAIR = pattern_of(r":?[\"']?([\w-]+)[\"']?\s*(?:=>|:|=)\s*([\"'])([^\"']*)\2")
_COMMENT = pattern_of(r"-#|/|:\w+\s*\Z|doctype\b|!!!")


def of_erb(source: Source, pieces: Pieces) -> None:
    """Everything but the Ruby stays as it is."""
    text, at, ruby = pieces.original, 0, Ruby(source, pieces)
    while (start := text.find("<%", at)) >= 0 and (end := text.find("%>", start)) >= 0:
        pieces.copy(at, start)
        at = end + 2
        sign = _SIGN.match(text, start + 2)
        begin = sign.end() if sign else start + 2
        if "#" not in text[start + 2 : begin] and not text.startswith("%", start + 2):
            before = len(pieces.parts)
            ruby.chunk(text[begin:end].removesuffix("-"), begin)
            if len(pieces.parts) == before:
                pieces.copy(start, at)
    pieces.copy(at, len(text))


def of_pug(source: Source, pieces: Pieces) -> None:
    """Pug: as Slim, but for the comma between attributes, and with a script where Slim has Ruby."""
    of_lines(source, pieces, slim=True)


def of_lines(source: Source, pieces: Pieces, slim: bool) -> None:
    """HAML or Slim: elements end where a line is indented no deeper than they are."""
    text, ruby = pieces.original, Ruby(source, pieces)
    waiting: list[tuple[int, str]] = []
    logical = _logical(text)
    for start, end in logical:
        indent = start
        while indent < end and text[indent] in " \t":
            indent += 1
        depth = indent - start
        while waiting and waiting[-1][0] >= depth:
            closing = waiting.pop()[1]
            pieces.put((ruby.opened.pop() if ruby.opened else "") if closing == "end" else closing, indent)
        closing = _line(ruby, indent, end, slim)
        if closing:
            waiting.append((depth, closing))
    for _, closing in reversed(waiting):
        pieces.put((ruby.opened.pop() if ruby.opened else "") if closing == "end" else closing, len(text))


def _logical(text: str) -> list[tuple[int, int]]:
    """Lines, joined where one goes on: after a comma, in an open bracket of attributes, or after a bar."""
    found: list[tuple[int, int]] = []
    begin, depth = -1, 0
    for each in _LINE.finditer(text):
        rest = each["rest"]
        if begin < 0:
            begin = each.start()
            depth = 0
        depth += sum(rest.count(sign) for sign in "([{") - sum(rest.count(sign) for sign in ")]}")
        goes_on = rest.rstrip().endswith((",", "\\", " |")) or (depth > 0 and each.end() - begin < 4000)
        if goes_on and each.end() - begin < 20_000:
            continue
        if text[begin : each.end()].strip():
            found.append((begin, each.end()))
        begin = -1
    if begin >= 0:
        found.append((begin, len(text)))
    return found


def _line(ruby: Ruby, start: int, end: int, slim: bool) -> str:
    """What closes what this line opens; empty where it opens nothing."""
    text, pieces = ruby.pieces.original, ruby.pieces
    line = text[start:end]
    if _COMMENT.match(line):
        return ""
    if line[:1] in "=-" or line[:2] in ("!=", "&="):
        return _code(ruby, start, end)
    if slim and line[:1] in "|'":
        pieces.put(escape(line[1:].strip()) + " ", start)
        return ""
    found = (_SLIM if slim else _ELEMENT).match(line)
    if not found:
        pieces.put(escape(line.strip()) + " ", start)
        return ""
    tag = found["tag"] or "div"
    attributes, at = _attributes(line, found.end(), slim)
    named = _NAMED.search(found["class"])
    attributes += f' id="{escape(named[1])}"' if named and " id=" not in attributes else ""
    pieces.put(f"<{tag}{attributes}>", start)
    rest = line[at:].lstrip("<>")
    if rest.startswith(("=", "!=", "&=")):
        inner = _code(ruby, start + at + len(line[at:]) - len(rest), end)
        return f"</{tag}>" if not inner else "end"
    pieces.put(escape(rest.strip()), start)
    return "" if tag in ("input", "br", "hr", "img", "meta", "link") or rest.startswith("/") else f"</{tag}>"


def _attributes(line: str, at: int, slim: bool) -> tuple[str, int]:
    """The literal attributes in brackets, or after the element in Slim, and where they end."""
    made, rest = "", line[at:]
    for opening, closing in ("{}", "()", "[]"):
        if rest.startswith(opening):
            end = line.find(closing, at)
            end = len(line) if end < 0 else end
            made += "".join(f' {name}="{escape(value)}"' for name, _, value in _PAIR.findall(line[at:end])[:40])
            at = end + 1
            rest = line[at:]
    if slim:
        while found := _SLIM_ATTRIBUTE.match(line, at):
            made += f' {found[1]}="{escape(found[3] or "")}"' if found[2] else ""
            at = found.end()
    return made, at


def _code(ruby: Ruby, start: int, end: int) -> str:
    """Ruby on a line of its own; a block it opens ends by indentation."""
    text, pieces = ruby.pieces.original, ruby.pieces
    depth, before = len(ruby.opened), len(pieces.parts)
    ruby.chunk(text[start:end], start)
    opened = len(ruby.opened) > depth
    if not opened and len(pieces.parts) == before:
        pieces.put(f"<% {text[start:end].lstrip('=!&-')} %>", start)
    return "end" if opened else ""
