"""Databases say where a marked value really goes: whatever column it shows up in, the tracer must have reached.

Schemas and pipelines are made up, run on SQLite and DuckDB (and PostgreSQL, where one answers at 127.0.0.1)
with a marker in the banned column. `STATUS_AUDIT_ORACLE_EXAMPLES=5000` runs that many; the suite runs a few hundred.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import Inventory, Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.trace import Tracer, seed_of
from status_audit.trace.names import shown

EXAMPLES = int(os.environ.get("STATUS_AUDIT_ORACLE_EXAMPLES", "150"))
MARK = "ZQX"
Refused = tuple[type[Exception], ...]
COLUMNS = ("ka", "kb", "kc", "kd", "ke")


@dataclass
class World:
    """Relations made so far, with their columns, and the statements that made them."""

    relations: dict[str, list[str]] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def name(self) -> str:
        return f"rel{len(self.relations)}"


class Maker:
    """Draws valid SQL over the relations of a world; every column is text."""

    def __init__(self, draw: st.DrawFn, world: World, dialect: str) -> None:
        self.draw, self.world, self.dialect = draw, world, dialect
        self.count = 0
        self.changing = False
        """While the values of a change are drawn: no windows, and every column with its relation."""

    def pick(self, things: list[str]) -> str:
        return self.draw(st.sampled_from(things))

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def alias(self) -> str:
        self.count += 1
        return f"s{self.count}"

    def sources(self, depth: int = 0) -> tuple[str, list[tuple[str, list[str]]]]:
        """(FROM clause, [(alias, columns)])"""
        items: list[tuple[str, list[str]]] = []
        text = ""
        for number in range(self.draw(st.integers(1, 2))):
            name = self.pick(list(self.world.relations))
            columns = list(self.world.relations[name])
            alias = self.alias()
            source = f"{name} AS {alias}"
            if depth < 2 and self.chance(5):
                inner, columns = self.query(depth + 1)
                source = f"({inner}) AS {alias}"
            if number == 0:
                text = source
            else:
                text += self.join(source, alias, columns, items)
            items.append((alias, columns))
        return text, items

    def join(self, source: str, alias: str, columns: list[str], items: list[tuple[str, list[str]]]) -> str:
        if self.chance(3):
            return f" CROSS JOIN {source}"
        left, known = items[0]
        kind = self.pick(["JOIN", "LEFT JOIN"])
        return f" {kind} {source} ON {left}.{self.pick(known)} = {alias}.{self.pick(columns)} OR 1 = 1"

    def column(self, items: list[tuple[str, list[str]]]) -> str:
        alias, columns = items[self.draw(st.integers(0, len(items) - 1))]
        name = self.pick(columns)
        others = [each for other, each in items if other != alias]
        if not self.changing and not any(name in each for each in others) and self.chance(2):
            return name
        return f"{alias}.{name}"

    def expression(self, items: list[tuple[str, list[str]]], depth: int = 0) -> str:
        column = self.column(items)
        kind = self.draw(st.integers(0, 11)) if depth < 2 else 0
        if self.changing and kind in (7, 8):
            kind = 0
        if kind in (10, 11):
            return self.correlated(items, kind == 10)
        if kind == 1:
            return f"upper({column})"
        if kind == 2:
            return f"({self.expression(items, depth + 1)} || {column})"
        if kind == 3:
            return f"coalesce({column}, {self.expression(items, depth + 1)})"
        if kind == 4:
            return f"CASE WHEN {column} > 'a' THEN {self.expression(items, depth + 1)} ELSE {column} END"
        if kind == 5:
            return f"nullif({column}, 'none')"
        if kind == 6:
            name = self.pick(list(self.world.relations))
            inner = self.alias()
            return f"(SELECT max({inner}.{self.pick(self.world.relations[name])}) FROM {name} AS {inner})"
        if kind == 7:
            return f"lag({column}, 1, 'x') OVER (ORDER BY {self.column(items)})"
        if kind == 8:
            return f"first_value({column}) OVER (PARTITION BY {self.column(items)} ORDER BY {self.column(items)})"
        return column

    def correlated(self, items: list[tuple[str, list[str]]], outside: bool) -> str:
        """A subquery that asks about the row around it, in its condition or in what it gives back."""
        name = self.pick(list(self.world.relations))
        inner, (outer, columns) = self.alias(), items[0]
        mine = f"{inner}.{self.pick(self.world.relations[name])}"
        other = f"{outer}.{self.pick(columns)}"
        if self.chance(4):
            return f"CASE WHEN EXISTS (SELECT 1 FROM {name} AS {inner} WHERE {mine} = {other}) THEN {other} END"
        shown = f"{mine} || {other}" if outside else mine
        return f"(SELECT max({shown}) FROM {name} AS {inner} WHERE {mine} <> {other} OR {other} IS NULL)"

    def change(self, kind: int) -> str:
        """A change of a table that takes from other relations: UPDATE … FROM, MERGE, a change inside WITH."""
        table = self.pick(self.world.tables)
        columns = self.world.relations[table]
        if kind == 0 or self.dialect == "sqlite":
            clause, items = self.sources(1)
            self.changing = True
            target = f"{table} SET {self.pick(columns)} = {self.expression([*items, (table, columns)])}"
            where = self.column(items)
            self.changing = False
            return f"UPDATE {target} FROM {clause} WHERE {where} <> 'nowhere'"
        if kind == 1:
            return self.merge(table, columns)
        return self.moved(table, columns)

    def merge(self, table: str, columns: list[str]) -> str:
        query, names = self.query(1)
        self.changing = True
        source = self.alias()
        items = [(source, list(dict.fromkeys(names)))]
        mine, both = (table, columns), self.pick(["1 = 0", f"{table}.{self.pick(columns)} = {source}.{names[0]}"])
        taken = ", ".join(self.expression(items, 1) for _ in columns)
        parts = [
            f"MERGE INTO {table} USING ({query} LIMIT 3) AS {source} ON {both}",
            f"WHEN MATCHED THEN UPDATE SET {self.pick(columns)} = {self.expression([*items, mine], 1)}",
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(columns)}) VALUES ({taken})",
        ]
        self.changing = False
        return " ".join(parts)

    def moved(self, table: str, columns: list[str]) -> str:
        """PostgreSQL's WITH: what a DELETE or UPDATE gives back goes into another table."""
        other = self.pick(self.world.tables)
        theirs = self.world.relations[other]
        back = ", ".join(f"{self.pick(theirs)} AS g{number}" for number in range(3))
        takes = f"DELETE FROM {other} WHERE {self.pick(theirs)} < 'm'"
        if self.chance(2):
            takes = f"UPDATE {other} SET {theirs[0]} = {self.pick(theirs)}"
        chosen = ", ".join(self.expression([("gone", ["g0", "g1", "g2"])], 1) for _ in columns)
        listed = ", ".join(columns)
        return f"WITH gone AS ({takes} RETURNING {back}) INSERT INTO {table} ({listed}) SELECT {chosen} FROM gone"

    def select(self, depth: int = 0) -> tuple[str, list[str]]:
        clause, items = self.sources(depth)
        if self.chance(4):
            alias, columns = items[0]
            if len(items) == 1 or self.chance(2):
                return f"SELECT {alias}.* FROM {clause}", list(columns)
        names = list(COLUMNS[: self.draw(st.integers(1, 4))])
        if self.chance(5):
            keys = self.column(items)
            parts = [f"{keys} AS {names[0]}", *(f"max({self.column(items)}) AS {each}" for each in names[1:])]
            return f"SELECT {', '.join(parts)} FROM {clause} GROUP BY {keys}", names
        parts = [f"{self.expression(items)} AS {each}" for each in names]
        where = f" WHERE {self.column(items)} <> 'nowhere'" if self.chance(3) else ""
        distinct = "DISTINCT " if self.chance(6) else ""
        return f"SELECT {distinct}{', '.join(parts)} FROM {clause}{where}", names

    def query(self, depth: int = 0) -> tuple[str, list[str]]:
        kind = self.draw(st.integers(0, 6)) if depth < 2 else 0
        if kind == 1:
            left, names = self.select(depth)
            right = self.of_width(len(names))
            return f"{left} {self.pick(['UNION ALL', 'UNION', 'EXCEPT'])} {right}", names
        if kind == 2:
            inner, names = self.query(depth + 1)
            self.count += 1
            cte = f"c{self.count}"
            listed = [f"x{n}" for n in range(len(names))] if self.chance(2) else names
            head = f"{cte} ({', '.join(listed)})" if listed is not names else cte
            chosen = [self.pick(listed) for _ in range(self.draw(st.integers(1, 3)))]
            outer = ", ".join(f"{cte}.{each} AS {COLUMNS[n]}" for n, each in enumerate(chosen))
            return f"WITH {head} AS ({inner}) SELECT {outer} FROM {cte}", list(COLUMNS[: len(chosen)])
        if kind == 3 and depth == 0:
            name = self.pick(list(self.world.relations))
            first, second = self.pick(self.world.relations[name]), self.pick(self.world.relations[name])
            return (
                f"WITH RECURSIVE r (n, ka, kb) AS (SELECT 1, {first}, 'x' FROM {name} UNION ALL"
                f" SELECT n + 1, q.{second}, r.ka FROM r, {name} AS q WHERE n < 3) SELECT ka, kb FROM r"
            ), ["ka", "kb"]
        return self.select(depth)

    def of_width(self, width: int) -> str:
        clause, items = self.sources()
        return f"SELECT {', '.join(self.expression(items) for _ in range(width))} FROM {clause}"

    def step(self) -> None:
        world, kind = self.world, self.draw(st.integers(0, 12))
        if kind > 9:
            world.statements.append(self.change(self.draw(st.integers(0, 2 if self.dialect == "postgres" else 1))))
            return
        if kind == 0 and world.tables:
            table = self.pick(world.tables)
            query = self.of_width(len(world.relations[table]))
            listed = f" ({', '.join(world.relations[table])})" if self.chance(2) else ""
            world.statements.append(f"INSERT INTO {table}{listed} {query}")
            return
        if kind == 1 and world.tables:
            table = self.pick(world.tables)
            clause, items = self.sources()
            value = f"(SELECT max({self.expression(items)}) FROM {clause})"
            world.statements.append(f"UPDATE {table} SET {self.pick(world.relations[table])} = {value}")
            return
        name = world.name()
        query, names = self.query()
        query += " LIMIT 9"  # cross joins of cross joins grow fast
        if kind in (2, 3, 4):
            world.statements.append(f"CREATE TABLE {name} AS {query}")
            world.tables.append(name)
        elif kind == 5:
            renamed = [f"v{n}" for n in range(len(names))]
            world.statements.append(f"CREATE VIEW {name} ({', '.join(renamed)}) AS {query}")
            names = renamed
        else:
            world.statements.append(f"CREATE VIEW {name} AS {query}")
        world.relations[name] = list(dict.fromkeys(names))


