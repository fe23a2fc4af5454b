"""Expressions that are compiled late are whole, and do what compiled ones do."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re

import pytest

import status_audit
from status_audit.patterns import _Later, pattern_of


def test_every_expression_of_every_module_compiles() -> None:
    found = 0
    for each in pkgutil.walk_packages(status_audit.__path__, "status_audit."):
        if each.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(each.name)).values():
            if isinstance(value, _Later):
                assert value.flags is not None
                found += 1
    assert found > 300


def test_a_late_expression_is_as_good_as_a_compiled_one() -> None:
    late, now = pattern_of(r"(?P<word>\w+)\s*=", re.IGNORECASE), re.compile(r"(?P<word>\w+)\s*=", re.IGNORECASE)
    text = "one = 1, Two=2"
    assert [each["word"] for each in late.finditer(text)] == [each["word"] for each in now.finditer(text)]
    assert (late.pattern, late.flags, late.groups) == (now.pattern, now.flags, now.groups)
    assert late.sub("x", text) == now.sub("x", text)
    assert pickle.loads(pickle.dumps(late)).findall(text) == now.findall(text)


def test_a_faulty_expression_says_so_when_it_is_used() -> None:
    with pytest.raises(re.error):
        pattern_of("(").search("x")
