"""Loads DDL into a scratch database and compares every table and column of its catalogue with what the reader reads.

    python tests/compare_with_database.py postgres|mariadb|sqlite FILE_OR_FOLDER…

Not a test of the suite: it needs a server and real DDL. The scratch database is dropped afterwards.
"""
# ruff: noqa: E501 (SQL in strings)

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from status_audit.model import Gap, Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read

Columns = set[tuple[str, str]]
QUERY = (
    "SELECT lower(c.table_schema || '.' || c.table_name) AS t, lower(c.column_name) AS c FROM information_schema.columns c "
    "WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema')"
)
TABLES_ONLY = (
    " AND EXISTS (SELECT 1 FROM information_schema.tables t WHERE t.table_schema = c.table_schema AND t.table_name = c.table_name "
    "AND t.table_type <> 'VIEW')"
)
KINDS = ("table", "foreign-table")


def files(targets: list[str]) -> list[Path]:
    found: list[Path] = []
    for each in map(Path, targets):
        found += sorted(each.rglob("*.sql")) if each.is_dir() else [each]
    return found


def from_reader(paths: list[Path], dialect: str) -> tuple[Columns, Columns, list[Gap]]:
    """(columns that stand, columns that were dropped, gaps), tables by their folded name without quotes."""
    readings = []
    for number, path in enumerate(paths):
        source = Source(path.name, "sql", "s", dialect, file=str(path), sequence=("m", str(number)))
        readings.append(read(source))
    inventory = assemble(readings, Project())
    relations = {each.name for each in inventory.containers if each.kind in KINDS}
    standing, dropped = set(), set()
    for each in inventory.fields:
        if each.container in relations and each.kind == "column" and "." not in each.name:
            (standing if each.dropped is None else dropped).add((tail(each.container), each.name.lower()))
    return standing, dropped, list(inventory.gaps)


def tail(name: str) -> str:
    return name.rpartition(".")[2].lower()


def run(command: list[str], script: str) -> str:
    """What the client said on its error stream."""
    done = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
    return done.stderr.decode(errors="replace")


def text(path: Path) -> str:
    from status_audit.sql.decode import decode

    return decode(path.read_bytes()).text


def postgres(paths: list[Path], scratch: str) -> tuple[Columns, str]:
    base = ["psql", "-X", "-q", "-h", os.environ.get("PGHOST", "127.0.0.1"), "-U", os.environ.get("PGUSER", "postgres")]
    run([*base, "-d", "postgres"], f'DROP DATABASE IF EXISTS "{scratch}"; CREATE DATABASE "{scratch}";')
    try:
        errors = "".join(run([*base, "-d", scratch], text(path)) for path in paths)
        asked = subprocess.run(
            [*base, "-d", scratch, "-At", "-F", "\t", "-c", QUERY + TABLES_ONLY], capture_output=True, check=True
        )
        return rows(asked.stdout.decode()), errors
    finally:
        run([*base, "-d", "postgres"], f'DROP DATABASE IF EXISTS "{scratch}";')


def mariadb(paths: list[Path], scratch: str) -> tuple[Columns, str]:
    base = ["mariadb", "-u", "root", "--force"]
    run(base, f"DROP DATABASE IF EXISTS {scratch}; CREATE DATABASE {scratch};")
    try:
        errors = "".join(
            run([*base, scratch], "SET sql_mode=''; SET foreign_key_checks=0;\n" + text(path)) for path in paths
        )
        query = (
            "SELECT lower(concat(table_schema, '.', table_name)), lower(column_name) FROM information_schema.columns c "
            f"WHERE table_schema = '{scratch}' AND EXISTS (SELECT 1 FROM information_schema.tables t WHERE t.table_schema = c.table_schema "
            "AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE')"
        )
        asked = subprocess.run([*base, "-N", "-B", "-e", query], capture_output=True, check=True)
        return rows(asked.stdout.decode()), errors
    finally:
        run(base, f"DROP DATABASE IF EXISTS {scratch};")


def sqlite(paths: list[Path], scratch: str) -> tuple[Columns, str]:
    connection, errors = sqlite3.connect(":memory:"), []
    for path in paths:
        try:
            connection.executescript(text(path))
        except sqlite3.Error as error:
            errors.append(f"ERROR {path.name}: {error}\n")
    found: Columns = set()
    for (table,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall():
        found |= {(table.lower(), row[1].lower()) for row in connection.execute(f'PRAGMA table_xinfo("{table}")')}
    connection.close()
    return found, "".join(errors)


def rows(output: str) -> Columns:
    found = (line.split("\t") for line in output.splitlines() if "\t" in line)
    return {(tail(table), column) for table, column in found}


ENGINES = {"postgres": (postgres, "postgres"), "mariadb": (mariadb, "mysql"), "sqlite": (sqlite, "sqlite")}


def main(arguments: list[str]) -> int:
    engine, dialect = ENGINES[arguments[0]]
    paths = files(arguments[1:])
    there, errors = engine(paths, f"compare_{os.getpid()}")
    here, dropped, gaps = from_reader(paths, dialect)
    failed = [line for line in errors.splitlines() if "ERROR" in line]
    print(
        f"{len(paths)} files; database: {len({table for table, _ in there})} tables, {len(there)} columns, {len(failed)} errors on loading"
    )
    print(
        f"reader: {len({table for table, _ in here})} tables, {len(here)} columns, {len(dropped)} dropped, {len(gaps)} gaps"
    )
    missed, extra = sorted(there - here), sorted(here - there)
    print(f"missed: {len(missed)}  extra: {len(extra)}")
    for title, found in (("missed", missed), ("extra", extra)):
        for table, column in found[:40]:
            print(f"  {title}: {table}.{column}")
    for line in failed[:10]:
        print(f"  {line[:200]}")
    for each in gaps[:20]:
        print(f"  gap: {each.location.source}:{each.location.line} {each.reason} ×{each.count}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
