"""The packaged vocabularies fit their schema, and a city's own is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from status_audit import documents
from status_audit.errors import AuditError
from status_audit.model.meaning import KINDS, ONLY_SHARED
from status_audit.policy.categories import load_categories, on_request, vocabulary_digest
from status_audit.shipped import shipped

PACKAGED = sorted((shipped("policies") / "categories").rglob("*.yaml"))
EVERY = load_categories(asked=on_request())

OWN = """\
category: household-food
title: Household food
words:
  PANTRY: {en: pantry larder, fr: garde_manger}
signs:
- id: pantry
  kind: stock
  find: PANTRY
  hits: [pantry_size, garde_manger]
  misses: [size]
"""


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_packaged_file_fits_the_schema(path: Path) -> None:
    documents.check(documents.load(path), "category")


def test_kinds_are_those_of_the_model() -> None:
    assert {each.id for each in EVERY} == set(KINDS)
    assert {each.id for each in EVERY if each.only == "share"} == set(ONLY_SHARED) == set(on_request())
    for category in EVERY:
        assert tuple(kind for kind, _ in category.kinds) == KINDS[category.id]
        assert {sign.kind for sign in category.signs} == set(KINDS[category.id])


def test_ids_are_unique_within_a_category() -> None:
    for category in EVERY:
        ids = [sign.id for sign in (*category.signs, *category.lookalikes)]
        assert len(ids) == len(set(ids))


def test_own_category_is_read(tmp_path: Path) -> None:
    own = tmp_path / "food.yaml"
    own.write_text(OWN, encoding="utf-8")
    category = load_categories((own,))[-1]
    assert category.id == "household-food"
    assert category.concepts[0].terms == (("en", "pantry"), ("en", "larder"), ("fr", "garde_manger"))


def test_digest_follows_the_words(tmp_path: Path) -> None:
    own = tmp_path / "food.yaml"
    own.write_text(OWN, encoding="utf-8")
    before = vocabulary_digest(load_categories((own,)))
    own.write_text(OWN.replace("larder", "cellar"), encoding="utf-8")
    assert vocabulary_digest(load_categories((own,))) != before
    assert len(before) == 64


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  find: PANTRY\n", "  fnd: PANTRY\n", "food.yaml:"),
        ("category: household-food", "category: place-of-birth", "already"),
        ("  kind: stock\n", "  kind: 7\n", "food.yaml:7"),
    ],
)
def test_own_category_with_a_fault_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    own = tmp_path / "food.yaml"
    own.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(AuditError, match=said):
        load_categories((own,))
