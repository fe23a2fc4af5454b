"""Reads the steps of Django's migrations: what each creates, adds, renames and removes, in order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Container, Item
from status_audit.read.code_schema.django_model import column, table_of
from status_audit.read.code_schema.python_tree import Module, assigned, keyword, tail

DEEPEST = 4
"""Lists of operations in operations."""


@dataclass(slots=True)
class Migration:
    """The operations of one file."""

    module: Module
    queries: list[ast.Call] = field(default_factory=list)
    """Calls that run SQL."""
    tables: dict[str, str] = field(default_factory=dict)
    """The tables this file names otherwise than Django would."""

    def items(self, operations: ast.expr | None, depth: int = 0) -> Iterator[Item]:
        for call in operations.elts if isinstance(operations, ast.List | ast.Tuple) else ():
            if not isinstance(call, ast.Call):
                continue
            made = _MADE.get(tail(call))
            if made:
                yield from made(self, call)
            elif tail(call) == "SeparateDatabaseAndState" and depth < DEEPEST:
                first = keyword(call, "database_operations") or next(iter(call.args), None)
                second = keyword(call, "state_operations") or next(iter(call.args[1:]), None)
                for each in (first, second):
                    yield from self.items(each, depth + 1)
            elif tail(call) == "RunSQL":
                self.queries.append(call)

    def _said(self, call: ast.Call, name: str, position: int) -> str:
        return self.module.text(keyword(call, name) or next(iter(call.args[position:]), None))

    def _table(self, call: ast.Call, name: str = "model_name") -> str:
        model = self._said(call, name, 0)
        return self.tables.get(model.lower()) or table_of(self.module, model) if model else ""

    def create(self, call: ast.Call) -> Iterator[Item]:
        model = self._said(call, "name", 0)
        given = keyword(call, "options")
        options = {}
        if isinstance(given, ast.Dict):
            options = {self.module.text(key): value for key, value in zip(given.keys, given.values, strict=True)}
        table = self.module.text(options.get("db_table")) or table_of(self.module, model)
        self.tables[model.lower()] = table
        yield Container("table", table, self.module.source.system, model, location=self.module.location(table, call))
        fields = keyword(call, "fields") or next(iter(call.args[1:]), None)
        for pair in fields.elts if isinstance(fields, ast.List | ast.Tuple) else ():
            if isinstance(pair, ast.Tuple | ast.List) and len(pair.elts) == 2 and isinstance(pair.elts[1], ast.Call):
                yield from column(self.module, table, self.module.text(pair.elts[0]), pair.elts[1])

    def add(self, call: ast.Call) -> Iterator[Item]:
        table, name, made = self._table(call), self._said(call, "name", 1), keyword(call, "field")
        made = made or next(iter(call.args[2:]), None)
        if table and name and isinstance(made, ast.Call):
            yield from column(self.module, table, name, made)

    def remove(self, call: ast.Call) -> Iterator[Item]:
        yield from self._change("drop", call, self._said(call, "name", 1))

    def rename(self, call: ast.Call) -> Iterator[Item]:
        yield from self._change("rename", call, self._said(call, "old_name", 1), self._said(call, "new_name", 2))

    def delete_model(self, call: ast.Call) -> Iterator[Item]:
        if table := self._table(call, "name"):
            yield Change("drop", table, self.module.location(table, call))

    def rename_model(self, call: ast.Call) -> Iterator[Item]:
        table, new = self._table(call, "old_name"), self._said(call, "new_name", 1)
        if table and new:
            place = self.module.location(table, call)
            yield Change("rename", table, place, value=table_of(self.module, new))

    def name_table(self, call: ast.Call) -> Iterator[Item]:
        table, new = self._table(call, "name"), self._said(call, "table", 1)
        if table and new and new != table:
            yield Change("rename", table, self.module.location(table, call), value=new)

    def _change(self, action: str, call: ast.Call, name: str, value: str = "") -> Iterator[Item]:
        table = self._table(call)
        if table and name:
            yield Change(action, table, self.module.location(f"{table}.{name}", call), name, value)


_MADE: dict[str, Callable[[Migration, ast.Call], Iterator[Item]]] = {
    "CreateModel": Migration.create,
    "AddField": Migration.add,
    "AlterField": Migration.add,
    "RemoveField": Migration.remove,
    "RenameField": Migration.rename,
    "DeleteModel": Migration.delete_model,
    "RenameModel": Migration.rename_model,
    "AlterModelTable": Migration.name_table,
}


def operations_of(node: ast.ClassDef) -> ast.expr | None:
    """The list a migration's class holds."""
    return next((value for name, value in assigned(node) if name == "operations"), None)
