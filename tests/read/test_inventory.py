"""The inventory: what is left after replay, whatever the order of the readings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from status_audit.model import (
    Change,
    Container,
    Entry,
    Field,
    Gap,
    Inventory,
    Item,
    Location,
    Reading,
    Reference,
    Source,
    Statement,
)
from status_audit.model.policy import Project, System
from status_audit.read.code_schema import liquibase
from status_audit.read.inventory import assemble
from status_audit.read.sequence import backwards, sequence_of

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "replay.yaml"


def item(step: dict[str, Any], place: Location) -> Item:
    """One step of a case as the item a reader would yield."""
    (what, name), *_ = step.items()
    table, _, column = str(name).rpartition(".")
    match what:
        case "create":
            return Container("table", name, location=place)
        case "field":
            return Field(column, table, "column", place, datatype=step.get("type", ""), comment=step.get("comment", ""))
        case "drop_table":
            return Change("drop", name, place)
        case "rename_table":
            return Change("rename", name, place, value=step["to"])
        case "like":
            return Change("like", name, place, value=step["of"])
        case "options" if step.get("cascade"):
            return Change("options", name, place, options=tuple(step["are"]), cascade=True)
        case "refer":
            to, _, other = step["to"].rpartition(".")
            return Reference(table, column, to, other, place)
        case "entry":
            return Entry(name, step["code"], step["text"], place, step.get("field", ""))
    value = step.get("to") or step.get("is") or step.get("type") or ""
    return Change(what, table, place, column, value, tuple(step.get("are", ())))


def readings(sources: dict[str, list[dict[str, Any]]], system: str = "s") -> list[Reading]:
    found = []
    for path, steps in sources.items():
        items = [item(step, Location(path, "", line)) for line, step in enumerate(steps, start=1)]
        source = Source(path, "sql", system, sequence=sequence_of(path), replayed=not backwards(path))
        found.append(Reading(source, tuple(items)))
    return found


def shown(field: Field) -> str:
    mark = "- " if not field.judged else "~ " if field.dropped else ""
    more = [field.datatype, "/".join(field.options), f"({field.comment})" if field.comment else ""]
    label = f"[{field.label[0].text}]" if field.label else ""
    return " ".join(each for each in (f"{mark}{field.container}.{field.name}", *more, label) if each)


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["title"]) for each in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_replay(case: dict[str, Any]) -> None:
    given_ = readings(case["sources"])
    inventory = assemble(given_, Project())
    assert [shown(each) for each in inventory.fields] == case["expect"]
    assert assemble(given_[::-1], Project()) == inventory
    spelled = {each.name for each in inventory.containers}
    assert {each.container for each in inventory.fields} <= spelled
    assert {each.system for each in inventory.fields} | {each.system for each in inventory.containers} == {"s"}


STEP = st.one_of(
    st.builds(lambda t: {"create": t}, st.sampled_from("tuv")),
    st.builds(lambda t, c: {"field": f"{t}.{c}"}, st.sampled_from(("t", "u", "s.t")), st.sampled_from("abc")),
    st.builds(lambda t, c: {"drop": f"{t}.{c}"}, st.sampled_from("tuv"), st.sampled_from("abc")),
    st.builds(lambda t: {"drop_table": t}, st.sampled_from("tuv")),
    st.builds(lambda t, u: {"rename_table": t, "to": u}, st.sampled_from("tuv"), st.sampled_from("tuv")),
    st.builds(lambda t, c, d: {"rename": f"{t}.{c}", "to": d}, st.sampled_from("tu"), *[st.sampled_from("abc")] * 2),
    st.builds(lambda t, u: {"like": t, "of": u}, st.sampled_from("tuv"), st.sampled_from("tuv")),
    st.builds(lambda t, c: {"comment": f"{t}.{c}", "is": "x"}, st.sampled_from("tuv"), st.sampled_from("abc")),
)
PATHS = st.sampled_from(("m/1_a.sql", "m/2_b.sql", "m/10_c.sql", "m/2_b.down.sql", "a.sql", "z.sql"))


@given(st.dictionaries(PATHS, st.lists(STEP, max_size=6), max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_of_readings_changes_nothing(
    sources: dict[str, list[dict[str, Any]]], shuffler: random.Random
) -> None:
    given_ = readings(sources)
    mixed = list(given_)
    shuffler.shuffle(mixed)
    inventory = assemble(given_, Project())
    assert assemble(mixed, Project()) == inventory
    declared = {each["field"].rpartition(".")[2] for steps in sources.values() for each in steps if "field" in each}
    assert declared <= {each.name for each in inventory.fields}
    assert all(each.judged or each.dropped for each in inventory.fields)


def test_systems_never_mix() -> None:
    one = readings({"a/x.sql": [{"create": "t"}, {"field": "t.a"}]}, "one")
    two = readings({"b/x.sql": [{"comment": "t.a", "is": "other"}, {"create": "t"}, {"field": "t.b"}]}, "two")
    inventory = assemble([*two, *one], Project())
    assert [(each.system, each.name) for each in inventory.fields if each.location.line != 1] == [
        ("one", "a"),
        ("two", "b"),
    ]
    assert inventory.fields[0].comment == ""
    assert dict(inventory.system_of) == {"a/x.sql": "one", "b/x.sql": "two"}


def test_a_schema_can_belong_to_another_system() -> None:
    given_ = readings(
        {"dump.sql": [{"create": "jail.t"}, {"field": "jail.t.a"}, {"create": "app.t"}, {"field": "app.t.a"}]}
    )
    project = Project(systems=(System("sheriff", schemas=("Jail",)),))
    inventory = assemble(given_, project)
    assert [(each.system, each.container) for each in inventory.fields] == [("sheriff", "jail.t"), ("s", "app.t")]
    assert [each.system for each in inventory.containers] == ["sheriff", "s"]


def test_forms_and_dictionaries_keep_every_question() -> None:
    source = Source("f.csv", "dictionary", "f.csv")
    fields = [Field("q", "F", "question", Location("f.csv", "F.q", line)) for line in (2, 3)]
    inventory = assemble([Reading(source, (Container("form", "F"), *fields))], Project())
    assert [each.location.line for each in inventory.fields] == [2, 3]
    assert [each.name for each in inventory.containers] == ["F"]


def test_references_are_spelled_as_the_tables_are() -> None:
    given_ = readings(
        {"a.sql": [{"create": "S.T"}, {"field": "S.T.a"}, {"create": "u"}, {"refer": "U.x", "to": "t.a"}]}
    )
    (reference,) = assemble(given_, Project()).references
    assert (reference.container, reference.to_container) == ("u", "S.T")


def test_gaps_are_one_per_file_kind_and_routine_with_a_count() -> None:
    gaps = [Gap("unparsed", Location("a.sql", ref, line), "why", "how") for ref, line in (("", 1), ("p", 2), ("", 3))]
    inventory = assemble([Reading(Source("a.sql", "sql"), tuple(gaps), skipped=3)], Project())
    assert [(each.location.ref, each.location.line, each.count) for each in inventory.gaps] == [("", 1, 2), ("p", 2, 1)]
    assert inventory.skipped == 3


def test_statements_pass_through() -> None:
    statement = Statement("select", "select 1", Location("a.sql", "", 1))
    assert assemble([Reading(Source("a.sql", "sql"), (statement,))], Project()).statements == (statement,)


def test_nothing_is_nothing() -> None:
    assert assemble([], Project()) == Inventory()


LOG = """databaseChangeLog:
- changeSet:
    id: 1
    changes:
    - createTable: {tableName: pet, columns: [{name: a}, {name: b}, {name: c}, {name: d}]}
- changeSet:
    id: 2
    changes: [{dropColumn: {tableName: pet, columnName: a}}]
    rollback: [{dropColumn: {tableName: pet, columnName: d}}]
- changeSet: {id: 3, context: test, changes: [{dropColumn: {tableName: pet, columnName: b}}]}
- changeSet:
    id: 4
    changes:
    - dropColumn: {tableName: pet, columnName: c}
    - addColumn: {tableName: pet, columns: [{name: c}]}
"""


def test_a_later_change_set_of_one_log_takes_back_what_an_earlier_one_made(tmp_path: Path) -> None:
    (tmp_path / "log.yaml").write_text(LOG, encoding="utf-8")
    source = Source("log.yaml", "liquibase", "s", file=str(tmp_path / "log.yaml"))
    inventory = assemble([liquibase.read(source)], Project())
    assert {each.name: each.judged for each in inventory.fields} == {"a": False, "b": True, "c": True, "d": True}
    script = Source("log.sql", "sql", "s")
    again = assemble([Reading(script, liquibase.read(source).items)], Project())
    assert all(each.judged for each in again.fields if each.name != "c")
