"""Schemas in code, forms in templates, wording in files of translations: each reader by its cases and by property."""

from __future__ import annotations

import re
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from status_audit.model import (
    Change,
    Container,
    Directive,
    Entry,
    Field,
    Gap,
    Item,
    Reading,
    Reference,
    Source,
    Statement,
)

CASES = Path(__file__).resolve().parents[1] / "cases" / "read"
ROOMS = ("code_schema", "template", "i18n")
FILES = sorted(each for room in ROOMS for each in CASES.glob(f"{room}_*.yaml"))
LOADED = {each.stem: yaml.safe_load(each.read_text("utf-8")) for each in FILES}


def reader_of(name: str) -> ModuleType:
    """`code_schema_rails` is `code_schema/rails.py`."""
    room = next(each for each in ROOMS if name.startswith(f"{each}_"))
    return import_module(f"status_audit.read.{room}.{name.removeprefix(f'{room}_')}")


def reading_of(folder: Path, reader: str, content: bytes, path: str) -> Reading:
    file = folder / "file"
    file.write_bytes(content)
    module = reader_of(reader)
    reading = module.read(Source(path, module.KIND, "s", file=str(file)))
    assert isinstance(reading, Reading)
    return reading


def shown(item: Item) -> str:
    """One line a case can be compared with."""
    if isinstance(item, Container):
        return " | ".join(each for each in (f"{item.kind} {item.name}", item.title, item.comment) if each)
    if isinstance(item, Field):
        part = f" ({item.location.part})" if item.location.part else ""
        head = f"{item.kind} {item.container}.{item.name} {item.datatype}".rstrip() + part
        labels = [f"{each.language}:{each.text}" if each.language else each.text for each in item.label]
        options = "{" + ", ".join(item.options) + "}" if item.options else ""
        key = f"key {item.key}" if item.kind == "question" and item.key else ""
        more = [key, f"# {item.comment}" if item.comment else "", f"-> {item.binding}" if item.binding else ""]
        return " | ".join(each for each in (head, *labels, options, *more) if each)
    if isinstance(item, Change):
        part = f" ({item.location.part})" if item.location.part else ""
        name = f"{item.container}.{item.field}" if item.field else item.container
        value = item.value or ", ".join(item.options)
        return f"{item.action} {name} {value}".rstrip() + part
    if isinstance(item, Reference):
        return f"reference {item.container}.{item.field} {item.to_container}.{item.to_field}".rstrip(".")
    if isinstance(item, Entry):
        return f"entry {item.container} {item.code} {item.text}"
    if isinstance(item, Directive):
        return f"ignore {','.join(item.rules)} {item.reason}"
    if isinstance(item, Statement):
        return f"statement {item.location.line} {item.text.rstrip(';')}"
    assert isinstance(item, Gap)
    return f"gap {item.kind} {item.location.line} {item.count}"


@pytest.mark.parametrize(
    ("reader", "case"),
    [
        pytest.param(name, each, id=f"{name}: {each['title']}")
        for name, cases in LOADED.items()
        for each in cases["cases"]
    ],
)
def test_a_schema(reader: str, case: dict[str, Any], tmp_path: Path) -> None:
    path = case.get("path", LOADED[reader]["path"])
    content = case["text"].encode()
    assert reader_of(reader).accepts(path, content)
    reading = reading_of(tmp_path, reader, content, path)
    assert [shown(each) for each in reading.items] == case["expect"]
    for name, (line, column) in case.get("places", {}).items():
        found = next(each for each in reading.items if isinstance(each, Field) and each.name == name)
        assert (found.location.line, found.location.column) == (line, column or found.location.column)
    assert all(each.system == "s" for each in reading.items if isinstance(each, Field | Container))


@pytest.mark.parametrize(
    ("reader", "path", "text"),
    [
        pytest.param(name, *each, id=f"{name}: {each[1][:40]!r}")
        for name, data in LOADED.items()
        for each in data["not"]
    ],
)
def test_what_is_left_alone(reader: str, path: str, text: str) -> None:
    assert not reader_of(reader).accepts(path, text.encode())


@pytest.mark.parametrize("reader", sorted(LOADED))
def test_every_kind_of_line_end_counts(reader: str, tmp_path: Path) -> None:
    case, path = LOADED[reader]["cases"][0], LOADED[reader]["path"]
    text = case["text"]
    first, second = (reading_of(tmp_path, reader, each.encode(), path) for each in (text, text.replace("\n", "\r\n")))
    assert [(shown(each), each.location and each.location.line) for each in first.items] == [
        (shown(each), each.location and each.location.line) for each in second.items
    ]


def pieces(reader: str) -> list[str]:
    """The words, signs and lines of a reader's cases, to be thrown together at random."""
    text = "\n".join(each["text"] for each in LOADED[reader]["cases"])
    return sorted({*re.findall(r"\w+|[^\w\s]", text), *(f"{each}\n" for each in text.splitlines())} | {"\n", " ", "\r"})


@pytest.mark.parametrize("reader", sorted(LOADED))
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_text_breaks_it(reader: str, data: st.DataObject, tmp_path: Path) -> None:
    parts = data.draw(st.lists(st.sampled_from(pieces(reader)), max_size=60))
    reading_of(tmp_path, reader, "".join(parts).encode(), LOADED[reader]["path"])


@pytest.mark.parametrize("reader", sorted(LOADED))
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_damage_breaks_it(reader: str, data: st.DataObject, tmp_path: Path) -> None:
    """A real beginning, a hole, and something else in it."""
    text = data.draw(st.sampled_from([each["text"] for each in LOADED[reader]["cases"]]))
    at, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    mutated = (
        text[:at] + data.draw(st.sampled_from(["", "(", "}", '"', "'", "\\", "\0", "/*", "#", "é", "\n"])) + text[end:]
    )
    reading_of(tmp_path, reader, mutated.encode(), LOADED[reader]["path"])


@pytest.mark.parametrize("reader", sorted(LOADED))
@given(content=st.binary(max_size=300))
@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_bytes_break_it(reader: str, content: bytes, tmp_path: Path) -> None:
    reading_of(tmp_path, reader, content, LOADED[reader]["path"])


@pytest.mark.slow
@pytest.mark.parametrize("reader", sorted(LOADED))
@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "{",
        "[",
        "'",
        '"',
        "`",
        '"\\"',
        "/*",
        "#",
        "=/",
        "=/[",
        "%w[",
        "<<X",
        "do ",
        "a,",
        "@A(",
        "<a ",
        "\\",
        ":",
        "\n",
        "- ",
        "x: ",
    ],
)
def test_hostile_text_ends_soon(reader: str, piece: str, tmp_path: Path) -> None:
    head = LOADED[reader]["cases"][0]["text"]
    before = time.process_time()
    for text in (head + piece * (300_000 // len(piece)), head.replace(" ", f" {piece * 20_000}", 1)):
        reading_of(tmp_path, reader, text.encode(), LOADED[reader]["path"])
    assert time.process_time() - before < 10
