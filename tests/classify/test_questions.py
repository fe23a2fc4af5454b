"""Questions in the languages of a city's forms, positive and negative, one test per language."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from status_audit.classify import Classifier
from status_audit.model import Field, Inventory, Label, Location
from status_audit.policy.categories import load_categories

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "classify" / "questions.yaml").read_text("utf-8"))
CLASSIFIER = Classifier(load_categories())
WANTED = {"i": {"immigration-status"}, "b": {"place-of-birth"}, "n": set()}


@pytest.mark.parametrize("language", CASES)
def test_questions_are_told_apart(language: str) -> None:
    wrong = [
        (text, sorted(got))
        for kind, texts in CASES[language].items()
        for text in texts
        if (got := categories(text, language)) != WANTED[kind]
    ]
    assert wrong == []


def categories(text: str, language: str) -> set[str]:
    field = Field("q1", "form", "question", Location("form", "q1"), label=(Label(text, language),))
    found = CLASSIFIER.classify(Inventory(fields=(field,)))
    return {each.category for each in found if not each.review and each.category != "origin-proxy"}
