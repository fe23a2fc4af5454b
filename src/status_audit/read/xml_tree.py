"""XML of unknown origin as a small tree with lines: no entities, no network, bounded in size, depth and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from status_audit.read.bounded import Deadline, Refused, limit, unparsed

NODES = 600_000
DEPTH = 200
TEXT = 32 * 1024 * 1024
"""Characters of text in one document."""
CHUNK = 1 << 16
BROKEN = "is damaged or is no XML; what stands before the fault is read"


@dataclass(slots=True)
class Node:
    """One element. Names are local: a prefix says nothing here."""

    tag: str
    attributes: dict[str, str]
    """By their names as written, prefix and all: `xml:lang`, `w:val`."""
    line: int
    pieces: list[Node | str] = field(default_factory=list)
    """Text and elements, in order."""

    def get(self, *names: str) -> str:
        """The first of these attributes that is there, whatever its prefix."""
        for name in names:
            for key, value in self.attributes.items():
                if key == name or key.rpartition(":")[2] == name:
                    return value
        return ""

    def children(self, *tags: str) -> Iterator[Node]:
        for each in self.pieces:
            if isinstance(each, Node) and (not tags or each.tag in tags):
                yield each

    def child(self, *tags: str) -> Node | None:
        return next(self.children(*tags), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(list(node.children())))

    def all(self, *tags: str) -> Iterator[Node]:
        return (each for each in self.walk() if each.tag in tags)

    def wording(self) -> str:
        """All text below, on one line."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            each = stack.pop()
            if isinstance(each, str):
                parts.append(each)
            else:
                stack.extend(reversed(each.pieces))
        return " ".join("".join(parts).split())


@dataclass(frozen=True, slots=True)
class Parsed:
    root: Node
    fault: Refused | None = None
    """Why the tree ends early, if it does."""


def parsed(data: bytes, deadline: Deadline | None = None) -> Parsed:
    """The tree; what could be read of it where the document is damaged. Raises Refused where nothing could."""
    builder = _Builder(deadline or Deadline())
    fault = None
    try:
        builder.feed(data)
    except expat.ExpatError as error:
        fault = unparsed(f"{BROKEN} (line {error.lineno}).")
    except Refused as refused:
        fault = refused
    except (ValueError, LookupError, UnicodeError) as error:
        fault = unparsed(f"{BROKEN} ({type(error).__name__}).")
    if builder.root is None:
        raise fault or unparsed("holds no XML.")
    return Parsed(builder.root, fault)


class _Builder:
    def __init__(self, deadline: Deadline) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._nodes = 0
        self._text = 0
        self._deadline = deadline
        self._parser: Any = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.EntityDeclHandler = self._entity

    def feed(self, data: bytes) -> None:
        for at in range(0, len(data), CHUNK):
            self._deadline.check()
            self._parser.Parse(data[at : at + CHUNK], False)
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > NODES or len(self._open) >= DEPTH:
            raise limit("holds more XML elements, or nests them deeper, than is read.")
        node = Node(name.rpartition(":")[2], attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].pieces.append(node)
        elif self.root is None:
            self.root = node
        self._open.append(node)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._text += len(text)
        if self._text > TEXT:
            raise limit("holds more text than is read of one XML document.")
        if self._open:
            self._open[-1].pieces.append(text)

    def _entity(self, *_: object) -> None:
        raise Refused(
            "limit", "declares entities of its own, which are never expanded.", "Save it without a DOCTYPE that does."
        )
