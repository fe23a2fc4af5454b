"""What an unchanged re-run costs against reading and hashing the same files, a run of another day, and a run after
one file has changed: what statements do is kept then.

Without a folder it makes one of at least 50 MB: queries and routines in six hundred files. A folder of your own is
copied first, because one of its files is changed.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
FILES = 600
STATEMENTS = 340
READ = """
import hashlib, os, sys
for here, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(here, name), "rb") as stream:
            hashlib.sha256(stream.read()).hexdigest()
"""
COLD = (("no cache, one process", "--no-cache", "--jobs", "1"), ("no cache", "--no-cache"), ("cold",))
STATEMENT = """INSERT INTO mart.d_{table} (case_key, opened_on, region, note)
SELECT c.case_key, c.opened_on, r.region_name, 'loaded by batch {number} of the night'
FROM stage.case_{table} AS c
INNER JOIN stage.region AS r ON r.region_key = c.region_key
WHERE c.batch_id = {number} AND c.closed_on IS NULL;

"""
TELLING = "CREATE VIEW mart.v_person AS SELECT p.person_key, p.birth_country AS origin FROM stage.person AS p;\n"


def seconds(*arguments: str) -> tuple[float, float]:
    """(CPU, elapsed) of one child process in seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(done.stderr.decode())
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, elapsed


def best(*arguments: str) -> tuple[float, float]:
    """The least of several rounds, each figure by itself."""
    rounds = [seconds(*arguments) for _ in range(ROUNDS)]
    return min(each for each, _ in rounds), min(each for _, each in rounds)


def peak(*arguments: str) -> tuple[float, float]:
    """(CPU in seconds, resident memory at its highest in MB) of one child process."""
    child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1, 3):
        raise SystemExit(f"{arguments} ended with {child.returncode}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def made(folder: Path) -> None:
    for file in range(FILES):
        text = "".join(STATEMENT.format(table=file, number=number) for number in range(STATEMENTS))
        place = folder / f"area_{file % 20:02}"
        place.mkdir(exist_ok=True)
        (place / f"load_{file:03}.sql").write_text(text + (TELLING if file % 50 == 0 else ""), encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "audited"
        if len(sys.argv) > 1:
            shutil.copytree(sys.argv[1], folder, symlinks=True)
        else:
            folder.mkdir()
            made(folder)
        os.environ["STATUS_AUDIT_CACHE"] = str(Path(scratch) / "cache")
        os.environ.pop("CI", None)
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file() and not each.is_symlink())
        print(f"{size / 1e6:.0f} MB in {sum(1 for _ in folder.rglob('*'))} files and folders")
        measure(folder)


def measure(folder: Path) -> None:
    check = ("-m", "status_audit", "check", str(folder), "--isolated")
    bare, imports = best("-c", "pass"), best("-c", "import click, yaml")
    read = best("-c", READ, str(folder))
    print(f"reading and hashing        {read[0] - bare[0]:7.2f} s CPU {read[1] - bare[1]:7.2f} s")
    for name, *more in COLD:
        took = seconds(*check, *more)
        print(f"{name:26} {took[0] - imports[0]:7.2f} s CPU {took[1] - imports[1]:7.2f} s")
    warm = best(*check)
    ratios = [(warm[each] - imports[each]) / (read[each] - bare[each]) for each in (0, 1)]
    print(f"{'unchanged':26} {warm[0] - imports[0]:7.2f} s CPU {warm[1] - imports[1]:7.2f} s", end="")
    print(f"   {ratios[0]:.1f} x, {ratios[1]:.1f} x reading and hashing   (budget 3)")
    other = ("--as-of", "2031-01-01")
    fresh, kept = peak(*check, *other, "--no-cache"), peak(*check, *other)
    print(f"{'another day, no cache':26} {fresh[0] - imports[0]:7.2f} s CPU {'':9} {fresh[1]:5.0f} MB")
    print(f"{'another day':26} {kept[0] - imports[0]:7.2f} s CPU {'':9} {kept[1]:5.0f} MB")
    changed = next(iter(sorted(folder.rglob("*.sql"))), None)
    if changed is not None:
        with changed.open("a", encoding="utf-8") as stream:
            stream.write("\n-- another line\n")
        took = seconds(*check)
        print(f"{'one file changed':26} {took[0] - imports[0]:7.2f} s CPU {took[1] - imports[1]:7.2f} s")


if __name__ == "__main__":
    main()
