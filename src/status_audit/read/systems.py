"""Gives every source the one system it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from status_audit.model.policy import Project
from status_audit.read.wildcards import Ignored, anchored, within

MANIFESTS = (
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "manage.py",
    "pipfile",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "build.sbt",
    "gemfile",
    "composer.json",
    "cargo.toml",
    "go.mod",
    "mix.exs",
    "dbt_project.yml",
    "flyway.conf",
    "flyway.toml",
    "liquibase.properties",
    "sqitch.plan",
    "alembic.ini",
    "*.csproj",
    "*.vbproj",
    "*.fsproj",
    "*.sqlproj",
    "*.sln",
)
SCHEMA_FILES = ("schema.sql", "structure.sql", "schema.ddl", "schema.rb", "schema.prisma", "*.dacpac")
INSIDE = frozenset(
    {"db", "database", "databases", "sql", "schema", "schemas", "ddl", "prisma", "migrations", "resources"}
)
"""Folders that programs keep their schema in: the system is the folder above."""


class Systems:
    """Remembers which folders start a system, and says for each file which one it stands in."""

    def __init__(self, project: Project) -> None:
        self._mapped = tuple((each.name, Ignored(map(anchored, each.paths))) for each in project.systems if each.paths)
        self._starts: set[str] = set()

    def look(self, folder: str, names: Iterable[str], top: str) -> None:
        """Learn from the names in a folder; `folder` and `top` (its target) are relative to the root, `.` the root."""
        folded = [name.casefold() for name in names]
        if any(_named(name, MANIFESTS) for name in folded):
            self._starts.add(folder)
        if any(_named(name, SCHEMA_FILES) for name in folded):
            self._starts.add(_owner(folder, top))

    def of(self, path: str, top: str) -> str:
        """The system of the file at `path` under the target folder `top`: a folder relative to the root.

        The root is `.` and not its folder's name, or the same repository checked out elsewhere would get other
        fingerprints.
        """
        for name, paths in self._mapped:
            if within(path, paths):
                return name
        folder = _above(path)
        while folder not in (top, ".") and folder not in self._starts and folder != _above(folder):
            folder = _above(folder)
        return folder

    def mapped(self, path: str) -> str:
        """The project's own name for the system of this file; empty where the project says nothing."""
        return next((name for name, paths in self._mapped if within(path, paths)), "")


def _named(name: str, patterns: Iterable[str]) -> bool:
    return any(name == each or ("*" in each and fnmatchcase(name, each)) for each in patterns)


def _owner(folder: str, top: str) -> str:
    while folder not in (top, ".") and folder.rpartition("/")[2].casefold() in INSIDE:
        folder = _above(folder)
    return folder


def _above(path: str) -> str:
    """The folder a path stands in; `.` for the root, and for a path that begins at the drive's top itself."""
    return path.rpartition("/")[0] or "."
