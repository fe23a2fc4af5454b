"""Bounds and refusals that the readers of packed and foreign formats share: time, size, and a gap for each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from status_audit.model import Gap, Location

SECONDS = 6.0
"""Time that one file may take; the step under way when it is up may take a little longer."""


class Refused(Exception):  # noqa: N818 - not an error of the user: it becomes a gap
    """The file, or the rest of it, is not read; says what kind of gap that is."""

    def __init__(self, kind: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.remedy = remedy

    def gap(self, path: str, ref: str = "", part: str = "") -> Gap:
        return Gap(self.kind, Location(path, ref, part=part), self.reason, self.remedy)


@dataclass(slots=True)
class Deadline:
    """Counts down from the moment it is made."""

    seconds: float = SECONDS
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    def passed(self) -> bool:
        return time.monotonic() > self._end

    def left(self) -> float:
        """Seconds, below zero once the time is up."""
        return self._end - time.monotonic()

    def check(self) -> None:
        """Raises Refused once the time is up."""
        if self.passed():
            raise limit(f"takes longer than {self.seconds:.0f} seconds to read; the rest of it is not read.")


def limit(reason: str, remedy: str = "Split it, or list its questions in a CSV (form, field_name, label).") -> Refused:
    return Refused("limit", reason, remedy)


def unparsed(reason: str, remedy: str = "Open and save it again with the program it was made with.") -> Refused:
    return Refused("unparsed", reason, remedy)


def encrypted() -> Refused:
    return Refused("encrypted", "is encrypted and cannot be read without its password.", "Save it without a password.")


def missing(what: str) -> Refused:
    """An optional library that this kind of file needs is not installed."""
    return Refused(
        "missing-extra",
        f"{what} cannot be read: the libraries for forms are not installed.",
        'pip install "status-audit[forms]"',
    )
