"""What a run looked at, so that the next one can tell whether anything of it has changed: by content, never by time."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from typing import Any

HEAD = 65536
"""Bytes of a file that were looked at where it was not read."""
MARGIN = 50_000_000
"""Nanoseconds: clocks of file systems are coarse."""
LARGE = 1024 * 1024
"""Bytes above which a file is hashed piece by piece."""
ENVIRONMENT = "pyvenv.cfg"
"""What makes a folder one of another program's, which is not entered."""
Record = dict[str, Any]


def seen(folders: Iterable[str], heads: Iterable[str], files: Iterable[str], since: int) -> Record | None:
    """The state of folders by their entries, of files by their first bytes, of others whole, there or not.

    None where something changed at or after `since` (nanoseconds): what was read of it may not be what stands there.
    """
    entered = list(dict.fromkeys(folders))
    whole = list(dict.fromkeys(files))
    known = set(whole)
    begun = [each for each in dict.fromkeys(heads) if each not in known]
    if any(_changed_since(each, since - MARGIN) for each in (*entered, *begun, *whole)):
        return None
    return {
        "folders": [[each, _listing(each, set(entered))] for each in entered],
        "heads": [[each, _head(each)] for each in begun],
        "files": [[each, _whole(each)] for each in whole],
    }


def unchanged(record: Record) -> bool:
    """Whether all of it stands as it stood. The cheapest questions come first."""
    entered = {each for each, _ in record["folders"]}
    return (
        all(_listing(path, entered) == state for path, state in record["folders"])
        and all(_head(path) == state for path, state in record["heads"])
        and all(_whole(path) == state for path, state in record["files"])
    )


def _listing(folder: str, entered: set[str]) -> str:
    """Digest of the names in a folder, of what each is, and of where links lead."""
    try:
        with os.scandir(folder) as found:
            lines = sorted(_entry(each, entered) for each in found)
    except OSError as error:
        return _why(error)
    return hashlib.sha256("\0".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _entry(entry: os.DirEntry[str], entered: set[str]) -> str:
    if entry.is_symlink():
        leads = f"{os.path.exists(entry.path)} {os.path.isdir(entry.path)}"
        return f"{entry.name}\0link {os.path.realpath(entry.path)} {leads}"
    if entry.is_dir(follow_symlinks=False):
        if entry.path in entered:
            return f"{entry.name}\0folder"
        return f"{entry.name}\0folder {os.path.isfile(os.path.join(entry.path, ENVIRONMENT))}"
    return f"{entry.name}\0{'file' if entry.is_file(follow_symlinks=False) else 'other'}"


def _head(path: str) -> str:
    """Size, and digest of the first bytes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(descriptor).st_size
            return f"{size} {hashlib.sha256(os.read(descriptor, HEAD)).hexdigest()}"
        finally:
            os.close(descriptor)
    except OSError as error:
        return _why(error)


def _whole(path: str) -> str:
    """Digest of the file, or why there is none."""
    try:
        with open(path, "rb", buffering=0) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                return "no file"
            if status.st_size > LARGE:
                return hashlib.file_digest(stream, "sha256").hexdigest()
            return hashlib.sha256(stream.readall()).hexdigest()
    except OSError as error:
        return _why(error)


def _why(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "error")


def _changed_since(path: str, since: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return False
    return max(status.st_mtime_ns, status.st_ctime_ns) >= since


def upwards(folder: str) -> Iterator[str]:
    """The folder and every one above it."""
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above
