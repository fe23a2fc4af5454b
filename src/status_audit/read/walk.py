"""Walks folders: what is excluded is counted, what cannot be opened is a gap, and no link leads out of the root."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from status_audit.model import Gap, Location
from status_audit.read.contents import unreadable
from status_audit.read.ignore import GitIgnore
from status_audit.read.wildcards import Ignored, within

VERSION_CONTROL = "version control"
PASSED_OVER = {
    **dict.fromkeys((".git", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "cvs"), VERSION_CONTROL),
    **dict.fromkeys(("node_modules", "bower_components", "jspm_packages", ".yarn"), "installed dependencies"),
    **dict.fromkeys(("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"), "tool caches"),
    **dict.fromkeys((".tox", ".nox", "site-packages"), "virtual environments"),
}
"""Folders, by folded name; `.git` may also be a file."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a walk passes over, and how far a link may lead."""

    root: str
    exclude: Ignored
    ignored: GitIgnore


@dataclass(frozen=True, slots=True)
class Met:
    """A regular file that a walk came by."""

    file: str
    """Absolute, as the operating system spells it."""
    path: str
    """Relative to the root, as reports spell it."""
    size: int


@dataclass(slots=True)
class Walk:
    """One walk over one target at a time, sharing what was already seen."""

    rules: Rules
    looked: Callable[[str, list[str]], None]
    """Told (folder relative to the root, names in it) for every folder walked."""
    gaps: list[Gap] = field(default_factory=list)
    excluded: Counter[str] = field(default_factory=Counter)
    entered: list[str] = field(default_factory=list)
    """Folders, as the operating system spells them."""
    _seen: set[str] = field(default_factory=set)

    def folder(self, top: str) -> Iterator[Met]:
        """Every file under `top`; links last, so that a file reached both ways keeps its own name."""
        folders: list[str] = [top]
        links: list[str] = []
        while folders or links:
            if not folders:
                folders.extend(self._linked_folder(links))
                yield from self._linked_files(links)
                links.clear()
                continue
            here = folders.pop()
            real = os.path.realpath(here)
            for entry in self._entries(here, real):
                if entry.is_symlink():
                    links.append(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield from self._file(entry.path, os.path.join(real, entry.name))

    def file(self, path: str) -> Iterator[Met]:
        """A target that is a file."""
        yield from self._file(path, os.path.realpath(path))

    def _file(self, path: str, real: str) -> Iterator[Met]:
        """The file itself, once; a socket, a pipe or a device is a gap."""
        if real in self._seen:
            return
        self._seen.add(real)
        shown = relative(path, self.rules.root)
        try:
            status = os.stat(path)
        except OSError as error:
            self.gaps.append(unreadable(shown, error))
            return
        if stat.S_ISREG(status.st_mode):
            yield Met(path, shown, status.st_size)
        else:
            self.gaps.append(_gap(shown, "is a pipe, socket or device, not a file.", "Name a file or a folder."))

    def _entries(self, folder: str, real: str) -> list[os.DirEntry[str]]:
        """What stands in a folder, sorted, without what is passed over."""
        if real in self._seen:
            return []
        self._seen.add(real)
        self.entered.append(folder)
        shown = relative(folder, self.rules.root)
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda each: each.name)
        except OSError as error:
            self.gaps.append(unreadable(shown, error))
            return []
        self.rules.ignored.enter(folder, {each.name for each in entries})
        self.looked(shown, [each.name for each in entries])
        return [each for each in entries if not self._passed_over(each)]

    def _passed_over(self, entry: os.DirEntry[str]) -> bool:
        is_folder = entry.is_dir(follow_symlinks=False)
        reason = self._reason(entry.path, entry.name, is_folder)
        if reason:
            self.excluded[reason] += 1
        return bool(reason)

    def _reason(self, path: str, name: str, is_folder: bool) -> str:
        """Why an entry is passed over; empty where it is not."""
        if self.rules.exclude and self.rules.exclude.says(relative(path, self.rules.root), is_folder):
            return "excluded by pattern"
        if known := PASSED_OVER.get(name.casefold()):
            return known if is_folder or known == VERSION_CONTROL else ""
        if is_folder and os.path.isfile(os.path.join(path, "pyvenv.cfg")):
            return "virtual environments"
        return "ignored by git" if self.rules.ignored.ignores(path, is_folder) else ""

    def _linked_folder(self, links: list[str]) -> Iterator[str]:
        yield from (each for each in links if os.path.isdir(each) and self._stays_inside(each))

    def _linked_files(self, links: list[str]) -> Iterator[Met]:
        for each in links:
            if os.path.isdir(each):
                continue
            if not os.path.exists(each):
                reason = "is a link that leads nowhere."
                self.gaps.append(_gap(relative(each, self.rules.root), reason, "Mend or remove the link."))
            elif self._stays_inside(each):
                yield from self.file(each)

    def _stays_inside(self, link: str) -> bool:
        real, root = os.path.realpath(link), os.path.realpath(self.rules.root)
        if real == root or real.startswith(os.path.join(root, "")):
            inside = relative(real, root)
            return not within(inside, self.rules.exclude)
        reason = "is a link that leads out of the audited root, and is not followed."
        self.gaps.append(_gap(relative(link, self.rules.root), reason, "Name what it leads to as a target of its own."))
        return False


def relative(path: str, root: str) -> str:
    """As reports spell it: relative to the root, forward slashes, NFC, no byte that cannot be printed."""
    above = os.path.join(root, "")
    try:
        inside = path[len(above) :] if path.startswith(above) else os.path.relpath(path, root)
    except ValueError:  # another drive
        inside = os.path.abspath(path)
    shown = inside.replace(os.sep, "/") or "."
    return unicodedata.normalize("NFC", os.fsencode(shown).decode("utf-8", "replace"))


def _gap(path: str, reason: str, remedy: str) -> Gap:
    return Gap("limit", Location(path, ""), reason, remedy)
