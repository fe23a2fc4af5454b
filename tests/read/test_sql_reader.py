"""The SQL reader: what scripts declare, and that nothing they hold is lost or invented."""
# ruff: noqa: E501 (scripts in strings)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import (
    Change,
    Container,
    Directive,
    Entry,
    Field,
    Gap,
    Grant,
    Item,
    Membership,
    Reference,
    Source,
    Statement,
)
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import accepts, read, read_text

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "read" / "sql_ddl.yaml").read_text(encoding="utf-8"))
SCRIPTS = [case["sql"] for case in CASES]


def source(dialect: str = "", path: str = "a.sql") -> Source:
    return Source(path, "sql", "s", dialect)


def shown(item: Item) -> str:
    if isinstance(item, Container):
        return f"container {item.kind} {item.name}" + (f' "{item.comment}"' if item.comment else "")
    if isinstance(item, Field):
        return field_shown(item)
    if isinstance(item, Change):
        place = f"{item.container}.{item.field}" if item.field else item.container
        value = f"{{{'|'.join(item.options)}}}" if item.action == "options" else item.value
        part = f" ({item.location.part})" if item.location.part else ""
        return f"change {item.action} {place}" + (f" -> {value}" if value else "") + part
    if isinstance(item, Reference):
        return f"ref {item.container}.{item.field} -> {item.to_container}.{item.to_field}"
    if isinstance(item, Entry):
        return f"entry {item.container} {item.code} = {item.text}".strip()
    if isinstance(item, Grant):
        columns = f"({','.join(item.columns)})" if item.columns else ""
        return f"{item.kind} {item.privilege}{columns} {item.object} {item.grantee}"
    if isinstance(item, Membership):
        return f"member {item.role} {item.member}"
    if isinstance(item, Directive):
        return f"ignore {' '.join(item.rules)} {item.reason}"
    assert isinstance(item, Gap)
    return f"gap {item.kind} {item.location.ref}"


def field_shown(item: Field) -> str:
    text = f"field {item.container}.{item.name}"
    text += f" {item.datatype}" if item.datatype else ""
    text += f" [{item.key}]" if item.key else ""
    text += f" {{{'|'.join(item.options)}}}" if item.options else ""
    return text + (f' "{item.comment}"' if item.comment else "")


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    items = [each for each in read_text(source(case["dialect"]), case["sql"]).items if not isinstance(each, Statement)]
    expected = [line.rpartition(" @")[0] if " @" in line else line for line in case["items"]]
    short = [
        each
        if each in expected or not isinstance(item, Field)
        else next((e for e in expected if each.startswith(e + " ")), each)
        for item, each in ((item, shown(item)) for item in items)
    ]
    assert short == expected
    for line, item in zip(case["items"], items, strict=True):
        if " @" in line:
            place = item.location
            assert place is not None
            assert f"{place.line}:{place.column}".startswith(line.rpartition(" @")[2])


def kinds(sql: str, dialect: str = "") -> list[str]:
    return [
        f"{each.kind} {each.container}".strip()
        for each in read_text(source(dialect), sql).items
        if isinstance(each, Statement)
    ]


def test_statements_that_may_move_data_are_kept() -> None:
    sql = """
    CREATE VIEW v AS SELECT a FROM t;
    INSERT INTO u (a) SELECT a FROM t;
    INSERT INTO u (a) VALUES (1);
    UPDATE u SET a = 2;
    DELETE FROM u;
    COPY t TO '/x';
    SET x = 1;
    CREATE INDEX i ON t (a);
    """
    assert kinds(sql, "postgres") == ["create-view v", "insert u", "update u", "delete u", "copy t"]
    assert read_text(source("postgres"), sql).skipped == 3


def test_a_routine_gives_its_head_and_the_statements_of_its_body() -> None:
    sql = "CREATE PROC dbo.p @a int AS\nSELECT a FROM t WHERE b = @a\nINSERT INTO u (a) VALUES (@a)\nGO\n"
    found = [each for each in read_text(source("tsql"), sql).items if isinstance(each, Statement)]
    assert [(each.kind, each.scope) for each in found] == [
        ("create-routine", ""),
        ("select", "dbo.p"),
        ("insert", "dbo.p"),
    ]
    assert found[0].text.rstrip().endswith("AS")
    assert (found[1].location.line, found[1].offset) == (2, sql.index("SELECT"))
    assert sql[found[1].offset :].startswith(found[1].text)


def test_a_trigger_hands_its_words_on() -> None:
    sql = "CREATE TRIGGER tr ON guest AFTER INSERT AS INSERT INTO log (a) SELECT a FROM inserted"
    found = [each for each in read_text(source("tsql"), sql).items if isinstance(each, Statement)]
    assert "guest" in found[1].words


def test_a_body_in_another_language_is_a_gap() -> None:
    sql = "CREATE FUNCTION f() RETURNS string LANGUAGE PYTHON AS $$ return 'SELECT a FROM t' $$;"
    reading = read_text(source("snowflake"), sql)
    assert [(each.kind, each.location.ref) for each in reading.items if isinstance(each, Gap)] == [("unsupported", "f")]
    assert reading.partly


