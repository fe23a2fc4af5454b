"""Guesses which database a script is for from marks only that database's scripts carry."""
# ruff: noqa: E501 (one mark a line: wrapped, the table could not be read)

from __future__ import annotations

import re
from functools import cache

from status_audit.sql.gate import words_of
from status_audit.sql.shapes import Shape

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
    ("clickhouse", r"clickhouse"),
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
    "clickhouse": "mergetree replacingmergetree summingmergetree aggregatingmergetree collapsingmergetree replicatedmergetree"
    " replicatedreplacingmergetree lowcardinality fixedstring datetime64 uint8 uint16 uint32 uint64 prewhere toyyyymm"
    " jsoneachrow csvwithnames grouparray cityhash64 todate arrayjoin",
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
    "clickhouse": "settings nullable codec ttl string final array",
}
_SHAPES = (
    ("tsql", 8, r"^[ \t]*go[ \t]*(?:--.*)?$"),
    ("tsql", 6, r"\[dbo\]|\bfrom\s++#\w|\binto\s++#\w"),
    ("tsql", 4, r"\bdeclare\s++@\w|\bdbo\.\w|\[\w+\]\s*+\[\w+\]|\]\.\[|\bn'\w"),
    ("postgres", 6, r"^\\(?:connect|copy|c|i|set|restrict|echo|if|\.)\b|\bcopy\s[^;\n]+\bfrom\s++stdin\b|\bcharacter\s++varying\b|\bowner\s++to\b"),
    ("postgres", 4, r"::\s*+[a-z_]+|\$\w*\$|\bon\s++conflict\b|\btext\[\]|\bwith(?:out)?\s++time\s++zone|\bdo\s++\$"),
    ("mysql", 6, r"/\*!\d{5}|^[ \t]*delimiter\s++\S+|\bengine\s*+=\s*+\w+"),
    ("mysql", 4, r"`\w+`|\bon\s++duplicate\s++key\b|\bset\s++names\b|\bunlock\s++tables\b"),
    ("oracle", 6, r"^[ \t]*/[ \t]*$|\bvarchar2\s*+\("),
    ("oracle", 4, r"\bnumber\s*+\(\s*+\d+|\bpackage\s++body\b|\bexecute\s++immediate\b|%(?:rowtype|type)\b|\.nextval\b|\binsert\s++all\b|\bdefault\s++on\s++null\b|:=\s*+:new\."),
    ("snowflake", 6, r"\bcopy\s++into\s++@|\bfile_format\s*+=|\bcreate\s++(?:or\s++replace\s++)?(?:transient|dynamic)\s++table\b|\bcreate\s++or\s++replace\s++(?:stage|pipe|table)\b|\bto\s++share\b|\bclone\s++\w+\s*+;"),
    ("snowflake", 7, r"\b[a-z_]\w*:[a-z_]\w*(?:[:.][a-z_]\w*|\[\d+\])*::\s*+[a-z]"),
    ("bigquery", 6, r"`[\w-]+\.[\w-]+\.[\w*-]+`|\bexport\s++data\b|\bstruct\s*+<|\barray\s*+<\s*+struct|\boptions\s*+\(\s*+(?:description|expiration|labels|friendly_name)"),
    ("bigquery", 3, r"\*\s++(?:except|replace)\s*+\(|`[\w-]+\.[\w-]+`"),
    ("redshift", 6, r"\bunload\s*+\(|\bencode\s++(?:lzo|zstd|az64|raw|bytedict)\b"),
    ("databricks", 6, r"\busing\s++(?:delta|parquet)\b|\bcreate\s++(?:catalog|volume)\b"),
    ("hive", 6, r"\brow\s++format\s++(?:delimited|serde)\b|\bstored\s++as\s++\w+|\binsert\s++overwrite\b|\blateral\s++view\b"),
    ("sqlite", 3, r"\binteger\s++primary\s++key\b|\binsert\s++or\s++(?:replace|ignore)\b|\bwithout\s++rowid\b"),
    ("clickhouse", 12, r"\bengine\s*+=\s*+(?:replicated|shared)?\w*mergetree\b|\bengine\s*+=\s*+(?:distributed|kafka|s3queue|dictionary|materializedpostgresql)\b"),
    ("clickhouse", 6, r"\bon\s++cluster\s+['{\w]|\binsert\s++into\s++function\b|\bglobal\s++(?:not\s++)?in\b|\bsettings\s++\w+\s*+="),
    ("duckdb", 6, r"\(\s*+from\s++\w+\s*+\)\s*+to\s*+'|\bformat\s++'?parquet'?\b|'[^'\n]+\.parquet'"),
)  # fmt: skip
"""(dialect, points, pattern)."""
_STRONG, _WEAK, _PATH = 3, 1, 8
_ENOUGH = 3
_CLEAR_LEAD = 9
"""Points by which words alone decide; else the dearer shapes are looked for."""


def detect(text: str, path: str, words: frozenset[str] | None = None) -> str:
    """sqlglot's name of the dialect, or empty when nothing tells. `path` is a hint that content outweighs.

    `words` are all of the text's, folded, where somebody has them at hand.
    """
    if len(text) > SAMPLE:
        words = None
        middle = len(text) // 2
        text = text[: SAMPLE * 2 // 3] + "\n" + text[middle : middle + SAMPLE // 3]
    lowered = text.lower()
    words = _words(lowered) if words is None else words
    scores = {
        dialect: _STRONG * len(words & strong) + _WEAK * min(len(words & weak), 3)
        for dialect, strong, weak in _vocabulary()
    }
    for dialect in _from_path(path):
        scores[dialect] += _PATH
    if _lead(scores) < _CLEAR_LEAD:
        _look(lowered, words, scores)
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= _ENOUGH else ""


def _look(lowered: str, words: frozenset[str], scores: dict[str, int]) -> None:
    """Adds the points of the shapes, of those dialects alone that could still come first with all of theirs."""
    by_dialect = _shapes()
    for dialect in sorted(scores, key=lambda name: -scores[name]):
        shapes = by_dialect.get(dialect, ())
        most = scores[dialect] + sum(weight for weight, _ in shapes)
        if most >= max(_ENOUGH, *scores.values()):
            for weight, shape in shapes:
                if shape.found_in(lowered, words):
                    scores[dialect] += weight


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
def _shapes() -> dict[str, list[tuple[int, Shape]]]:
    found: dict[str, list[tuple[int, Shape]]] = {}
    for dialect, weight, pattern in _SHAPES:
        found.setdefault(dialect, []).append((weight, Shape(pattern)))
    return found


def _words(lowered: str) -> frozenset[str]:
    """ASCII words; faster than looking for them one by one."""
    return words_of(lowered if lowered.isascii() else lowered.encode("ascii", "replace").decode())


@cache
def _any_path() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words for _, words in _PATH_WORDS)})(?![a-z])")


@cache
def _path_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((dialect, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for dialect, words in _PATH_WORDS)


def _from_path(path: str) -> list[str]:
    lowered = path.lower()
    telling = _any_path().search(lowered)
    named = [dialect for dialect, pattern in _path_patterns() if telling and pattern.search(lowered)]
    extension = lowered[lowered.rfind(".") :] if "." in lowered else ""
    return [*named, *([_EXTENSIONS[extension]] if extension in _EXTENSIONS else [])]
