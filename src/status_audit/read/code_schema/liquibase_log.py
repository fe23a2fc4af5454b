"""Reads one change log of Liquibase, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from status_audit.documents import parse
from status_audit.errors import AuditError
from status_audit.model import Change, Container, Entry, Field, Gap, Item, Location, Reading, Reference, Source
from status_audit.patterns import pattern_of
from status_audit.read.bounded import Refused
from status_audit.read.code_schema.code import MOST, too_long
from status_audit.read.code_schema.liquibase_files import Beside
from status_audit.read.code_schema.liquibase_steps import BACKWARDS, Step, of_document, of_xml
from status_audit.read.contents import contents, unread
from status_audit.read.ddl.entries import MOST_ROWS, code_and_text
from status_audit.read.ddl.lookup import is_lookup
from status_audit.read.xml_tree import parsed

_TARGET = pattern_of(r"\s*([\w.]+)\s*\(\s*(\w+)")
_ELSEWHERE = {"sqlFile": "path", "include": "file", "includeAll": "path"}
"""Steps that name a file or folder, by the key that names it; what lies there is read by itself."""
_SQL = frozenset({"sql", "createView", "createProcedure", "loadData", "loadUpdateData", "customChange"})
_AUDIT = "Audit the SQL it makes as well (`liquibase update-sql`)."


def read(source: Source) -> Reading:
    """Tables, columns, remarks, keys and changes in the order of the log."""
    source, data, gap = contents(source)
    gap = gap or (too_long(source) if len(data) > MOST else None)
    if gap:
        return unread(source, gap)
    log = _Log(source)
    items = list(log.items(_steps(source, data, log)))
    items += log.faults
    return Reading(source, tuple(items), partly=any(isinstance(each, Gap) for each in items))


def _steps(source: Source, data: bytes, log: _Log) -> Iterator[Step]:
    """The steps; why there are no more of them is noted in the log."""
    if source.path.lower().endswith(".xml"):
        try:
            tree = parsed(data)
        except Refused as refused:
            log.faults.append(refused.gap(source.path))
            return
        if tree.fault:
            log.faults.append(tree.fault.gap(source.path))
        yield from of_xml(tree.root)
        return
    try:
        document = parse(data, source.path)
    except AuditError as error:
        line = re.search(r":(\d+): ", str(error))
        place = Location(source.path, "", int(line[1]) if line else None)
        log.faults.append(Gap("unparsed", place, "is not readable as YAML or JSON.", _AUDIT))
        return
    yield from of_document(document)


@dataclass(slots=True)
class _Log:
    source: Source
    faults: list[Gap] = field(default_factory=list)
    rows: int = 0

    def items(self, steps: Iterable[Step]) -> Iterator[Item]:
        queries: list[int] = []
        absent: list[int] = []
        beside = Beside(self.source)
        for step in steps:
            made = _MADE.get(step.tag)
            table = self._table(step)
            if step.tag in _SQL and step.part != BACKWARDS:
                queries.append(step.line)
            key = _ELSEWHERE.get(step.tag)
            if key and step.part != BACKWARDS and not beside.holds(step.values.get(key, "")):
                absent.append(step.line)
            if made and table:
                yield from made(self, step, table)
        if queries:
            place = Location(self.source.path, "", queries[0])
            reason = "holds SQL, views or data files among its changes, which are not read here."
            yield Gap("unparsed", place, reason, _AUDIT, len(queries))
        if absent:
            reason = "runs or includes files that do not lie where it says."
            remedy = "Name the folder that holds them as a target as well."
            yield Gap("not-given", Location(self.source.path, "", absent[0]), reason, remedy, len(absent))

    def _table(self, step: Step) -> str:
        name = step.values.get("tableName") or step.values.get("baseTableName") or step.values.get("oldTableName") or ""
        schema = step.values.get("schemaName") or step.values.get("baseTableSchemaName") or ""
        return f"{schema}.{name}" if schema and "$" not in schema and name else name

    def _at(self, ref: str, line: int, step: Step) -> Location:
        return Location(self.source.path, ref, line, part=step.part)

    def create(self, step: Step, table: str) -> Iterator[Item]:
        comment = step.values.get("remarks", "")
        place = self._at(table, step.line, step)
        yield Container("table", table, self.source.system, comment=comment, location=place)
        yield from self.add(step, table)

    def add(self, step: Step, table: str) -> Iterator[Item]:
        for said, line in step.columns:
            if name := said.get("name"):
                place = self._at(f"{table}.{name}", line, step)
                target = _TARGET.match(said.get("references", ""))
                to = said.get("referencedTableName") or (target[1] if target else "")
                key = "primary" if said.get("primaryKey") == "true" else "foreign" if to else ""
                kind, remarks = said.get("type", ""), said.get("remarks", "")
                yield Field(name, table, "column", place, self.source.system, kind, comment=remarks, key=key)
                if to:
                    column = said.get("referencedColumnNames") or (target[2] if target else "")
                    yield Reference(table, name, to, column, place)

    def drop(self, step: Step, table: str) -> Iterator[Item]:
        names = [step.values.get("columnName", ""), *(said.get("name", "") for said, _ in step.columns)]
        for name in names:
            if name:
                yield Change("drop", table, self._at(f"{table}.{name}", step.line, step), name)

    def drop_table(self, step: Step, table: str) -> Iterator[Item]:
        yield Change("drop", table, self._at(table, step.line, step))

    def rename(self, step: Step, table: str) -> Iterator[Item]:
        old, new = step.values.get("oldColumnName", ""), step.values.get("newColumnName", "")
        if old and new:
            yield Change("rename", table, self._at(f"{table}.{old}", step.line, step), old, new)

    def rename_table(self, step: Step, table: str) -> Iterator[Item]:
        if new := step.values.get("newTableName"):
            yield Change("rename", table, self._at(table, step.line, step), value=new)

    def alter(self, step: Step, table: str) -> Iterator[Item]:
        name, kind = step.values.get("columnName", ""), step.values.get("newDataType", "")
        if name and kind:
            yield Change("alter", table, self._at(f"{table}.{name}", step.line, step), name, kind)

    def remark(self, step: Step, table: str) -> Iterator[Item]:
        name = step.values.get("columnName", "")
        said = step.values.get("remarks") or step.text
        if said:
            ref = f"{table}.{name}" if name else table
            yield Change("comment", table, self._at(ref, step.line, step), name, said)

    def reference(self, step: Step, table: str) -> Iterator[Item]:
        own = step.values.get("baseColumnNames", "").split(",")
        other = step.values.get("referencedColumnNames", "").split(",")
        target = step.values.get("referencedTableName", "")
        for name, to in zip(own, other, strict=False):
            if target and name.strip():
                place = self._at(f"{table}.{name.strip()}", step.line, step)
                yield Reference(table, name.strip(), target, to.strip(), place)

    def lookup(self, step: Step, table: str) -> Iterator[Item]:
        """The row of a lookup or attribute table, and of no other."""
        names = tuple(said.get("name", "") for said, _ in step.columns)
        if step.part == BACKWARDS or self.rows >= MOST_ROWS or not is_lookup(table, names):
            return
        self.rows += 1
        code, text, name = code_and_text(names, [said.get("value") for said, _ in step.columns])
        if code or text:
            yield Entry(table, code, text, self._at(f"{table}.{text or code}"[:120], step.line, step), name)


_MADE: dict[str, Callable[[_Log, Step, str], Iterator[Item]]] = {
    "createTable": _Log.create,
    "addColumn": _Log.add,
    "dropColumn": _Log.drop,
    "dropTable": _Log.drop_table,
    "renameColumn": _Log.rename,
    "renameTable": _Log.rename_table,
    "modifyDataType": _Log.alter,
    "setColumnRemarks": _Log.remark,
    "setTableRemarks": _Log.remark,
    "addForeignKeyConstraint": _Log.reference,
    "insert": _Log.lookup,
}
