"""Opens a source for a reader: its bytes, its digest, its text; what cannot be opened becomes a gap."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from status_audit.model import Gap, Location, Reading, Source

MOST = 64 * 1024 * 1024
"""Bytes of a file that a reader other than SQL and SQLite takes."""
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def contents(source: Source) -> tuple[Source, bytes, Gap | None]:
    """The source with its digest, and its bytes; or a gap that says why there are none."""
    try:
        with open(source.file, "rb") as stream:
            data = stream.read(MOST + 1)
    except OSError as error:
        return source, b"", unreadable(source.path, error)
    if len(data) > MOST:
        return source, b"", too_large(source.path)
    return replace(source, sha256=hashlib.sha256(data).hexdigest()), data, None


def text_of(source: Source) -> tuple[Source, str, Gap | None]:
    """As `contents`, decoded; `text` has no byte order mark."""
    opened, data, gap = contents(source)
    return opened, decoded(data), gap


def decoded(data: bytes) -> str:
    """By byte order mark, then UTF-16 by its zero bytes, then UTF-8, then Windows-1252. Never fails."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    if data[1:2] == b"\0" and data[:1] != b"\0":
        return data.decode("utf-16-le", "replace")
    if data[:1] == b"\0" and data[1:2] not in (b"", b"\0"):
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(data) - 4:
            return data[: error.start].decode("utf-8")
        return data.decode("cp1252", "replace")


def unreadable(path: str, error: OSError) -> Gap:
    """A file that the operating system does not let us open."""
    reason = error.strerror or type(error).__name__
    return Gap(
        "not-visible",
        Location(path, ""),
        f"could not be opened: {reason}.",
        "Let the account that runs the audit read it, or exclude it on purpose.",
    )


def too_large(path: str) -> Gap:
    return Gap(
        "limit",
        Location(path, ""),
        f"is larger than {MOST // (1024 * 1024)} MB, more than is read of a file of this kind.",
        "Split it, or name the part that holds definitions.",
    )


def unread(source: Source, gap: Gap) -> Reading:
    """The reading of a source of which nothing was read."""
    return Reading(source, (gap,), partly=True)
