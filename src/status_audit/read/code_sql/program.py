"""Reads one program for its SQL, and says what else is known to stand in it."""

from __future__ import annotations

from status_audit.model import Gap, Location, Reading, Source
from status_audit.read.code_sql.found import MOST, items_of
from status_audit.read.contents import HEAD, contents, text_of, unread
from status_audit.read.unread import IN_CODE, gap_for, recognised


def read(source: Source) -> Reading:
    """Statements and what they declare, in the order of the file."""
    source, text, gap = text_of(source)
    if not gap and len(text) > MOST:
        reason = f"is longer than {MOST // (1024 * 1024)} million characters, more than is read of program text."
        gap = Gap("limit", Location(source.path, ""), reason, "Split it, or copy its SQL into .sql files.")
    if gap:
        return unread(source, gap)
    items, _ = items_of(source, text)
    known = recognised(source.path, contents(source)[1][:HEAD])
    if known and known.what != IN_CODE:
        items.append(gap_for(source.path, known))
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))
