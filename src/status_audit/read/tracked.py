"""Reads the names in git's index, so that a file kept in the repository is read although a pattern ignores it."""

from __future__ import annotations

import os
import struct

MOST = 256 * 1024 * 1024
"""Bytes of an index that is read."""


def tracked(top: str) -> frozenset[str]:
    """Paths relative to `top`, forward slashes; empty where there is no index or none we can read."""
    try:
        with open(os.path.join(_git_folder(top), "index"), "rb") as stream:
            data = stream.read(MOST)
        return frozenset(_names(data))
    except (OSError, ValueError, IndexError, struct.error):
        return frozenset()


def files_of(top: str) -> tuple[str, ...]:
    """The files that `tracked` reads."""
    try:
        return os.path.join(top, ".git"), os.path.join(_git_folder(top), "index")
    except (OSError, ValueError):
        return (os.path.join(top, ".git"),)


def _git_folder(top: str) -> str:
    """`.git` itself, or where the file `.git` of a work tree or submodule points."""
    path = os.path.join(top, ".git")
    if os.path.isdir(path):
        return path
    with open(path, encoding="utf-8", errors="surrogateescape") as stream:
        line = stream.readline(4096).strip()
    return os.path.normpath(os.path.join(top, line.removeprefix("gitdir:").strip()))


def _names(data: bytes) -> list[str]:
    """The entries of an index of version 2, 3 or 4 (git's index-format documentation)."""
    signature, version, count = struct.unpack_from(">4sII", data)
    if signature != b"DIRC" or version not in (2, 3, 4):
        return []
    at, names, previous = 12, [], b""
    for _ in range(count):
        (flags,) = struct.unpack_from(">H", data, at + 60)
        start = at + 62 + (2 if flags & 0x4000 else 0)
        if version == 4:
            strip, start = _varint(data, start)
            end = data.index(b"\0", start)
            previous = previous[: len(previous) - strip] + data[start:end]
            at = end + 1
        else:
            end = data.index(b"\0", start)
            previous = data[start:end]
            at += (end - at + 8) // 8 * 8
        names.append(previous.decode("utf-8", "replace"))
    return names


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """git's offset encoding: (value, where it ends)."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (data[at] & 0x7F)
    return value, at + 1
