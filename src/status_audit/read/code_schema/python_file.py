"""Reads Python that declares tables, forms or messages; it is parsed and never imported."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "python"
_SIGN = pattern_of(
    rb"\bmodels\.(?:\w*Model|\w+Field|ForeignKey)\b|\bmigrations\.Migration\b|\bModelForm\b|\bforms\.(?:\w*Form|\w+Field)\b"
    rb"|\bserializers\.\w+(?:Serializer|Field)\b|\bmapped_column\(|\bMapped\[|\bdb\.Model\b|\b(?:db|sa)\.Column\("
    rb"|\bop\.(?:create_table|add_column|drop_column|alter_column|rename_table|batch_alter_table|drop_table)\("
    rb"|=\s*Column\(|\bTable\(\s*[\"']|\bFlaskForm\b|\bwtforms\b|\(BaseModel\)|\(SQLModel\b|\bfields\.(?:Char|Many2one|Selection)\("
    rb"|^class\s+\w+\((?:\w+\.)*\w*(?:Form|Field|Question)\)\s*:[^\n]*\n(?:[^\n]*\n){0,12}?\s+(?:label|choices)\s*=",
    re.MULTILINE,
)


def accepts(path: str, head: bytes) -> bool:
    """Python in which a framework's way of declaring tables, forms or messages stands; any other is left alone."""
    return path.lower().endswith(".py") and bool(_SIGN.search(head))


def read(source: Source) -> Reading:
    """Tables, forms and messages in the order of their classes."""
    from status_audit.read.code_schema.python_classes import read as really

    return really(source)