@st.composite
def worlds(draw: st.DrawFn, dialect: str) -> World:
    world = World()
    for _ in range(2):
        name = world.name()
        world.relations[name] = list(COLUMNS[: draw(st.integers(2, 4))])
        world.tables.append(name)
    maker = Maker(draw, world, dialect)
    for _ in range(draw(st.integers(1, 5))):
        maker.step()
    return world


def schema_of(world: World) -> str:
    return "".join(
        f"CREATE TABLE {name} ({', '.join(f'{each} VARCHAR(200)' for each in world.relations[name])});\n"
        for name in ("rel0", "rel1")
    )


def inventory_of(world: World, dialect: str) -> Inventory:
    text = "".join(f"{each};\n" for each in world.statements)
    readings = [
        read_text(Source(path, "sql", dialect=dialect), each)
        for path, each in (("schema.sql", schema_of(world)), ("work.sql", text))
    ]
    return assemble(readings, Project())


def reached(world: World, dialect: str) -> set[str]:
    inventory = inventory_of(world, dialect)
    traced = Tracer(inventory, lambda word: False).follow(seed_of("rel0.ka", inventory))
    assert not traced.gaps, traced.gaps
    return {each.destination for each in traced.flows} | {"rel0.ka"}


def marked(run: Connection, world: World, refused: Refused) -> Iterator[tuple[str, str]]:
    """(relation, column) in which the marker shows, by looking; SQLite checks a view only when it is asked."""
    for name, columns in world.relations.items():
        try:
            rows = run(f"SELECT * FROM {name}")
        except refused:
            continue
        for row in rows:
            for column, value in zip(columns, row, strict=False):
                if isinstance(value, str) and MARK in value.upper():
                    yield name, column


