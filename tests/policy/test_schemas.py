"""The shipped JSON Schemas are valid, say what the model says, and are known to editors by the packaged files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from status_audit.model import meaning, policy
from status_audit.shipped import shipped

FOLDER = shipped("policies")
NAMES = ("policy", "exemption", "project", "waivers", "baseline")


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def one_or_several(part: dict[str, Any]) -> tuple[str, ...]:
    single, several = part["anyOf"]
    assert single["enum"] == several["items"]["enum"]
    return tuple(single["enum"])


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_the_schema_of_policies_says_what_the_model_says() -> None:
    top = schema("policy")["properties"]
    rule = top["rules"]["items"]["properties"]
    types = tuple(each for each in policy.AGENCY_TYPES if each != "unknown")
    assert one_or_several(rule["act"]) == policy.ACTS
    assert tuple(rule["severity"]["enum"]) == policy.SEVERITIES
    assert tuple(rule["effect"]["enum"]) == policy.EFFECTS_OF_RULES
    assert tuple(rule["purposes"]["items"]["enum"]) == policy.PURPOSES
    assert (*rule["process"]["items"]["enum"], *policy.ADMINISTRATIVE) == policy.PROCESSES
    assert tuple(rule["subjects"]["items"]["enum"]) == meaning.SUBJECTS
    assert set(rule["excused_by"]["items"]["enum"]) == set(policy.BASES) - {"constraint"}
    assert tuple(rule["applies_to"]["items"]["enum"]) == types == tuple(top["applies_to"]["items"]["enum"])
    assert set(rule["recipients"]["items"]["enum"]) == set(policy.RECIPIENT_CLASSES) - {"own", "unclassed"}
    assert tuple(top["in_force"]["enum"]) == policy.IN_FORCE
    assert one_or_several(top["exemptions"]["items"]["properties"]["basis"]) == policy.BASES


def test_the_other_schemas_too() -> None:
    assert one_or_several(schema("exemption")["properties"]["basis"]) == policy.BASES
    system = schema("project")["properties"]["systems"]["items"]["properties"]
    assert tuple(system["type"]["enum"]) == policy.AGENCY_TYPES
    classes = schema("project")["properties"]["recipients"]["items"]["properties"]["class"]["enum"]
    assert set(classes) == set(policy.RECIPIENT_CLASSES) - {"unclassed"}
    process = schema("project")["properties"]["recipients"]["items"]["properties"]["process"]["items"]
    assert tuple(process["properties"]["grade"]["enum"]) == policy.PROCESSES
    assert {"citation", "expires"} <= set(process["required"])


@pytest.mark.parametrize(
    ("pattern", "header"),
    [("*.yaml", "schemas/policy.schema.json"), ("exemptions/*.yaml", "../schemas/exemption.schema.json")],
)
def test_editors_find_the_schema(pattern: str, header: str) -> None:
    for path in FOLDER.glob(pattern):
        assert path.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema={header}\n"), path.name
        assert (path.parent / Path(header)).is_file()
