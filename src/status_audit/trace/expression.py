"""Which columns an expression's value is made of. Functions and conditions carry it; counts do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from status_audit.trace.calls import pass_arguments
from status_audit.trace.constraints import keys_of_condition, with_keys
from status_audit.trace.context import Context
from status_audit.trace.documents import DOCUMENTS, FUNCTIONS
from status_audit.trace.names import fold
from status_audit.trace.remote import REMOTE_CALLS, is_sending, remote_call, send
from status_audit.trace.scope import Scope, at_offset, struct_field
from status_audit.trace.values import Origin, Origins, Ref, derived, held, taken, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

SILENT = frozenset(
    [
        "literal",
        "datatype",
        "identifier",
        "var",
        "null",
        "boolean",
        "star",
        "sessionparameter",
        "hexstring",
        "bitstring",
        "interval",
        "datatypeparam",
        "charactersetproperty",
        "currentdate",
        "currenttimestamp",
        "rownumber",
        "countif_",
        "jsonpath",
    ]
)
PLAIN = frozenset(
    [
        "paren",
        "cast",
        "trycast",
        "alias",
        "collate",
        "atttimezone",
        "tocharacter",
        "attimezone",
        "order",
        "ordered",
        "ignorenulls",
        "respectnulls",
    ]
)
QUERIES = frozenset(["select", "union", "except", "intersect", "subquery", "setoperation", "values", "with", "table"])


def value(ctx: Context, node: Expr | None, scope: Scope) -> Origins:
    """The references whose values an expression's value depends on."""
    if node is None or node.key in SILENT:
        return ()
    handler = HANDLERS.get(node.key)
    return handler(ctx, node, scope) if handler else generic(ctx, node, scope)


def generic(ctx: Context, node: Expr, scope: Scope) -> Origins:
    return derived(together(*(value(ctx, child, scope) for child in children(node))))


def children(node: Expr) -> Iterator[Expr]:
    for each in node.args.values():
        if hasattr(each, "args"):
            yield each
        elif isinstance(each, list):
            yield from (one for one in each if hasattr(one, "args"))


def condition(ctx: Context, node: Expr | None, scope: Scope, how: str) -> None:
    """Write down what a WHERE, HAVING, JOIN or QUALIFY depends on."""
    if node is not None:
        ctx.use(value(ctx, node, scope), how)


def _inside(ctx: Context, node: Expr, scope: Scope) -> Origins:
    return value(ctx, node.args.get("this"), scope)


def _column(ctx: Context, node: Expr, scope: Scope) -> Origins:
    this = node.this
    if this.key == "star":
        return _whole(ctx, node, scope)
    at = int(this.meta.get("start") or 0)
    parts = [fold(node.args[each].name) for each in ("catalog", "db", "table") if node.args.get(each)]
    name = fold(this.name)
    found = _qualified(ctx, parts, name, at, scope) if parts else unqualified(ctx, name, at, scope)
    for each in found:
        if not each.inner:
            ctx.mention(each.ref, at)
    return found


def unqualified(ctx: Context, name: str, at: int, scope: Scope) -> Origins:
    """A bare name: a column, an item taken whole, a variable, a record, in that order."""
    if name in scope.shadowed:
        return ()
    found = scope.known(name)
    if found is None:
        found = _other_name(ctx, name, at, scope)
    if found is None:
        found = scope.possible(name) or _insisted(scope, name)
        if ctx.around.name:
            found = (*ctx.variable(name, at), *found)
    return at_offset(found, at)


def _other_name(ctx: Context, name: str, at: int, scope: Scope) -> Origins | None:
    item = scope.item(name)
    if item is not None:
        return item.value or held(item.rows.as_document(), item.keys)
    if ctx.knows(name):
        return ctx.variable(name, at)
    record = ctx.record(name)
    return ctx.base(record).as_document() if record is not None else None


def _insisted(scope: Scope, name: str) -> Origins:
    inner: Scope | None = scope
    while inner is not None:
        found = inner.insisted(name)
        if found:
            return found
        inner = inner.outer
    return ()


def _qualified(ctx: Context, parts: list[str], name: str, at: int, scope: Scope) -> Origins:
    table = parts[-1]
    item = scope.item(table)
    if item is not None and (len(parts) == 1 or item.rows.base):
        return _item_column(item.rows.insist(name, at), item, name)
    struct = struct_field(scope, [*parts, name])
    if struct is not None:
        return at_offset(struct, at)
    found = _of_the_routine(ctx, parts, name, at)
    if found is None:
        possible = scope.possible(parts[0])
        found = at_offset(taken(possible, (*parts[1:], name)), at) if possible else None
    return found if found is not None else (Origin(Ref(ctx.key(*parts), name), at=at),)


