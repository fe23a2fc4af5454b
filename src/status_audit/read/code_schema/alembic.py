"""Reads the steps of Alembic's migrations; what `downgrade` says is read for names only."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from status_audit.model import Change, Container, Item
from status_audit.read.code_schema.python_tree import Module, dotted, keyword, tail
from status_audit.read.code_schema.sqlalchemy_table import column, is_column


@dataclass(slots=True)
class Steps:
    """The calls of one file, in order."""

    module: Module
    queries: list[ast.Call] = field(default_factory=list)
    unknown: list[ast.Call] = field(default_factory=list)
    """Where the table is named by something that only running it would tell."""
    _part: str = ""

    def items(self, function: ast.FunctionDef) -> Iterator[Item]:
        """Everything `upgrade` or `downgrade` does."""
        self._part = "down" if function.name.startswith("downgrade") else ""
        batches: dict[str, str] = {}
        for node in _in_order(function):
            if isinstance(node, ast.With):
                batches.update(self._batches(node))
            elif isinstance(node, ast.Call):
                yield from self._call(node, batches)

    def _batches(self, node: ast.With) -> Iterator[tuple[str, str]]:
        """`with op.batch_alter_table("t") as b`."""
        for each in node.items:
            call, name = each.context_expr, each.optional_vars
            if isinstance(call, ast.Call) and tail(call) == "batch_alter_table" and isinstance(name, ast.Name):
                yield name.id, self._qualified(call, self.module.text(call.args[0]) if call.args else "")

    def _call(self, call: ast.Call, batches: dict[str, str]) -> Iterator[Item]:
        on = dotted(call).rpartition(".")[0]
        made = _MADE.get(tail(call))
        if on == "op" and tail(call) == "execute":
            self.queries.append(call)
        elif made and on == "op":
            given = call.args[0] if call.args else keyword(call, "table_name", "old_table_name")
            table = self.module.text(given)
            if table:
                yield from made(self, call, self._qualified(call, table), call.args[1:])
            else:
                self.unknown.append(call)
        elif made and on in batches:
            yield from made(self, call, batches[on], call.args)

    def _qualified(self, call: ast.Call, table: str) -> str:
        schema = self.module.text(keyword(call, "schema"))
        return f"{schema}.{table}" if schema and table else table

    def create(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        place = self.module.location(table, call, self._part)
        comment = self.module.text(keyword(call, "comment"))
        yield Container("table", table, self.module.source.system, comment=comment, location=place)
        yield from self.add(call, table, rest)

    def add(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        for each in [*rest, *(value for value in [keyword(call, "column")] if value)]:
            if isinstance(each, ast.Call) and is_column(each):
                yield from column(self.module, table, each, part=self._part)

    def drop_table(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        yield Change("drop", table, self.module.location(table, call, self._part))

    def drop(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        if name := self.module.text(rest[0] if rest else keyword(call, "column_name")):
            yield Change("drop", table, self.module.location(f"{table}.{name}", call, self._part), name)

    def rename_table(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        if new := self.module.text(rest[0] if rest else keyword(call, "new_table_name")):
            yield Change("rename", table, self.module.location(table, call, self._part), value=new)

    def alter(self, call: ast.Call, table: str, rest: list[ast.expr]) -> Iterator[Item]:
        name = self.module.text(rest[0] if rest else keyword(call, "column_name"))
        place = self.module.location(f"{table}.{name}", call, self._part)
        if name and (kind := tail(keyword(call, "type_"))):
            yield Change("alter", table, place, name, kind)
        if name and (comment := self.module.text(keyword(call, "comment"))):
            yield Change("comment", table, place, name, comment)
        if name and (new := self.module.text(keyword(call, "new_column_name", "name"))):
            yield Change("rename", table, place, name, new)


_MADE: dict[str, Callable[[Steps, ast.Call, str, list[ast.expr]], Iterator[Item]]] = {
    "create_table": Steps.create,
    "add_column": Steps.add,
    "drop_column": Steps.drop,
    "drop_table": Steps.drop_table,
    "rename_table": Steps.rename_table,
    "alter_column": Steps.alter,
}


def _in_order(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Every node, in the order of the text."""
    waiting: list[ast.AST] = [function]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(ast.iter_child_nodes(node))))