class Connection:
    """The one thing the three databases have in common: a statement in, rows out."""

    def __init__(self, execute: object, fetch: bool = False) -> None:
        self._execute, self._fetch = execute, fetch

    def __call__(self, text: str) -> list[tuple[object, ...]]:
        cursor = self._execute(text)  # type: ignore[operator]
        if not text.startswith("SELECT"):
            return []
        return list(cursor.fetchall())


def fill(run: Connection, world: World) -> None:
    for text in schema_of(world).split(";\n"):
        if text.strip():
            run(text)
    for name in ("rel0", "rel1"):
        columns = world.relations[name]
        for number in range(3):
            cells = [
                f"'{MARK}{number}'" if (name, each) == ("rel0", "ka") else f"'{name}{each}{number}'" for each in columns
            ]
            run(f"INSERT INTO {name} VALUES ({', '.join(cells)})")


def compare(run: Connection, world: World, dialect: str, refused: Refused) -> World:
    """Runs what the database takes, and looks where the marker shows. Returns the world that came to be."""
    world = World(dict(world.relations), list(world.tables), list(world.statements))
    fill(run, world)
    kept = []
    for text in world.statements:
        try:
            run(text)
        except refused:
            continue
        kept.append(text)
    world.statements[:] = kept
    made = {each.split()[2] for each in kept if each.startswith("CREATE")} | {"rel0", "rel1"}
    world.relations = {name: columns for name, columns in world.relations.items() if name in made}
    found = reached(world, dialect)
    for name, column in dict.fromkeys(marked(run, world, refused)):
        assert f"{name}.{column}" in found, (name, column, kept, sorted(found))
    return world


