"""How fast banned fields are followed, and what it costs where there is nothing to follow.

    python bench/trace.py                                      made up: speeds with their budgets; cost against files,
                                                               columns, depth, fan-out, and how steeply each grows
    python bench/trace.py --plot FILE.png                      and a plot of the growth, where matplotlib is installed
    python bench/trace.py FOLDER DIALECT TABLE.COLUMN          a real folder: the cutter's speed, and the tracer against
                                                               the naive way and against sqllineage
    python bench/trace.py --cut FOLDER                         the cutter's speed alone

CPU seconds. The naive way parses the same statements and asks `sqlglot.lineage` for every column of every
query; it is stopped after 120 seconds (`--limit`), and its figure is then a lower bound. sqllineage is no dependency: it is
measured where it can be imported (`pip install sqllineage` into an environment of its own), with its own parser for
the dialect, on the same statements and with the same limit.
"""

# ruff: noqa: E501 (SQL in strings)

from __future__ import annotations

import argparse
import logging
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from status_audit.model import Inventory, Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.sql.cut import cut_prepared
from status_audit.sql.decode import decode
from status_audit.sql.dialect import detect
from status_audit.sql.prepare import prepare
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


def naive(inventory: Inventory, limit: float) -> tuple[float, int, bool]:
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
                if time.process_time() - start > limit:
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


def growth(plot: str) -> None:
    print(f"{'what grows':24}{'by':>6}{'seconds':>10}{'flows':>7}{'opened':>8}{'exponent':>10}")
    points: dict[str, list[tuple[int, float]]] = {}
    for what, much, texts in made_up():
        seconds, flows, opened = follow(inventory_of(texts, "postgres"), "base.born")
        points.setdefault(what, []).append((much, seconds))
        grown = f"{exponent(points[what]):10.2f}" if len(points[what]) > 1 else ""
        print(f"{what:24}{much:6}{seconds:10.3f}{flows:7}{opened:8}{grown}")
    print("exponent: of a straight line through the points so far, both scales logarithmic; 1 is linear")
    if plot:
        draw(points, plot)


def exponent(points: list[tuple[int, float]]) -> float:
    logs = [(math.log(much), math.log(max(seconds, 1e-6))) for much, seconds in points]
    x, y = (sum(each) / len(logs) for each in zip(*logs, strict=True))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def draw(points: dict[str, list[tuple[int, float]]], path: str) -> None:
    try:
        from matplotlib import pyplot
    except ImportError:
        print("no plot: matplotlib is not installed")
        return
    figure, axes = pyplot.subplots(figsize=(7, 5))
    for what, found in points.items():
        axes.loglog(*zip(*found, strict=True), marker="o", label=f"{what} (exponent {exponent(found):.2f})")
    axes.set_xlabel("by how much")
    axes.set_ylabel("CPU seconds")
    axes.legend()
    axes.grid(visible=True, which="both", alpha=0.3)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    print(f"plotted in {path}")


def queries(megabytes: float) -> Iterator[str]:
    """Scripts of about 12 kB that query and write, and name nothing that is looked for."""
    chance = random.Random(3)
    columns = ["amount", "due_date", "parcel_no", "ward", "fee_code", "lot_area", *(f"attr_{n}" for n in range(200))]
    tables = [f"{one}_{two}" for one in ("lamp", "parcel", "fee", "road", "tree") for two in ("log", "main", "day")]
    for _ in range(int(megabytes * 1e6 / 12_000)):
        text = ""
        while len(text) < 12_000:
            (t, u), c = chance.sample(tables, 2), chance.sample(columns, 6)
            text += (
                f"-- figures of {t}\nSELECT t.{c[0]}, sum(u.{c[1]}) AS total_{c[1]},\n       CASE WHEN t.{c[2]} = 'open' "
                f"THEN u.{c[3]} ELSE 0 END AS open_{c[3]}\n  FROM {t} t JOIN {u} u ON u.{c[4]} = t.{c[4]}\n WHERE t.{c[5]} "
                f"<> {chance.randint(1, 99999)}\n GROUP BY t.{c[0]};\n\nINSERT INTO {t} ({', '.join(c)})\nSELECT "
                f"{', '.join(c)} FROM {u} WHERE {c[0]} IS NOT NULL;\n\n"
            )
        yield text


def tables_of(megabytes: float) -> str:
    wide = ",\n".join(f"  attr_{n} varchar({n + 9}) DEFAULT 'x' NOT NULL" for n in range(30))
    return "".join(f"CREATE TABLE lamp_{n} (\n  id int PRIMARY KEY,\n{wide}\n);\n" for n in range(int(megabytes * 800)))


