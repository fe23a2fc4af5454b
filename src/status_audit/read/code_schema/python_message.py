"""Reads classes that describe messages: pydantic, serializers, marshmallow; and the models of Odoo."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from status_audit.model import Container, Field, Item, Label
from status_audit.patterns import pattern_of
from status_audit.read.code_schema.python_tree import Module, assigned, bases, dotted, keyword, says, tail

_TYPED = frozenset({"BaseModel", "SQLModel", "BaseSettings", "TypedDict"})
_FIELDS = pattern_of(r"(?:^|\.)(?:serializers|fields|ma|mongoengine|me)\.(?!Meta)[A-Z]\w*\Z")
_DOCUMENT = pattern_of(r"(?:Serializer|Schema|Document)\Z")
_RELATED = frozenset({"Many2many", "One2many", "Nested", "Method", "Function", "SerializerMethodField"})


def is_message(node: ast.ClassDef) -> bool:
    """By what it is built on, or by fields that are called by `serializers.` or `fields.`."""
    names = bases(node)
    if any(each in _TYPED for each in names):
        return True
    return any(_described(value) for _, value in assigned(node))


def _described(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and bool(_FIELDS.search(dotted(value)))


def message(module: Module, node: ast.ClassDef) -> Iterator[Item]:
    """A message and its properties; a table and its columns where the class says that it is one."""
    own = dict(assigned(node))
    odoo = module.text(own.get("_name")) or module.text(own.get("_inherit"))
    table = odoo.replace(".", "_") or module.text(own.get("__tablename__"))
    if not table and any(each.arg == "table" for each in node.keywords):
        table = node.name.lower()
    name = table or node.name
    kind = "table" if table else "document"
    title = module.text(own.get("_description")) if odoo else node.name if table else ""
    yield Container(kind, name, module.source.system, title, says(node), location=module.location(name, node))
    typed = any(each in _TYPED for each in bases(node))
    for each in node.body:
        if found := _attribute(each, typed):
            yield _field(module, name, found, "column" if table else "property")


def _attribute(node: ast.stmt, typed: bool) -> tuple[str, ast.expr | None, ast.stmt] | None:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and typed:
        hidden = node.target.id.startswith(("_", "model_config")) or tail(node.annotation) == "ClassVar"
        return None if hidden or tail(node.value) == "Relationship" else (node.target.id, node.value, node)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _described(node.value):
        return node.targets[0].id, node.value, node
    return None


def _field(module: Module, name: str, found: tuple[str, ast.expr | None, ast.stmt], kind: str) -> Field:
    own, value, node = found
    call = value if isinstance(value, ast.Call) else None
    given = {each: module.text(keyword(call, each)) for each in _SAID} if call else {}
    label = given.get("string") or given.get("label") or given.get("title") or given.get("verbose_name") or ""
    if call and not label and _described(call) and tail(call) not in ("Many2one", "Selection", *_RELATED):
        label = module.text(call.args[0]) if call.args and isinstance(call.args[0], ast.Constant) else ""
    listed = keyword(call, "choices", "selection") if call else None
    if call and tail(call) == "Selection" and not listed and call.args:
        listed = call.args[0]
    typed = ast.unparse(node.annotation)[:80] if isinstance(node, ast.AnnAssign) else tail(call)
    said = (given.get("help_text"), given.get("help"), given.get("description"), module.beside(node))
    return Field(
        own,
        name,
        kind,
        module.location(f"{name}.{own}", node),
        module.source.system,
        typed,
        (Label(label),) if label else (),
        module.choices(listed) or _literals(node),
        "; ".join(dict.fromkeys(each for each in said if each)),
    )


_SAID = ("string", "label", "title", "verbose_name", "help_text", "help", "description")


def _literals(node: ast.stmt) -> tuple[str, ...]:
    """The values of `Literal["a", "b"]`."""
    if not isinstance(node, ast.AnnAssign):
        return ()
    found = (each for each in ast.walk(node.annotation) if isinstance(each, ast.Subscript) and tail(each) == "Literal")
    inside = (each for subscript in found for each in ast.walk(subscript.slice))
    return tuple(each.value for each in inside if isinstance(each, ast.Constant) and isinstance(each.value, str))
