"""Every format is rendered from the saved result alone, and none of them obeys what a source says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.results import NASTY, WAIVED, finding, outcome

from status_audit.errors import AuditError
from status_audit.model import Flow, Gap, Hop, Inventory, Location
from status_audit.model.outcome import Outcome
from status_audit.report import FORMATS, render
from status_audit.report.flows import FORMATS as FLOW_FORMATS
from status_audit.report.flows import render as render_flows
from status_audit.report.jsonfile import dump, load
from status_audit.report.listing import records
from status_audit.report.listing import render as render_listing
from status_audit.report.schema import outcome_schema
from status_audit.report.text import WIDTH

SHIPPED = Path(__file__).parents[2] / "src/status_audit/report/outcome.schema.json"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("result", [outcome(), outcome(finding(), WAIVED)], ids=["none", "some"])
def test_a_saved_result_renders_the_same(name: str, result: Outcome) -> None:
    text = render(result, name)
    assert text.endswith("\n")
    assert render(load(json.dumps(dump(result))), name) == text


@pytest.mark.parametrize("name", ["text", "table", "concise", "html"])
def test_nothing_a_terminal_would_obey_is_printed(name: str) -> None:
    text = render(outcome(finding(NASTY, message=NASTY, recipient=NASTY)), name)
    assert not set(text) & set("\x1b\u202e\u200b")


def test_text_fits_80_columns_where_words_allow() -> None:
    lines = render(outcome(finding()), "text").splitlines()
    assert [line for line in lines if len(line) > WIDTH + 20] == []


def test_no_format_prints_a_word_of_judgement_that_is_not_ours() -> None:
    claimed = finding(state="exemption-claimed")
    for name in set(FORMATS) - {"json"}:
        text = render(outcome(finding(), WAIVED, claimed), name).casefold()
        for word in ("violation", "violates", "illegal", "compliant", " clean", " clear", "exempt"):
            assert word not in text


def test_results_fit_the_schema() -> None:
    schema = outcome_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(dump(outcome(finding(), WAIVED)), schema)


def test_the_shipped_schema_is_fresh(rewriting: bool) -> None:
    text = json.dumps(outcome_schema(), indent=2) + "\n"
    if rewriting:
        SHIPPED.write_text(text, encoding="utf-8", newline="\n")
    assert SHIPPED.read_text(encoding="utf-8") == text, "write it with pytest --rewrite-golden"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"tool": 3}', "[" * 100_000, '{"schema_version": 1}'])
def test_what_is_not_a_result_is_one_line(text: str) -> None:
    with pytest.raises(AuditError, match="saved"):
        load(text, "saved")


@given(st.text())
def test_any_text_is_a_result_or_an_audit_error(text: str) -> None:
    with pytest.raises(AuditError):
        load(text, "saved")


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(AuditError, match="text, table"):
        render(outcome(), "word")


def flow() -> Flow:
    start = Location("db/schema.sql", "patron.birth_ctry", 14)
    end = Location("q.sql", "v", 3)
    hops = (Hop("patron.birth_ctry", start, "origin"), Hop('v."o"<b>', end, "copied"))
    return Flow(("patron.birth_ctry",), "v.o", "view", "", "high", hops, "s")


@pytest.mark.parametrize("form", FLOW_FORMATS)
def test_flows_render(form: str) -> None:
    gap = Gap("unparsed", Location("q.sql", "", 9), "not understood.", "Look at it.")
    text = render_flows([flow()], [gap], form)
    assert "patron.birth_ctry" in text
    if form == "json":
        assert json.loads(text)["flows"][0]["hops"][1]["line"] == 3
    if form in ("mermaid", "dot"):
        assert "<b>" not in text
        assert text.count('"') % 2 == 0


def test_csv_never_starts_a_formula() -> None:
    from status_audit.model import Field

    field = Field("=cmd()", "+t", "column", Location("a.sql", "t.x", 1), datatype="@int")
    rows = render_listing(Inventory(fields=(field,)), (), (), "csv").splitlines()
    assert rows[1].startswith(",'+t,'=cmd(),column,'@int")
    assert next(iter(records(Inventory(fields=(field,)), ())))["name"] == "=cmd()"
