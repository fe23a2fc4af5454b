"""Documents from anybody: a document or one clear AuditError, quickly, and never another exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from status_audit.documents import parse
from status_audit.errors import AuditError

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 10)}]\n" for each in range(1, 10)
)


def bomb(text: str) -> AuditError:
    with pytest.raises(AuditError) as caught:
        parse(text.encode(), "bomb.yaml")
    return caught.value


def test_a_billion_laughs() -> None:
    assert "values" in bomb(LAUGHS).message or "aliases" in bomb(LAUGHS).message


def test_too_many_aliases() -> None:
    text = "a: &a 1\nb:\n" + "  - *a\n" * 101
    assert bomb(text).message == "bomb.yaml:103: uses more than 100 aliases (*name)"
    assert len(parse(text.replace("  - *a\n", "", 1).encode(), "fine.yaml").data["b"]) == 100


def test_merges_are_counted_too() -> None:
    text = "".join(f"a{each}: &a{each} {{<<: *a{each - 1}, k{each}: 1}}\n" for each in range(1, 150))
    assert "aliases" in bomb("a0: &a0 {k: 1}\n" + text).message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_too_deep(opening: str) -> None:
    assert "deep" in bomb(opening * 200).message or "key" in bomb(opening * 200).message


def test_too_deep_json() -> None:
    with pytest.raises(AuditError, match="nested more than 50 levels deep"):
        parse(b"[" * 100_000, "a.json")


def test_a_number_that_python_refuses_to_read() -> None:
    for name in ("a.yaml", "a.json"):
        assert parse(b"[" + b"9" * 100_000 + b", 1e999]", name).data == ["9" * 100_000, "1e999"]


def outcome(content: bytes, name: str) -> str:
    """What an error says, or nothing."""
    try:
        parse(content, name)
    except AuditError as error:
        return str(error)
    return ""


@given(st.binary(max_size=400), st.sampled_from(["a.yaml", "a.json", "a.toml"]))
def test_any_bytes(content: bytes, name: str) -> None:
    said = outcome(content, name)
    assert not said or said.startswith(f"{name}:")


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@` \n\t<?,0.~\\\r\u2028é", max_size=120))
def test_any_yaml_like_text(text: str) -> None:
    said = outcome(text.encode(), "a.yaml")
    assert not said or said.startswith("a.yaml:")


PLAIN = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20)
VALUES = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 2]))
def test_json_is_read_as_the_standard_parser_reads_it(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert parse(text.encode(), "a.json").data == json.loads(text)
