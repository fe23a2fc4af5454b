"""SQLite files: the catalogue and nothing but the catalogue, and the file is left as it was."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.documents import load
from status_audit.model import Field, Gap, Inventory, Reading, Source, Statement
from status_audit.model.policy import Project
from status_audit.read import sqlite_file
from status_audit.read.inventory import assemble
from status_audit.read.sqlite_session import opened
from status_audit.shipped import shipped

SCHEMA = """
CREATE TABLE land (code TEXT PRIMARY KEY, name TEXT);
CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  born TEXT, -- the town somebody was born in
  standing TEXT CHECK (standing IN ('lawful', 'other')),
  land TEXT REFERENCES land (code)
);
INSERT INTO member VALUES (1, 'Springfield', 'lawful', NULL);
CREATE VIEW newcomers AS SELECT born FROM member WHERE standing = 'other';
CREATE TRIGGER copied AFTER INSERT ON member BEGIN INSERT INTO land VALUES (new.land, new.born); END;
"""
CONNECTOR = load(shipped("connectors") / "sqlite.yaml", "sqlite.yaml").data


def database(file: Path, script: str = SCHEMA) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    return file


def reading_of(file: Path) -> Reading:
    return sqlite_file.read(Source("x.db", "sqlite", "s", file=str(file)))


def inventory_of(reading: Reading) -> Inventory:
    return assemble([reading], Project())


def gaps(reading: Reading) -> list[Gap]:
    return [each for each in reading.items if isinstance(each, Gap)]


def test_catalogue_comments_checks_and_keys(tmp_path: Path) -> None:
    reading = reading_of(database(tmp_path / "x.db"))
    inventory = inventory_of(reading)
    fields = {f"{each.container}.{each.name}": each for each in inventory.fields}
    assert set(fields) == {
        *("land.code", "land.name", "member.id", "member.born", "member.standing", "member.land"),
        "newcomers.born",
    }
    assert fields["member.born"].comment == "the town somebody was born in"
    assert fields["member.standing"].options == ("lawful", "other")
    assert fields["member.id"].key == "primary"
    assert [(each.container, each.field, each.to_container, each.to_field) for each in inventory.references] == [
        ("member", "land", "land", "code")
    ]
    assert {each.kind for each in inventory.containers} == {"table", "view"}
    assert any("newcomers" in each.text for each in inventory.statements)
    assert {each.location.line for each in inventory.fields} == {None}
    assert {each.location.line for each in inventory.statements} == {None}
    assert not gaps(reading)
    assert not reading.partly
    assert reading.source.dialect == "sqlite"


def test_no_row_is_seen(tmp_path: Path) -> None:
    reading = reading_of(database(tmp_path / "x.db"))
    assert "Springfield" not in repr(reading)
    session = opened((tmp_path / "x.db").as_uri() + "?mode=ro", CONNECTOR, lambda text: text)
    with closing(session):
        assert session.execute("SELECT born FROM member").fetchall() == [(None,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO member VALUES (2, 'x', 'lawful', NULL)",
        "CREATE TABLE other (a)",
        "CREATE TEMP TABLE other (a)",
        "DROP TABLE member",
        "ATTACH '{folder}/new.db' AS other",
        "PRAGMA user_version = 7",
    ],
)
def test_nothing_can_be_written(statement: str, tmp_path: Path) -> None:
    file = database(tmp_path / "x.db")
    before = file.read_bytes()
    session = opened(file.as_uri() + "?mode=ro", CONNECTOR, lambda text: text)
    with closing(session), pytest.raises(sqlite3.Error):
        session.execute(statement.format(folder=tmp_path))
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["x.db"]


def test_only_what_the_connector_lists_is_sent(tmp_path: Path) -> None:
    sent = reading_of(database(tmp_path / "x.db")).statements_sent
    queries = CONNECTOR["queries"]
    listed = [*CONNECTOR["session"], CONNECTOR["assert_read_only"], CONNECTOR["opens"]]
    listed += [text for each in queries.values() for text in (each.values() if isinstance(each, dict) else [each])]
    assert sent
    assert set(sent) <= {" ".join(each.split()) for each in listed}


@pytest.mark.parametrize("pending", [False, True], ids=["closed", "in use"])
def test_a_write_ahead_log_is_read_and_none_is_made(pending: bool, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    with closing(sqlite3.connect(file)) as writer:
        writer.executescript(f"PRAGMA journal_mode = WAL; {SCHEMA}")
        if pending:
            writer.execute("CREATE TABLE late (visa_no TEXT)")
            writer.commit()
            names = {each.container for each in inventory_of(reading_of(file)).fields}
            assert "late" in names
            return
    assert os.listdir(tmp_path) == ["x.db"]
    assert len(inventory_of(reading_of(file)).fields) == 7
    assert os.listdir(tmp_path) == ["x.db"]


def test_a_broken_view_is_a_gap_and_the_rest_is_read(tmp_path: Path) -> None:
    script = f"{SCHEMA} CREATE TABLE gone (a); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone;"
    reading = reading_of(database(tmp_path / "x.db", script))
    assert [(each.kind, each.location.ref) for each in gaps(reading)] == [("not-visible", "broken")]
    assert len(inventory_of(reading).fields) == 7
    assert reading.partly


def test_names_as_only_sqlite_quotes_them(tmp_path: Path) -> None:
    script = """CREATE TABLE 'odd name' ("a b" TEXT, [c.d] INT, `e` INT); CREATE TABLE "SELECT" (x)"""
    reading = reading_of(database(tmp_path / "x.db", script))
    assert {(each.container, each.name) for each in inventory_of(reading).fields} >= {
        ("odd name", "a b"),
        ("odd name", "c.d"),
        ("SELECT", "x"),
    }


def test_search_tables_list_their_columns(tmp_path: Path) -> None:
    try:
        file = database(
            tmp_path / "x.db", "CREATE VIRTUAL TABLE found USING fts5(born, visa UNINDEXED, tokenize='ascii')"
        )
    except sqlite3.OperationalError:
        pytest.skip("this SQLite has no search tables")
    reading = reading_of(file)
    assert {each.name for each in inventory_of(reading).fields if each.container == "found"} >= {"born", "visa"}


def test_what_a_geopackage_says_of_its_columns(tmp_path: Path) -> None:
    script = """
    CREATE TABLE site (q1 TEXT);
    CREATE TABLE gpkg_data_columns (table_name, column_name, name, title, description);
    INSERT INTO gpkg_data_columns VALUES ('site', 'q1', 'q1', 'Land', 'of birth');
    """
    (field,) = [
        each for each in inventory_of(reading_of(database(tmp_path / "x.gpkg", script))).fields if each.name == "q1"
    ]
    assert field.comment == "Land of birth"


def test_an_encrypted_file_is_a_gap(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    file.write_bytes(bytes(range(256)) * 64)
    assert sqlite_file.accepts("x.sqlite", b"anything")
    assert [each.kind for each in gaps(reading_of(file))] == ["encrypted"]


def test_a_locked_file_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.sqlite_session.WAIT", 0.01)
    file = database(tmp_path / "x.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert [each.kind for each in gaps(reading_of(file))] == ["not-visible"]


def test_an_empty_file_is_an_empty_database(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"")
    assert reading_of(tmp_path / "x.sqlite").items == ()


def test_a_file_that_is_gone_is_a_gap(tmp_path: Path) -> None:
    assert [each.kind for each in gaps(reading_of(tmp_path / "none.db"))] == ["not-visible"]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("db") / "x.db")


@given(st.lists(st.tuples(st.integers(0, 8191), st.integers(0, 255)), max_size=40), st.integers(0, 40_000))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_damaged_file_never_breaks_it(tmp_path: Path, image: Path, hits: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(image.read_bytes())
    for at, value in hits:
        damaged[16 + at % (len(damaged) - 16)] = value
    file = tmp_path / "x.db"
    file.write_bytes(bytes(damaged[: max(length, 16)]))
    reading = reading_of(file)
    assert all(isinstance(each, Field | Gap | Statement) or each for each in reading.items)
