"""Functions that put values into documents and take them out again: JSON, XML, structs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from status_audit.trace.context import Context
from status_audit.trace.names import fold
from status_audit.trace.paths import path_of, split_path, split_xpath
from status_audit.trace.scope import Scope
from status_audit.trace.values import Origins, Path, derived, emptied, placed, taken, together

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

Handler = Callable[[Context, "Expr", Scope], Origins]
Function = Callable[[Context, Sequence["Expr"], Scope], Origins]


def _value(ctx: Context, node: Expr | None, scope: Scope) -> Origins:
    from status_audit.trace.expression import value

    return value(ctx, node, scope)


def read_path(ctx: Context, node: Expr, path: Path | None, scope: Scope) -> Origins:
    """A path taken out of a document; a computed path may be any."""
    carried = _value(ctx, node, scope)
    if path is None:
        return derived(carried)
    found = taken(carried, path)
    for each in found:
        if each.ref.path and not each.inner:
            ctx.mention(each.ref, each.at)
    return found


def _extract(ctx: Context, node: Expr, scope: Scope) -> Origins:
    step = node.args.get("expression") or node.args.get("path")
    path = path_of(step) if step is not None and hasattr(step, "args") else ()
    more = [path_of(each) for each in node.args.get("expressions") or () if each.key == "literal"]
    if path is not None:
        path = (*path, *(step for each in more for step in each or ()))
    return read_path(ctx, node.this, path, scope)


def _bracket(ctx: Context, node: Expr, scope: Scope) -> Origins:
    steps: Path = ()
    for each in node.args.get("expressions") or ():
        path = path_of(each) if each.key != "literal" or each.args.get("is_string") else ()
        if path is None:
            return derived(together(_value(ctx, node.this, scope), _value(ctx, each, scope)))
        steps = (*steps, *path)
    return read_path(ctx, node.this, steps, scope)


def _struct(ctx: Context, node: Expr, scope: Scope) -> Origins:
    groups = []
    for each in node.args.get("expressions") or ():
        if each.key in ("propertyeq", "jsonkeyvalue", "keyvalue", "slice", "kwarg"):
            groups.append(_pair(ctx, each.this, each.expression, scope))
        elif each.key == "alias":
            groups.append(placed(_value(ctx, each.this, scope), fold(each.alias)))
        elif each.key == "column" and each.this.key != "star":
            groups.append(placed(_value(ctx, each, scope), fold(each.this.name)))
        else:
            groups.append(_star_or_value(ctx, each, scope))
    return together(*groups)


def _pair(ctx: Context, key: Expr, carried: Expr | None, scope: Scope) -> Origins:
    literal = key.key in ("literal", "identifier", "var", "national")
    name = fold(key.name) if literal else ""
    inner = _value(ctx, carried, scope)
    return placed(inner, name) if name else together(derived(_value(ctx, key, scope)), derived(inner))


def _star_or_value(ctx: Context, node: Expr, scope: Scope) -> Origins:
    if node.key == "star":
        return together(*(item.value or item.rows.as_document() for item in scope.items))
    return _value(ctx, node, scope)


def _star_map(ctx: Context, node: Expr, scope: Scope) -> Origins:
    return _star_or_value(ctx, node.this, scope)


def _jsonb_delete(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """`document - 'key'`; any other subtraction is arithmetic."""
    from status_audit.trace.expression import generic

    right = node.expression
    while right.key in ("cast", "paren"):
        right = right.this
    if right.key == "literal" and right.args.get("is_string"):
        return _without(_value(ctx, node.this, scope), str(right.this))
    if right.key == "array":
        carried = _value(ctx, node.this, scope)
        for each in right.args.get("expressions") or ():
            carried = _without(carried, each.name)
        return carried
    return generic(ctx, node, scope)


def _without(carried: Origins, text: str) -> Origins:
    steps = split_path(text) if text.startswith("{") else (text.casefold(),)
    for step in steps:
        carried = emptied(carried, (step,))
    return carried


def _remove(ctx: Context, node: Expr, scope: Scope) -> Origins:
    carried = _value(ctx, node.this, scope)
    for each in [node.args.get("expression"), *(node.args.get("expressions") or ())]:
        path = path_of(each) if each is not None else None
        carried = emptied(carried, path) if path else carried
    return carried


def _passed(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """Functions that keep the shape of what they are given."""
    from status_audit.trace.expression import children

    return together(*(_value(ctx, child, scope) for child in children(node) if child.key != "datatype"))


def _pairs(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    """Alternating keys and values; a bare `*` or row is all its columns."""
    if len(arguments) == 1:
        return _star_or_value(ctx, arguments[0], scope)
    groups = []
    for key, carried in zip(arguments[::2], arguments[1::2], strict=False):
        groups.append(_pair(ctx, key, carried, scope))
    if len(arguments) % 2:
        groups.append(_value(ctx, arguments[-1], scope))
    return together(*groups)


def _named(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    """XMLFOREST(a AS b), struct_pack(b := a), OBJECT(...)."""
    groups = []
    for each in arguments:
        if each.key == "alias":
            groups.append(placed(_bare(ctx, each.this, scope), fold(each.alias)))
        elif each.key in ("propertyeq", "kwarg", "jsonkeyvalue"):
            groups.append(_pair(ctx, each.this, each.expression, scope))
        else:
            groups.append(_star_or_value(ctx, each, scope))
    return together(*groups)


def _bare(ctx: Context, node: Expr, scope: Scope) -> Origins:
    """The parser takes a column before AS, in a function it does not know, for a mere word."""
    from status_audit.trace.expression import unqualified

    if node.key == "identifier":
        return unqualified(ctx, fold(node.name), int(node.meta.get("start") or 0), scope)
    return _value(ctx, node, scope)


def _kept(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    return together(*(_star_or_value(ctx, each, scope) for each in arguments))


def _json_function(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    """f(document, step, step …) or f(document, path)."""
    if not arguments:
        return ()
    paths = [path_of(each) for each in arguments[1:]]
    whole = None if None in paths else tuple(step for path in paths for step in path or ())
    return read_path(ctx, arguments[0], whole, scope)


def _xml_function(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    """f(document, xpath)."""
    path = split_xpath(str(arguments[1].this)) if len(arguments) > 1 and arguments[1].key == "literal" else None
    return read_path(ctx, arguments[0], path, scope) if arguments else ()


def _xpath(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    """xpath(xpath, document)."""
    path = split_xpath(str(arguments[0].this)) if len(arguments) > 1 and arguments[0].key == "literal" else None
    return read_path(ctx, arguments[1], path, scope) if len(arguments) > 1 else ()


def _delete(ctx: Context, arguments: Sequence[Expr], scope: Scope) -> Origins:
    carried = _value(ctx, arguments[0], scope) if arguments else ()
    for each in arguments[1:]:
        path = path_of(each)
        carried = emptied(carried, path) if path else carried
    return carried


DOCUMENTS: dict[str, Handler] = {
    **dict.fromkeys(
        [
            "jsonextract",
            "jsonextractscalar",
            "jsonbextract",
            "jsonbextractscalar",
            "jsonvalue",
            "jsonextractarray",
            "jsonextractquote",
            "jsonquery",
        ],
        _extract,
    ),
    "bracket": _bracket,
    **dict.fromkeys(["struct", "jsonobject", "jsonbobject", "varmap", "jsonobjectagg", "tomap"], _struct),
    "starmap": _star_map,
    "sub": _jsonb_delete,
    **dict.fromkeys(["jsonremove", "objectdelete", "mapdelete"], _remove),
    **dict.fromkeys(
        [
            "jsonformat",
            "parsejson",
            "tojson",
            "jsonarrayagg",
            "arrayagg",
            "array",
            "jsonarray",
            "first",
            "any_value",
            "anyvalue",
            "max",
            "min",
            "last",
            "explode",
            "unnest",
            "firstvalue",
            "lastvalue",
            "lag",
            "lead",
            "nthvalue",
            "tuple",
            "list",
            "inline",
            "toarray",
            "arrayuniqueagg",
            "arrayconcatagg",
            "groupuniqarray",
            "jsonbarrayagg",
        ],
        _passed,
    ),
}

FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(
        [
            "json_build_object",
            "jsonb_build_object",
            "object_construct",
            "object_construct_keep_null",
            "named_struct",
            "json_object",
            "map",
            "jsonb_object",
            "json_objectagg",
        ],
        _pairs,
    ),
    **dict.fromkeys(["xmlforest", "struct_pack", "xmlelement", "json_struct", "object"], _named),
    **dict.fromkeys(
        [
            "row_to_json",
            "to_json",
            "to_jsonb",
            "json_agg",
            "jsonb_agg",
            "array_to_json",
            "json_strip_nulls",
            "jsonb_strip_nulls",
            "row",
            "json_arrayagg",
            "json_array",
            "json_quote",
            "json_build_array",
            "jsonb_build_array",
            "to_variant",
            "array_construct",
            "xmlagg",
            "xmlconcat",
            "json_unquote",
            "json_query",
            "parse_json",
            "to_object",
        ],
        _kept,
    ),
    **dict.fromkeys(
        [
            "json_extract_path",
            "json_extract_path_text",
            "jsonb_extract_path",
            "jsonb_extract_path_text",
            "json_extract_string",
            "json_extract",
            "get_json_object",
            "json_value",
            "get_path",
            "get",
            "jsonb_path_query",
            "jsonb_path_query_first",
            "json_extract_scalar",
            "jsonextractstring",
            "jsonextractraw",
            "simplejsonextractstring",
            "json_query",
            "struct_extract",
            "element_at",
            "map_get",
        ],
        _json_function,
    ),
    **dict.fromkeys(["extractvalue", "existsnode", "xmlget", "xpath_string", "extract_value"], _xml_function),
    **dict.fromkeys(["xpath", "xpath_exists"], _xpath),
    **dict.fromkeys(["object_delete", "json_remove", "jsonb_delete", "json_remove_path", "map_delete"], _delete),
}
