"""What the design promises about the code itself, held by a test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/status_audit"
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = ("sqlglot", "jsonschema", "yaml", "tabulate", "lxml", "sqlite3", "importlib.metadata")


def test_a_broad_except_stands_in_exactly_two_places() -> None:
    places = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
            names = {each.id for each in caught if isinstance(each, ast.Name)}
            if node.type is None or names & {"Exception", "BaseException"}:
                places.append(path.relative_to(SOURCE).as_posix())
    assert sorted(places) == ["audit.py", "cli/__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_file_opens_with_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_room_is_called_after_nothing() -> None:
    forbidden = re.compile(r"(^|_)(utils?|common|managers?|helpers?|misc)(_|$)")
    assert [path.stem for path in MODULES if forbidden.search(path.stem)] == []


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_pay_for_click_alone(argument: str) -> None:
    code = (
        "import sys\n"
        "from status_audit.cli import main\n"
        "try:\n"
        f"    main([{argument!r}])\n"
        "except SystemExit as stop:\n"
        "    assert not stop.code, stop.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "policies").rglob("*.yaml"))], ids=lambda path: path.name)
def test_no_path_of_a_machine_is_written_down(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.~-])/(work|home|Users|root)/\w", text)


def test_the_network_is_never_imported() -> None:
    wanted = {"requests", "urllib.request", "http.client", "socket", "ssl", "ftplib", "smtplib"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                {each.name for each in node.names}
                if isinstance(node, ast.Import)
                else {node.module or ""}
                if isinstance(node, ast.ImportFrom)
                else set()
            )
            assert not names & wanted, path
