"""Any value at any key of a city's files: a value or one clear AuditError, never another exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.documents import parse
from status_audit.errors import AuditError
from status_audit.policy import load_baseline, load_policy, load_project, load_waivers
from status_audit.policy.show import validate
from status_audit.policy.template import new_policy_text

POLICY = parse(new_policy_text().encode(), "p.yaml").data
PROJECT = {
    "policies": ["safe-city", "./none.yaml"],
    "dialects": {"default": "tsql"},
    "systems": [
        {
            "name": "hr",
            "paths": ["hr/**"],
            "exemptions": [{"exemption": "snap", "citation": "c", "claimed_by": "b", "expires": "2027-01-01"}],
            "hints": [{"term": "a", "meaning": "b", "reason": "c", "by": "d"}],
            "retention_cleared": {"by": "a", "date": "2026-01-01", "citation": "c"},
        }
    ],
    "databases": {"live": {"url": "postgresql://h/db"}},
    "recipients": [{"match": "x", "class": "police"}],
    "links": [{"question": "a", "column": "b"}],
}
KEYS = ("rule", "field", "owner", "reason", "citation", "approved_by", "created", "expires")
WAIVERS = {"waivers": [dict.fromkeys(KEYS, "x") | {"created": "2026-01-01", "expires": "2027-01-01"}]}
BASELINE = {"version": 1, "known": [{"fingerprint": "0" * 32, "rule": "x", "first_seen": "2026-01-01"}]}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(["", " ", "any", "x", "share", "2026-02-30", "02-30", "..", "/", "p.yaml", "\x00.yaml", "a\nb"]),
    st.lists(st.sampled_from(["x", "any", 1]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "x", "name", "place-of-birth"]), st.sampled_from(["x", 1, []]), max_size=2),
)


def mutated(data: Any, draw: Any) -> Any:
    """The same data with one value replaced, added or taken out, somewhere."""
    if isinstance(data, dict) and data and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(data)))
        changed = dict(data)
        action = draw(st.sampled_from(["in", "in", "in", "replace", "drop", "add"]))
        if action == "in":
            changed[key] = mutated(data[key], draw)
        elif action == "replace":
            changed[key] = draw(VALUES)
        elif action == "drop":
            del changed[key]
        else:
            changed[draw(st.sampled_from(["extends", "without", "x", "grandfather", "categories"]))] = draw(VALUES)
        return changed
    if isinstance(data, list) and data and draw(st.booleans()):
        position = draw(st.integers(0, len(data) - 1))
        return [*data[:position], mutated(data[position], draw), *data[position + 1 :]]
    return draw(VALUES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_change(folder: Path, data: st.DataObject) -> None:
    whole, name = data.draw(
        st.sampled_from(
            [(POLICY, "p.yaml"), (PROJECT, "status-audit.yaml"), (WAIVERS, "waivers.yaml"), (BASELINE, "baseline.json")]
        )
    )
    path = folder / name
    path.write_text(json.dumps(mutated(whole, data.draw)), encoding="utf-8")
    said = ""
    try:
        if name == "p.yaml":
            assert all(each.startswith("p.yaml") or "policy" in each for each in validate(path))
            load_policy("p.yaml", folder)
        elif name == "status-audit.yaml":
            load_project(path)
        elif name == "waivers.yaml":
            load_waivers(path, name)
        else:
            load_baseline(path, name)
    except AuditError as error:
        said = str(error)
    assert "\n" not in said
