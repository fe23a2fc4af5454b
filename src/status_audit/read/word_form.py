"""Reads forms made with Word: content controls, legacy fields, tables of questions and blanks, lists of check boxes."""

from __future__ import annotations

from pathlib import PurePosixPath

from status_audit.model import Reading, Source

KIND = "word"
EXTENSIONS = (".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott", ".rtf")
RENAMED = (b"{\\rtf", b"PK\x03\x04")
"""How files start that are named `.doc` and are of a newer kind."""


def accepts(path: str, head: bytes) -> bool:
    """By its name; the file that Word leaves beside an open document is none."""
    name = PurePosixPath(path).name.lower()
    if name.startswith(("~$", ".~lock")) or head == b"":
        return False
    return name.endswith(EXTENSIONS) or (name.endswith((".doc", ".dot")) and head.startswith(RENAMED))


def read(source: Source) -> Reading:
    """One container for the document; `Location.part` counts its paragraphs and tables."""
    from status_audit.read.word_document import read_document

    return read_document(source)