def _of_the_routine(ctx: Context, parts: list[str], name: str, at: int) -> Origins | None:
    """A field of a record, a package's variable, a parameter named with its routine."""
    table = parts[-1]
    record = ctx.record_field(parts[0], (*parts, name)[1], (*parts[2:], name) if len(parts) > 1 else (), at)
    if record is not None:
        return record
    package = ctx.outside(table, name)
    if package:
        return (Origin(Ref(package, name), at=at),)
    if ctx.knows(table) or (table == ctx.around.name and name in ctx.around.variables):
        return ctx.variable(name if table == ctx.around.name else table, at)
    return None


def _item_column(found: Origins, item: object, name: str) -> Origins:
    keys = getattr(item, "keys", ())
    carried: Origins = getattr(item, "value", ())
    if carried and not found:
        return taken(carried, (name,))
    return held(found, keys)


def _whole(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """`p.*` where one value is expected: the row as a document."""
    if not node.args.get("table"):
        return ()
    item = scope.item(fold(node.args["table"].name))
    return held(item.rows.as_document(), item.keys) if item else ()


def _query(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """A subquery in the place of a value."""
    rows = ctx.rows(ctx, node, scope)
    if len(rows.outputs) == 1 and rows.outputs[0].name != "*" and not _makes_document(node):
        return rows.outputs[0].origins
    return rows.as_document()


def _makes_document(node: Expr) -> bool:
    inner = node.this if node.key == "subquery" else node
    return bool(inner.args.get("for_") or inner.args.get("kind"))


def _exists(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """Only the conditions inside matter: they decide the answer, the select list does not."""
    before = len(ctx.uses)
    ctx.rows(ctx, node.this, scope)
    inner = ctx.uses[before:]
    return tuple(Origin(use.ref, (), False, use.at) for use in inner)


def _count(ctx: Context, node: Expr, scope: Scope) -> Origins:
    this = node.args.get("this")
    if this is None or this.key == "star" or (this.key == "column" and this.this.key == "star"):
        return ()
    return derived(together(*(value(ctx, child, scope) for child in children(node))))


def _window(ctx: Context, node: Expr, scope: Scope) -> Origins:
    return derived(value(ctx, node.this, scope))


def _within_group(ctx: Context, node: Expr, scope: Scope) -> Origins:
    own = value(ctx, node.this, scope)
    if own:
        return derived(own)
    order = node.args.get("expression")
    return (
        derived(together(*(value(ctx, each.this, scope) for each in order.args.get("expressions") or ())))
        if order
        else ()
    )


def _filter(ctx: Context, node: Expr, scope: Scope) -> Origins:
    test = node.args["expression"].this
    keys = keys_of_condition(ctx, test, scope)
    with with_keys(keys):
        carried = value(ctx, node.this, scope)
    return derived(together(carried, value(ctx, test, scope)))


def _case(ctx: Context, node: Expr, scope: Scope) -> Origins:
    operand = node.args.get("this")
    groups = [derived(value(ctx, operand, scope))]
    for branch in node.args.get("ifs") or ():
        test = branch.this
        keys = keys_of_condition(ctx, test, scope, operand)
        groups.append(derived(value(ctx, test, scope)))
        with with_keys(keys):
            groups.append(value(ctx, branch.args.get("true"), scope))
    groups.append(value(ctx, node.args.get("default"), scope))
    return together(*groups)


def _if(ctx: Context, node: Expr, scope: Scope) -> Origins:
    keys = keys_of_condition(ctx, node.this, scope)
    test = derived(value(ctx, node.this, scope))
    with with_keys(keys):
        yes = value(ctx, node.args.get("true"), scope)
    return together(test, yes, value(ctx, node.args.get("false"), scope))


def _decode(ctx: Context, node: Expr, scope: Scope) -> Origins:
    operand, *rest = node.args.get("expressions") or [None]
    groups = [derived(value(ctx, operand, scope))]
    for test, outcome in zip(rest[::2], rest[1::2], strict=False):
        with with_keys(keys_of_condition(ctx, test, scope, operand)):
            groups.append(value(ctx, outcome, scope))
    if len(rest) % 2:
        groups.append(value(ctx, rest[-1], scope))
    return together(*groups)


def _coalesce(ctx: Context, node: Expr, scope: Scope) -> Origins:
    return together(*(value(ctx, child, scope) for child in children(node)))


def _parameter(ctx: Context, node: Expr, scope: Scope) -> Origins:
    name = node.this.name if hasattr(node.this, "name") else str(node.this)
    if name.isdigit() and ctx.dialect == "snowflake" and scope.items:  # $1 is the first column of what FROM yields
        outputs = [each for item in scope.items for each in item.rows.outputs]
        return outputs[int(name) - 1].origins if 0 < int(name) <= len(outputs) else ()
    numbered = _by_number(ctx, name) if name.isdigit() else None
    if numbered is not None:
        return numbered
    return ctx.variable(name if ctx.dialect == "snowflake" else f"@{name}")


def _placeholder(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """`:name` is a variable where one of that name is known: Snowflake's scripts, embedded SQL."""
    name = fold(str(node.name or ""))
    return ctx.variable(name) if name and ctx.knows(name) else ()


def _by_number(ctx: Context, number: str) -> Origins | None:
    """`$2` in a body is the routine's second parameter."""
    routine = ctx.routine(ctx.around.name) if ctx.around.name else None
    if routine is None:
        return None
    own = [each for each in (routine, *routine.also) if each.place == ctx.place]
    known = [each for each in own if 0 < int(number) <= len(each.parameters)]
    return together(*(ctx.variable(each.parameters[int(number) - 1]) for each in known)) if known else None


def _lambda(ctx: Context, node: Expr, scope: Scope) -> Origins:
    inner = Scope(scope)
    inner.shadowed = frozenset(fold(each.name) for each in node.args.get("expressions") or ())
    return value(ctx, node.this, inner)


def _function(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """A function sqlglot does not know: one that builds or opens documents, one that was read, or any other."""
    name = node.name.casefold() if isinstance(node.this, str) else fold(node.this.name)
    special = FUNCTIONS.get(name)
    arguments = list(node.args.get("expressions") or ())
    if name == "values" and len(arguments) == 1 and arguments[0].key == "identifier":
        return unqualified(ctx, fold(arguments[0].name), int(arguments[0].meta.get("start") or 0), scope)
    if special is not None:
        return special(ctx, arguments, scope)
    if ctx.knows(name):  # an element of a collection
        return ctx.variable(name)
    carried = [value(ctx, each, scope) for each in arguments]
    if name in REMOTE_CALLS:
        remote_call(ctx, arguments, carried)
    elif is_sending(name):
        send(ctx, name, literal_texts(node), together(*carried))
    if ctx.routine(name):
        names = [fold(each.this.name) if each.key in ("kwarg", "propertyeq") else "" for each in arguments]
        return pass_arguments(ctx, name, carried, names)
    return derived(together(*carried))


def literal_texts(node: Expr) -> list[str]:
    """The string literals in an expression, first to last."""
    from sqlglot import exp

    return [str(each.this) for each in node.find_all(exp.Literal) if each.args.get("is_string")]


def _xml_element(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """XMLELEMENT("p", column || …): the parser takes the columns in it for mere words."""
    from sqlglot import exp

    for each in node.args.get("expressions") or ():
        for word in list(each.find_all(exp.Identifier)):
            if not (isinstance(word.parent, _holders()) or (word.parent is not None and word.arg_key == "alias")):
                word.replace(exp.Column(this=word.copy()))
    return together(*(value(ctx, each, scope) for each in node.args.get("expressions") or ()))


def _holders() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return exp.Column, exp.Dot, exp.Table, exp.TableAlias


def _dot(ctx: Context, node: Expr, scope: Scope) -> Origins:
    from status_audit.trace.dots import dotted

    return dotted(ctx, node, scope)


HANDLERS: dict[str, Callable[[Context, Expr, Scope], Origins]] = {
    "column": _column,
    "exists": _exists,
    "count": _count,
    "window": _window,
    "withingroup": _within_group,
    "filter": _filter,
    "case": _case,
    "if": _if,
    "decodecase": _decode,
    "coalesce": _coalesce,
    "parameter": _parameter,
    "placeholder": _placeholder,
    "lambda": _lambda,
    "xmlelement": _xml_element,
    "anonymous": _function,
    "anonymousaggfunc": _function,
    "dot": _dot,
    **dict.fromkeys(PLAIN, _inside),
    **dict.fromkeys(QUERIES, _query),
    **DOCUMENTS,
}
