"""Parameters and variables with telling names are fields where a routine puts them into a relation."""

from __future__ import annotations

import pytest

from status_audit.model import Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.trace import Tracer

CASES = {
    "tsql": (
        "tsql",
        (
            "CREATE PROCEDURE dbo.put_it @Room varchar(9), @Homeland varchar(9) AS\nBEGIN\n"
            "  INSERT INTO dbo.desk (r, h) VALUES (@Room, @Homeland);\nEND"
        ),
        {"desk.h"},
    ),
    "postgres": (
        "postgres",
        (
            "CREATE FUNCTION put_it(p_room text, p_homeland text) RETURNS void LANGUAGE sql AS $$\n"
            "  INSERT INTO desk (r, h) VALUES (p_room, p_homeland);\n$$;"
        ),
        {"desk.h"},
    ),
    "oracle-local": (
        "oracle",
        (
            "CREATE PROCEDURE put_it (p_id NUMBER) IS v_homeland VARCHAR2(9); BEGIN\n"
            "  SELECT code INTO v_homeland FROM details WHERE t = 'X';\n"
            "  INSERT INTO desk (h) VALUES (v_homeland);\nEND;\n/\n"
        ),
        {"desk.h"},
    ),
    "only-asked-for": (
        "tsql",
        (
            "CREATE PROCEDURE dbo.get_it @Homeland varchar(9) AS\nBEGIN\n"
            "  DECLARE @x int = 1;\n  SET @x = 2;\n  PRINT @Homeland;\nEND"
        ),
        set(),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_parameter_brings_its_value_into_a_table(case: str) -> None:
    dialect, sql, wanted = CASES[case]
    inventory = assemble([read_text(Source("work.sql", "sql", dialect=dialect), sql)], Project())
    tracer = Tracer(inventory, lambda word: "homeland" in word.casefold(), lambda _: sql)
    fields = [each for each in tracer.mentions() if each.kind == "parameter"]
    assert all(not each.declared and each.location.line for each in fields)
    reached = {flow.destination for flow in tracer.follow(tracer.seeds(fields)).flows}
    assert reached == wanted
