"""Questions whose words stand in other files: each has them in every language, at the template's own place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from status_audit.model import Field, Source
from status_audit.model.policy import Project
from status_audit.read import reader_for
from status_audit.read.inventory import assemble
from status_audit.read.keyed import CLOSE, OPEN, WORDS, marked, unmarked

CASES = Path(__file__).resolve().parents[1] / "cases" / "read" / "resolved_labels.yaml"


def questions(folder: Path, files: dict[str, str], systems: dict[str, str]) -> list[Field]:
    readings = []
    for number, (path, text) in enumerate(files.items()):
        file = folder / str(number)
        file.write_bytes(text.encode())
        reader = reader_for(path, text.encode())
        assert reader, path
        system = systems.get(path.split("/", maxsplit=1)[0], "s")
        readings.append(reader.read(Source(path, reader.KIND, system, file=str(file))))
    translations = {each.source.path for each in readings if each.source.kind == "i18n"}
    return [each for each in assemble(readings, Project()).fields if each.location.source not in translations]


def shown(field: Field) -> str:
    labels = " / ".join(f"{each.language}:{each.text}" if each.language else each.text for each in field.label)
    place = f"{field.location.source}:{field.location.line}"
    return " | ".join(each for each in (field.name, labels, ", ".join(field.options), place) if each)


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=each["title"]) for each in yaml.safe_load(CASES.read_text("utf-8"))]
)
def test_the_words_of_other_files(case: dict[str, Any], tmp_path: Path) -> None:
    found = questions(tmp_path, case["files"], case.get("systems", {}))
    assert sorted(map(shown, found)) == sorted(case["questions"])


def test_the_order_of_the_files_says_nothing(tmp_path: Path) -> None:
    case = yaml.safe_load(CASES.read_text("utf-8"))[0]
    there, back = tmp_path / "there", tmp_path / "back"
    there.mkdir()
    back.mkdir()
    turned = dict(reversed(case["files"].items()))
    assert list(map(shown, questions(there, case["files"], {}))) == list(map(shown, questions(back, turned, {})))


@given(st.text(st.sampled_from(f"ab._ {OPEN}{WORDS}{CLOSE}\n"), max_size=30), st.text(max_size=10))
def test_no_text_keeps_a_sign(text: str, words: str) -> None:
    for each in (text, marked(text, words), f"{text}{marked(words)}{text}"):
        said, keys = unmarked(each)
        assert not {OPEN, WORDS, CLOSE} & set("".join((said, *keys)))
        assert all("\n" not in key for key in keys if each.startswith(OPEN) and each == marked(text, words))
