"""Where a fact was read: the source it came from and the place in that source."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that was opened: a file, or a database."""

    path: str
    """Relative to the audit's root, forward slashes, NFC; `db:<alias>` for a database. Never a password."""
    kind: str
    """What it was recognised as, the id of its reader: `sql`, `dictionary`, `html`, `json-schema`, `sqlite` …"""
    system: str = ""
    """The one system that everything in this source belongs to (unless the project maps schemas apart)."""
    dialect: str = ""
    """SQL dialect in sqlglot's spelling (`postgres`, `tsql`, `mysql` …); empty where there is none."""
    sha256: str = ""
    """Hex digest of the bytes as read; empty for databases."""
    file: str = field(default="", compare=False, repr=False)
    """What the operating system opens. Never printed: it may be absolute."""
    sequence: tuple[str, ...] = ()
    """(folder, version …) when the file is a step of an ordered migration sequence, else empty."""
    replayed: bool = True
    """False for down, undo, rollback and uninstall scripts: read for names, never replayed."""


@dataclass(frozen=True, slots=True)
class Location:
    """A symbolic place that is always there, and a concrete one where the source has lines."""

    source: str
    """The `Source.path`."""
    ref: str
    """Symbolic: `public.client.birth_ctry`, `intake.pdf#Q14`."""
    line: int | None = None
    """1-based; None for a live database."""
    column: int | None = None
    """1-based, in characters."""
    end_line: int | None = None
    end_column: int | None = None
    """1-based and exclusive, as editors count."""
    part: str = ""
    """Page, sheet, migration: the piece of the source, where it has pieces."""
