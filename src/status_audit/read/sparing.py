"""Reads no more than matters: scripts that only query and write stay closed until a name asks for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from status_audit.model import Field, Gap, Location, Reading, Source
from status_audit.model.closed import Closed
from status_audit.read import sql_file
from status_audit.read.every_source import Means, One, read_all
from status_audit.read.shut import Shut

WORTH_KEEPING_CLOSED = 2 * 1024 * 1024
"""Bytes of closed scripts below which they are opened as soon as anything telling is met."""


class Sparing:
    """The readings of a run, in the order of its sources."""

    def __init__(self, sources: Sequence[Source], one: One, means: Means) -> None:
        """`one` reads a source whole."""
        self._sources, self._one, self._means = sources, one, means
        self._at = {each.path: number for number, each in enumerate(sources)}
        self._readings: list[Reading] = []
        self._shut = Shut(None)
        self.gaps: list[Gap] = []
        """What cannot be told of scripts that stay closed whatever they do."""
        self._wide = False

    @property
    def readings(self) -> tuple[Reading, ...]:
        return tuple(self._readings)

    def opened(self) -> Iterator[Source]:
        """The sources that were read whole."""
        closed = set(self._shut.paths())
        return (each for each in self._sources if each.path not in closed)

    def read(self) -> None:
        """Every source whole."""
        self._shut = Shut(None)
        self._readings = list(read_all(self._sources, self._one, self._means))

    def glance(self, one: One, telling: Callable[[str], bool] | None) -> None:
        """`one` may leave a source closed; a telling word or phrase in it opens it, where anybody tells."""
        self._shut = Shut(telling)
        self._readings = list(read_all(self._sources, one, self._means))
        again = []
        for number, each in enumerate(self._readings):
            if not isinstance(each, Closed):
                continue
            if not self._shut.keeps(each):
                again.append(each.source.path)
            self._note(each)
            self._readings[number] = Reading(each.source, skipped=each.skipped)
        self._read_again(again)
        if telling and not self._pays() and (again or any(map(telling, self._names()))):
            self.open_all()

    def _pays(self) -> bool:
        """Whether what is closed is so much that looking for its names, perhaps twice, costs less than cutting it."""
        closed = sum(self._size(path) for path in self._shut.paths())
        scripts = sum(self._size(each.path) for each in self._sources if each.kind == sql_file.KIND)
        return closed > max(WORTH_KEEPING_CLOSED, scripts // 2)

    def _size(self, path: str) -> int:
        try:
            return os.stat(self._sources[self._at[path]].file).st_size
        except OSError:
            return 0

    def _names(self) -> Iterator[str]:
        """Names of declared fields, each once."""
        yield from dict.fromkeys(item.name for each in self._readings for item in each.items if isinstance(item, Field))

    def _note(self, closed: Closed) -> None:
        self._wide = self._wide or closed.wide
        if closed.runs_text:
            reason = "runs SQL text that is only put together at run time"
            remedy = "Read by eye what the text can be, and from where it comes."
            self.gaps.append(Gap("unparsed", Location(closed.source.path, ""), reason, remedy))

    def open(self, names: Iterable[str]) -> bool:
        """Reads whole what holds one of the names; whether anything did."""
        found = self._shut.open(names) if self._shut else []
        self._read_again(found)
        return bool(found)

    def open_all(self) -> bool:
        found = self._shut.open_all()
        self._read_again(found)
        return bool(found)

    def open_all_for(self, names: Iterable[str]) -> bool:
        """Reads everything whole if a script holds one of the names, or may speak of every relation; says if it did."""
        found = self._shut.open(names)
        if not (found or self._wide):
            return False
        self._read_again([*found, *self._shut.open_all()])
        return True

    def _read_again(self, paths: Sequence[str]) -> None:
        numbers = sorted(self._at[path] for path in paths)
        found = read_all([self._sources[number] for number in numbers], self._one, self._means)
        for number, reading in zip(numbers, found, strict=True):
            self._readings[number] = reading
