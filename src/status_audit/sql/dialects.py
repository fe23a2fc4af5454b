"""The SQL dialects that a person may name, and the other names that databases go by."""

from __future__ import annotations

DIALECTS = (
    "athena", "bigquery", "clickhouse", "databricks", "dax", "doris", "dremio", "drill", "druid", "dune", "duckdb",
    "exasol", "fabric", "hive", "materialize", "mysql", "oracle", "postgres", "presto", "prql", "redshift",
    "risingwave", "singlestore", "snowflake", "solr", "spark", "spark2", "sqlite", "starrocks", "tableau", "teradata",
    "trino", "tsql",
)  # fmt: skip
"""Those the parser knows by name."""
ALSO = {
    "": "", "auto": "", "ansi": "",
    "alloydb": "postgres", "aurora-mysql": "mysql", "aurora-postgresql": "postgres", "azuresql": "tsql",
    "cockroach": "postgres", "cockroachdb": "postgres", "edb": "postgres", "enterprisedb": "postgres",
    "greenplum": "postgres", "netezza": "postgres", "pg": "postgres", "pgsql": "postgres", "postgresql": "postgres",
    "psql": "postgres", "timescaledb": "postgres", "vertica": "postgres", "yugabyte": "postgres",
    "yugabytedb": "postgres", "plpgsql": "postgres",
    "maria": "mysql", "mariadb": "mysql", "memsql": "mysql", "percona": "mysql", "tidb": "mysql",
    "mssql": "tsql", "sql-server": "tsql", "sql_server": "tsql", "sqlserver": "tsql", "sybase": "tsql",
    "synapse": "tsql", "t-sql": "tsql", "transact-sql": "tsql",
    "bq": "bigquery", "ch": "clickhouse", "impala": "hive", "motherduck": "duckdb", "ora": "oracle",
    "pl/sql": "oracle", "plsql": "oracle", "prestodb": "presto", "prestosql": "trino", "pyspark": "spark",
    "spark-sql": "spark", "sparksql": "spark", "spark_sql": "spark", "spark3": "spark", "sqlite3": "sqlite",
    "starburst": "trino", "td": "teradata",
}  # fmt: skip
"""Other names. A database that the parser does not know is read as the one it took its grammar from."""
_FAMILIES = {
    "doris": "mysql", "singlestore": "mysql", "starrocks": "mysql", "fabric": "tsql", "materialize": "postgres",
    "risingwave": "postgres", "spark2": "spark",
}  # fmt: skip
"""Dialects that share more than a parser with another one: strings, comments, blocks and clients are the other's."""


def dialect_named(name: str) -> str | None:
    """The dialect that a file is read by, empty for `auto`; None where nobody knows it."""
    folded = name.strip().casefold()
    folded = ALSO.get(folded, folded)
    return _FAMILIES.get(folded, folded) if folded in ("", *DIALECTS) else None
