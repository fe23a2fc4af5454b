"""Reads PDF forms: fields with their tooltips, XFA templates, and without either the questions on the page."""

from __future__ import annotations

from status_audit.model import Reading, Source

KIND = "pdf"


def accepts(path: str, head: bytes) -> bool:
    """By its first bytes, and by its name where these are damaged."""
    return path.lower().endswith(".pdf") or head.startswith(b"%PDF-")


def read(source: Source) -> Reading:
    """A container for the form and a field per question; `Location.part` is its page."""
    from status_audit.read.pdf.form import read_form

    return read_form(source)
