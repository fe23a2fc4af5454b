"""Reads what a dbt project says about its tables beside its SQL: sources, seeds, stored models, grants, exposures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from status_audit.documents import Document, Limits, parse
from status_audit.documents.document import Keys
from status_audit.errors import AuditError
from status_audit.model import Container, Field, Grant, Item, Location, Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import contents, head_text, malformed, unread

KIND = "dbt"
PROJECT = ("dbt_project.yml", "dbt_project.yaml")
LIMITS = Limits(size=10_000_000, depth=80, nodes=600_000)
SECTIONS = pattern_of(
    r"^(?:models|sources|snapshots|seeds|exposures)\s*:\s*(?:#.*)?\r?\n(?:\s*(?:#.*)?\r?\n)*\s*-\s+(?:name|\w+)\s*:",
    re.MULTILINE,
)
SPEAKS_DBT = pattern_of(
    r"^\s*-?\s*(?:columns|tables|tests|data_tests|description|config|loader|depends_on|database|schema)\s*:",
    re.MULTILINE,
)
STORED = ("table", "incremental", "snapshot", "materialized_view")
CONFIGURED = pattern_of(r"""\bmaterialized\s*=\s*['"](\w+)['"]""")
REF = pattern_of(r"""\bref\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"]([^'"]+)['"]""")
SOURCE = pattern_of(r"""\bsource\(\s*['"]([^'"]+)['"]\s*,\s*['"]([^'"]+)['"]""")
SEARCHED = 2_000
"""Files of a project that are looked at for a model's own settings."""


def accepts(path: str, head: bytes) -> bool:
    """A project file by its name, a properties file by its sections."""
    name = path.lower().rpartition("/")[2]
    if not name.endswith((".yml", ".yaml")):
        return False
    text = head_text(head)
    return name in PROJECT or bool(SECTIONS.search(text) and SPEAKS_DBT.search(text))


def read(source: Source) -> Reading:
    """Containers and columns of what is kept as a table, and who may read it. What is malformed is a gap."""
    source, data, gap = contents(source)
    if gap:
        return unread(source, gap)
    try:
        document = parse(data, "properties.yml", LIMITS)
    except AuditError as error:
        return unread(source, malformed(source.path, error, "Mend the file; dbt cannot read it either."))
    if source.path.lower().rpartition("/")[2] in PROJECT:
        return Reading(source)
    return Reading(source, tuple(_Properties(source, document).items()))


