"""Outcome -> text, one file per format; a new format is one file and one line in this table."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from status_audit.errors import AuditError
from status_audit.model.outcome import Outcome

FORMATS = {
    "text": ("text", "one block a finding, for a terminal; the default"),
    "table": ("table", "one row a finding, for reading side by side"),
    "concise": ("concise", "one line a finding, for editors and grep"),
    "html": ("html", "one page for a browser and for paper, without scripts, to read, sign and file"),
    "json": ("jsonfile", "the whole result; every other format is rendered from it"),
}
"""Format -> (module in this folder, what it is for)."""


class Format(Protocol):
    def render(self, outcome: Outcome) -> str: ...


def render(outcome: Outcome, name: str) -> str:
    """The outcome in one format.

    Raises AuditError for a format nobody has written.
    """
    if name not in FORMATS:
        raise AuditError(f"no such format: {name}", f"Choose one of: {', '.join(FORMATS)}")
    module = cast("Format", importlib.import_module(f"status_audit.report.{FORMATS[name][0]}"))
    return module.render(outcome)
