"""Recognises the steps of an ordered migration sequence by the names that migration tools give their files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from status_audit.patterns import pattern_of

FLYWAY = pattern_of(r"(?P<kind>[VUB])(?P<version>\d+(?:[._]\d+)*)__", re.IGNORECASE)
REPEATABLE = pattern_of(r"R__", re.IGNORECASE)
NUMBERED = pattern_of(r"[vV]?(?P<version>\d+(?:[._-]\d+)*)(?=[._\- ]|$)")
BACKWARDS = pattern_of(
    r"(?:^|[._\- ])(?:down|undo|rollback|roll[_-]back|revert|uninstall|teardown|tear[_-]down|backout)(?:[._\- ]?\d+)?$"
    r"|^(?:undo|rollback|revert|uninstall|teardown|backout)(?:[._\- ]|$)",
    re.IGNORECASE,
)
BACKWARDS_FOLDERS = frozenset({"down", "undo", "rollback", "rollbacks", "revert", "reverts", "uninstall", "teardown"})
PLAN = "sqitch.plan"
PLANNED = pattern_of(r"(?P<name>[^\s%@#:~^\[\]][^\s:@\[\]]*)(?:\s|\Z)")
"""A line of a plan that adds a change; pragmas, tags and comments start otherwise."""
MOST = 4_000_000
"""Characters of a plan."""
STEP_FILES = frozenset({"migration", "up", "down", "deploy", "apply"})
"""Stems of the file inside a folder that is itself the step."""


def sequence_of(path: str) -> tuple[str, ...]:
    """(folder, version parts …) of a step, else empty. `path` has forward slashes."""
    place = PurePosixPath(path)
    stem = _stem(place)
    if REPEATABLE.match(stem):
        return (str(place.parent), "repeatable", stem.casefold())
    if version := _version(stem):
        return (str(place.parent), *version)
    if stem.casefold() in STEP_FILES and (version := _version(place.parent.name)):
        return (str(place.parent.parent), *version)
    return ()


def backwards(path: str) -> bool:
    """Whether the names say that the script takes back what another one did."""
    place = PurePosixPath(path)
    stem = _stem(place)
    flyway = FLYWAY.match(stem)
    if flyway and flyway["kind"] in "Uu":
        return True
    if BACKWARDS.search(_without_version(stem)):
        return True
    return any(each.casefold() in BACKWARDS_FOLDERS for each in place.parts[:-1])


def order(sequence: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    """The natural order of steps of one folder: numbers by value, words after numbers."""
    return tuple((0, int(each), "") if each.isdecimal() else (1, 0, each) for each in sequence[1:])


def _stem(place: PurePosixPath) -> str:
    return place.name[: -len(place.suffix)] if place.suffix else place.name


def _version(stem: str) -> tuple[str, ...]:
    match = FLYWAY.match(stem) or NUMBERED.match(stem)
    if not match:
        return ()
    parts = tuple(part[:18].lstrip("0") or "0" for part in re.split(r"[._-]", match["version"]))
    while len(parts) > 1 and parts[-1] == "0":
        parts = parts[:-1]
    return parts


def _without_version(stem: str) -> str:
    match = FLYWAY.match(stem) or NUMBERED.match(stem)
    return stem[match.end() :].lstrip("._- ") if match else stem


class Plans:
    """The order that a `sqitch.plan` gives to the scripts beside it, where their names say nothing."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, ...]] = {}

    def look(self, folder: str, shown: str, names: Iterable[str]) -> None:
        """Learn the plan of a folder; `folder` is what is opened, `shown` its path as sources spell it."""
        if PLAN not in names:
            return
        try:
            with open(os.path.join(folder, PLAN), encoding="utf-8", errors="replace") as stream:
                lines = stream.read(MOST).splitlines()
        except OSError:
            return
        changes = (match["name"] for line in lines if (match := PLANNED.match(line)))
        top = "" if shown == "." else f"{shown}/"
        for number, name in enumerate(changes, start=1):
            self._places.setdefault(f"{top}deploy/{name}.sql", (f"{top}deploy", str(number)))

    def sequence_of(self, path: str) -> tuple[str, ...]:
        """As the plan has it, else as the file's name has it."""
        return self._places.get(path) or sequence_of(path)
