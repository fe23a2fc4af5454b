"""The SQL dialects that a person may name, and the other names that databases go by."""

from __future__ import annotations

DIALECTS = (
    "bigquery", "databricks", "duckdb", "hive", "mysql", "oracle", "postgres", "redshift", "snowflake", "spark",
    "sqlite", "trino", "tsql",
)  # fmt: skip
ALSO = {"postgresql": "postgres", "mssql": "tsql", "sqlserver": "tsql", "mariadb": "mysql", "auto": ""}


def dialect_named(name: str) -> str | None:
    """The dialect as the parser calls it, empty for `auto`; None where nobody knows it."""
    folded = name.casefold()
    folded = ALSO.get(folded, folded)
    return folded if folded in ("", *DIALECTS) else None
