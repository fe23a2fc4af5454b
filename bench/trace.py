"""How fast banned fields are followed, against parsing everything plus `sqlglot.lineage` per column, and its growth.

    python bench/trace.py                                      made up: cost against files, columns, depth, fan-out
    python bench/trace.py FOLDER DIALECT TABLE.COLUMN          a real folder, against the naive way (CPU seconds, ratio)

CPU seconds. The naive way parses the same statements and asks `sqlglot.lineage` for every column of every
query; it is stopped after LIMIT seconds, and its figure is then a lower bound.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from status_audit.model import Inventory, Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.sql.decode import decode
from status_audit.trace import Tracer, seed_of

LIMIT = 120.0
ROUNDS = 3


def inventory_of(texts: dict[str, str], dialect: str) -> Inventory:
    return assemble([read_text(Source(path, "sql", dialect=dialect), text) for path, text in texts.items()], Project())


def follow(inventory: Inventory, origin: str) -> tuple[float, int, int]:
    """(CPU seconds, flows, statements opened), the best of several rounds."""
    best, flows, opened = float("inf"), 0, 0
    for _ in range(ROUNDS):
        start = time.process_time()
        done = Tracer(inventory, lambda word: False).follow(seed_of(origin, inventory))
        best = min(best, time.process_time() - start)
        flows, opened = len(done.flows), done.opened
    return best, flows, opened


def naive(inventory: Inventory) -> tuple[float, int, bool]:
    """(CPU seconds, columns traced, whether it was stopped) of parse-everything plus lineage per column."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    schema: dict[str, dict[str, str]] = {}
    for each in inventory.fields:
        schema.setdefault(each.container.split(".")[-1].lower(), {})[each.name.lower()] = "text"
    start, columns = time.process_time(), 0
    for statement in inventory.statements:
        try:
            tree = parse_one(statement.text, dialect=statement.dialect or None)
        except (SqlglotError, RecursionError):
            continue
        for query in [tree] if isinstance(tree, exp.Query) else list(tree.find_all(exp.Select))[:1]:
            for name in [each.alias_or_name for each in query.selects if each.alias_or_name]:
                if time.process_time() - start > LIMIT:
                    return time.process_time() - start, columns, True
                with suppress(SqlglotError, RecursionError, ValueError, KeyError, AttributeError, IndexError):
                    lineage(name, query.copy(), schema=schema, dialect=statement.dialect or None)
                columns += 1
    return time.process_time() - start, columns, False


def table(columns: int) -> str:
    return f"CREATE TABLE base (k int, born text, {', '.join(f'c{n} text' for n in range(columns))});\n"


def made_up() -> Iterator[tuple[str, int, dict[str, str]]]:
    """(what grows, by how much, texts)"""
    wide = ", ".join(f"c{n}" for n in range(20))
    for files in (100, 200, 400, 800):
        yield (
            "files",
            files,
            {"base.sql": table(20)}
            | {
                f"{n}.sql": f"CREATE VIEW v{n} AS SELECT k, {wide}, {'born' if n % 10 == 0 else 'c1'} AS b FROM base;"
                for n in range(files)
            },
        )
    for columns in (20, 40, 80, 160):
        listed = ", ".join(f"upper(c{n}) AS c{n}" for n in range(columns))
        query = f"WITH a AS (SELECT k, born, {listed} FROM base), b AS (SELECT * FROM a) SELECT * FROM b"
        yield "columns", columns, {"base.sql": table(columns), "v.sql": f"CREATE VIEW v AS {query};"}
    for depth in (16, 32, 64, 128):
        views = "".join(f"CREATE VIEW v{n} AS SELECT * FROM {f'v{n - 1}' if n else 'base'};\n" for n in range(depth))
        yield "depth", depth, {"base.sql": table(20), "v.sql": views}
    for depth in (4, 8, 16, 32):
        views = "CREATE VIEW v0 AS SELECT born AS a, c1 AS b FROM base;\n" + "".join(
            f"CREATE VIEW v{n} AS SELECT x.a || y.a AS a, y.b FROM v{n - 1} x JOIN v{n - 1} y ON x.b = y.b;\n"
            for n in range(1, depth)
        )
        yield "fan-out of two, depth", depth, {"base.sql": table(20), "v.sql": views}


def growth() -> None:
    print(f"{'what grows':24}{'by':>6}{'seconds':>10}{'flows':>7}{'opened':>8}")
    for what, much, texts in made_up():
        seconds, flows, opened = follow(inventory_of(texts, "postgres"), "base.born")
        print(f"{what:24}{much:6}{seconds:10.3f}{flows:7}{opened:8}")


def real(folder: Path, dialect: str, origin: str) -> None:
    texts = {
        str(path.relative_to(folder)): decoded.text
        for path in sorted(folder.rglob("*.sql"))
        if (decoded := decode(path.read_bytes())).encoding != "binary"
    }
    start = time.process_time()
    inventory = inventory_of(texts, dialect)
    reading = time.process_time() - start
    seconds, flows, opened = follow(inventory, origin)
    print(
        f"{sum(map(len, texts.values())) / 1e6:.1f} MB, {len(inventory.statements)} statements, read in {reading:.2f} s"
    )
    print(f"followed: {seconds:.2f} s, {opened} statements opened, {flows} flows")
    other, columns, stopped = naive(inventory)
    print(
        f"parse everything + lineage per column: {'more than ' if stopped else ''}{other:.1f} s for {columns} columns"
    )
    print(f"ratio: {'more than ' if stopped else ''}{other / seconds:.0f}")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        real(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        growth()
