"""Forms in pages and templates: the question, its words, its choices, and what could not be seen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import Container, Field, Gap, Reading, Source
from status_audit.read import html_form
from status_audit.read.html_template import blanked

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "html.yaml"


def reading_of(folder: Path, content: bytes, path: str = "page.html") -> Reading:
    file = folder / "file"
    file.write_bytes(content)
    return html_form.read(Source(path, "html", "s", file=str(file)))


def questions(reading: Reading) -> list[Field]:
    return [each for each in reading.items if isinstance(each, Field)]


def shown(field: Field) -> str:
    labels = " / ".join(each.text for each in field.label)
    return " | ".join(each for each in (field.name, labels, *field.options) if each)


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["title"]) for each in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_a_page(case: dict[str, Any], tmp_path: Path) -> None:
    reading = reading_of(tmp_path, case["page"].encode())
    found = questions(reading)
    if case.get("loose"):
        assert {each.split(" | ")[0] for each in case["questions"]} == {each.name for each in found}
    else:
        assert [shown(each) for each in found] == case["questions"]
    containers = [[each.name, each.title] for each in reading.items if isinstance(each, Container)]
    if "container" in case:
        assert containers == [case["container"]]
    if "containers" in case:
        assert containers == case["containers"]
    for name, wanted in case.get("more", {}).items():
        field = next(each for each in found if each.name == name)
        seen = {
            "line": field.location.line,
            "column": field.location.column,
            "language": field.label[0].language if field.label else "",
            "datatype": field.datatype,
            "comment": field.comment,
            "binding": field.binding,
        }
        assert {key: seen[key] for key in wanted} == wanted
    gaps = [f"{each.kind} {each.location.line} {each.count}" for each in reading.items if isinstance(each, Gap)]
    assert gaps == case.get("gaps", [])
    assert all(each.kind == "question" and each.system == "s" for each in found)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts(newline: str, tmp_path: Path) -> None:
    page = newline.join(["<form>", "<p>x", "<label>Land", " <input name=a></label>", "</form>"])
    (field,) = questions(reading_of(tmp_path, page.encode()))
    assert (field.location.line, field.location.column) == (4, 2)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding(encoding: str, tmp_path: Path) -> None:
    (field,) = questions(reading_of(tmp_path, "<form><label>Né à <input name=a></label></form>".encode(encoding)))
    assert field.label[0].text == "Né à"


def test_bytes_that_are_no_text_are_a_gap(tmp_path: Path) -> None:
    (gap,) = reading_of(tmp_path, bytes(range(256)) * 8).items
    assert isinstance(gap, Gap)
    assert gap.kind == "no-text"


@pytest.mark.parametrize(
    ("path", "head", "accepted"),
    [
        ("a.html", b"", True),
        ("a/B.HTM", b"x", True),
        ("a.php", b"<?php echo 1;", False),
        ("a.php", b"<input name=a>", True),
        ("a.html.erb", b"<%= f.text_field :a %>", True),
        ("a.erb", b"<p>hi</p>", False),
        ("a.txt", b"<input>", False),
        ("a.xhtml", b'<h:html xmlns="http://www.w3.org/2002/xforms"><input/>', False),
    ],
)
def test_what_is_taken_for_a_page(path: str, head: bytes, accepted: bool) -> None:
    assert html_form.accepts(path, head) is accepted


def test_a_page_without_end_is_a_gap_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("status_audit.read.html_tree.MOST", 6)
    reading = reading_of(
        tmp_path, b"<form><label>Town <input name=a></label>\n" + b"<div>\n" * 9 + b"<input name=b></form>"
    )
    assert [each.name for each in questions(reading)] == ["a"]
    (gap,) = (each for each in reading.items if isinstance(each, Gap))
    assert (gap.kind, gap.location.line) == ("limit", 2)


FRAGMENTS = st.sampled_from(
    (
        *("<form>", "</form>", "<label>", "<label for=a>", "</label>", "<input name=a id=a>", "<select name=s>"),
        *("<option>x", "</select>", "<fieldset>", "<legend>q", "</fieldset>", "<table><tr><td>", "</table>", "text "),
        *("<%= f.select :x %>", "{{ form.x }}", "<![", "<!x", "<?php", "&#xFFFFFFFF;", "<input type=radio name=r"),
        *("<p", "<script>", "\r", "<!--", "='", '"', "<textarea>", "</title", "<"),
        *(
            "<v-select v-model=v :items=\"['x'",
            "'>",
            "<b-form-radio-group v-model=g>",
            "<b-form-radio value=y>",
            "\ue000",
        ),
        *(
            "</b-form-radio-group>",
            "<asp:RadioButton ID=x GroupName=g Text=y />",
            "<p th:text='#{a.b}'>",
            "</p>",
            "\ue001",
        ),
        *("${msg('a.b')}", "{{ t('a.b') }}", "<h:outputLabel for=a value='#{msg.a}'/>", "<td>", "<tr>", "<h1>"),
    )
)


@given(st.lists(FRAGMENTS, max_size=30))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_markup_breaks_it(tmp_path: Path, parts: list[str]) -> None:
    page = "".join(parts)
    assert isinstance(reading_of(tmp_path, page.encode()), Reading)
    blank = blanked(page).text
    assert len(blank) == len(page)
    assert [at for at, each in enumerate(blank) if each == "\r"] == [at for at, each in enumerate(page) if each == "\r"]


@given(st.binary(max_size=300))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_it(tmp_path: Path, content: bytes) -> None:
    assert isinstance(reading_of(tmp_path, content), Reading)


HOSTILE = {
    "deep": "<div>" * 50_000,
    "labels": "<label>" * 20_000 + "<input name=a>",
    "tags left open": "<a " * 50_000,
    "quotes left open": "<a x='<a y=\"" * 20_000,
    "declarations": "<!" * 50_000,
    "many": "<input name=a>" * 5_000,
    "braces": "{{" * 50_000,
    "percent": "<%" * 50_000,
    "code": "<?" * 50_000,
    "cells": "<td>" * 20_000,
    "references": "&" * 50_000,
    "forms": "<form>" * 20_000,
    "ends": "</a>" * 50_000,
    "crossed": "<b>" * 50_000 + "</i>" * 50_000,
    "radio": "<input type=radio name=r>x" * 3_000,
    "no words": "<p>text" * 20_000 + "<input id=x>" * 500,
    "scripts": "<script>" * 20_000,
    "calls": "{{ form" * 20_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_end_soon(page: str, tmp_path: Path) -> None:
    before = time.process_time()
    assert isinstance(reading_of(tmp_path, page.encode()), Reading)
    assert time.process_time() - before < 20
