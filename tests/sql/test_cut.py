"""The cutter: which statements a script holds, where, and that nothing of it is lost."""
# ruff: noqa: E501 (a word list)

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.sql.cut import Fragment, cut, cut_prepared
from status_audit.sql.heads import HEADS
from status_audit.sql.normalise import normalise
from status_audit.sql.prepare import prepare

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "sql" / "cut.yaml").read_text(encoding="utf-8"))
DIALECTS = (
    "",
    "postgres",
    "tsql",
    "mysql",
    "sqlite",
    "oracle",
    "snowflake",
    "bigquery",
    "redshift",
    "duckdb",
    "databricks",
    "hive",
)
WORDS = (
    "CREATE TABLE", "INSERT INTO", "SELECT", "VALUES (1,'a')", "BEGIN", "END", "END;", "CASE", "WHEN", "THEN", "IF", "LOOP", "AS",
    "IS", "PROCEDURE p", "FUNCTION f", "CREATE PROCEDURE p", "CREATE TRIGGER t ON x", "DO", "$$", "$a$", "'", "''", '"', "`", "[",
    "]", "(", ")", ";", "\n", "\r\n", "GO", "\nGO\n", "\n/\n", "--", "/*", "*/", "/*!50001", "DELIMITER //", "//", "COPY t FROM stdin;",
    "\\.", "{{", "}}", "{%", "&x", "&&y..z", "-\n", "EXEC", "EXECUTE 'select 1'", "PRINT", "WITH a AS (", "name", "é", "\x1e", "\u0130",
    "CREATE PACKAGE BODY", "DECLARE", "EXCEPTION", "REM it's", ":", "<<l>>", "q'[", "E'\\'", "#", "$(x)", "UNION", "MERGE", "SET",
)  # fmt: skip
scripts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_cases(case: dict[str, Any]) -> None:
    fragments = cut(case["sql"], case["dialect"])
    assert [f"{each.head} [{each.scope}]" if each.scope else each.head for each in fragments] == case["heads"]
    if "tables" in case:
        assert {each.table for each in fragments} == {case["tables"]}


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=400, deadline=None)
def test_normalising_keeps_every_offset_and_is_stable(text: str, dialect: str) -> None:
    prepared = prepare(text, dialect)
    assert len(prepared.text) == len(prepared.mask) == len(text)
    again = normalise(prepared.text, dialect)
    assert len(again) == len(text)


@given(scripts, st.sampled_from(DIALECTS))
@settings(max_examples=600, deadline=None)
def test_every_character_of_code_is_in_one_top_fragment(text: str, dialect: str) -> None:
    prepared = prepare(text, dialect)
    fragments = cut_prepared(prepared, dialect)
    at = 0
    for each in (one for one in fragments if one.parent == -1):
        assert each.start >= at
        assert not prepared.mask[at : each.start].strip()
        at = each.end
    assert not prepared.mask[at:].strip()
    assert_well_formed(fragments, len(text))


def assert_well_formed(fragments: tuple[Fragment, ...], size: int) -> None:
    for index, each in enumerate(fragments):
        assert 0 <= each.start < each.end <= size
        assert each.head in HEADS
        assert each.parent < index
        if each.embedded:
            assert len(each.embedded) == each.end - each.start


def test_dynamic_sql_keeps_offsets() -> None:
    sql = "EXEC sp_executesql N'DELETE FROM dbo.a WHERE b = ''x'' AND c = 1'"
    inner = cut(sql, "tsql")[1]
    assert inner.text(sql).startswith("DELETE FROM dbo.a WHERE b =  'x'  AND")
    assert sql[inner.start :].startswith("DELETE")
    assert inner.text(sql).index("AND") == sql.index("AND") - inner.start


def test_sql_put_together_at_run_time_is_marked() -> None:
    sql = "BEGIN EXECUTE IMMEDIATE 'INSERT INTO ' || tgt || ' SELECT a FROM b WHERE c = 1'; END;"
    inner = next(each for each in cut(sql, "oracle") if each.head == "insert")
    assert inner.assembled
    assert inner.embedded.split() == ["INSERT", "INTO", "tgt", "SELECT", "a", "FROM", "b", "WHERE", "c", "=", "1"]


def test_a_cursor_shows_where_its_query_begins() -> None:
    sql = "CREATE PROCEDURE p IS CURSOR c IS SELECT a FROM b; BEGIN NULL; END;"
    cursor = next(each for each in cut(sql, "oracle") if each.head == "declare")
    assert sql[cursor.query :].startswith("SELECT a FROM b")


def test_many_rows_are_blanked_and_few_are_kept() -> None:
    rows = ", ".join(f"({n}, 'person {n}')" for n in range(50))
    text = f"INSERT INTO t (a, b) VALUES {rows};\nSELECT 1;"
    kept = normalise(text, "postgres")
    assert "person 0" in kept
    assert "person 1'" not in kept
    assert kept.endswith(";\nSELECT 1;")
    assert "(2)" in normalise("INSERT INTO t VALUES (1), (2);", "postgres")


def test_copy_data_is_blanked() -> None:
    text = "COPY t (a) FROM stdin;\nMaria\n\\.\nSELECT 1;"
    assert "Maria" not in normalise(text, "postgres")
    assert "Maria" not in normalise("COPY t (a) FROM stdin;\nMaria\n", "postgres")
