"""One SQL script while it is read: its texts, and places in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from status_audit.model import Location, Source
from status_audit.patterns import pattern_of
from status_audit.sql.names import joined, read_name
from status_audit.sql.pieces import next_code
from status_audit.sql.positions import Lines
from status_audit.sql.prepare import Prepared
from status_audit.sql.sections import part_at, sections


@dataclass(slots=True)
class Script:
    source: Source
    decoded: str
    """What the file says, data rows included: only `entries` looks at it."""
    text: str
    """Normalised; offsets are those of `decoded`."""
    mask: str
    dialect: str
    lines: Lines
    sections: list[tuple[int, str]] = field(default_factory=list)
    """(offset, part) of up and down sections, in order."""
    base: int = 0
    """Offset of the texts in the source: a statement inside a routine's quoted body has texts of its own."""

    def location(self, ref: str, start: int, end: int | None = None) -> Location:
        line, column = self.lines.at(start + self.base)
        part = self.part(start + self.base)
        if end is None:
            return Location(self.source.path, ref, line, column, part=part)
        return Location(self.source.path, ref, line, column, *self.lines.at(end + self.base), part)

    def part(self, at: int) -> str:
        """`down`, `undo`, `rollback` inside a section that takes back, else empty."""
        return part_at(self.sections, at)

    def line_of(self, at: int) -> int:
        """1-based line of an offset in the texts."""
        return self.lines.at(at + self.base)[0]

    def line_end(self, at: int) -> int:
        found = _LINE_END.search(self.text, at)
        return found.start() if found else at

    def skip(self, at: int, end: int) -> int:
        """The next offset that holds code."""
        return next_code(self.mask, at, end)

    def name(self, at: int, end: int) -> tuple[str, int]:
        """The qualified name at the next code, and the offset after it."""
        parts, after = read_name(self.text, self.skip(at, end), end)
        return joined(parts), after

    def word(self, at: int, end: int) -> str:
        """The next word of the mask, lower case; empty before anything else."""
        found = _WORD.match(self.mask, at, end)
        return found[1] if found else ""


_LINE_END = pattern_of(r"[\r\n]|\Z")
_WORD = pattern_of(r"\s*+(\w+)")


def script(source: Source, decoded: str, prepared: Prepared, dialect: str) -> Script:
    return Script(source, decoded, prepared.text, prepared.mask, dialect, Lines(decoded), sections(decoded))
