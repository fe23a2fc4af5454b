"""The project file -> Project: what a city says of its own systems, recipients and policies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from status_audit.documents import Document, Opener, Problem, check, load, open_file, suggestion
from status_audit.errors import AuditError
from status_audit.model.policy import Claim, Database, DeclaredLink, Hint, Project, System
from status_audit.policy.claims import claim_problems
from status_audit.policy.law import is_file, packaged_policies
from status_audit.policy.provisions import folded, recipient
from status_audit.policy.sense import date_problem
from status_audit.sql.dialects import ALSO, DIALECTS, dialect_named

NAMES = ("status-audit.yaml", "status-audit.yml")
PYPROJECT = "pyproject.toml"
TABLE = ("tool", "status-audit")
TOP = (".git", ".hg", ".svn")
"""What stands in the top folder of a repository."""


def find_project(start: Path, stop: Path | None = None) -> Path | None:
    """The nearest project file from a target up to the top of its repository (or `stop`, or the file system)."""
    here = start.resolve()
    for folder in (here, *here.parents) if here.is_dir() else here.parents:
        for name in NAMES:
            if (folder / name).is_file():
                return folder / name
        if (folder / PYPROJECT).is_file() and _has_table(folder / PYPROJECT):
            return folder / PYPROJECT
        if folder == stop or any((folder / each).exists() for each in TOP):
            return None
    return None


def _has_table(path: Path) -> bool:
    """A broken pyproject.toml is another tool's affair unless it speaks of us; one that only names us says nothing."""
    import tomllib

    try:
        content = open_file(path, 1_000_000)
    except OSError:
        return False
    if b"status-audit" not in content:
        return False
    try:
        tool = tomllib.loads(content.decode()).get("tool")
    except ValueError:
        return b"[tool.status-audit" in content
    return isinstance(tool, Mapping) and TABLE[1] in tool


def load_project(path: Path, opener: Opener = open_file) -> Project:
    """The project of this file; its folder is the root. Raises AuditError that names file, line and key."""
    root = path.resolve().parent
    name = path.name
    document = load(path, name, opener)
    if name == PYPROJECT:
        document = _table(document)
    if document.data is None:
        document = Document({}, document.path, document.sha256, document.mark)
    check(document, "project", (*_problems(document.data), *claim_problems(document.data, root, opener)))
    return _project(document.data, root, name)


def _table(document: Document) -> Document:
    """The part of pyproject.toml that is ours."""
    data, mark = document.data, document.mark
    for key in TABLE:
        if not isinstance(data, dict) or key not in data:
            raise AuditError(f"{document.path}: has no table [{'.'.join(TABLE)}]")
        data, mark = data[key], mark.children.get(key, mark)
    return Document(data, document.path, document.sha256, mark)


def _project(data: Mapping[str, Any], root: Path, name: str) -> Project:
    return Project(
        root=root.as_posix(),
        path=name,
        policies=tuple(data.get("policies", ())),
        include=tuple(data.get("include", ())),
        exclude=tuple(data.get("exclude", ())),
        dialects=tuple(_dialects(data.get("dialects", {}))),
        systems=tuple(_system(each) for each in data.get("systems", ())),
        databases=tuple(_databases(data.get("databases", {}))),
        recipients=tuple(recipient(each) for each in data.get("recipients", ())),
        links=tuple(DeclaredLink(each["question"], each["column"]) for each in data.get("links", ())),
        hints=tuple(_hint(each) for each in data.get("hints", ())),
        waivers=data.get("waivers", ""),
        baseline=data.get("baseline", ""),
        fail_on=data.get("fail-on", ""),
        handling_notice=folded(data.get("handling-notice", "")),
        connectors=tuple(data.get("connectors", ())),
    )


