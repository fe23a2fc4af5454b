"""Guesses which database a script is for from marks only that database's scripts carry."""
# ruff: noqa: E501 (one mark a line: wrapped, the table could not be read)

from __future__ import annotations

import re
from functools import cache

SAMPLE = 30_000
"""Characters of a script that are looked at, two thirds of them from its start."""

_PATH_WORDS = (
    ("postgres", r"postgres(?:ql)?|pgsql|psql|pg|plpgsql|cockroach(?:db)?|greenplum"),
    ("tsql", r"mssql|sql_?server|tsql|ssdt|azuresql|ms_sqlserver|synapse|mssqlserver|pdw"),
    ("mysql", r"mysql\d*|mariadb"),
    ("sqlite", r"sqlite3?"),
    ("oracle", r"oracle\d*|plsql|ora"),
    ("snowflake", r"snowflake"),
    ("bigquery", r"bigquery|bq"),
    ("redshift", r"redshift"),
    ("duckdb", r"duckdb"),
    ("databricks", r"databricks|spark"),
    ("hive", r"hive|impala"),
)
_EXTENSIONS = {
    ".pks": "oracle", ".pkb": "oracle", ".pck": "oracle", ".plsql": "oracle", ".tps": "oracle", ".tpb": "oracle",
    ".bqsql": "bigquery", ".hql": "hive", ".psql": "postgres", ".pgsql": "postgres", ".tsql": "tsql", ".mysql": "mysql",
}  # fmt: skip
_STRONG_WORDS = {
    "tsql": "ansi_nulls quoted_identifier nocount xact_abort sp_addextendedproperty sp_executesql sp_rename textimage_on"
    " nonclustered uniqueidentifier datetime2 getdate nolock nvarchar raiserror smalldatetime sysobjects hierarchyid"
    " datetimeoffset rowversion scope_identity sysname",
    "postgres": "plpgsql pg_catalog search_path bigserial jsonb timestamptz nextval bytea regclass pg_dump setval tsvector ilike"
    " citext",
    "mysql": "auto_increment engine unsigned longtext mediumtext tinytext foreign_key_checks outfile innodb myisam utf8mb4"
    " charset zerofill sql_mode mediumint longblob last_insert_id",
    "sqlite": "autoincrement pragma sqlite_sequence sqlite_master rowid strftime",
    "oracle": "varchar2 nvarchar2 sysdate systimestamp dbms_output pctfree rowtype dual plsql rownum pls_integer user_tables all_tables"
    " sqlplus nologging user_constraints user_tab_columns nvl",
    "snowflake": "variant timestamp_ntz timestamp_ltz timestamp_tz file_format object_construct flatten warehouse lateral_flatten",
    "bigquery": "int64 float64 safe_cast bignumeric parse_date date_diff timestamp_trunc generate_uuid",
    "redshift": "distkey sortkey diststyle bytedict az64 zstd lzo iam_role datashare getdate_redshift",
    "databricks": "tblproperties zorder delta",
    "hive": "serde textfile msck orc",
    "duckdb": "read_parquet read_csv_auto read_csv hugeint parquet",
}
_WEAK_WORDS = {
    "tsql": "dbo identity isnull proc datediff dateadd nchar clustered bit tran ntext apply go",
    "postgres": "serial owner extension returning text boolean now array language inherits do uuid publication int4 int8 bool",
    "mysql": "enum datetime modify delimiter definer tinyint names replace ifnull",
    "sqlite": "integer blob abort ifnull glob",
    "oracle": "number clob tablespace prompt whenever minus synonym package nextval editionable rem",
    "snowflake": "qualify clone stage pipe transient iff number",
    "bigquery": "struct options unnest except string dataset",
    "redshift": "encode unload super",
    "databricks": "using catalog string",
    "hive": "overwrite partitioned stored string",
    "duckdb": "copy install attach",
}
_SHAPES = (
    ("tsql", 8, "go", r"^[ \t]*go[ \t]*(?:--.*)?$"),
    ("tsql", 6, "[dbo] #", r"\[dbo\]|\bfrom\s++#\w|\binto\s++#\w"),
    ("tsql", 4, "@ dbo. [ n'", r"\bdeclare\s++@\w|\bdbo\.\w|\[\w+\]\s*+\[\w+\]|\]\.\[|\bn'\w"),
    ("postgres", 6, "\\ stdin varying owner", r"^\\(?:connect|copy|c|i|set|restrict|echo|if|\.)\b|\bcopy\s[^;\n]+\bfrom\s++stdin\b|\bcharacter\s++varying\b|\bowner\s++to\b"),
    ("postgres", 4, ":: $ conflict [] zone", r"::\s*+[a-z_]+|\$\w*\$|\bon\s++conflict\b|\btext\[\]|\bwith(?:out)?\s++time\s++zone|\bdo\s++\$"),
    ("mysql", 6, "/*! delimiter engine", r"/\*!\d{5}|^[ \t]*delimiter\s++\S+|\bengine\s*+=\s*+\w+"),
    ("mysql", 4, "` duplicate names unlock", r"`\w+`|\bon\s++duplicate\s++key\b|\bset\s++names\b|\bunlock\s++tables\b"),
    ("oracle", 6, "/ varchar2", r"^[ \t]*/[ \t]*$|\bvarchar2\s*+\("),
    ("oracle", 4, "number( number package immediate type nextval all null :new", r"\bnumber\s*+\(\s*+\d+|\bpackage\s++body\b|\bexecute\s++immediate\b|%(?:rowtype|type)\b|\.nextval\b|\binsert\s++all\b|\bdefault\s++on\s++null\b|:=\s*+:new\."),
    ("snowflake", 6, "@ file_format transient dynamic replace share clone", r"\bcopy\s++into\s++@|\bfile_format\s*+=|\bcreate\s++(?:or\s++replace\s++)?(?:transient|dynamic)\s++table\b|\bcreate\s++or\s++replace\s++(?:stage|pipe|table)\b|\bto\s++share\b|\bclone\s++\w+\s*+;"),
    ("bigquery", 6, "` export struct array options", r"`[\w-]+\.[\w-]+\.[\w*-]+`|\bexport\s++data\b|\bstruct\s*+<|\barray\s*+<\s*+struct|\boptions\s*+\(\s*+(?:description|expiration|labels|friendly_name)"),
    ("bigquery", 3, "except replace `", r"\*\s++(?:except|replace)\s*+\(|`[\w-]+\.[\w-]+`"),
    ("redshift", 6, "unload encode", r"\bunload\s*+\(|\bencode\s++(?:lzo|zstd|az64|raw|bytedict)\b"),
    ("databricks", 6, "using catalog volume", r"\busing\s++(?:delta|parquet)\b|\bcreate\s++(?:catalog|volume)\b"),
    ("hive", 6, "format stored overwrite lateral", r"\brow\s++format\s++(?:delimited|serde)\b|\bstored\s++as\s++\w+|\binsert\s++overwrite\b|\blateral\s++view\b"),
    ("sqlite", 3, "primary replace ignore rowid", r"\binteger\s++primary\s++key\b|\binsert\s++or\s++(?:replace|ignore)\b|\bwithout\s++rowid\b"),
    ("duckdb", 6, "to parquet", r"\(\s*+from\s++\w+\s*+\)\s*+to\s*+'|\bformat\s++'?parquet'?\b|'[^'\n]+\.parquet'"),
)  # fmt: skip
"""(dialect, points, what a text must hold for the pattern to be tried, pattern)."""
_STRONG, _WEAK, _PATH = 3, 1, 8
_ENOUGH = 3
_CLEAR_LEAD = 9
"""Points by which words alone decide; else the dearer shapes are looked for."""
_WORD = re.compile(r"[a-z_]\w*", re.ASCII)


