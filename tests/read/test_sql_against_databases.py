"""What the reader reads of our own definitions is what real databases make of them."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import yaml

TESTS = Path(__file__).parents[1]
DEFINITIONS: dict[str, str] = yaml.safe_load(
    (TESTS / "cases" / "read" / "sql_database.yaml").read_text(encoding="utf-8")
)


def comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare_with_database", TESTS / "compare_with_database.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


HOST, USER = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGUSER", "postgres")
SERVERS = {
    "postgres": ["psql", "-X", "-h", HOST, "-U", USER, "-l"],
    "mariadb": ["mariadb", "-u", "root", "-e", "SELECT 1"],
    "sqlite": [],
}


@pytest.mark.parametrize("engine", sorted(DEFINITIONS))
def test_every_column_of_the_catalogue_and_no_other(engine: str, tmp_path: Path) -> None:
    if SERVERS[engine] and not answers(SERVERS[engine]):
        pytest.skip(f"no {engine} server answers `{SERVERS[engine][0]}`")
    compare = comparison()
    path = tmp_path / "a.sql"
    path.write_text(DEFINITIONS[engine], encoding="utf-8")
    load, dialect = compare.ENGINES[engine]
    there, errors = load([path], f"status_audit_test_{os.getpid()}")
    assert "ERROR" not in errors
    for told in (dialect, ""):
        here, _, gaps = compare.from_reader([path], told)
        assert not gaps
        assert sorted(here) == sorted(there)
