"""The folder of kept entries: JSON files, each with its checksum, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LOG = logging.getLogger("status_audit")
VARIABLE = "STATUS_AUDIT_CACHE"
MOST = 500 * 1024 * 1024
"""Bytes of all entries; the ones that were not used for longest go first."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one entry."""
HOUR = 3600.0
DAY = 24 * HOUR
UNFINISHED = ".tmp"
TRIMMED = "trimmed"
"""An empty file; when it was last touched says when the folder was last looked through."""
OPENING = b'{"sha256":"'
MIDDLE = b'","value":'
VALUE_AT = len(OPENING) + 64 + len(MIDDLE)


class Store:
    """Entries by kind and key. A fault of the folder or of an entry is a miss, and never more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written = 0
        self._broken = False

    def get(self, kind: str, key: str) -> Any | None:
        """The value kept under a key of hex digits; None where there is none, or none that is whole."""
        path = self._path(kind, key)
        try:
            with path.open("rb") as stream:
                found = os.fstat(stream.fileno())
                data = stream.read(LARGEST + 1)
        except OSError:
            return None
        body = memoryview(data)[VALUE_AT:-1]
        if data[:VALUE_AT] != _opening(kind, key, body) or data[-1:] != b"}":
            return None
        try:
            value = json.loads(bytes(body))
        except (ValueError, RecursionError):
            return None
        if time.time() - found.st_mtime > DAY:
            self._used(path)
        return value

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value that is ready for `json`. Another run that writes the same entry writes the same bytes."""
        if self._broken:
            return
        body = json.dumps(value, separators=(",", ":"), check_circular=False).encode("ascii")
        if len(body) > LARGEST - VALUE_AT - 1:
            return
        content = b"".join((_opening(kind, key, memoryview(body)), body, b"}"))
        path = self._path(kind, key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(path, content)
        except OSError as error:
            self._broken = True
            LOG.info("cache: nothing is kept: %s", error.strerror)
            return
        self._written += len(content)

    def close(self) -> None:
        """After a run: drop what was not used for longest when there is too much, at most once an hour."""
        if not self._written or self._broken:
            return
        marker = self.folder / TRIMMED
        try:
            if marker.exists() and time.time() - marker.stat().st_mtime < HOUR and self._written < MOST // 20:
                return
            marker.touch(mode=0o600)
            self._trim()
        except OSError:
            return

    def _trim(self) -> None:
        entries = sorted(_entries(self.folder), key=lambda each: each[1].st_mtime)
        total = sum(status.st_size for _, status in entries)
        stale = time.time() - HOUR
        for path, status in entries:
            left_over = path.endswith(UNFINISHED) and status.st_mtime < stale
            if total > MOST or left_over:
                _remove(path)
                total -= status.st_size

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key[2:]}.json"

    def _used(self, path: Path) -> None:
        try:
            os.utime(path)
        except OSError:
            return


def opened(environment: Mapping[str, str] = os.environ) -> Store | None:
    """The user's own store, or None where no folder can be had that is the user's alone."""
    folder = _folder(environment)
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = _made_private(folder)
    except OSError as error:
        LOG.info("cache: none: %s", error.strerror)
        return None
    if not private:
        LOG.info("cache: none: the folder belongs to somebody else, or others may write to it")
        return None
    return Store(folder)


def _folder(environment: Mapping[str, str]) -> Path | None:
    """As the variable says, which may be empty to have none; else where the system keeps such things."""
    if VARIABLE in environment:
        given = environment[VARIABLE]
        return Path(given).absolute() if given else None
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return Path(base) / "status-audit" / "Cache" if base else None
    given = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):
        return Path(given) / "status-audit"
    home = environment.get("HOME", "")
    if not os.path.isabs(home):
        return None
    return Path(home) / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "status-audit"


def _made_private(folder: Path) -> bool:
    """Whether nobody else can read or write in the folder; our own is made so where it is not."""
    if sys.platform == "win32":
        return True
    found = folder.stat()
    if found.st_uid != os.geteuid():
        return False
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
    return True


def _opening(kind: str, key: str, body: memoryview) -> bytes:
    """With the checksum of the value and of what it is the value of: an entry under a foreign name is none."""
    digest = hashlib.sha256(f"{kind}/{key}\n".encode())
    digest.update(body)
    return b"".join((OPENING, digest.hexdigest().encode(), MIDDLE))


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in place in one step; whoever reads meanwhile sees the old one or the new one."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{time.monotonic_ns()}{UNFINISHED}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
        os.replace(beside, path)
    except OSError:
        _remove(os.fspath(beside))
        raise


def _entries(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for here, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".json", UNFINISHED)):
                path = os.path.join(here, name)
                try:
                    yield path, os.stat(path)
                except OSError:
                    continue


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
