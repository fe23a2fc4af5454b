"""Reads the schemas that JavaScript and TypeScript declare: Mongoose, Sequelize, Knex, Drizzle, TypeORM."""

from __future__ import annotations

import re

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of

KIND = "script-schema"
_SIGN = pattern_of(
    rb"\bnew\s+(?:[\w$]+\.)?Schema\s*(?:<[^>\n]{0,80}>)?\(\s*\{|^\s*@Entity\(|\bcreateTable\w*\(|\bsequelize\.define\(|\bpgTable\(|\bmysqlTable\("
    rb"|\bsqliteTable\(|\bqueryInterface\.|\.init\(\s*\{[^}]{0,400}(?:DataTypes|Sequelize)\b|\.(?:alterTable|addColumn)\(|^\s*@(?:Schema|Table)\("
    rb"|\bnew\s+Table(?:Column)?\(\s*\{|\bDataTypes\.[A-Z]",
    re.MULTILINE,
)


def accepts(path: str, head: bytes) -> bool:
    """Scripts in which one of these ways of declaring a schema stands; any other is left alone."""
    name = path.lower()
    return (
        name.endswith((".js", ".ts", ".mjs", ".cjs", ".mts"))
        and not name.endswith(".d.ts")
        and bool(_SIGN.search(head))
    )


def read(source: Source) -> Reading:
    """Documents, tables and changes, each kind in the order of the file."""
    from status_audit.read.code_schema.script_items import read as really

    return really(source)
