"""How long a command takes to start, as ratios of bare imports measured in the same run (minimum of several)."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 9
COLUMNS = ("id integer", "family_name varchar(80)", "birth_ctry char(2)", "note text", "opened_on date")


def seconds(*arguments: str) -> float:
    """CPU seconds of one child process, user and system; the minimum of several rounds is the least noisy figure."""
    best = float("inf")
    # As installed: modules are compiled once and kept, whatever this shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True, env=environment)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stderr.decode(errors="replace"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def small_folder(folder: Path) -> Path:
    """About 250 lines of SQL and one form."""
    tables = [f"CREATE TABLE t{n} (\n  " + ",\n  ".join(COLUMNS) + "\n);\n" for n in range(35)]
    views = [f"CREATE VIEW v{n} AS SELECT id, birth_ctry FROM t{n};\n" for n in range(5)]
    (folder / "schema.sql").write_text("".join(tables + views), encoding="utf-8")
    form = '<form><label for="b">Country of birth</label><input id="b" name="b"></form>'
    (folder / "form.html").write_text(form, encoding="utf-8")
    return folder


def main() -> None:
    bare = seconds("-c", "import click, yaml")
    click_only = seconds("-c", "import click")
    sqlglot = seconds("-c", "import sqlglot")
    run = ("-m", "status_audit")
    for name in ("--version", "--help"):
        took = seconds(*run, name)
        print(f"{name:12} {took * 1000:6.0f} ms   {took / click_only:4.2f} x import click   (budget 2)")
    with tempfile.TemporaryDirectory() as folder:
        small_folder(Path(folder))
        took = seconds(*run, "check", folder, "--isolated", "--no-cache")
    net, budget = took - bare, 1.3 * sqlglot + 0.150
    print(f"small folder {took * 1000:6.0f} ms, net {net * 1000:.0f} ms   (budget {budget * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