def detect(text: str, path: str) -> str:
    """sqlglot's name of the dialect, or empty when nothing tells. `path` is a hint that content outweighs."""
    if len(text) > SAMPLE:
        middle = len(text) // 2
        text = text[: SAMPLE * 2 // 3] + "\n" + text[middle : middle + SAMPLE // 3]
    lowered = text.lower()
    words = set(_WORD.findall(lowered))
    scores = {
        dialect: _STRONG * len(words & strong) + _WEAK * min(len(words & weak), 3)
        for dialect, strong, weak in _vocabulary()
    }
    for dialect in _from_path(path):
        scores[dialect] += _PATH
    if _lead(scores) < _CLEAR_LEAD:
        for dialect, weight, needed, pattern in _shapes():
            if any(each in lowered for each in needed) and pattern.search(lowered):
                scores[dialect] += weight
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _ENOUGH else ""


def _lead(scores: dict[str, int]) -> int:
    first, second, *_ = sorted(scores.values(), reverse=True)
    return first - second


@cache
def _vocabulary() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    return tuple(
        (dialect, frozenset(strong.split()), frozenset(_WEAK_WORDS[dialect].split()))
        for dialect, strong in _STRONG_WORDS.items()
    )


@cache
def _shapes() -> tuple[tuple[str, int, list[str], re.Pattern[str]], ...]:
    return tuple(
        (dialect, weight, needed.split(), re.compile(pattern, re.MULTILINE))
        for dialect, weight, needed, pattern in _SHAPES
    )


@cache
def _path_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((dialect, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for dialect, words in _PATH_WORDS)


def _from_path(path: str) -> list[str]:
    lowered = path.lower()
    named = [dialect for dialect, pattern in _path_patterns() if pattern.search(lowered)]
    extension = lowered[lowered.rfind(".") :] if "." in lowered else ""
    return [*named, *([_EXTENSIONS[extension]] if extension in _EXTENSIONS else [])]