def test_nothing_is_dropped_by_a_routine_that_nobody_has_called() -> None:
    sql = "CREATE PROC p AS DROP TABLE t\nGO\nCREATE FUNCTION"
    assert not [each for each in read_text(source("tsql"), sql).items if isinstance(each, Change)]


def test_a_table_that_was_announced_and_not_read_is_a_gap() -> None:
    assert [each.kind for each in read_text(source(), "EXPLAIN CREATE TABLE").items if isinstance(each, Gap)] == [
        "unparsed"
    ]


def test_it_opens_files_by_name(tmp_path: Path) -> None:
    assert accepts("x/a.SQL", b"CREATE")
    assert not accepts("x/a.txt", b"CREATE")
    assert not accepts("x/a.sql", b"SQLite format 3\x00")
    path = tmp_path / "a.sql"
    path.write_bytes("CREATE TABLE [dbo].[país] ([x] int)\r\nGO\r\n".encode("utf-16"))
    reading = read(Source("a.sql", "sql", "s", file=str(path)))
    assert reading.source.dialect == "tsql"
    assert len(reading.source.sha256) == 64
    assert [each.name for each in reading.items if isinstance(each, Container)] == ["dbo.país"]


def test_what_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    assert [each.kind for each in read(Source("a.sql", "sql", file=str(tmp_path / "none"))).items] == ["not-visible"]  # type: ignore[union-attr]
    path = tmp_path / "b.sql"
    path.write_bytes(bytes(range(1, 32)) * 40)
    assert [each.kind for each in read(Source("b.sql", "sql", file=str(path))).items] == ["unparsed"]  # type: ignore[union-attr]


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_become_items(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.sql"
    path.write_bytes(data)
    read(Source("a.sql", "sql", file=str(path)))


@given(
    st.sampled_from(SCRIPTS),
    st.sampled_from(SCRIPTS),
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from(["", "tsql", "mysql", "oracle", "postgres"]),
)
@settings(max_examples=400, deadline=None)
def test_torn_scripts_never_fail(one: str, two: str, start: int, end: int, dialect: str) -> None:
    read_text(source(dialect), one[:start] + two[end:])


@given(
    st.text(alphabet=" \n()',;\"[]`.-*/<>=abAB1$#@:\\", max_size=120),
    st.sampled_from(
        ["CREATE TABLE a (", "ALTER TABLE a ", "GRANT ", "INSERT INTO a_type VALUES ", "CREATE TYPE a AS "]
    ),
)
@settings(max_examples=400, deadline=None)
def test_any_text_after_a_head_never_fails(text: str, head: str) -> None:
    read_text(source(), head + text)


@given(st.permutations(range(6)))
def test_the_order_of_independent_files_changes_nothing(order: list[int]) -> None:
    readings = [
        read_text(
            source("postgres", f"{n}.sql"), f"CREATE TABLE t{n} (a{n} int, b text); COMMENT ON COLUMN t{n}.b IS 'x';"
        )
        for n in range(6)
    ]
    assert assemble([readings[n] for n in order], Project()) == assemble(readings, Project())


def test_rows_of_one_lookup_table_are_limited() -> None:
    rows = ",".join(f"('c{n}', 'text of c{n}')" for n in range(3000))
    entries = [
        each
        for each in read_text(source("postgres"), f"INSERT INTO a_code (code, name) VALUES {rows};").items
        if isinstance(each, Entry)
    ]
    assert len(entries) == 2000


REPEATED = (
    "(", "[", "'", "/*", "$$", "{{", "BEGIN ", "CASE ", "IF x THEN ", "CREATE TABLE a (b int,", "VALUES (", "values (values (", "\ncopy x from ",
    "PROCEDURE p IS ", "WITH a AS (", "GO\n", "DELIMITER //\n", "\x1e", "GRANT SELECT ON a TO ", "ALTER TABLE a ADD ", "CHECK (", "a STRUCT<b ",
    "EXECUTE 'SELECT ''", "'select a from b' || ", "CREATE FUNCTION f() AS $$ ", "create rule r as on insert to a do ", "-- status-audit: ignore[",
    "\\copy a from b\n", "/*!50001 ", "create trigger t on a ", "insert into a_type (a,b) values ('x','y'),", "EXEC('EXEC(''",
)  # fmt: skip


@pytest.mark.parametrize("unit", REPEATED)
@pytest.mark.parametrize("dialect", ["", "postgres", "tsql", "mysql", "oracle"])
def test_repetition_and_nesting_without_end_never_fail(unit: str, dialect: str) -> None:
    for head in ("", "CREATE TABLE a (b int, ", "CREATE PROCEDURE p AS BEGIN "):
        read_text(source(dialect), head + unit * (6000 // len(unit)))


def test_columns_of_temporary_tables_are_no_fields() -> None:
    sql = "CREATE TABLE #w (a int)\nALTER TABLE #w ADD b int\n"
    assert not [each for each in read_text(source("tsql"), sql).items if isinstance(each, Field)]
    assert kinds(sql, "tsql") == ["create-table #w", "alter-table #w"]
    sql = "CREATE TEMP TABLE w (a int); ALTER TABLE w ADD b int;"
    assert not [each for each in read_text(source("postgres"), sql).items if isinstance(each, Field)]
