"""Reads the tables that models of Django declare; the fields of its migrations are described in the same way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from status_audit.model import Container, Field, Item, Label, Reference
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.python_tree import Module, bases, dotted, inner, keyword, says, tail

RELATIONS = frozenset(
    {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField", "TreeForeignKey"}
)
_NO_FIELD = frozenset({"GenericForeignKey", "GenericRelation", "FieldTracker", "GenericRel", "GeneratedField"})
_FIELD = pattern_of(r"(?:Field|ForeignKey|ParentalKey|OneToOneField)\Z")
_OTHER_KINDS = pattern_of(
    r"(?:Form|FormSet|Serializer|FilterSet|Filter|Field|Widget|Schema|Page|Document|Admin|Factory|Choices|Enum)\Z"
)
_MODEL = pattern_of(r"(?:Model|Base|Mixin|Abstract\w*|Log|Page)\Z")


def fields_of(node: ast.ClassDef) -> list[tuple[str, ast.Call]]:
    """(name, call) of every attribute that a field is assigned to."""
    found = []
    for each in node.body:
        target, value = _assignment(each)
        if target and isinstance(value, ast.Call) and is_field(value):
            found.append((target, value))
    return found


def is_field(call: ast.Call) -> bool:
    name = tail(call)
    return bool(_FIELD.search(name)) and name not in _NO_FIELD and name != "Field"


def is_model(node: ast.ClassDef, fields: list[tuple[str, ast.Call]]) -> bool:
    """By what its fields are, else by what it is built on."""
    if not fields or not node.bases:
        return False
    roots = {dotted(call).partition(".")[0] for _, call in fields}
    if "models" in roots:
        return True
    if roots & {"forms", "serializers", "fields", "wtforms", "filters", "django_filters"}:
        return False
    names = bases(node)
    return not any(_OTHER_KINDS.search(each) for each in names) and any(_MODEL.search(each) for each in names)


def model(module: Module, node: ast.ClassDef, fields: list[tuple[str, ast.Call]]) -> Iterator[Item]:
    """The table of one class and its columns."""
    meta = inner(node)
    table = module.text(meta.get("db_table")) or table_of(module, node.name, module.text(meta.get("app_label")))
    title = module.text(meta.get("verbose_name"))
    title = f"{node.name}: {title}" if title and title.casefold() != node.name.casefold() else node.name
    comment = module.text(meta.get("db_table_comment")) or says(node)
    place = module.location(table, node)
    yield Container("table", table, module.source.system, title, comment, location=place)
    for name, call in fields:
        yield from column(module, table, name, call)


def column(module: Module, table: str, name: str, call: ast.Call, part: str = "") -> Iterator[Field | Reference]:
    """One field as a column, and the table it refers to."""
    kind = tail(call)
    own = module.text(keyword(call, "db_column")) or name
    first = call.args[0] if call.args and kind not in RELATIONS else None
    verbose = module.text(keyword(call, "verbose_name")) or module.text(first)
    told = (module.text(keyword(call, each)) for each in ("help_text", "db_comment"))
    place = module.location(f"{table}.{own}", call, part)
    target = _target(module, table, call) if kind in RELATIONS else ""
    yield Field(
        own,
        table,
        "column",
        place,
        module.source.system,
        f"{kind}({_named(module, call)})" if kind in RELATIONS else kind,
        label=(Label(verbose),) if verbose else (),
        options=module.choices(keyword(call, "choices")),
        comment="; ".join(dict.fromkeys(each for each in (*told, module.beside(call)) if each)),
        key="primary" if _true(keyword(call, "primary_key")) else "foreign" if target else "",
    )
    if target:
        yield Reference(table, own, target, "", place)


def table_of(module: Module, name: str, app: str = "") -> str:
    """The table that Django gives a model: the app's label and the model's name."""
    app = app or app_of(module.source.path)
    return f"{app}_{name.lower()}" if app else name.lower()


def app_of(path: str) -> str:
    """The app a file belongs to: the folder above its `models` or `migrations`."""
    parts = PurePosixPath(path).parts[:-1]
    for marker in ("models", "migrations"):
        if marker in parts:
            at = len(parts) - 1 - parts[::-1].index(marker)
            return parts[at - 1].lower() if at else ""
    return parts[-1].lower() if parts else ""


def _assignment(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _named(module: Module, call: ast.Call) -> str:
    """The model a relation names, as it is written."""
    to = keyword(call, "to") or (call.args[0] if call.args else None)
    return module.text(to) or dotted(to)


def _target(module: Module, table: str, call: ast.Call) -> str:
    named = _named(module, call)
    app, _, name = named.rpartition(".")
    if not name or name == "AUTH_USER_MODEL":
        return ""
    if name == "self":
        return table
    imported = module.origin.get(name, "").split(".")
    if not app and "models" in imported[1:]:
        app = imported[imported.index("models", 1) - 1]
    return table_of(module, name, app.rpartition(".")[2].lower())


def _true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
