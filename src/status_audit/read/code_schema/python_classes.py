"""Reads one Python file, class by class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from status_audit.model import Container, Gap, Item, Location, Reading, Source
from status_audit.read.code_schema.alembic import Steps
from status_audit.read.code_schema.code import MOST, too_long, with_queries
from status_audit.read.code_schema.django_migration import Migration, operations_of
from status_audit.read.code_schema.django_model import fields_of, is_model, model
from status_audit.read.code_schema.python_form import FormClass, is_form, lone_field
from status_audit.read.code_schema.python_message import is_message, message
from status_audit.read.code_schema.python_tree import Module, bases, module_of, scopes, tail
from status_audit.read.code_schema.sqlalchemy_table import is_table, mapped_class, plain_table
from status_audit.read.contents import text_of, unread


def read(source: Source) -> Reading:
    """Tables, forms and messages in the order of their classes."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    try:
        module = module_of(source, text)
        items = with_queries(source, text, _File(module).items())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        reason = "is not Python that can be parsed (perhaps of an old version)."
        remedy = "Audit the database's schema as SQL, or convert the file."
        return unread(source, Gap("unparsed", Location(source.path, "", line), reason, remedy))
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


@dataclass(slots=True)
class _File:
    module: Module
    queries: list[ast.Call] = field(default_factory=list)
    unknown: list[ast.AST] = field(default_factory=list)
    _lone: bool = False
    """Whether the form that gathers classes that are a field themselves was named."""

    def items(self) -> Iterator[Item]:
        for _, node in scopes(self.module.tree):
            yield from self._class(node)
        for each in self.module.tree.body:
            if isinstance(each, ast.FunctionDef) and each.name.startswith(("upgrade", "downgrade")):
                steps = Steps(self.module, self.queries, [])
                yield from steps.items(each)
                self.unknown.extend(steps.unknown)
            elif isinstance(value := getattr(each, "value", None), ast.Call) and tail(value) == "Table":
                yield from plain_table(self.module, value)
        yield from self.module.directives()
        yield from self._gaps()

    def _class(self, node: ast.ClassDef) -> Iterator[Item]:
        if "Migration" in bases(node):
            yield from Migration(self.module, self.queries).items(operations_of(node))
        elif is_table(node):
            yield from mapped_class(self.module, node)
        elif is_model(node, fields := fields_of(node)):
            yield from model(self.module, node, fields)
        elif is_message(node):
            yield from message(self.module, node)
        elif is_form(node):
            form = FormClass(self.module, node)
            yield from form.items()
            self.unknown.extend(form.open_ended)
        elif found := lone_field(self.module, node, stem := PurePosixPath(self.module.source.path).stem):
            if not self._lone:
                self._lone = True
                place = Location(self.module.source.path, stem, 1)
                yield Container("form", stem, self.module.source.system, location=place)
            yield found

    def _gaps(self) -> Iterator[Gap]:
        told = (
            (self.unknown, "shows every field of a model, or names a table by a variable.", "Audit the model as well."),
            (self.queries, "holds SQL in calls that run it, which is not read here.", "Copy it into .sql files."),
        )
        for nodes, reason, remedy in told:
            if nodes:
                place = self.module.location("", nodes[0])
                yield Gap("unparsed", place, reason, remedy, len(nodes))
        if not self.module.steps:
            reason = "refers from name to name more often than is followed."
            yield Gap("limit", Location(self.module.source.path, ""), reason, "Split the file.")
