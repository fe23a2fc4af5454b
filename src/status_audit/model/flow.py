"""Where a value goes: taint-independent facts of statements, and the flows that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

from status_audit.model.place import Location

DESTINATION_KINDS = ("view", "table", "export", "grant", "share", "resultset", "predicate", "dynamic")
HOWS = ("copied", "derived", "filtered", "joined", "granted", "exported", "shared", "asked")


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of a relation, or one attribute or path inside it."""

    system: str
    relation: str
    """Folded, schema kept where the statement gives one."""
    column: str
    """Folded; `*` for every column; may carry `$.path` or `@key=VALUE` in the notation of the command line."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One statement moves a value from one slot to another, whoever owns it."""

    origin: Slot
    target: Slot
    how: str
    """One of `HOWS`."""
    location: Location


@dataclass(frozen=True, slots=True)
class Sink:
    """One statement lets a value out of the tables it knows."""

    origin: Slot
    kind: str
    """One of `DESTINATION_KINDS`."""
    destination: str
    """In the command line's notation: `export.col`, `grant:role.rel.col`, `predicate:rel` …"""
    recipient: str
    """Role, server, file, bucket or address as the statement names it; empty when it names none."""
    location: Location


@dataclass(frozen=True, slots=True)
class Facts:
    """What the statements of a source do, independent of what is banned."""

    edges: tuple[Edge, ...] = ()
    sinks: tuple[Sink, ...] = ()
    mentions: tuple[tuple[Slot, Location], ...] = ()
    """Columns that statements name and no schema declares."""


@dataclass(frozen=True, slots=True)
class Hop:
    ref: str
    location: Location
    how: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One way from banned fields to one destination; `hops` is a shortest path, first hop the origin."""

    origins: tuple[str, ...]
    """Refs of the fields it starts from, sorted."""
    destination: str
    kind: str
    """One of `DESTINATION_KINDS`."""
    recipient: str
    confidence: str
    hops: tuple[Hop, ...]
    system: str = ""
