"""Tells one engine from another: what is kept by one must never be read by the next."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator

from status_audit import __version__
from status_audit.shipped import shipped

OWN = (".py", ".yaml", ".json", ".css")
INSTALLED = (".dist-info", ".egg-info")


def engine_digest() -> str:
    """Hex digest of our version, our own files by size and time, the interpreter, and what is installed beside us.

    An editable install changes without its version; an extra that is installed later reads what was a gap before.
    """
    parts = [__version__, sys.implementation.name, *map(str, sys.version_info[:2]), sys.platform]
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for folder in (package, os.fspath(shipped("policies")), os.fspath(shipped("connectors"))):
        parts.extend(sorted(_files(folder, folder)))
    parts.extend(sorted(_installed()))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: str, top: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for each in entries:
        if each.name.endswith(OWN):
            status = each.stat()
            yield f"{each.path[len(top) :]} {status.st_size} {status.st_mtime_ns}"
        elif each.name != "__pycache__" and each.is_dir():
            yield from _files(each.path, top)


def _installed() -> Iterator[str]:
    """Names with versions of the packages that can be imported, as their folders say them."""
    for folder in dict.fromkeys(sys.path):
        if os.path.basename(folder) not in ("site-packages", "dist-packages"):
            continue
        try:
            yield from (name for name in os.listdir(folder) if name.endswith(INSTALLED))
        except OSError:
            continue
