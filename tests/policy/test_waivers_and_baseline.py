"""Waivers and the baseline: read with their lines, written so that people can read and merge them."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from status_audit.documents import parse
from status_audit.errors import AuditError
from status_audit.model.place import Location
from status_audit.model.policy import Known, Waiver
from status_audit.policy import add_waiver, baseline_text, load_baseline, load_waivers

WAIVER = Waiver(
    rule="place-of-birth-collected",
    field="public.client.birth_city",
    owner="Clerk",
    reason='the state form\nasks: "where"',
    citation="State Code 12.3 # 4",
    approved_by="CPO",
    created=datetime.date(2026, 1, 1),
    expires=datetime.date(2026, 12, 31),
    location=Location("waivers.yaml", "public.client.birth_city", 5),
)


def test_a_waiver_written_is_the_waiver_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(add_waiver("", WAIVER), encoding="utf-8")
    (read,) = load_waivers(path, "waivers.yaml")
    assert read.reason == 'the state form asks: "where"'
    assert (read.citation, read.expires, read.location) == (WAIVER.citation, WAIVER.expires, WAIVER.location)


def test_a_waiver_of_one_system_keeps_it_and_an_older_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text(add_waiver(add_waiver("", WAIVER), replace(WAIVER, system="jail: intake")), encoding="utf-8")
    assert [each.system for each in load_waivers(path)] == ["", "jail: intake"]
    path.write_text(path.read_text(encoding="utf-8").replace('"jail: intake"', '" "'), encoding="utf-8")
    with pytest.raises(AuditError, match="system: must not be empty"):
        load_waivers(path)


def test_a_waiver_is_added_and_comments_stay(tmp_path: Path) -> None:
    text = add_waiver(add_waiver("# ours\nwaivers: []\n", WAIVER) + "  # after\n", WAIVER)
    path = tmp_path / "w.yaml"
    path.write_text(text, encoding="utf-8")
    assert [each.location.line for each in load_waivers(path)] == [3, 12]
    assert text.startswith("# ours\n")
    assert "# after" in text


def test_a_file_without_waivers(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_text("version: 1\nwaivers:\n", encoding="utf-8")
    assert load_waivers(path) == ()


def on_one_line(text: str) -> str:
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_of_a_waiver_survive(reason: str, citation: str) -> None:
    waiver = Waiver("a-b", "f", "o", reason, citation, "a", WAIVER.created, WAIVER.expires, WAIVER.location)
    (read,) = parse(add_waiver("", waiver).encode(), "w.yaml").data["waivers"]
    assert (read["reason"], read["citation"]) == (on_one_line(reason), on_one_line(citation))


def known(number: int, path: str = "db/schema.sql", first_seen: str = "2026-05-01") -> Known:
    return Known(f"{number:032x}", "place-of-birth-collected", f"client.c{number}", path, first_seen)


def test_a_baseline_written_is_the_baseline_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_text([known(2), known(1), known(2, first_seen="2026-01-01")]), encoding="utf-8")
    baseline = load_baseline(path, "baseline.json")
    assert [each.ref for each in baseline.entries] == ["client.c1", "client.c2"]
    assert baseline.entries[1].first_seen == "2026-01-01"
    assert baseline.fingerprints == {f"{1:032x}", f"{2:032x}"}
    assert baseline.path == "baseline.json"


def test_one_entry_a_line_in_a_fixed_order() -> None:
    text = baseline_text([known(3, "b.sql"), known(2, "a.sql"), known(1, "b.sql")])
    assert text == baseline_text([known(1, "b.sql"), known(3, "b.sql"), known(2, "a.sql")])
    assert sum('"fingerprint"' in line for line in text.splitlines()) == 3
    assert json.loads(baseline_text([])) == {"version": 1, "known": []}
