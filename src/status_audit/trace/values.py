"""What a statement's expressions are made of: references to columns, and where in a value they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str, ...]

MAX_PATH = 8
"""Longer paths are cut: a recursive query may nest a document in itself without end."""


class Key(NamedTuple):
    """Rows of an attribute table are held to these codes: `question_cd IN ('ZIP')`."""

    relation: str
    column: str
    values: frozenset[str]
    negated: bool = False


class Ref(NamedTuple):
    """A column of a relation, or one path of it, as an expression reads it."""

    relation: str
    """A key given by `names.Names`."""
    column: str
    """Folded; `*` for every column that `without` does not name."""
    path: Path = ()
    """The part of a document or struct that is read; empty for all of it."""
    keys: tuple[Key, ...] = ()
    without: tuple[Path, ...] = ()
    """Paths (for `*`: columns) that are taken out."""


class Origin(NamedTuple):
    """A reference, and where in the output value it stands."""

    ref: Ref
    inner: Path = ()
    """Inside a built document: `('birth', 'country')`; empty for the value itself."""
    plain: bool = True
    """False where the value was computed from it."""
    at: int = 0
    """0-based offset in the statement's text."""


Origins = tuple[Origin, ...]


class Output(NamedTuple):
    """One column of a result. Named `*`, it stands for columns nobody has declared."""

    name: str
    origins: Origins
    at: int = 0


class Use(NamedTuple):
    """A condition depends on this reference, though its value is not put out."""

    ref: Ref
    how: str
    """`filtered` or `joined`."""
    at: int = 0


class Move(NamedTuple):
    """A statement carries a value from a reference to a column."""

    origin: Ref
    inner: Path
    relation: str
    column: str
    how: str
    at: int = 0


class Outlet(NamedTuple):
    """A statement lets a value out: to a result set, a file, a role, a server, a condition."""

    origin: Ref
    kind: str
    """One of `DESTINATION_KINDS`."""
    destination: str
    """`{column}` stands for the column's own name where `origin.column` is `*`."""
    recipient: str = ""
    how: str = "copied"
    at: int = 0


@dataclass(slots=True)
class Effects:
    """Everything one statement does, whoever's data it is. Filled once, then only read."""

    moves: list[Move] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)
    mentions: dict[tuple[str, str, Path], int] = field(default_factory=dict)
    """(relation, column, path) -> offset."""
    keys: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """(relation, column, code) -> offset: codes of attribute tables that conditions ask for."""
    aliases: dict[tuple[str, str], int] = field(default_factory=dict)
    """(relation, output name) -> offset, for outputs that take a new name."""
    shapes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Column names of the relations the statement creates; `*` where more may exist."""
    trouble: str = ""
    """Why some of it was not understood; empty when all was."""
    failed: bool = False
    """True when that is a fault of ours and not of the statement."""


def derived(origins: Origins) -> Origins:
    """The same references, computed upon: what stood at a path now stands anywhere in the value."""
    return tuple(dict.fromkeys(Origin(each.ref, (), False, each.at) for each in origins))


def placed(origins: Origins, name: str) -> Origins:
    """The same values under a key of a built document."""
    return tuple(each._replace(inner=(name, *each.inner)[:MAX_PATH]) for each in origins)


def taken(origins: Origins, path: Path) -> Origins:
    """What is read when a path is taken out of a value."""
    found = []
    for each in origins:
        shared = min(len(each.inner), len(path))
        if each.inner[:shared] != path[:shared]:
            continue
        rest = path[shared:]
        ref = each.ref._replace(path=(*each.ref.path, *rest)[:MAX_PATH]) if rest else each.ref
        if not blocked(ref):
            found.append(each._replace(ref=ref, inner=each.inner[shared:]))
    return tuple(found)


def emptied(origins: Origins, path: Path) -> Origins:
    """The same value after a path was deleted from it."""
    found = []
    for each in origins:
        if each.inner[: len(path)] == path:
            continue
        if path[: len(each.inner)] == each.inner:
            gone = (*each.ref.path, *path[len(each.inner) :])
            found.append(each._replace(ref=each.ref._replace(without=(*each.ref.without, gone))))
        else:
            found.append(each)
    return tuple(found)


def blocked(ref: Ref) -> bool:
    """Whether the path that is read was deleted before."""
    return any(ref.path[: len(gone)] == gone for gone in ref.without) if ref.column != "*" else False


def held(origins: Origins, keys: tuple[Key, ...]) -> Origins:
    """The same references, held to attribute codes of their own relation."""
    if not keys:
        return origins
    return tuple(each._replace(ref=_hold(each.ref, keys)) for each in origins)


def _hold(ref: Ref, keys: tuple[Key, ...]) -> Ref:
    more = tuple(
        key for key in keys if key.relation == ref.relation and key.column != ref.column and key not in ref.keys
    )
    return ref._replace(keys=ref.keys + more) if more else ref


def together(*groups: Origins) -> Origins:
    """All of them, each once, in order."""
    filled = [group for group in groups if group]
    if len(filled) == 1:
        return filled[0]
    return tuple(dict.fromkeys(each for group in filled for each in group))
