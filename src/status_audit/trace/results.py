"""Where a statement's result ends up: in variables, in a routine's own result, in a model, or with whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.rows import Rows
from status_audit.trace.values import Output
from status_audit.trace.writing import Exit, assign, let_out, routine_key, target_name, write_rows, write_uses


def trouble(ctx: Context, reason: str) -> None:
    """Say that a part was not understood; the first reason stands."""
    ctx.effects.trouble = ctx.effects.trouble or reason or "not understood"


def give_variables(ctx: Context, rows: Rows, names: Sequence[str]) -> None:
    """A row goes into variables by position, or whole into one record."""
    record = ctx.around.records.get(fold(names[0])) if len(names) == 1 else None
    if record is not None:
        write_rows(ctx, rows, record)
        ctx.effects.shapes[record] = rows.shape()
    elif len(names) == 1 and len(rows.outputs) > 1:
        assign(ctx, names[0], rows.as_document())
    else:
        targets = [Output(str(n), output.origins) for n, output in enumerate(rows.renamed([""] * len(names)).outputs)]
        for name, output in zip(names, targets, strict=False):
            assign(ctx, name, output.origins)
    write_uses(ctx, "exec")


def result(ctx: Context, rows: Rows, way: Exit | None = None) -> None:
    """A result set, as a destination."""
    if way is not None:
        let_out(ctx, rows, way)
        write_uses(ctx, way.prefix)
    elif ctx.around.name:
        routine_result(ctx, rows)
    elif ctx.spool:
        result(ctx, rows, Exit("export", "export", ctx.spool, "exported"))
    elif ctx.model:
        key = ctx.key(ctx.model)
        ctx.effects.shapes[key] = rows.shape()
        write_rows(ctx, rows, key)
        write_uses(ctx, target_name(key))
    else:
        let_out(ctx, rows, Exit("resultset", "resultset"))
        write_uses(ctx, "resultset")


def routine_result(ctx: Context, rows: Rows) -> None:
    """What a routine hands back, under the names its head declares."""
    key = routine_key(ctx)
    renamed = rows.renamed(ctx.around.returns) if ctx.around.returns else rows
    if len(renamed.outputs) == 1 and not ctx.around.returns and renamed.outputs[0].name in ("", "column1"):
        renamed = rows.renamed([ctx.around.name])
    write_rows(ctx, renamed, key)
    ctx.effects.shapes[key] = renamed.shape()
    write_uses(ctx, target_name(key))


def put_out(ctx: Context, rows: Rows, way: Exit | None, variables: Sequence[str]) -> None:
    if variables:
        give_variables(ctx, rows, variables)
    else:
        result(ctx, rows, way)
