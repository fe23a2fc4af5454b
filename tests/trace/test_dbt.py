"""dbt models: read with stand-ins, run in a sandbox where these do not say enough, or as dbt compiled them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.audit import Request, follow, hold
from status_audit.model import Flow, Gap
from status_audit.trace.dbt_jinja import FAULTS, EndlessTemplateError, Sandbox
from status_audit.trace.dbt_project import DbtProject

PROJECT = "name: city\nvars:\n  kept: [birth_country, dob]\nmodels:\n  city:\n    marts:\n      +materialized: table\n"
SOURCES = (
    "sources:\n- name: raw\n  tables:\n  - name: person\n    columns:\n    - name: birth_country\n    - name: dob\n"
)


def write(folder: Path, **files: str) -> Path:
    """Files by path, with `__` for a slash and the extension after `_dot_`."""
    for name, text in {"dbt_project.yml": PROJECT, "models/sources.yml": SOURCES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def flows(folder: Path, origin: str = "raw.person.birth_country") -> tuple[dict[str, Flow], tuple[Gap, ...]]:
    request = Request(targets=(str(folder),))
    traced = follow(hold(request), request, [origin])
    return {each.destination: each for each in traced.flows}, traced.gaps


PIECES = """{{ }} {% %} {# #} for in if else endif endfor set x = ( ) [ ] ' " | ~ . , ref macro""".split()  # noqa: SIM905
CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/dbt/models.yaml").read_text(encoding="utf-8"))
NAMED = {each["what"]: each for each in CASES}


@pytest.mark.parametrize("what", NAMED)
def test_where_the_rendered_model_takes_the_column(what: str, tmp_path: Path) -> None:
    case = NAMED[what]
    found, gaps = flows(write(tmp_path, **{"models/stg.sql": case["model"], "macros/m.sql": case.get("macros", "")}))
    expected = case.get("reaches")
    assert (expected in found) if expected else not [each for each in found if each.startswith("stg.")]
    assert gaps == ()


@pytest.mark.parametrize("what", NAMED)
def test_models_that_stand_alone_are_run_as_well(what: str, tmp_path: Path) -> None:
    """No project file and no folders: a schema and one model beside it."""
    case = NAMED[what]
    if "macros" in case or "var(" in case["model"]:
        return
    (tmp_path / "schema.sql").write_text("CREATE TABLE raw.person (birth_country text, dob date);\n")
    (tmp_path / "stg.sql").write_text(case["model"])
    found, _ = flows(tmp_path)
    expected = case.get("reaches")
    assert (expected in found) if expected else not [each for each in found if each.startswith("stg.")]


def test_a_hop_stands_on_the_line_that_was_written(tmp_path: Path) -> None:
    text = (
        '{{ config(post_hook="{{ done() }}") }}\nselect\n  dob,\n  {% for n in [1] %}\n  p.birth_country as x_{{ n }}\n'
        "  {% endfor %},\n  p.birth_country as y\nfrom {{ source('raw','person') }} p\n"
    )
    found, _ = flows(write(tmp_path, **{"models/stg.sql": text}))
    assert found["stg.y"].hops[-1].location.line == 7
    assert found["stg.x_1"].hops[-1].location.line == 5


def test_a_models_folder_says_whether_it_is_kept(tmp_path: Path) -> None:
    shown = "- name: {}\n  columns:\n  - name: birth_country\n"
    properties = "models:\n" + shown.format("kept") + shown.format("shown")
    folder = write(
        tmp_path,
        **{
            "models/marts/kept.sql": "select * from {{ source('raw','person') }}",
            "models/staging/shown.sql": "select * from {{ source('raw','person') }}",
            "models/models.yml": properties,
        },
    )
    held = hold(Request(targets=(str(folder),)))
    assert {each.name for each in held.inventory.containers} == {"raw.person", "kept"}


def test_without_the_extra_the_gap_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = NAMED["a macro of the project"]
    folder = write(tmp_path, **{"models/stg.sql": case["model"], "macros/m.sql": case["macros"]})
    monkeypatch.delitem(sys.modules, "status_audit.trace.dbt_jinja")
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _, gaps = flows(folder)
    assert [(each.kind, each.remedy) for each in gaps] == [("missing-extra", "Run: pip install 'status-audit[dbt]'")]


def test_what_dbt_compiled_is_read_in_place_of_the_templates(tmp_path: Path) -> None:
    model = "select {{ only_dbt_knows() }} from {{ source('raw','person') }}"
    folder = write(tmp_path, **{"models/stg.sql": model})
    node = {
        "resource_type": "model",
        "original_file_path": "models/stg.sql",
        "checksum": {"name": "sha256", "checksum": hashlib.sha256(model.encode()).hexdigest()},
        "compiled_code": "select p.birth_country as compiled from raw.person p",
    }
    (folder / "target").mkdir()
    (folder / "target/manifest.json").write_text(json.dumps({"nodes": {"model.city.stg": node}}))
    assert "stg.compiled" in flows(folder)[0]
    (folder / "models/stg.sql").write_text(model.replace("only_dbt_knows()", "'dob'"))
    assert "stg.compiled" not in flows(folder)[0]


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in 'x' * 999 %}{% for b in 'x' * 999 %}{% for c in 'x' * 999 %}{% endfor %}{% endfor %}{% endfor %}",
        "{% set n = namespace(t='ab') %}{% for i in range(64) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        "{% set n = namespace(t='ab') %}{% for i in range(64) %}{% set n.t = n.t + n.t %}{% endfor %}",
        "{% set n = namespace(t='ab') %}{% for i in range(64) %}{% set n.t = n.t | replace('a', n.t) %}{% endfor %}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ [1] * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    ],
)
def test_a_template_without_end_is_given_up_soon(text: str) -> None:
    sandbox = Sandbox()
    sandbox.begin()
    start = time.monotonic()
    with pytest.raises((EndlessTemplateError, RecursionError)):
        sandbox.rendered(text, {})
    assert time.monotonic() - start < 20


def test_a_template_reaches_nothing_outside() -> None:
    sandbox = Sandbox()
    sandbox.begin()
    for text in ("{{ ().__class__.__base__.__subclasses__() }}", "{{ cycler.__init__.__globals__ }}"):
        with contextlib.suppress(*FAULTS):
            assert "<class" not in sandbox.rendered(text, {})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_any_template_gives_text_or_a_known_fault(pieces: list[str]) -> None:
    text = " ".join(pieces)
    project = DbtProject(".", lambda path: text if path == "m.sql" else "", ("m.sql",))
    with contextlib.suppress(*FAULTS):
        assert isinstance(project.rendered("m.sql", "m", lambda _: ("*",), "postgres"), list)
