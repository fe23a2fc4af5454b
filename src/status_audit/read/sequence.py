"""Recognises the steps of an ordered migration sequence by the names that migration tools give their files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

FLYWAY = re.compile(r"(?P<kind>[VUB])(?P<version>\d+(?:[._]\d+)*)__", re.IGNORECASE)
REPEATABLE = re.compile(r"R__", re.IGNORECASE)
NUMBERED = re.compile(r"[vV]?(?P<version>\d+(?:[._-]\d+)*)(?=[._\- ]|$)")
BACKWARDS = re.compile(
    r"(?:^|[._\- ])(?:down|undo|rollback|roll[_-]back|revert|uninstall|teardown|tear[_-]down|backout)(?:[._\- ]?\d+)?$"
    r"|^(?:undo|rollback|revert|uninstall|teardown|backout)(?:[._\- ]|$)",
    re.IGNORECASE,
)
BACKWARDS_FOLDERS = frozenset({"down", "undo", "rollback", "rollbacks", "revert", "reverts", "uninstall", "teardown"})
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
