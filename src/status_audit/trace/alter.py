"""ALTER and RENAME where they carry values: new names, other schemas, computed columns, rows that change hands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.model import Statement
from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.expression import value
from status_audit.trace.names import fold, split_name
from status_audit.trace.parsing import parse_statement
from status_audit.trace.scope import Item, Scope
from status_audit.trace.texts import NAME, comma_parts, without_comments
from status_audit.trace.values import Move, Ref
from status_audit.trace.writing import move, target_name

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_SYNONYM = pattern_of(
    rf"\b(?:SYNONYM|ALIAS)\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})\s+FOR\s+(?:TABLE\s+)?({NAME})", re.IGNORECASE
)
_RENAME = pattern_of(rf"(?:RENAME\s+(?:TABLE\s+)?(?:IF\s+EXISTS\s+)?|,\s*)({NAME})\s+TO\s+({NAME})", re.IGNORECASE)
_ALTERED = pattern_of(
    rf"\bALTER\s+(?:FOREIGN\s+|EXTERNAL\s+|MATERIALIZED\s+)?(?:TABLE|VIEW)\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?({NAME})",
    re.IGNORECASE,
)
_RENAME_COLUMN = pattern_of(rf"\bRENAME\s+(?:COLUMN\s+)?(?!TO\b)({NAME})\s+TO\s+({NAME})", re.IGNORECASE)
_CHANGE = pattern_of(rf"\bCHANGE\s+(?:COLUMN\s+)?({NAME})\s+({NAME})\s", re.IGNORECASE)
_RENAME_TO = pattern_of(rf"\bRENAME\s+(?:TO|AS)\s+({NAME})", re.IGNORECASE)
_SWITCH = pattern_of(
    rf"\b(?:SWITCH(?:\s+PARTITION\s+\S+)?\s+TO|EXCHANGE\s+PARTITION\s+\S+\s+WITH\s+TABLE|SWAP\s+WITH|ATTACH\s+PARTITION(?!\s+(?:ID\s+)?\S+\s+FROM\b)|INHERIT)\s+({NAME})",
    re.IGNORECASE,
)
_ADDED = pattern_of(r"^\s*ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?", re.IGNORECASE)
_HISTORY = pattern_of(rf"\bHISTORY_TABLE\s*=\s*({NAME})", re.IGNORECASE)
_TRANSFER = pattern_of(rf"\s*ALTER\s+SCHEMA\s+({NAME})\s+TRANSFER\s+(?:OBJECT\s*::\s*)?({NAME})", re.IGNORECASE)
_SET_SCHEMA = pattern_of(rf"\bSET\s+SCHEMA\s+({NAME})", re.IGNORECASE)
_TAKES_IN = pattern_of(
    rf"\b(?:APPEND|(?:ATTACH|REPLACE)\s+PARTITION\s+(?:ID\s+)?(?:\([^()]*\)|\S+))\s+FROM\s+({NAME})", re.IGNORECASE
)
_GIVES_OUT = pattern_of(rf"\bMOVE\s+PARTITION\s+(?:ID\s+)?(?:\([^()]*\)|\S+)\s+TO\s+TABLE\s+({NAME})", re.IGNORECASE)
_EXCHANGE = pattern_of(rf"\s*EXCHANGE\s+(?:TABLES|DICTIONARIES)\s+({NAME})\s+AND\s+({NAME})", re.IGNORECASE)


def alias(ctx: Context, name: str, base: str) -> None:
    """A second name for a relation: what is in one is in the other."""
    known, other = ctx.key(*split_name(base)), ctx.key(*split_name(name))
    ctx.effects.shapes[other] = ctx.columns(known) or ("*",)
    alias_keys(ctx, known, other, back=True)


def alias_keys(ctx: Context, base: str, other: str, *, back: bool) -> None:
    if base == other:
        return
    ctx.effects.moves.append(Move(Ref(base, "*"), (), other, "*", "copied"))
    if back:
        ctx.effects.moves.append(Move(Ref(other, "*"), (), base, "*", "copied"))


def synonym(ctx: Context, statement: Statement) -> None:
    found = _SYNONYM.search(without_comments(statement.text))
    if found:
        alias(ctx, found[1], found[2])


def rename(ctx: Context, statement: Statement) -> None:
    """RENAME TABLE a TO b, c TO d; ClickHouse's EXCHANGE TABLES a AND b."""
    text = without_comments(statement.text)
    if swapped := _EXCHANGE.match(text):
        alias_keys(ctx, ctx.key(*split_name(swapped[1])), ctx.key(*split_name(swapped[2])), back=True)
        return
    for found in _RENAME.finditer(text):
        rename_relation(ctx, found[1], found[2])


