"""Scripts that stay closed change nothing that is found: the same folders, with every script cut and without."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit import audit
from status_audit.audit import Request, hold, judged
from status_audit.model import Source
from status_audit.model.closed import Closed
from status_audit.policy import load_policies
from status_audit.read import sql_file
from status_audit.report.jsonfile import dump

NAMES = ("client", "visit", "road", "lamp", "crm.client", "archive.visit", "lamp_log", "#road")
COLUMNS = ("id", "ward", "place_of_birth", "status", "note", "citizenship", "lamp_no")


def compared(folder: Path, *, sparing: bool) -> tuple[dict[str, Any], int]:
    """What is found, without the counts of statements, and how many statements were cut."""
    request = Request(targets=(str(folder),), policies=load_policies(("safe-city",), folder))
    held = hold(request, sparing=sparing)
    found = json.loads(json.dumps(dump(judged(held, request))))
    del found["summary"]["statements"], found["summary"]["skipped"]
    for each in found["sources"]:
        del each["statements"]
    return found, len(held.inventory.statements)


@st.composite
def queries(draw: st.DrawFn) -> str:
    one, other = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    column, second = draw(st.sampled_from(COLUMNS)), draw(st.sampled_from(COLUMNS))
    return draw(
        st.sampled_from([
            f"SELECT * FROM {one};",
            f"SELECT a.{column}, b.{second} AS x FROM {one} a JOIN {other} b ON a.id = b.id;",
            f"INSERT INTO {one} ({column}, id) SELECT {second}, id FROM {other};",
            f"INSERT INTO {one} ({column}, id) VALUES ('it''s; born', 3), ('two', 4);",
            f"UPDATE {one} SET {column} = (SELECT max({second}) FROM {other});",
            f"MERGE INTO {one} t USING {other} s ON t.id = s.id WHEN MATCHED THEN UPDATE SET {column} = s.{second};",
            f"DELETE FROM {one} WHERE {column} = 'country of birth';",
            f"WITH q AS (SELECT {column} c FROM {one}) SELECT c FROM q; -- to {other}",
            f"SELECT {column} INTO kept_{column} FROM {one};",
            f"SELECT {column} FROM kept_{second};",
            f"INSERT INTO question_type (code, name) VALUES ('Q{len(one)}', 'Country of birth');",
            f"SELECT note FROM answer WHERE question_cd = 'Q{len(other)}';",
            "no statement at all;",
            "/* never closed",
        ])
    )  # fmt: skip


@st.composite
def folders(draw: st.DrawFn) -> dict[str, str]:
    tables = draw(
        st.lists(st.tuples(st.sampled_from(NAMES[:7]), st.lists(st.sampled_from(COLUMNS), unique=True)), max_size=3)
    )
    files = {
        "tables.sql": "".join(
            f"CREATE TABLE {name} (key_no int{''.join(f', {column} varchar(40)' for column in columns)});\n"
            for name, columns in tables
        )
    }
    scripts = draw(st.lists(st.lists(queries(), min_size=1, max_size=3), min_size=1, max_size=5))
    return files | {f"q{number}.sql": "\n".join(each) for number, each in enumerate(scripts)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=folders())
def test_what_is_found_is_the_same(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("scripts")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(
        "status_audit.read.sparing.Sparing._pays", lambda _: True
    )  # else so small a folder is opened at once
    with monkeypatch.context():
        sparing, _ = compared(folder, sparing=True)
    monkeypatch.undo()
    whole, _ = compared(folder, sparing=False)
    assert sparing == whole


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return folder


TABLE = "CREATE TABLE client (id int, country_of_birth varchar(40));\n"


def test_what_names_nothing_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.sparing.Sparing._pays", lambda _: True)
    write(
        tmp_path,
        tables=TABLE,
        carries="INSERT INTO kept SELECT * FROM client;",
        carries_on="INSERT INTO kept_again SELECT * FROM kept;",
        roads="SELECT ward FROM road; UPDATE lamp SET note = 'x';",
    )
    request = Request(targets=(str(tmp_path),), policies=load_policies(("safe-city",), tmp_path))
    held = hold(request, sparing=True)
    assert {each.location.source for each in held.inventory.statements} == {"carries.sql", "carries_on.sql"}
    outcome = judged(held, request)
    assert {each.path: each.reading for each in outcome.sources}["roads.sql"] == "read"
    assert outcome.summary.skipped >= 2
    assert any("kept_again" in each.location.ref for each in outcome.findings)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("SELECT a FROM b;", True),
        ("-- note\nSELECT a FROM b WHERE c = 'x;y';\n/* z */ INSERT INTO t SELECT 1;", False),
        ("SELECT a FROM b;\nGO\nUPDATE t SET x = 1\nGO\n", True),
        ("INSERT INTO roads (a, b) VALUES (1, 'it''s'), (2, 'y');\nINSERT INTO roads VALUES (3, 'z');", True),
        ("INSERT INTO country (code, name) VALUES ('MX', 'Mexico');", False),
        ("INSERT IGNORE INTO question_type VALUES (1, 'Born where?');", False),
        ("SELECT a INTO kept FROM b;", False),
        ("CREATE TABLE a (b int);", False),
        ("SELECT 1;\nGRANT SELECT ON a TO b;", False),
        ("EXEC dbo.run_it", False),
        ("select a from b;\n\\copy a to 'x'", False),
        ("SELECT a FROM b;\nwhat is this", False),
        ("SELECT a FROM b; /* never closed", False),
        ("SELECT a FROM {{ ref('client') }}", False),
        ("SELECT a FROM b -- status-audit: ignore[x]", False),
        ("EXPORT DATABASE 'x';", False),
        ('SELECT U&"\\0061" FROM b', False),
        ("sp_rename 'a', 'b'", False),
    ],
)
def test_what_may_stay_closed(text: str, closed: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(text, encoding="utf-8")
    assert isinstance(sql_file.glance(Source("a.sql", "sql", file=str(path))), Closed) is closed


def test_rows_of_data_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        "SET NOCOUNT ON;\n" + "INSERT INTO road (a, b) VALUES (1, 'Alien Street');\n" * 50, encoding="utf-8"
    )
    found = sql_file.glance(Source("a.sql", "sql", "tsql", file=str(path)))
    assert isinstance(found, Closed)
    assert "Alien" not in found.words
    assert found.skipped == 51


def test_a_field_that_no_script_names_is_followed_without_cutting_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, tables=TABLE, view="CREATE VIEW v AS SELECT * FROM client;")

    def broken(*_: object) -> None:
        raise AssertionError

    request = Request(targets=(str(tmp_path),), policies=load_policies(("safe-city",), tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(sql_file, "read_text", broken)
        held = hold(request, sparing=True, origins=("person.born",))
        assert audit.follow(held, request, ("person.born",)).flows == ()
        assert not audit.is_declared("person.born", held)
    held = hold(request, sparing=True, origins=("client.country_of_birth",))
    assert [each.destination for each in audit.follow(held, request, ("client.country_of_birth",)).flows]
    assert audit.is_declared("client.country_of_birth", held)


@pytest.mark.parametrize(
    "text",
    [
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst;",
        "GRANT SELECT ON SCHEMA::dbo TO analyst;",
        "EXPORT DATABASE 'out';",
        "CREATE PUBLICATION p FOR ALL TABLES;",
    ],
)
def test_what_speaks_of_every_relation_is_opened_for_any_field(text: str, tmp_path: Path) -> None:
    write(tmp_path, a=text)
    request = Request(targets=(str(tmp_path),), policies=load_policies(("safe-city",), tmp_path))
    whole = audit.follow(hold(request), request, ("person.born",))
    sparing = audit.follow(hold(request, sparing=True, origins=("person.born",)), request, ("person.born",))
    assert sparing == whole
    assert sparing.flows


def test_text_that_is_put_together_is_told_though_nothing_is_cut(tmp_path: Path) -> None:
    write(tmp_path, a="CREATE PROCEDURE p @x nvarchar(90) AS BEGIN EXEC (@x) END;")
    request = Request(targets=(str(tmp_path),), policies=load_policies(("safe-city",), tmp_path))
    held = hold(request, sparing=True, origins=("person.born",))
    assert [each.location.source for each in audit.gaps_of(held)] == ["a.sql"]


@pytest.mark.parametrize("command", [["check"], ["flow", "--from", "person.born"]])
def test_the_parser_is_not_loaded_where_nothing_matches(command: list[str], tmp_path: Path) -> None:
    write(tmp_path, a="SELECT ward FROM road;", b="INSERT INTO lamp SELECT note FROM road;")
    code = (
        "import sys\nfrom status_audit.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "print('sqlglot' in sys.modules, file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", code, command[0], str(tmp_path), *command[1:], "--no-cache"]
    ran = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "False"


def test_inventory_lists_every_statement(tmp_path: Path) -> None:
    write(tmp_path, a="SELECT ward FROM road;", b="UPDATE lamp SET note = 1;")
    arguments = [sys.executable, "-m", "status_audit", "inventory", str(tmp_path), "-f", "json", "--no-cache"]
    ran = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert len(json.loads(ran.stdout)["statements"]) == 2
