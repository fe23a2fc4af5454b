"""Decoding, positions, the word gate, dialects, parsing and names."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.sql.decode import decode
from status_audit.sql.dialect import detect
from status_audit.sql.gate import words_of
from status_audit.sql.names import read_name
from status_audit.sql.parse import parse
from status_audit.sql.positions import Lines


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"\xef\xbb\xbfa\r\nb", "a\r\nb", "utf-8"),
        ("país".encode("utf-16"), "país", "utf-16-le"),
        ("select 1 from t".encode("utf-16-le"), "select 1 from t", "utf-16-le"),
        ("select 1 from t".encode("utf-16-be"), "select 1 from t", "utf-16-be"),
        ("\ufeffab".encode("utf-32-le"), "ab", "utf-32-le"),
        ("país".encode("cp1252"), "país", "cp1252"),
        ("país".encode(), "país", "utf-8"),
        (b"", "", "utf-8"),
        (bytes(range(32)) * 20, "", "binary"),
    ],
)
def test_decode(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_decode_says_what_was_lost() -> None:
    assert decode(b"caf\xe9 \x81").note == "1 characters could not be decoded as cp1252"


@given(st.binary(max_size=300))
def test_decode_takes_any_bytes(data: bytes) -> None:
    decode(data)


@given(st.text(alphabet="a\r\nü", max_size=60))
def test_positions_agree_with_counting(text: str) -> None:
    lines, line, start, at = Lines(text), 1, 0, 0
    while at < len(text):
        assert lines.at(at) == (line, at - start + 1)
        if text.startswith("\r\n", at):
            assert lines.at(at + 1) == (line, at - start + 2)
            at += 2
        else:
            at += 1
        if text[at - 1] in "\r\n":
            line, start = line + 1, at
            assert lines.start(line) == start


def test_words_of() -> None:
    assert words_of("SELECT [Birth_Ctry], #tmp.x FROM dbo.Person@p2") == {
        "SELECT", "Birth_Ctry", "tmp", "x", "FROM", "dbo", "Person", "p2",
    }  # fmt: skip


def test_words_of_other_letters_end_at_their_own_signs() -> None:
    assert words_of("SELECT año, “país” FROM niños\u00a0n") == {"SELECT", "año", "país", "FROM", "niños", "n"}


@pytest.mark.parametrize(
    ("text", "path", "dialect"),
    [
        ("CREATE TABLE [dbo].[a] ([b] [int] IDENTITY(1,1))\nGO\n", "a.sql", "tsql"),
        ("CREATE TABLE `a` (`b` int(11) unsigned) ENGINE=InnoDB;", "a.sql", "mysql"),
        ("CREATE TABLE public.a (b character varying(3));\nALTER TABLE public.a OWNER TO x;", "a.sql", "postgres"),
        ("CREATE TABLE a (b VARCHAR2(3), c NUMBER(3));\n/\n", "a.sql", "oracle"),
        ("CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT);", "a.sql", "sqlite"),
        ("CREATE OR REPLACE TABLE a (b VARIANT, c TIMESTAMP_NTZ);", "a.sql", "snowflake"),
        ("CREATE TABLE `p.d.a` (b STRING, c STRUCT<d INT64>);", "a.sql", "bigquery"),
        ("CREATE TABLE a (b int) DISTKEY(b) SORTKEY(b);", "a.sql", "redshift"),
        ("CREATE TABLE a (b int);", "ddl/mysql/a.sql", "mysql"),
        ("CREATE TABLE a (b int);", "a.sql", ""),
        ("", "", ""),
    ],
)
def test_detect(text: str, path: str, dialect: str) -> None:
    assert detect(text, path) == dialect


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[dbo].[My Table] (", ("dbo", "My Table")),
        ('"a""b".c', ('a"b', "c")),
        ("`p-x.d.t`", ("p-x.d.t",)),
        ("@cdmSchema.person", ("@cdmSchema", "person")),
        ("${s}.t", ("${s}", "t")),
        ("db..t x", ("db", "t")),
        ("país", ("país",)),
        ("(", ()),
    ],
)
def test_names(text: str, parts: tuple[str, ...]) -> None:
    assert read_name(text, 0)[0] == parts


def test_parse_says_why_not(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert parse("SELECT a FROM b", "postgres").expression is not None
        assert parse("SELECT FROM WHERE 'Maria' ((", "postgres").expression is None
        assert "Maria" not in parse("SELECT a FROM b WHERE ( 'Maria' 'x", "postgres").reason
        assert "\x1b" not in parse("SELECT a FROM b WHERE (", "postgres").reason
        assert parse("CREATE TASK x", "snowflake").reason
    assert not caplog.records


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("CREATE MATERIALIZED VIEW v AS SELECT a FROM b WITH NO DATA;", "postgres"),
        ("SELECT a FROM b INTO OUTFILE '/x/a.csv' FIELDS TERMINATED BY ','", "mysql"),
        ("DELETE FROM a OUTPUT deleted.b INTO #c (b) WHERE d = 1", "tsql"),
    ],
)
def test_what_sqlglot_loses_is_kept(sql: str, dialect: str) -> None:
    assert parse(sql, dialect).expression is not None


@given(st.text(max_size=80), st.sampled_from(["", "postgres", "tsql", "mysql", "oracle"]))
@settings(max_examples=150, deadline=None)
def test_parse_takes_any_text(text: str, dialect: str) -> None:
    parse(text, dialect)


def test_deep_nesting_is_a_reason_not_a_crash() -> None:
    assert parse("SELECT " + "(" * 3000 + "1" + ")" * 3000, "postgres").expression is None
