"""Files that a Liquibase change log runs or includes: whether each is there to be read by itself."""

from __future__ import annotations

import os
import posixpath

from status_audit.model import Source

_FOLDERS = 20
"""Levels above the log that are looked at; a class path begins at one of them."""


class Beside:
    """What lies around one change log, below the root and nowhere else; each path is looked up once."""

    def __init__(self, source: Source) -> None:
        folder = posixpath.dirname(source.path)
        levels = [folder]
        while levels[-1] and len(levels) < _FOLDERS:
            levels.append(posixpath.dirname(levels[-1]))
        self._levels = tuple(levels)
        self._root = source.file[: -len(source.path)] if source.path and source.file.endswith(source.path) else ""
        self._known: dict[str, bool] = {}

    def holds(self, said: str) -> bool:
        """Whether the file or folder of that name stands beside the log, or below a folder above it."""
        name = posixpath.normpath(said.strip().removeprefix("classpath:").replace("\\", "/").lstrip("/"))
        if not self._root or "\0" in name or "$" in name or name in ("", "."):
            return False
        if name not in self._known:
            self._known[name] = any(
                self._exists(posixpath.normpath(posixpath.join(each, name))) for each in self._levels
            )
        return self._known[name]

    def _exists(self, path: str) -> bool:
        return not path.startswith("..") and os.path.exists(os.path.join(self._root, path))
