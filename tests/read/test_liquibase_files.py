"""Files that a change log runs: nothing is missing where they lie beside it, and what is absent is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from status_audit.model import Gap, Source
from status_audit.read.code_schema import liquibase

YAML = """\
databaseChangeLog:
  - include: {file: db/more.yaml}
  - includeAll: {path: db/parts/}
  - changeSet:
      id: 1
      changes:
        - sqlFile: {path: db/one.sql}
        - sqlFile: {path: "classpath:/db/two.sql"}
"""
XML = """\
<databaseChangeLog>
  <include file="more.yaml" relativeToChangelogFile="true"/>
  <includeAll path="classpath:db/parts"/>
  <changeSet id="1"><sqlFile path="one.sql" relativeToChangelogFile="true"/></changeSet>
  <changeSet id="2"><sqlFile path="db/two.sql"/><rollback><sqlFile path="back.sql"/></rollback></changeSet>
</databaseChangeLog>
"""


def gaps(root: Path, name: str, text: str) -> list[tuple[str, int | None, int]]:
    path = f"app/src/db/{name}"
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    reading = liquibase.read(Source(path, "liquibase", file=str(file)))
    return [(each.kind, each.location.line, each.count) for each in reading.items if isinstance(each, Gap)]


@pytest.mark.parametrize(("name", "text"), [("log.yaml", YAML), ("log.xml", XML)])
def test_files_that_lie_beside_the_log_are_no_gap(tmp_path: Path, name: str, text: str) -> None:
    folder = tmp_path / "app/src/db"
    (folder / "parts").mkdir(parents=True)
    for each in ("more.yaml", "one.sql", "two.sql"):
        (folder / each).write_text("")
    assert gaps(tmp_path, name, text) == []


@pytest.mark.parametrize(("name", "text", "line"), [("log.yaml", YAML, 2), ("log.xml", XML, 2)])
def test_absent_files_are_one_gap_with_a_count(tmp_path: Path, name: str, text: str, line: int) -> None:
    assert gaps(tmp_path, name, text) == [("not-given", line, 4)]


def test_nothing_above_the_root_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "out.sql").write_text("")
    text = "databaseChangeLog:\n  - changeSet:\n      changes:\n        - sqlFile: {path: ../../../../out.sql}\n"
    assert gaps(tmp_path / "root", "log.yaml", text) == [("not-given", 4, 1)]
