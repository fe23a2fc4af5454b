"""What a structured file says, and on which line it says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from status_audit.errors import AuditError

Keys = Sequence[str | int]
"""The way to a value: keys of mappings, 0-based positions in lists."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile file is taken before it is refused."""

    size: int = 5_000_000
    """Bytes."""
    aliases: int = 100
    depth: int = 50
    nodes: int = 1_000_000
    """Values after every alias is written out."""


@dataclass(slots=True)
class Mark:
    """Where a value (or the key that names it) stands; 1-based."""

    line: int
    column: int = 1
    children: dict[str | int, Mark] = field(default_factory=dict)
    nodes: int = 1
    """Values from here down, written out."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content as plain dicts, lists, text, numbers, booleans and None. Keys are always text."""

    data: Any
    path: str
    """As it is shown to people."""
    sha256: str
    """Hex digest of the bytes as read."""
    mark: Mark

    def line_of(self, keys: Keys = ()) -> int:
        """The line (1-based) of the key, or of the nearest one above it that the file spells out."""
        return self._nearest(keys).line

    def column_of(self, keys: Keys = ()) -> int:
        return self._nearest(keys).column

    def _nearest(self, keys: Keys) -> Mark:
        mark = self.mark
        for key in keys:
            if key not in mark.children:
                break
            mark = mark.children[key]
        return mark


def fault(path: str, line: int, message: str, hint: str = "") -> AuditError:
    """The one spelling of an error in a file."""
    return AuditError(f"{path}:{line}: {message}", hint)


@dataclass(slots=True)
class Budget:
    """Counts what has been taken from one file against its limits."""

    path: str
    limits: Limits
    nodes: int = 0
    aliases: int = 0

    def take(self, line: int, depth: int, nodes: int = 1) -> None:
        """Raises AuditError where the file nests too deeply or holds too much."""
        self.nodes += nodes
        if depth > self.limits.depth:
            raise fault(self.path, line, f"nested more than {self.limits.depth} levels deep")
        if self.nodes > self.limits.nodes:
            raise fault(self.path, line, f"holds more than {self.limits.nodes:,} values")

    def take_alias(self, line: int, depth: int, nodes: int) -> None:
        self.aliases += 1
        if self.aliases > self.limits.aliases:
            raise fault(self.path, line, f"uses more than {self.limits.aliases} aliases (*name)")
        self.take(line, depth, nodes)