@dataclass(frozen=True, slots=True)
class _Properties:
    source: Source
    document: Document

    def items(self) -> Iterator[Item]:
        top = self.document.data if isinstance(self.document.data, dict) else {}
        for number, each in _listed(top.get("sources")):
            yield from self.schema(each, ("sources", number))
        for section in ("seeds", "snapshots", "models"):
            for number, each in _listed(top.get(section)):
                yield from self.model(section, each, (section, number))
        for number, each in _listed(top.get("exposures")):
            yield from self.exposure(each, ("exposures", number))

    def schema(self, given: dict[str, Any], keys: Keys) -> Iterator[Item]:
        """Tables under the names by which models refer to them: `source('raw', 'person')` is `raw.person`."""
        for number, each in _listed(given.get("tables")):
            name = f"{_text(given.get('name'))}.{_text(each.get('name'))}"
            yield from self.table(name, each, (*keys, "tables", number))

    def model(self, section: str, given: dict[str, Any], keys: Keys) -> Iterator[Item]:
        """A model's own columns are fields where it is kept as a table; a view only shows those of others."""
        name = _text(given.get("name"))
        if not name:
            return
        yield from self.grants(name, given, keys)
        settings = _mapping(given.get("config"))
        alias = _text(settings.get("alias")) or name
        kept = "table" if section != "models" else _text(settings.get("materialized")) or self.materialized(name)
        if kept in STORED:
            yield from self.table(alias, given, keys)

    def table(self, name: str, given: dict[str, Any], keys: Keys) -> Iterator[Item]:
        yield Container("table", name, comment=_text(given.get("description")), location=self.at(name, keys))
        for number, each in _listed(given.get("columns")):
            column = _text(each.get("name"))
            if column:
                yield Field(
                    column,
                    name,
                    "column",
                    self.at(f"{name}.{column}", (*keys, "columns", number)),
                    datatype=_text(each.get("data_type")),
                    comment=_text(each.get("description")),
                    options=tuple(_accepted(each)),
                )

    def grants(self, name: str, given: dict[str, Any], keys: Keys) -> Iterator[Grant]:
        granted = _mapping(_mapping(given.get("config")).get("grants"))
        for privilege, roles in granted.items():
            for role in [roles] if isinstance(roles, str) else roles if isinstance(roles, list) else []:
                if isinstance(role, str) and role.strip():
                    yield Grant(role.strip(), privilege.lstrip("+").upper(), name, self.at(name, keys))

    def exposure(self, given: dict[str, Any], keys: Keys) -> Iterator[Grant]:
        """A dashboard, notebook or application that reads models: somebody sees what they hold."""
        who = _text(given.get("label")) or _text(given.get("name"))
        read = given.get("depends_on")
        for each in read if isinstance(read, list) else []:
            if not isinstance(each, str) or not who:
                continue
            if found := REF.search(each):
                yield Grant(who, "SELECT", found[1], self.at(who, keys))
            elif found := SOURCE.search(each):
                yield Grant(who, "SELECT", f"{found[1]}.{found[2]}", self.at(who, keys))

    def at(self, ref: str, keys: Keys) -> Location:
        return Location(self.source.path, ref, self.document.line_of(keys), self.document.column_of(keys))

    def materialized(self, name: str) -> str:
        """How a model is kept: by its own SQL file, else by its folder in the project file; `view` by default."""
        root = project_root(self.source.file)
        if root is None:
            return "view"
        sql = _model_file(root, name)
        if sql is not None and (found := CONFIGURED.search(_head(sql))):
            return found[1]
        return materialization(root, sql if sql is not None else Path(self.source.file))


def project_root(file: str) -> Path | None:
    """The nearest folder above a file that holds a dbt project's file."""
    for folder in Path(file).parents:
        if any((folder / name).is_file() for name in PROJECT):
            return folder
    return None


def materialization(root: Path, file: Path) -> str:
    """What the project file says of the folder a model stands in: the most specific setting wins."""
    project = next((root / name for name in PROJECT if (root / name).is_file()), None)
    try:
        data = parse(project.read_bytes(), project.name, LIMITS).data if project else {}
    except (AuditError, OSError):
        return "view"
    settings = _mapping(_mapping(data).get("models"))
    found = _setting(settings) or "view"
    inside = file.relative_to(root).with_suffix("").parts if file.is_relative_to(root) else ()
    for step in (_text(_mapping(data).get("name")), *inside[1:]):
        settings = _mapping(settings.get(step))
        found = _setting(settings) or found
    return found


def _setting(settings: dict[str, Any]) -> str:
    value = settings.get("+materialized", settings.get("materialized"))
    return value if isinstance(value, str) else ""


def _model_file(root: Path, name: str) -> Path | None:
    for number, each in enumerate(root.glob("models/**/*.sql")):
        if each.stem == name:
            return each
        if number > SEARCHED:
            break
    return None


def _head(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(8192).decode("utf-8", "replace")
    except OSError:
        return ""


def _accepted(column: dict[str, Any]) -> Iterator[str]:
    """Values that a test allows: as good as a check constraint."""
    tests: Iterable[Any] = [
        each for name in ("tests", "data_tests") if isinstance(column.get(name), list) for each in column[name]
    ]
    for each in tests:
        allowed = _mapping(_mapping(each).get("accepted_values"))
        values = allowed.get("values", _mapping(allowed.get("arguments")).get("values"))
        yield from (value for value in (values if isinstance(values, list) else ()) if isinstance(value, str))


def _listed(given: Any) -> Sequence[tuple[int, dict[str, Any]]]:
    return (
        [(number, each) for number, each in enumerate(given) if isinstance(each, dict)]
        if isinstance(given, list)
        else []
    )


def _mapping(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _text(given: Any) -> str:
    return " ".join(given.split()) if isinstance(given, str) else ""