def rename_relation(ctx: Context, old: str, new: str) -> None:
    before, after = split_name(old), split_name(new)
    known, other = ctx.key(*before), ctx.key(*(before[:-1] if len(after) == 1 else ()), *after)
    ctx.effects.shapes[other] = ctx.columns(known) or ("*",)
    alias_keys(ctx, known, other, back=False)


def rename_column(ctx: Context, relation: str, old: str, new: str) -> None:
    key = ctx.key(*split_name(relation))
    ctx.effects.moves.append(Move(Ref(key, fold(old)), (), key, fold(new), "copied"))


def alter(ctx: Context, statement: Statement) -> None:
    """New names, computed columns, and partitions that change hands."""
    text = without_comments(statement.text)
    moved = _TRANSFER.match(text)
    if moved:
        rename_relation(ctx, moved[2], f"{moved[1]}.{split_name(moved[2])[-1]}")
    table = _ALTERED.search(text)
    if table is None:
        return
    _handed_over(ctx, text, table[1])
    for found in (*_RENAME_COLUMN.finditer(text), *_CHANGE.finditer(text)):
        if fold(found[1]) not in ("constraint", "index", "key", "partition") and fold(found[1]) != fold(found[2]):
            rename_column(ctx, table[1], found[1].split()[-1], found[2])
    to = _RENAME_TO.search(text)
    if to:
        rename_relation(ctx, table[1], to[1])
    for found in _SWITCH.finditer(text):
        alias_keys(ctx, ctx.key(*split_name(table[1])), ctx.key(*split_name(found[1])), back=True)
    if re.search(r"\bADD\b[^;]*\bAS\b", text, re.IGNORECASE):
        _added_columns(ctx, text, table[1])


def _handed_over(ctx: Context, text: str, relation: str) -> None:
    """Rows that go to another schema, into a history, or in and out by whole tables and partitions."""
    key = ctx.key(*split_name(relation))
    schema = _SET_SCHEMA.search(text)
    if schema:
        rename_relation(ctx, relation, f"{schema[1]}.{split_name(relation)[-1]}")
    for found in _TAKES_IN.finditer(text):
        alias_keys(ctx, ctx.key(*split_name(found[1])), key, back=False)
    for found in _GIVES_OUT.finditer(text):
        alias_keys(ctx, key, ctx.key(*split_name(found[1])), back=False)
    with_history(ctx, text, relation)


def with_history(ctx: Context, text: str, relation: str) -> None:
    """SYSTEM_VERSIONING = ON (HISTORY_TABLE = …): every version of a row is kept there."""
    found = _HISTORY.search(text)
    if found:
        key, kept = ctx.key(*split_name(relation)), ctx.key(*split_name(found[1]))
        ctx.effects.shapes[kept] = ctx.columns(key) or ("*",)
        alias_keys(ctx, key, kept, back=False)


def _added_columns(ctx: Context, text: str, relation: str) -> None:
    """ADD b AS (upper(a)): the column is read as if the table were created with it."""
    found = re.search(r"\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?", text, re.IGNORECASE)
    if found is None:
        return
    parts = comma_parts(text[found.end() :].rstrip().rstrip(";"))
    key = ctx.key(*split_name(relation))
    scope = Scope()
    scope.items = [Item(target_name(key), ctx.base(key))]
    for part in parts:
        column = _ADDED.sub("", part)
        parsed = parse_statement(f"CREATE TABLE t ({column})", ctx.dialect)
        if parsed.expression is not None and parsed.expression.key == "create":
            compute(ctx, parsed.expression.this, scope, key)


def compute(ctx: Context, columns: Expr, scope: Scope, key: str) -> None:
    """The columns of a list that are made of others."""
    for column in columns.expressions:
        for each in column.args.get("constraints") or () if column.key == "columndef" else ():
            kind = each.args.get("kind")
            if kind is None or kind.key not in _COMPUTED:
                continue
            expression = kind.args.get(_COMPUTED[kind.key])
            if expression is not None and hasattr(expression, "args"):
                move(ctx, value(ctx, expression, scope), key, fold(column.name))


_COMPUTED = {
    "computedcolumnconstraint": "this",
    "generatedasrowcolumnconstraint": "expression",
    "generatedasidentitycolumnconstraint": "expression",
}
"""Constraints that hold an expression, and where."""
