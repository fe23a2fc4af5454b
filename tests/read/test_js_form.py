"""Form definitions in modules: literals are read as they stand, and nothing is run."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.read.defined import fields_of, gaps, hold, read_as

from status_audit.model import Reading
from status_audit.read.bounded import Deadline
from status_audit.read.form_definition import in_js
from status_audit.read.form_definition.js_literal import literals

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "js_forms.yaml"
LOADED: list[Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


def reading_of(folder: Path, content: bytes, name: str) -> Reading:
    return read_as(in_js, folder, content, name)


@pytest.mark.parametrize("case", [pytest.param(each, id=each["title"]) for each in LOADED])
def test_a_module_is_read_as_it_stands(case: dict[str, Any], tmp_path: Path) -> None:
    content = case["content"].encode()
    assert in_js.accepts(case["file"], content)
    reading = reading_of(tmp_path, content, case["file"])
    found = fields_of(reading)
    hold(found, case["fields"])
    assert {field.kind for field in found} <= {"question"}
    assert [each.kind for each in gaps(reading)] == case.get("gaps", [])


def test_a_definition_that_code_puts_together_is_a_gap(tmp_path: Path) -> None:
    content = b'build({ properties: { town: { type: "string" } } }).then(show);'
    assert in_js.accepts("a.js", content)
    assert [each.kind for each in gaps(reading_of(tmp_path, content, "a.js"))] == ["unsupported"]


@pytest.mark.parametrize(
    "content", [b"const a = 1;", b"const styles = { properties: none };", b"export const x = {a: {}}"]
)
def test_other_modules_are_left_alone(content: bytes) -> None:
    assert not in_js.accepts("a.js", content)


@pytest.mark.parametrize(
    "content",
    [
        b"const a = " + b"[" * 100_000,
        b"const a = { properties: " + b"{a:" * 5_000,
        b"const a = [" + b"1," * 400_000 + b"]",
        b"const a = {b: " + b"'x' + " * 200_000 + b"}",
        b"const a = {" * 100_000,
        b"x = 1;" * 1_000_000,
        b"const a = { b: `" + b"\\" * 1_000_000,
    ],
)
def test_hostile_modules_are_bounded(content: bytes, tmp_path: Path) -> None:
    started = time.monotonic()
    assert isinstance(reading_of(tmp_path, content, "a.js"), Reading)
    assert time.monotonic() - started < 10


@given(st.text(alphabet="{}[]()\"'`\\,:;.+-=/* \nabc1${}", max_size=60))
def test_any_text_is_scanned(text: str) -> None:
    assert isinstance(list(literals("const a = {" + text, Deadline())), list)
    assert isinstance(list(literals(text, Deadline())), list)


def test_mutated_modules_give_items_or_gaps(tmp_path: Path) -> None:
    chance = random.Random(13)
    for _ in range(400):
        case = chance.choice(LOADED)
        made = bytearray(case["content"].encode())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(made))
            made[at : at + chance.randint(0, 9)] = chance.choice(
                [b"", b"{", b"]", b'"', b"`", b"${", b"/*", b"...", b"\xff"]
            )
        assert isinstance(reading_of(tmp_path, bytes(made), case["file"]), Reading)
