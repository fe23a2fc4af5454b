"""Opens the files that a source refers to: inside the audited root, bounded in number and size, each once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from status_audit.model import Source

FILES = 40
"""Files that one source has opened."""
BYTES = 16 * 1024 * 1024
"""Of all of them together; what lies beyond is as if it were not there."""


@dataclass(frozen=True, slots=True)
class Other:
    """A file that a source refers to."""

    path: str
    """Relative to the root, as sources spell it."""
    data: bytes
    """Empty where it was opened before."""


@dataclass(slots=True)
class Beside:
    """What lies around one source."""

    source: Source
    full: bool = False
    """True once no further file is opened."""
    _root: str = field(init=False)
    _opened: set[str] = field(default_factory=set)
    _bytes: int = 0

    def __post_init__(self) -> None:
        file, path = os.path.abspath(self.source.file), self.source.path.replace("/", os.sep)
        inside = path and file.endswith(os.sep + path)
        self._root = file[: -len(path) - 1] or os.sep if inside else os.path.dirname(file)
        self._opened.add(self.source.path)

    def open(self, origin: str, reference: str) -> Other | None:
        """The file at `reference`, seen from the source `origin`; None where the root holds none that may be read."""
        path = self.path(origin, reference)
        if path is None:
            return None
        if path in self._opened:
            return Other(path, b"")
        data = self._data(os.path.join(self._root, *path.split("/")))
        if data is None:
            return None
        self._opened.add(path)
        return Other(path, data)

    def path(self, origin: str, reference: str) -> str | None:
        """Where it would lie; None for a URL, an absolute path and whatever leads out of the root."""
        try:
            parts = urlsplit(reference.replace("\\", "/").strip())
        except ValueError:
            return None
        told = unquote(parts.path)
        if parts.scheme or parts.netloc or not told or told.startswith("/") or "\0" in told:
            return None
        found = os.path.normpath(os.path.join(os.path.dirname(origin), told)).replace(os.sep, "/")
        return None if found.startswith("../") or found in ("..", ".") else found

    def _data(self, file: str) -> bytes | None:
        real, root = os.path.realpath(file), os.path.realpath(self._root)
        if not real.startswith(os.path.join(root, "")) or not os.path.isfile(real):
            return None
        if len(self._opened) > FILES or self._bytes > BYTES:
            self.full = True
            return None
        try:
            with open(real, "rb") as stream:
                data = stream.read(BYTES - self._bytes + 1)
        except OSError:
            return None
        self._bytes += len(data)
        if self._bytes > BYTES:
            self.full = True
            return None
        return data
