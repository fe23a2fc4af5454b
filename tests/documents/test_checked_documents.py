"""Checking by a schema: file, line, key, what is wrong, and what was probably meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from status_audit.documents import Problem, check, parse, problems, suggestion
from status_audit.errors import AuditError

SCHEMA = {
    "type": "object",
    "required": ["name", "kind"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "kind": {"enum": ["table", "view"]},
        "items": {"type": "array", "uniqueItems": True, "items": {"type": "integer"}},
        "day": {"type": "string", "pattern": "^[0-9]{4}$", "message": "is not a year"},
        "one": {"anyOf": [{"const": "any"}, {"type": "array", "items": {"enum": ["red"]}}]},
        "key": {"type": "string", "secret": True, "pattern": "^x", "message": "is not a key"},
    },
}


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "thing.schema.json"
    path.write_text(json.dumps(SCHEMA), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: a\nkind: tabel\n", "a.yaml:2: kind: 'tabel' is not known here. Did you mean 'table'?"),
        ("name: a\nkind: view\nnmae: b\n", "a.yaml:3: nmae: unknown key. Did you mean 'name'?"),
        ("kind: view\n", "a.yaml:1: the key 'name' is missing"),
        ("name: [a]\nkind: view\n", 'a.yaml:1: name: must be text, not ["a"]'),
        ("name: ''\nkind: view\n", "a.yaml:1: name: must not be empty"),
        ("name: a\nkind: view\nitems:\n  - 1\n  - x\n", "a.yaml:5: items[1]: must be a whole number, not 'x'"),
        ("name: a\nkind: view\nitems: [1, 1]\n", "a.yaml:3: items: holds the same thing twice"),
        ("name: a\nkind: view\nday: 26\n", "a.yaml:3: day: must be text, not 26"),
        ("name: a\nkind: view\nday: later\n", "a.yaml:3: day: 'later' is not a year"),
        ("name: a\nkind: view\none: [rde]\n", "a.yaml:3: one[0]: 'rde' is not known here. Did you mean 'red'?"),
        ("name: a\nkind: view\nkey: abc\n", "a.yaml:3: key: the value is not a key"),
        ("name: postgres://me:pw@h/db\nkind: view\nitems: postgres://me:pw@h/db\n", "items: must be a list, not '"),
        ("- a\n", 'a.yaml:1: must be a group of keys, not ["a"]'),
        ("", "a.yaml:1: must be a group of keys, not empty"),
    ],
)
def test_one_problem(schema: Path, text: str, said: str) -> None:
    with pytest.raises(AuditError) as caught:
        check(parse(text.encode(), "a.yaml"), schema)
    assert said in str(caught.value)
    assert "pw" not in str(caught.value)


def test_several_problems_name_the_first_line_and_count_the_rest(schema: Path) -> None:
    document = parse(b"kind: x\nfoo: 1\nbar: 2\n", "a.yaml")
    with pytest.raises(AuditError, match=r"a\.yaml:1: .* \(and 3 more\)"):
        check(document, schema)
    assert [each.keys for each in problems(document, schema)] == [("kind",), (), ("foo",), ("bar",)]


def test_what_a_schema_cannot_say_is_counted_with_it(schema: Path) -> None:
    document = parse(b"name: a\nkind: table\n", "a.yaml")
    with pytest.raises(AuditError, match=r"a\.yaml:2: kind: is taken"):
        check(document, schema, [Problem(("kind",), "is taken")])


def test_suggestion() -> None:
    assert suggestion("colect", ("collect", "share")) == "Did you mean 'collect'?"
    assert suggestion("zzz", ("b", "a")) == "Known here: a, b"
    assert suggestion("zzz", [f"name-{each}" for each in range(100)]) == ""
