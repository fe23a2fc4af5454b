"""Files whose one query is a relation of the file's name: dbt models, and views kept as numbered files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from status_audit.patterns import pattern_of
from status_audit.sql.templates import without_definitions

TEMPLATED = pattern_of(r"\{\{-?\s*(?:ref|source|config|this|var|dbt_utils\.|star)\b|\{%")
_STORED = pattern_of(r"\bmaterialized\s*=\s*['\"](?:table|incremental|snapshot)")
_NUMBERED = pattern_of(r"(?:^|/)db/views/(?:.*/)?(\w+?)_v\d+\.sql$")
_STAR = pattern_of(r"\{\{-?\s*(?:\w+\.)?star\s*\((?P<inside>.*?)\)\s*-?\}\}", re.DOTALL)
_EXCEPT = pattern_of(r"\bexcept\s*=\s*\[(?P<names>[^\]]*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Model:
    name: str = ""
    """Folded; empty where the file is no model."""
    stored: bool = False
    """True for a table, false for a view."""


def model_of(source: str, text: str, in_project: bool = False) -> Model:
    """`source` is the file's path, `text` what it says before templates are replaced; empty where nobody can tell."""
    numbered = _NUMBERED.search(source)
    if numbered:
        return Model(numbered[1].casefold())
    path = PurePosixPath(source)
    query = without_definitions(text).strip()
    if text and not query:
        return Model()
    folders = set(path.parts[:-1])
    stored = bool(_STORED.search(query)) or "snapshots" in folders
    templated = TEMPLATED.search(query) or (not text and {"models", "snapshots"} & folders)
    if templated or (in_project and not {"tests", "analyses", "macros"} & folders):
        return Model(path.stem.casefold(), stored)
    return Model()


def with_stars(text: str, source: str) -> str:
    """The normalised text with `* except (…)` where the source's macro leaves columns out; equal length."""
    for found in _STAR.finditer(source):
        left_out = _EXCEPT.search(found["inside"])
        names = re.findall(r"[\w$]+", left_out["names"]) if left_out else []
        stand_in = f"* except ({', '.join(names)})" if names else "*"
        width = found.end() - found.start()
        if len(stand_in) <= width and text[found.start() : found.end()].strip() == "*":
            text = text[: found.start()] + stand_in.ljust(width) + text[found.end() :]
    return text