def _dialects(spelled: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`default` speaks for every path that no other line names, so it comes last."""
    yield from ((path, dialect_named(dialect) or "") for path, dialect in spelled.items() if path != "default")
    if "default" in spelled:
        yield ("**", dialect_named(spelled["default"]) or "")


def _databases(spelled: Mapping[str, Mapping[str, str]]) -> Iterator[Database]:
    return (Database(alias, each["url"], each.get("system", "")) for alias, each in spelled.items())


def _system(spelled: Mapping[str, Any]) -> System:
    cleared = spelled.get("retention_cleared", {})
    return System(
        name=spelled["name"],
        paths=tuple(spelled.get("paths", ())),
        schemas=tuple(spelled.get("schemas", ())),
        type=spelled.get("type", "unknown"),
        owner=spelled.get("owner", ""),
        activated_on=_date(spelled.get("activated_on")),
        claims=tuple(_claim(each) for each in spelled.get("exemptions", ())),
        hints=tuple(_hint(each) for each in spelled.get("hints", ())),
        purpose=spelled.get("purpose", ""),
        retention_cleared=", ".join(cleared[key] for key in ("by", "date", "citation") if key in cleared),
    )


def _claim(spelled: Mapping[str, str]) -> Claim:
    return Claim(
        exemption=spelled["exemption"],
        citation=spelled["citation"],
        claimed_by=spelled["claimed_by"],
        reason=folded(spelled.get("reason", "")),
        expires=_date(spelled.get("expires")),
    )


def _hint(spelled: Mapping[str, str]) -> Hint:
    return Hint(spelled["term"], spelled["meaning"], folded(spelled["reason"]), spelled["by"])


def _date(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _problems(data: Any) -> Iterator[Problem]:
    """What the schema cannot say: packaged policies exist, system names are unique, dates are in the calendar."""
    if not isinstance(data, Mapping):
        return
    named = data.get("policies")
    for position, each in enumerate(named if isinstance(named, list) else ()):
        if isinstance(each, str) and each and not is_file(each) and each not in packaged_policies():
            hint = suggestion(each, packaged_policies()) or "A file has a / or ends in .yaml"
            yield Problem(("policies", position), f"no packaged policy is called {each!r}", hint)
    seen: set[str] = set()
    for position, each in _listed(data, "systems"):
        at = ("systems", position)
        name = str(each.get("name", ""))
        if name and name in seen:
            yield Problem((*at, "name"), f"two systems are called {name!r}")
        seen.add(name)
        yield from date_problem(each.get("activated_on"), (*at, "activated_on"))
        if isinstance(cleared := each.get("retention_cleared"), Mapping):
            yield from date_problem(cleared.get("date"), (*at, "retention_cleared", "date"))
        for number, claim in _listed(each, "exemptions"):
            yield from date_problem(claim.get("expires"), (*at, "exemptions", number, "expires"))
    yield from _unknown_dialects(data.get("dialects"))
    yield from _process_problems(data, seen - {""})


def _unknown_dialects(spelled: Any) -> Iterator[Problem]:
    for path, name in spelled.items() if isinstance(spelled, Mapping) else ():
        if isinstance(name, str) and name and dialect_named(name) is None:
            near = suggestion(name, (*DIALECTS, *ALSO))
            hint = near if near.startswith("Did") else f"Known: {', '.join(DIALECTS)}"
            yield Problem(("dialects", path), f"no SQL dialect is called {name!r}", hint)


def _process_problems(data: Mapping[str, Any], systems: set[str]) -> Iterator[Problem]:
    """Legal process ends on a day of the calendar, and reaches systems of the register."""
    for position, each in _listed(data, "recipients"):
        for number, process in _listed(each, "process"):
            at = ("recipients", position, "process", number)
            yield from date_problem(process.get("expires"), (*at, "expires"))
            named = process.get("systems")
            for place, name in enumerate(named if isinstance(named, list) else ()):
                if isinstance(name, str) and name and name not in systems:
                    said = f"no system of this file is called {name!r}"
                    yield Problem((*at, "systems", place), said, suggestion(name, systems))


def _listed(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    items = data.get(key)
    if isinstance(items, list):
        yield from ((position, each) for position, each in enumerate(items) if isinstance(each, Mapping))