CALM = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.slow
@CALM
@given(worlds("sqlite"))
def test_sqlite_shows_nothing_that_was_not_reached(world: World) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        compare(Connection(connection.execute), world, "sqlite", (sqlite3.Error,))
    finally:
        connection.close()


@pytest.mark.slow
@CALM
@given(worlds("duckdb"))
def test_duckdb_shows_nothing_that_was_not_reached(world: World) -> None:
    connection = duckdb.connect(":memory:")
    try:
        compare(Connection(connection.execute), world, "duckdb", (duckdb.Error,))
    finally:
        connection.close()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Connection]:
    psycopg = pytest.importorskip("psycopg")
    try:
        connection = psycopg.connect("host=127.0.0.1 user=postgres connect_timeout=2", autocommit=True)
    except psycopg.Error:
        pytest.skip("no PostgreSQL at 127.0.0.1")
    schema = f"status_audit_{os.getpid()}"
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"SET search_path = {schema}")
    yield Connection(connection.execute)
    connection.execute(f"DROP SCHEMA {schema} CASCADE")
    connection.close()


@pytest.mark.slow
@CALM
@given(world=worlds("postgres"))
def test_postgres_shows_nothing_that_was_not_reached(postgres: Connection, world: World) -> None:
    """PostgreSQL also says which columns a view uses: we must name no other."""
    import psycopg

    for name in reversed(world.relations):
        for kind in ("VIEW", "TABLE"):
            try:
                postgres(f"DROP {kind} IF EXISTS {name} CASCADE")
            except psycopg.Error:
                continue
    world = compare(postgres, world, "postgres", (psycopg.Error,))
    inventory = inventory_of(world, "postgres")
    tracer = Tracer(inventory, lambda word: False)
    for number, statement in enumerate(tracer.statements):
        if statement.kind != "create-view":
            continue
        used = set(
            postgres(
                "SELECT table_name, column_name FROM information_schema.view_column_usage"
                f" WHERE view_schema = current_schema() AND view_name = '{statement.container}'"
            )
        )
        effects = tracer.effects(number)
        for each in (*effects.moves, *effects.outlets):
            assert (shown(each[0].relation), each[0].column) in used, (statement.text, each, used)
