"""Which files git ignores, from the `.gitignore` files met on the way; a file git tracks is never ignored."""

from __future__ import annotations

import os

from status_audit.read.tracked import tracked
from status_audit.read.wildcards import Ignored

MOST = 1_000_000
"""Characters of one list of patterns."""


class GitIgnore:
    """Asked from the top of a walk downwards; it needs no git. Outside a repository it ignores nothing."""

    def __init__(self) -> None:
        self._tops: dict[str, str] = {}
        """The repository of each folder that was entered, empty where it stands in none."""
        self._lists: dict[str, Ignored] = {}
        self._tracked: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._opened: set[str] = set()
        """Ignored folders that are walked all the same, for the tracked files in them."""

    def begin(self, folder: str) -> None:
        """Learn the lists that stand above a folder from which a walk starts."""
        top = repository(folder)
        while top and len(folder) >= len(top):
            self._tops[folder] = top
            self._lists[folder] = self._read(folder, folder == top)
            folder = os.path.dirname(folder)

    def enter(self, folder: str, names: set[str]) -> None:
        """Learn the list of a folder before its entries are asked about."""
        if folder in self._tops:
            return
        top = folder if ".git" in names else self._tops.get(os.path.dirname(folder), "")
        self._tops[folder] = top
        if top and (".gitignore" in names or folder == top):
            self._lists[folder] = self._read(folder, folder == top)

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether git would leave the file, or everything in the folder, alone."""
        folder = os.path.dirname(path)
        top = self._tops.get(folder, "")
        if not top or not (folder in self._opened or self._says(path, is_folder, top)):
            return False
        if not self._is_tracked(path, is_folder, top):
            return True
        if is_folder:
            self._opened.add(path)
        return False

    def _says(self, path: str, is_folder: bool, top: str) -> bool:
        """The nearest list that names the entry decides."""
        folder = os.path.dirname(path)
        while len(folder) >= len(top):
            rules = self._lists.get(folder)
            said = rules.says(_inside(path, folder), is_folder) if rules else None
            if said is not None:
                return said
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        return False

    def _is_tracked(self, path: str, is_folder: bool, top: str) -> bool:
        if top not in self._tracked:
            files = tracked(top)
            above = {each[:at] for each in files for at, letter in enumerate(each) if letter == "/"}
            self._tracked[top] = files, frozenset(above)
        files, folders = self._tracked[top]
        return _inside(path, top) in (folders if is_folder else files)

    def _read(self, folder: str, is_top: bool) -> Ignored:
        lines: list[str] = []
        extra = [os.path.join(folder, ".git", "info", "exclude")] if is_top else []
        for file in (*extra, os.path.join(folder, ".gitignore")):
            try:
                with open(file, encoding="utf-8", errors="replace") as stream:
                    lines.extend(stream.read(MOST).split("\n"))
            except OSError:
                continue
        return Ignored(lines)


def _inside(path: str, folder: str) -> str:
    """The rest of a path below a folder, with forward slashes."""
    return path[len(os.path.join(folder, "")) :].replace(os.sep, "/")


def repository(folder: str) -> str:
    """The top of the repository a folder stands in; empty where it stands in none."""
    here = folder
    while True:
        if any(os.path.exists(os.path.join(here, name)) for name in (".git", ".hg", ".svn")):
            return here
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above