def rows_of(megabytes: float) -> str:
    row = "(%d, 'Main Street', 'it''s paid; thanks', NULL, 12.50, '2024-01-01')"
    one = "INSERT INTO road (id, a, b, c, d, e) VALUES " + ", ".join(row % n for n in range(100)) + ";\n"
    return one * int(megabytes * 1e6 / len(one))


def spent(arguments: list[str]) -> float:
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def nothing_matches(megabytes: float = 30.0) -> None:
    """Whole runs of the command, less what `import click, yaml` costs."""
    base = min(spent(["-c", "import click, yaml"]) for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        size = 0
        for number, text in enumerate(queries(megabytes)):
            (Path(folder) / f"q{number}.sql").write_text(text, encoding="utf-8")
            size += len(text)
        plain = ["-m", "status_audit"]
        alone = ["--no-cache", "--jobs", "1"]
        for what, arguments in (
            ("check, no DDL heads, nothing matches", [*plain, "check", folder, *alone]),
            ("flow --from, nothing matches", [*plain, "flow", folder, "--from", "person.born", *alone]),
        ):
            show(what, size, min(spent(arguments) for _ in range(2)) - base, 25)


def show(what: str, size: int, seconds: float, budget: float) -> None:
    print(f"{what:44}{size / 1e6:7.1f} MB{seconds:8.2f} s{size / 1e6 / seconds:8.1f} MB/s   budget {budget:g}")


def best(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def reading() -> None:
    """What a schema and its rows cost to read whole."""
    for what, text, budget in (
        ("CREATE TABLE text, read", tables_of(2), 1),
        ("rows of data after their table, read", tables_of(0.01) + rows_of(8), 25),
    ):
        show(
            what, len(text), best(lambda text=text: read_text(Source("a.sql", "sql", dialect="postgres"), text)), budget
        )


def cutting(folder: Path) -> None:
    """The cutter alone, by dialect."""
    by_dialect: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".sql", ".pkb", ".pks", ".prc", ".fnc", ".trg", ".vw") and path.is_file():
            text = decode(path.read_bytes()).text
            by_dialect.setdefault(detect(text, str(path)), []).append(text)
    for dialect, texts in sorted(by_dialect.items()):
        size = sum(map(len, texts))
        if size > 100_000:
            seconds = best(
                lambda texts=texts, dialect=dialect: [cut_prepared(prepare(t, dialect), dialect) for t in texts]
            )
            show(f"cutter alone: {dialect or 'unknown dialect'} of {folder.name}", size, seconds, 6)


def other_tool(inventory: Inventory, limit: float) -> None:
    """sqllineage on the same statements."""
    try:
        from sqllineage.runner import LineageRunner
    except ImportError:
        print("sqllineage: not installed; `pip install sqllineage` into an environment of its own to compare")
        return
    logging.disable(logging.CRITICAL)
    start, done, refused = time.process_time(), 0, 0
    names = {"oracle": "oracle", "": "ansi"}
    for statement in inventory.statements:
        if time.process_time() - start > limit:
            break
        try:
            runner = LineageRunner(statement.text, dialect=names.get(statement.dialect, statement.dialect))
            runner.get_column_lineage()
        except Exception:  # noqa: BLE001 - whatever it raises is its answer
            refused += 1
        done += 1
    seconds = time.process_time() - start
    total = len(inventory.statements)
    print(f"sqllineage: {seconds:.1f} s for {done} of {total} statements, {refused} of them refused")
    print(f"all of them at that pace: {seconds * total / max(done, 1):.0f} s")
    logging.disable(logging.NOTSET)


def real(folder: Path, dialect: str, origin: str, limit: float) -> None:
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
    other, columns, stopped = naive(inventory, limit)
    print(
        f"parse everything + lineage per column: {'more than ' if stopped else ''}{other:.1f} s for {columns} columns"
    )
    print(f"ratio: {'more than ' if stopped else ''}{other / seconds:.0f}   budget 25")
    other_tool(inventory, limit)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("real", nargs="*", metavar="FOLDER DIALECT TABLE.COLUMN")
    options.add_argument("--plot", default="", metavar="FILE.png")
    options.add_argument("--limit", type=float, default=LIMIT, metavar="SECONDS", help="for each of the other ways")
    options.add_argument("--cut", type=Path, metavar="FOLDER")
    given = options.parse_args()
    if given.cut:
        cutting(given.cut)
    elif len(given.real) == 3:
        cutting(Path(given.real[0]))
        real(Path(given.real[0]), given.real[1], given.real[2], given.limit)
    elif given.real:
        options.error("give a folder, its dialect and a field")
    else:
        nothing_matches()
        reading()
        growth(given.plot)


if __name__ == "__main__":
    main()
