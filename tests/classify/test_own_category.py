"""A city's own category works beside ours, and its faults are named before anything is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from status_audit.classify import Classifier
from status_audit.classify.examples import check
from status_audit.errors import AuditError
from status_audit.model import Field, Inventory, Location
from status_audit.model.vocabulary import Category, Concept, Example, Sign
from status_audit.policy.categories import load_categories

PETS = Category(
    id="pets",
    title="Pets",
    concepts=(Concept("PET", (("en", "dog"), ("en", "guide_dog"), ("fr", "chien"))),),
    signs=(Sign("pet", "animal", ("PET",), hits=(Example("dog_name"),), misses=(Example("doge"),)),),
    path="pets.yaml",
)


def test_it_is_found_beside_ours() -> None:
    field = Field("nom_du_chien", "t", "column", Location("s", "r"))
    (one,) = Classifier((*load_categories(), PETS)).classify(Inventory(fields=(field,)))
    assert (one.category, one.kind, one.evidence[0].matched) == ("pets", "animal", "chien")


def test_it_works_alone() -> None:
    field = Field("dog", "t", "column", Location("s", "r"))
    assert len(Classifier((PETS,)).classify(Inventory(fields=(field,)))) == 1


@pytest.mark.parametrize(
    "sign",
    [
        Sign("bad", "animal", ("PET?",)),
        Sign("bad", "animal", ("PET",), needs=("beside:PET",)),
        Sign("bad", "animal", ("",)),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused(sign: Sign) -> None:
    with pytest.raises(AuditError, match=r"pets\.yaml: bad"):
        Classifier((replace(PETS, signs=(sign,)),))


def test_examples_that_fail_and_dead_entries_are_told() -> None:
    broken = replace(
        PETS,
        signs=(
            Sign("cat", "animal", ("cat",), hits=(Example("bird"),), misses=(Example("cat"),)),
            Sign("dead", "animal", ("UNHEARD",)),
        ),
    )
    reasons = sorted(failure.reason for failure in check((broken,)))
    assert reasons == [
        "no example exercises it",
        "no words are given for UNHEARD",
        "should find bird",
        "should leave cat alone",
    ]
