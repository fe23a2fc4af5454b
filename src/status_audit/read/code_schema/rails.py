"""Reads the tables that Rails declares: `db/schema.rb` and migrations; `down` is read for names only."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "rails"
_SIGN = pattern_of(
    rb"ActiveRecord::(?:Schema|Migration)\b|^[ \t]*(?:create_table|add_column|change_table|rename_column)[ (]",
    re.MULTILINE,
)


def accepts(path: str, head: bytes) -> bool:
    """Ruby that declares or migrates tables; any other Ruby is left alone."""
    return path.lower().endswith(".rb") and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """Tables, columns, comments, references and changes in the order of the file."""
    from status_audit.read.code_schema.rails_script import read as really

    return really(source)
