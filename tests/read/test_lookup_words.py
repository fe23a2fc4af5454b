"""The words by which tables of definitions are told from tables of people's data are data, and well kept."""

from __future__ import annotations

from dataclasses import fields

import pytest

from status_audit.read.ddl.lookup import Words, is_named_so, words


def test_every_list_is_there_once_and_in_lower_case() -> None:
    for each in fields(Words):
        held = getattr(words(), each.name)
        assert held
        assert all(word.isalpha() and word == word.lower() for word in held)


def test_no_word_says_both() -> None:
    assert not words().people & (words().lookup | words().asked)
    assert words().of_people <= words().lookup | words().prefixes


@pytest.mark.parametrize(
    "table", ["ref_town", "client_type", "t_status", "PetKind", "survey_prompts", "city.pet_options", "petstatus"]
)
def test_tables_of_definitions(table: str) -> None:
    assert is_named_so(table)


@pytest.mark.parametrize(
    "table",
    ["clients", "client_notes", "survey_answers", "survey_entries", "interview_texts", "prompts_log", "town", ""],
)
def test_tables_of_peoples_data_and_of_nothing_known(table: str) -> None:
    assert not is_named_so(table)
