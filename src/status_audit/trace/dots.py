"""Dotted expressions that are no plain columns: struct fields, record variables, method calls on XML, sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from status_audit.trace.calls import pass_arguments
from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.paths import split_path, split_xpath
from status_audit.trace.remote import is_sending, send
from status_audit.trace.scope import Scope, at_offset, struct_field
from status_audit.trace.values import Origin, Origins, Path, Ref, derived, taken, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

XML_METHODS = ("value", "query", "nodes", "exist", "extract", "getstringval", "getclobval", "modify")


def dotted(ctx: Context, node: Expr, scope: Scope) -> Origins:
    from status_audit.trace.expression import value

    names, base = _unfold(node)
    last = node.expression
    if last.key in ("anonymous", "func") or hasattr(last, "sql_name"):
        return _method(ctx, node, scope)
    if base is None:
        return _plain(ctx, names, int(last.meta.get("start") or 0), scope)
    if base.key == "placeholder":
        return _bind(ctx, [fold(base.name), *names], scope)
    if base.key == "star" or last.key == "star":
        return value(ctx, base, scope)
    return _field_of(ctx, base, tuple(names), scope)


def _unfold(node: Expr) -> tuple[list[str], Expr | None]:
    """The dotted names, first to last, and what stands before them where that is no name."""
    names: list[str] = []
    part: Expr = node
    while part.key == "dot":
        names.insert(0, fold(part.expression.name))
        part = part.this
    if part.key == "identifier":
        return [fold(part.name), *names], None
    if part.key == "parameter":
        return [f"@{fold(part.this.name)}", *names], None
    return names, part


def _plain(ctx: Context, names: list[str], at: int, scope: Scope) -> Origins:
    found = struct_field(scope, names)
    if found is not None:
        return at_offset(found, at)
    record = ctx.record_field(names[0], names[1], tuple(names[2:]), at)
    if record is not None:
        return record
    item = scope.item(names[-2])
    if item is not None:
        return item.rows.insist(names[-1], at)
    possible = scope.possible(names[0])
    if possible:
        return at_offset(taken(possible, tuple(names[1:])), at)
    return (Origin(Ref(ctx.key(*names[:-1]), names[-1]), at=at),)


def _bind(ctx: Context, names: list[str], scope: Scope) -> Origins:
    """`:NEW.col` in an Oracle trigger."""
    return ctx.record_field(names[0], names[1], tuple(names[2:]), 0) or ()


def _field_of(ctx: Context, base: Expr, names: Path, scope: Scope) -> Origins:
    """`(composite).field`, `array[0].field`, `f(x).field`."""
    from status_audit.trace.expression import value

    inner = base
    while inner.key == "paren":
        inner = inner.this
    if inner.key == "column" and inner.this.key != "star" and not inner.args.get("table"):
        item = scope.item(fold(inner.this.name))
        if item is not None and len(names) == 1 and not item.value:
            return item.rows.insist(names[0], int(inner.this.meta.get("start") or 0))
    return taken(value(ctx, inner, scope), names)


def _method(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """`doc.value('(/p/b)[1]', …)`: an XPath; `pkg.f(x)`: a routine; any other method is a function."""
    from status_audit.trace.expression import literal_texts, value

    call = node.expression
    name = fold(call.name if isinstance(call.this, str) else call.sql_name() if hasattr(call, "sql_name") else "")
    carried = _receiver(ctx, node.this, scope)
    arguments = list(call.args.get("expressions") or ())
    if name in XML_METHODS and arguments and arguments[0].key == "literal":
        text = str(arguments[0].this)
        found = taken(carried, split_xpath(text) if "/" in text else split_path(text))
        for each in found:
            ctx.mention(each.ref, each.at)
        return found
    full = f"{fold(node.this.name)}.{name}" if hasattr(node.this, "name") else name
    if is_sending(full) and not is_sending(name):
        sent = together(*(value(ctx, each, scope) for each in arguments))
        send(ctx, full, literal_texts(node), sent)
    qualified = call.key == "anonymous" and not ctx.knows(fold(node.this.name))
    if qualified and ctx.routine(full) is not None and ctx.routine(full) != ctx.routine(name):
        given = [value(ctx, each, scope) for each in arguments]
        names = [fold(each.this.name) if each.key in ("kwarg", "propertyeq") else "" for each in arguments]
        return together(derived(carried), pass_arguments(ctx, full, given, names))
    return together(derived(carried), value(ctx, call, scope))


def _receiver(ctx: Context, node: Expr, scope: Scope) -> Origins:
    from status_audit.trace.expression import unqualified, value

    if node.key == "identifier":
        name = fold(node.name)
        known = scope.known(name) is not None or scope.item(name) is not None or name in ctx.around.variables
        return unqualified(ctx, name, int(node.meta.get("start") or 0), scope) if known else ()
    if node.key == "dot" and node.this.key == "identifier" and node.expression.key == "identifier":
        names = [fold(node.this.name), fold(node.expression.name)]
        item = scope.item(names[0])
        at = int(node.expression.meta.get("start") or 0)
        return item.rows.insist(names[1], at) if item else struct_field(scope, names) or ()
    return value(ctx, node, scope)
