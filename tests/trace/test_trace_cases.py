"""Every case under cases/trace: a schema, statements, banned fields, what they must reach and what they must not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.model import Inventory, Source
from status_audit.model.policy import Project
from status_audit.read.inventory import assemble
from status_audit.read.sql_file import read_text
from status_audit.trace import Traced, Tracer, seed_of

CASES = Path(__file__).parent.parent / "cases" / "trace"


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{path.stem}-{case['id']}")


def inventory_of(case: dict[str, Any]) -> Inventory:
    dialect = case.get("dialect", "postgres")
    texts = {"schema.sql": case.get("schema", ""), case.get("file", "work.sql"): case["sql"]}
    return assemble([read_text(Source(path, "sql", dialect=dialect), text) for path, text in texts.items()], Project())


def traced(case: dict[str, Any]) -> Traced:
    inventory = inventory_of(case)
    texts = {"schema.sql": case.get("schema", ""), case.get("file", "work.sql"): case["sql"]}
    tracer = Tracer(inventory, lambda word: False, texts.__getitem__)
    return tracer.follow([seed for each in case["from"] for seed in seed_of(each, inventory)])


@pytest.mark.parametrize("case", list(cases()))
def test_reaches_what_it_must_and_nothing_it_must_not(case: dict[str, Any]) -> None:
    done = traced(case)
    reached = {flow.destination for flow in done.flows}
    assert set(case.get("reaches", [])) <= reached, sorted(reached)
    assert not set(case.get("never", [])) & reached, sorted(reached)
    for name, recipient in case.get("recipients", {}).items():
        assert recipient in {flow.recipient for flow in done.flows if flow.destination == name}
    for name, kind in case.get("kinds", {}).items():
        assert kind in {flow.kind for flow in done.flows if flow.destination == name}
    assert len(done.gaps) == case.get("gaps", 0), done.gaps


@pytest.mark.parametrize("case", list(cases()))
def test_every_hop_has_a_place(case: dict[str, Any]) -> None:
    for flow in traced(case).flows:
        assert flow.origins
        assert len(flow.hops) >= 2
        assert all(hop.location.line for hop in flow.hops[1:])
