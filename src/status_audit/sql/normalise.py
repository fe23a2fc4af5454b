"""The text of a script as a SQL parser may see it, character for character where it was."""

from __future__ import annotations

from status_audit.sql.prepare import prepare


def normalise(text: str, dialect: str) -> str:
    """Equal length: batch separators, client commands, templates, data rows are blanked or replaced; comments stay."""
    return prepare(text, dialect).text
