"""Every way to get a file wrong names file, line and key, in one line, and never repeats a password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from status_audit.errors import AuditError
from status_audit.policy import load_baseline, load_policy, load_project, load_waivers
from status_audit.policy.show import validate

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "policy" / "files.yaml").read_text(encoding="utf-8"))


def opened(case: dict[str, Any], root: Path) -> Any:
    if "load" in case:
        return load_policy(case["load"], root)
    (name,) = case["files"]
    if name == "waivers.yaml":
        return load_waivers(root / name, name)
    if name == "baseline.json":
        return load_baseline(root / name, name)
    return load_project(root / name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_one_clear_line(case: dict[str, Any], tmp_path: Path) -> None:
    for name, text in case["files"].items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.raises(AuditError) as caught:
        opened(case, tmp_path)
    assert case["error"] in caught.value.message
    assert case.get("hint", "") in caught.value.hint
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert tmp_path.as_posix() not in str(caught.value)


BROKEN = yaml.safe_load((Path(__file__).parents[1] / "cases" / "policy" / "broken.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["title"])
def test_validate_says_one_line_of_one_fault(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(case["text"], encoding="utf-8")
    assert validate(path) == (case["said"],)
