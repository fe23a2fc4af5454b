"""SQL in the literals of programs: read where it stands whole, a gap where running it decides, nothing elsewhere."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.model import Gap, Location, Reading, Source, Statement
from status_audit.read import code_sql, reader_for
from status_audit.read.code_schema.code import with_queries
from status_audit.read.code_sql.found import OF_OBJECTS, REASON, blanked, found_in

CASES = yaml.safe_load((Path(__file__).parent / "cases_code_sql.yaml").read_text("utf-8"))
PIECES = (
    '"',
    "'",
    "`",
    '"""',
    "<<~SQL\n",
    "\nSQL\n",
    "SELECT a FROM b",
    "--",
    "/*",
    "*/",
    "\\",
    "#{x}",
    "${x}",
    "+",
    " . ",
    "x",
    "\n",
)


def reading_of(folder: Path, path: str, text: str) -> Reading:
    file = folder / "file"
    file.write_text(text, "utf-8", newline="")
    return code_sql.read(Source(path, code_sql.KIND, "s", file=str(file)))


@pytest.mark.parametrize("case", CASES, ids=lambda each: each["name"])
def test_cases(tmp_path: Path, case: dict[str, Any]) -> None:
    items = reading_of(tmp_path, case["path"], case["text"]).items
    statements = [each for each in items if isinstance(each, Statement)]
    assert {each.location.line: " ".join(each.text.rstrip("; \n").split()) for each in statements} == case["read"]
    gaps = [each for each in items if isinstance(each, Gap)]
    for key, reason in (("made", REASON), ("objects", OF_OBJECTS)):
        assert {each.location.line: each.count for each in gaps if each.reason == reason} == case.get(key, {})
    assert all(each.reason in (REASON, OF_OBJECTS) for each in gaps)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from([".rb", ".py", ".php", ".js", ".kt", ".cs", ".go"])
)
def test_every_character_stays_where_it_stands(pieces: list[str], extension: str) -> None:
    text = "<?php " + "".join(pieces)
    result = blanked(text, found_in(f"a{extension}", text).statements)
    assert len(result) == len(text)
    assert [at for at, each in enumerate(result) if each == "\n"] == [
        at for at, each in enumerate(text) if each == "\n"
    ]


@pytest.mark.parametrize(
    "piece",
    [
        '"' + "-" * 40,
        '"SELECT a FROM b" + ',
        "SELECT (",
        "'",
        "<<~SQL\n",
        "\n \n",
        '"SELECT a FROM b WHERE c = #{',
        "/*",
    ],
)
def test_long_input_takes_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    before = time.process_time()
    for extension in (".rb", ".php", ".js", ".py"):
        code_sql.accepts(f"a{extension}", text[:65536].encode())
        found_in(f"a{extension}", text)
    assert time.process_time() - before < 10


def test_a_program_of_another_reader_yields_its_statements_too() -> None:
    text = "class A < ActiveRecord::Migration\n  def up\n    execute 'SELECT a FROM b'\n  end\nend\n"
    told = Gap("unparsed", Location("a.rb", ""), "holds SQL in calls.", "", 1)
    items = with_queries(Source("a.rb", "rails"), text, (told,))
    assert [each.text.rstrip(";") for each in items if isinstance(each, Statement)] == ["SELECT a FROM b"]
    assert not [each for each in items if isinstance(each, Gap)]


def test_a_program_that_only_queries_has_a_reader() -> None:
    reader = reader_for("find.kt", b'val q = """\n  SELECT a FROM b\n"""')
    assert reader is not None
    assert reader.KIND == "code-sql"
    assert reader_for("find.kt", b'val q = "nothing here"') is None
