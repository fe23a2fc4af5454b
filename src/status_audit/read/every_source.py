"""Reads every source: from the cache where its content is known, in several processes where that pays."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from status_audit.cache.readings import Readings
from status_audit.cache.store import Store
from status_audit.model import Reading, Source
from status_audit.processes import processors, spread
from status_audit.sql.decode import decode

LOG = logging.getLogger("status_audit")
WORTH_KEEPING = 256 * 1024
"""Bytes of all sources below which reading them again costs less than looking up what is kept of them."""
WORTH_SPREADING = 3 * 1024 * 1024
"""Bytes still to be read below which starting processes costs more than it saves."""
LARGEST = 512 * 1024 * 1024
"""Bytes of a source of which a reading is kept."""
BATCH = 128 * 1024
"""Bytes of the sources that a process is given at once."""


class One(Protocol):
    """Reads one source, raises nothing, and is importable by its name, which tells it from other ways to read."""

    __qualname__: str

    def __call__(self, source: Source, /) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Means:
    """What reading may make use of. Whatever it is, the readings are the same."""

    store: Store | None = None
    engine: str = ""
    """Digest of the engine: a reading kept by another one is none."""
    jobs: int = 1
    """Processes; 0 for as many as pay."""
    progress: Callable[[str, int, int], None] | None = None


def read_all(sources: Sequence[Source], one: One, means: Means) -> Iterator[Reading]:
    """The reading of each source, in their order."""
    sizes = [_size(each) for each in sources]
    kept = None
    if means.store and sum(sizes) >= WORTH_KEEPING:
        kept = Readings(means.store, f"{means.engine} {one.__qualname__}")
    found: list[Reading | None] = [None] * len(sources)
    readings = _read(sources, sizes, partial(_read_one, one, kept), means, kept)
    for done, (number, reading) in enumerate(readings, start=1):
        found[number] = reading
        if means.progress:
            means.progress("reading", done, len(sources))
    for each in found:
        assert each is not None
        LOG.info("%s: %s, %d items, %d passed over", each.source.path, each.source.kind, len(each.items), each.skipped)
        yield each


def _read(
    sources: Sequence[Source],
    sizes: Sequence[int],
    one: Callable[[Source], Reading],
    means: Means,
    kept: Readings | None,
) -> Iterator[tuple[int, Reading]]:
    """(number, reading): first what is kept, then what the processes read, then what is left."""
    left = dict(enumerate(sources))
    if kept is not None:
        for number, source in enumerate(sources):
            reading = _kept(source, kept)
            if reading is not None:
                del left[number]
                yield number, reading
        LOG.info("cache: %d of %d sources", len(sources) - len(left), len(sources))
    jobs = means.jobs or (processors() if sum(sizes[each] for each in left) >= WORTH_SPREADING else 1)
    if jobs > 1 and len(left) > 1:
        batches = list(_batches(left, sizes))
        work = partial(_read_batch, one)
        for number, readings in spread(work, [[sources[each] for each in batch] for batch in batches], jobs):
            for each, reading in zip(batches[number], readings, strict=True):
                del left[each]
                yield each, reading
    for number, source in left.items():
        yield number, one(source)


def _batches(left: dict[int, Source], sizes: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of sources to be read together, the largest first: the last batches to end are then small ones."""
    batch: list[int] = []
    total = 0
    for number in sorted(left, key=lambda each: (-sizes[each], each)):
        batch.append(number)
        total += sizes[number]
        if total >= BATCH or len(batch) >= 32:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def _read_batch(one: Callable[[Source], Reading], sources: Sequence[Source]) -> list[Reading]:
    return [one(each) for each in sources]


def _read_one(one: One, kept: Readings | None, source: Source) -> Reading:
    """Read a source, and keep what was found in it: under the content that was read, and not what stands there now."""
    reading = one(source)
    if kept is not None and reading.source.sha256 and type(reading) is Reading:  # words alone may be of literals
        content = _content(source)
        if content is not None and hashlib.sha256(content).hexdigest() == reading.source.sha256:
            kept.put(kept.key(source, reading.source.sha256), reading, lambda: decode(content).text)
    return reading


def _kept(source: Source, kept: Readings) -> Reading | None:
    content = _content(source)
    if content is None:
        return None
    return kept.get(kept.key(source, hashlib.sha256(content).hexdigest()), source, lambda: decode(content).text)


def _content(source: Source) -> bytes | None:
    if _size(source) > LARGEST:
        return None
    try:
        with open(source.file, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def _size(source: Source) -> int:
    try:
        return os.stat(source.file).st_size
    except OSError:
        return 0
