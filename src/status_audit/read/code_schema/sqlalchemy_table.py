"""Reads the tables that SQLAlchemy declares, in classes and in calls of `Table`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from status_audit.model import Container, Field, Item, Label, Reference
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.python_tree import Module, assigned, dotted, keyword, says, tail

_COLUMN = frozenset({"Column", "mapped_column", "MappedColumn"})
_MAPPED = frozenset({"Mapped", "WriteOnlyMapped", "DynamicMapped"})
_RELATIONS = frozenset(
    {"relationship", "backref", "column_property", "association_proxy", "synonym", "query_expression"}
)
_TARGET = pattern_of(r"(?P<table>[\w.]+)\.(?P<column>\w+)")


def columns_of(node: ast.ClassDef) -> list[tuple[str, ast.expr | None, ast.stmt]]:
    """(attribute, its call, the statement) of every mapped column."""
    found: list[tuple[str, ast.expr | None, ast.stmt]] = []
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            mapped = tail(each.annotation) in _MAPPED and (each.value is None or tail(each.value) not in _RELATIONS)
            if is_column(each.value) or mapped:
                found.append((each.target.id, each.value, each))
        elif isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and is_column(each.value):
            found.append((each.targets[0].id, each.value, each))
    return found


def is_column(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and tail(value) in _COLUMN


def mapped_class(module: Module, node: ast.ClassDef) -> Iterator[Item]:
    """The table of one class. A class without a table's name is one that others are built on."""
    own = dict(assigned(node))
    table = module.text(own.get("__tablename__")) or _snake(node.name)
    if schema := _schema(module, own.get("__table_args__")):
        table = f"{schema}.{table}"
    comment = says(node)
    place = module.location(table, node)
    yield Container("table", table, module.source.system, node.name, comment, location=place)
    for name, value, statement in columns_of(node):
        call = value if isinstance(value, ast.Call) else None
        yield from column(module, table, call, name, statement)


def plain_table(module: Module, call: ast.Call) -> Iterator[Item]:
    """`Table("name", metadata, Column(…), …)`."""
    name = module.text(call.args[0]) if call.args else ""
    schema = module.text(keyword(call, "schema"))
    table = f"{schema}.{name}" if schema else name
    columns = [each for each in call.args[1:] if is_column(each)]
    if not name or not columns:
        return
    comment = module.text(keyword(call, "comment"))
    place = module.location(table, call)
    yield Container("table", table, module.source.system, comment=comment, location=place)
    for each in columns:
        if isinstance(each, ast.Call):
            yield from column(module, table, each)


def column(
    module: Module, table: str, call: ast.Call | None, name: str = "", at: ast.AST | None = None, part: str = ""
) -> Iterator[Field | Reference]:
    """One column; `name` is the attribute it is assigned to, where it is."""
    args = list(call.args) if call else []
    first = module.text(args[0]) if args and isinstance(args[0], ast.Constant) else ""
    own = (module.text(keyword(call, "name")) if call else "") or first or name
    if not own:
        return
    where = at or call
    place = module.location(f"{table}.{own}", where or ast.Pass(), part)
    typed = next((each for each in args if not isinstance(each, ast.Constant) and not _is_clause(each)), None)
    typed = typed or (keyword(call, "type_") if call else None)
    yield Field(
        own,
        table,
        "column",
        place,
        module.source.system,
        tail(typed) or _annotated(at),
        label=_label(module, call),
        options=_options(module, typed),
        comment=_said(module, call, where),
        key="primary" if call and isinstance(keyword(call, "primary_key"), ast.Constant) else "",
    )
    for each in args:
        target = (
            module.text(each.args[0]) if isinstance(each, ast.Call) and tail(each) == "ForeignKey" and each.args else ""
        )
        if found := _TARGET.fullmatch(target):
            yield Reference(table, own, found["table"], found["column"], place)


def _is_clause(node: ast.expr) -> bool:
    return tail(node) in ("ForeignKey", "Sequence", "Identity", "Computed", "CheckConstraint", "FetchedValue", "")


def _said(module: Module, call: ast.Call | None, at: ast.AST | None) -> str:
    told = [module.text(keyword(call, each)) for each in ("comment", "doc")] if call else []
    beside = module.beside(at) if at else ""
    return "; ".join(dict.fromkeys(each for each in (*told, beside) if each))


def _label(module: Module, call: ast.Call | None) -> tuple[Label, ...]:
    """What `info={"label": …}` says."""
    info = keyword(call, "info") if call else None
    pairs = zip(info.keys, info.values, strict=True) if isinstance(info, ast.Dict) else ()
    said = (
        module.text(value) for key, value in pairs if key and module.text(key) in ("label", "verbose_name", "title")
    )
    return tuple(Label(each) for each in said if each)[:1]


def _options(module: Module, typed: ast.expr | None) -> tuple[str, ...]:
    """The values of an `Enum("a", "b")` or of an enumeration of this file."""
    if not (isinstance(typed, ast.Call) and tail(typed).upper() in ("ENUM", "CHOICETYPE", "CHOICE")):
        return ()
    words = tuple(said for each in typed.args if (said := module.text(each)))
    return words or (module.choices(typed.args[0]) if typed.args else ())


def _annotated(at: ast.AST | None) -> str:
    """`str` of `Mapped[str]`."""
    if isinstance(at, ast.AnnAssign) and isinstance(at.annotation, ast.Subscript):
        return ast.unparse(at.annotation.slice)[:80]
    return ""


def _schema(module: Module, args: ast.expr | None) -> str:
    """The schema in `__table_args__`."""
    for each in [args, *(args.elts if isinstance(args, ast.Tuple) else ())]:
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if key and module.text(key) == "schema":
                    return module.text(value)
    return ""


def _snake(name: str) -> str:
    """The table that Flask-SQLAlchemy gives a class."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def is_table(node: ast.ClassDef) -> bool:
    return bool(columns_of(node)) and dotted(node.bases[0] if node.bases else None) != "NamedTuple"
