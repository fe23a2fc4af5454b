"""T-SQL's changes inside a FROM: `INSERT INTO log SELECT … FROM (MERGE … OUTPUT …) AS m`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from status_audit.patterns import pattern_of
from status_audit.trace.context import Context
from status_audit.trace.exports import output_rows, without_output
from status_audit.trace.parsing import parse_statement
from status_audit.trace.repairs import repaired
from status_audit.trace.results import trouble
from status_audit.trace.rows import Rows
from status_audit.trace.scope import Scope
from status_audit.trace.texts import balanced

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

_INNER = pattern_of(r"\bFROM\s*(\()(?=\s*(?:MERGE|INSERT|UPDATE|DELETE)\b)", re.IGNORECASE)
_OUTPUT = pattern_of(r"\bOUTPUT\s+", re.IGNORECASE)
_NAME = "rows_that_changed"
_QUERY = "SELECT * FROM rows_that_changed"


def without_inner_change(text: str) -> tuple[str, str]:
    """The statement with a query in place of the change in its FROM, at equal length; and the change."""
    found = _INNER.search(text)
    if found is None:
        return text, ""
    inside = balanced(text, found.start(1))
    if len(inside) < len(_QUERY) or not _OUTPUT.search(inside):
        return text, ""
    start = found.end(1)
    return text[:start] + _QUERY.ljust(len(inside)) + text[start + len(inside) :], " " * start + inside


def inner_change(ctx: Context, text: str) -> Scope | None:
    """Reads the change, and gives a scope in which the outer statement finds its rows."""
    from status_audit.trace.dml import CHANGES

    plain, clause = without_output(text, ctx.dialect)
    if not clause:  # OUTPUT of the source's columns alone
        return None
    parsed = parse_statement(plain, ctx.dialect)
    if parsed.expression is None:
        parsed = parse_statement(repaired(plain), ctx.dialect)
    tree: Expr | None = parsed.expression
    if tree is None or tree.key not in CHANGES:
        trouble(ctx, parsed.reason)
        return None
    CHANGES[tree.key](ctx, tree)
    ctx.uses.clear()
    rows: Rows = output_rows(ctx, tree, clause)
    scope = Scope()
    scope.ctes[_NAME] = rows
    return scope
