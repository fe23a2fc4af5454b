"""Which files git ignores, from the `.gitignore` files met on the way; a file git tracks is never ignored."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from status_audit.read.tracked import tracked
from status_audit.read.wildcards import Ignored

MOST = 1_000_000
"""Characters of one list of patterns."""


class GitIgnore:
    """Asked from the top of a walk downwards; it needs no git."""

    def __init__(self, root: str) -> None:
        self.top = repository(root)
        self._lists: dict[str, Ignored] = {}
        self._opened: set[str] = set()
        """Ignored folders that are walked all the same, for the tracked files in them."""
        if self.top:
            self._lists[self.top] = self._read(self.top, extra=os.path.join(self.top, ".git", "info", "exclude"))
            for folder in _between(self.top, root):
                self._lists[folder] = self._read(folder)

    def enter(self, folder: str, names: set[str]) -> None:
        """Learn the list of a folder before its entries are asked about."""
        if self.top and ".gitignore" in names and folder not in self._lists:
            self._lists[folder] = self._read(folder)

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether git would leave the file, or everything in the folder, alone."""
        if not self.top or not (os.path.dirname(path) in self._opened or self._says(path, is_folder)):
            return False
        if not self._is_tracked(path, is_folder):
            return True
        if is_folder:
            self._opened.add(path)
        return False

    def _says(self, path: str, is_folder: bool) -> bool:
        """The nearest list that names the entry decides."""
        folder = os.path.dirname(path)
        while len(folder) >= len(self.top):
            if (rules := self._lists.get(folder)) and (
                said := rules.says(Path(os.path.relpath(path, folder)).as_posix(), is_folder)
            ) is not None:
                return said
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        return False

    def _is_tracked(self, path: str, is_folder: bool) -> bool:
        inside = Path(os.path.relpath(path, self.top)).as_posix()
        return inside in (self._tracked_folders if is_folder else self._tracked)

    @cached_property
    def _tracked(self) -> frozenset[str]:
        return tracked(self.top)

    @cached_property
    def _tracked_folders(self) -> frozenset[str]:
        return frozenset(str(folder) for each in self._tracked for folder in Path(each).parents)

    def _read(self, folder: str, extra: str = "") -> Ignored:
        lines: list[str] = []
        for file in (extra, os.path.join(folder, ".gitignore")):
            try:
                with open(file, encoding="utf-8", errors="replace") as stream:
                    lines.extend(stream.read(MOST).split("\n"))
            except OSError:
                continue
        return Ignored(lines)


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


def _between(top: str, folder: str) -> list[str]:
    """The folders from below `top` down to `folder`."""
    found = []
    while len(folder) > len(top):
        found.append(folder)
        folder = os.path.dirname(folder)
    return found
