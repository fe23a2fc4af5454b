"""Reads form definitions in JSON and YAML, each by the builder that wrote it."""

from __future__ import annotations

from status_audit.model import Reading, Source
from status_audit.read.contents import head_text
from status_audit.read.form_definition.builders import JSON, YAML, builder_of

KIND = "form-definition"


def accepts(path: str, head: bytes) -> bool:
    """By its extension and the sign of a builder."""
    return path.lower().endswith((*JSON, *YAML)) and builder_of(path, head_text(head)) is not None


def read(source: Source) -> Reading:
    """A container per form, a field per question; `Location.line` is that of the question's key."""
    from status_audit.read.form_definition.by_builder import read_definition

    return read_definition(source)
