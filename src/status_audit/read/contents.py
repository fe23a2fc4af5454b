"""Opens a source for a reader: its bytes, its digest, its text; what cannot be opened becomes a gap."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import replace

from status_audit.errors import AuditError
from status_audit.model import Gap, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.sql.decode import Decoded, decode

HEAD = 65536
"""Bytes of a file by which it is recognised."""
DECLARED = pattern_of(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?([A-Za-z][\w-]{1,29})""")
ENCODINGS = frozenset(
    {
        *(f"iso8859-{number}" for number in range(1, 17)),
        *(f"cp{number}" for number in (437, 850, 852, 866, 874, 932, 936, 949, 950, *range(1250, 1259))),
        *(
            "koi8-r",
            "koi8-u",
            "shift_jis",
            "euc_jp",
            "iso2022_jp",
            "gb2312",
            "gbk",
            "gb18030",
            "big5",
            "euc_kr",
            "mac-roman",
        ),
    }
)
"""What a page may declare: text encodings, and none of the codecs that do more than decode."""
MOST = 64 * 1024 * 1024
"""Bytes of a file that a reader other than SQL and SQLite takes."""


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
    """As `contents`, decoded, without a byte order mark; newlines as they were."""
    opened, data, gap = contents(source)
    decoded = decode(data)
    if decoded.encoding == "cp1252":
        decoded = _as_declared(data, decoded)
    if decoded.encoding == "binary" and not gap:
        reason = f"holds no text: {decoded.note}."
        gap = Gap("no-text", Location(source.path, ""), reason, "Save it as text, in UTF-8.")
    return opened, decoded.text, gap


def _as_declared(data: bytes, guessed: Decoded) -> Decoded:
    """By the encoding that the page or document names in its first lines, where Python knows it."""
    named = DECLARED.search(data[:4096])
    try:
        codec = codecs.lookup(named[1].decode("ascii")).name if named else ""
    except LookupError:
        return guessed
    if not codec or codec == "cp1252" or codec not in ENCODINGS:
        return guessed
    return Decoded(data.decode(codec, "replace"), codec)


def head_text(head: bytes) -> str:
    """The first bytes of a file as text, cut at the end of a line where they may end within a character."""
    if len(head) >= HEAD:
        head = head[: head.rfind(b"\n") + 1] or head[:-4]
        head = head[: len(head) // 4 * 4] if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:8] else head
    return decode(head).text


def unreadable(path: str, error: OSError) -> Gap:
    """A file that the operating system does not let us open."""
    reason = error.strerror or type(error).__name__
    return Gap(
        "not-visible",
        Location(path, ""),
        f"could not be opened: {reason}.",
        "Let the account that runs the audit read it, or exclude it on purpose.",
    )


def malformed(path: str, error: AuditError, remedy: str) -> Gap:
    """What `documents` says of a structured file, `form.json:12: said`, as a gap at that line of the source."""
    place, _, said = error.message.partition(": ")
    line = place.rpartition(":")[2]
    kind = "limit" if "more than" in said or "larger than" in said else "unparsed"
    return Gap(kind, Location(path, "", int(line) if line.isdecimal() else None), f"{said}.", remedy)


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
