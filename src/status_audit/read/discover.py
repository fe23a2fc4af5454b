"""Finds what the targets hold: sources with their reader, system and place in a sequence; the rest is counted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from status_audit.model import Gap, Location, Source
from status_audit.model.policy import Project
from status_audit.patterns import pattern_of
from status_audit.read import reader_for
from status_audit.read.contents import HEAD, MOST, too_large, unreadable
from status_audit.read.ignore import GitIgnore, repository
from status_audit.read.inventory import MIGRATED
from status_audit.read.ours import ours
from status_audit.read.sequence import Plans, backwards
from status_audit.read.systems import Systems
from status_audit.read.unread import gap_for, recognised
from status_audit.read.walk import Met, Rules, Walk, relative
from status_audit.read.wildcards import Ignored, anchored, within

UNLIMITED = frozenset({"sql", "sqlite"})
"""Kinds whose readers bound themselves."""
SURE = frozenset({".sql", ".ddl", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".sqlite", ".sqlite3", ".prisma", ".xsd"})
"""Extensions by which a person expects a file to be read: what no reader takes must not pass as of no interest."""
OF_THEIR_OWN = frozenset({"dictionary", "sqlite"})
"""Kinds of which each file is a system of its own: two databases are two, whatever their tables are called."""
NEVER_OPENED = pattern_of(
    r"\.(?:png|jpe?g|gif|bmp|ico|svg|webp|tiff?|psd|ai|eps|heic|mp[34]|m4a|wav|ogg|avi|mov|mkv|webm|woff2?|ttf|otf|eot"
    r"|exe|dll|so|dylib|class|jar|war|o|a|lib|py[co]|wasm|map|css|s[ac]ss|less|lock|log|md|rst|pem|crt|key|p12|pfx|sig|asc)"
)
"""Extensions that hold no schema, form or query, whatever stands in the file."""
URL = pattern_of(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Found:
    """What the targets hold, each tuple in a fixed order."""

    sources: tuple[Source, ...]
    gaps: tuple[Gap, ...]
    others: tuple[tuple[str, int], ...]
    """(extension, count) of the files of no interest, most frequent first."""
    excluded: tuple[tuple[str, int], ...]
    """(why, count) of the files and folders passed over."""
    missing: tuple[str, ...]
    """Targets, as given, that could not be opened."""
    root: str
    """Absolute. Never printed."""
    other_files: tuple[str, ...] = ()
    """The paths that `others` counts."""
    databases: tuple[str, ...] = ()
    """Targets that name a database by URL: not looked at here."""
    entered: tuple[str, ...] = ()
    """The folders that were walked, as the operating system spells them. Never printed."""
    opened: tuple[str, ...] = ()
    """The files of which at least the first bytes were looked at. Never printed."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target that exists."""

    given: str
    path: str
    """Absolute."""
    folder: str
    """The folder it is, or stands in: absolute."""


def discover(targets: Sequence[str], project: Project, exclude: Sequence[str] = (), dialect: str = "") -> Found:
    """Everything the targets hold. `dialect` is the one of SQL files to which the project gives none."""
    named, missing, databases = _targets(targets)
    root = _root(named, project)
    gathering = _Gathering(root, project, tuple(exclude), dialect)
    for target in named:
        if not os.access(target.path, os.R_OK):
            missing.append(target.given)
        gathering.take(target)
    return gathering.found(tuple(missing), tuple(databases))


def is_database(target: str) -> bool:
    """Whether a target names a database server; `sqlite:///x.db` is a file, and `C:\\x` has no scheme."""
    return bool(URL.match(target)) and not target.lower().startswith(("sqlite:", "file:"))


def _targets(given: Sequence[str]) -> tuple[list[Target], list[str], list[str]]:
    """Targets that exist, outermost first and each once; those that do not; databases."""
    named: dict[str, Target] = {}
    missing, databases = [], []
    for each in given:
        if is_database(each):
            databases.append(each)
            continue
        path = _file_of(each)
        if path and os.path.lexists(path):
            folder = path if os.path.isdir(path) else os.path.dirname(path)
            named.setdefault(path, Target(each, path, folder))
        else:
            missing.append(each)
    return sorted(named.values(), key=lambda each: (len(each.path), each.path)), missing, databases


def _file_of(target: str) -> str:
    """The absolute path of a target; of a URL of SQLite the file it names (relative where such a file exists)."""
    if "\0" in target or not target:
        return ""
    if not target.lower().startswith(("sqlite:", "file:")):
        return os.path.abspath(os.path.expanduser(target))
    rest = unquote(target.split(":", 1)[1].split("?", 1)[0])
    rest = rest.removeprefix("//")
    choices = [os.path.abspath(each) for each in (rest[1:] if rest.startswith("/") else rest, rest) if each]
    return next((each for each in choices if os.path.exists(each)), choices[-1] if choices else "")


def _root(named: Sequence[Target], project: Project) -> str:
    if project.root:
        return os.path.abspath(project.root)
    folders = [each.folder for each in named]
    if not folders:
        return os.path.abspath(os.sep)
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # targets on several drives
        common = folders[0]
    return repository(common) or common


@dataclass(slots=True)
class _Gathering:
    """Collects over all targets what `Found` shows."""

    root: str
    project: Project
    exclude: tuple[str, ...]
    dialect: str
    sources: list[tuple[Source, str]] = field(default_factory=list)
    """With the target folder each was found under, relative to the root."""
    gaps: list[Gap] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    excluded: Counter[str] = field(default_factory=Counter)
    opened: list[str] = field(default_factory=list)
    _systems: Systems = field(init=False)
    _plans: Plans = field(init=False)
    _walk: Walk = field(init=False)
    _include: Ignored = field(init=False)
    _top: str = field(init=False, default=".")

    def __post_init__(self) -> None:
        patterns = (*self.project.exclude, *self.exclude)
        self._systems = Systems(self.project)
        self._include = Ignored(map(anchored, self.project.include))
        rules = Rules(self.root, Ignored(map(_pattern, patterns)), GitIgnore())
        self._plans = Plans()
        self._walk = Walk(rules, self._look)

    def _look(self, folder: str, names: list[str]) -> None:
        self._systems.look(folder, names, self._top)
        self._plans.look(os.path.join(self.root, folder), folder, names)

    def take(self, target: Target) -> None:
        self._top = relative(target.folder, self.root)
        self._walk.rules.ignored.begin(target.folder)
        alone = target.path != target.folder
        for met in self._walk.file(target.path) if alone else self._walk.folder(target.path):
            self._file(met, alone)

    def _file(self, met: Met, alone: bool) -> None:
        """Sort one file into sources, gaps, excluded and others; `alone` when it is itself a target."""
        if self._include and not within(met.path, self._include) and not alone:
            self.excluded["not in the project's include"] += 1
            return
        closed = bool(NEVER_OPENED.fullmatch(_extension(met.path))) and not alone
        if not closed:
            self.opened.append(met.file)
        try:
            head = b"" if closed else _head(met.file)
        except OSError as error:
            self.gaps.append(unreadable(met.path, error))
            return
        if ours(met.path, head):
            self.excluded["results, policies and waivers"] += 1
        elif reader := reader_for(met.path, head):
            self._source(met, reader.KIND)
        elif known := recognised(met.path, head):
            self.gaps.append(gap_for(met.path, known))
        elif _extension(met.path) in SURE and met.size:
            self.gaps.append(Gap("unparsed", Location(met.path, ""), "is not what its name says.", "Look what it is."))
        else:
            self._other(met, alone)

    def _source(self, met: Met, kind: str) -> None:
        if met.size > MOST and kind not in UNLIMITED:
            self.gaps.append(too_large(met.path))
            return
        sql = kind == "sql"
        source = Source(
            path=met.path,
            kind=kind,
            dialect=self._dialect(met.path) if sql else "",
            file=met.file,
            sequence=self._plans.sequence_of(met.path) if kind in MIGRATED else (),
            replayed=not (sql and backwards(met.path)),
        )
        self.sources.append((source, self._top))

    def _other(self, met: Met, alone: bool) -> None:
        self.others.append(met.path)
        if alone:
            reason = "is of no kind that is read."
            self.gaps.append(
                Gap("unsupported", Location(met.path, ""), reason, "Name a schema, a form or a dictionary.")
            )

    def _dialect(self, path: str) -> str:
        """The project's first matching wildcard, else the one of the command line, else empty: to be detected."""
        given = (dialect for pattern, dialect in self.project.dialects if within(path, Ignored([anchored(pattern)])))
        return next(given, self.dialect)

    def found(self, missing: tuple[str, ...], databases: tuple[str, ...]) -> Found:
        counts = Counter(_extension(each) or "(none)" for each in self.others)
        return Found(
            sources=tuple(sorted(self._with_systems(), key=lambda each: each.path)),
            gaps=tuple(sorted((*self.gaps, *self._walk.gaps), key=lambda each: (each.location.source, each.kind))),
            others=_most_first(counts),
            excluded=_most_first(self.excluded + self._walk.excluded),
            missing=missing,
            root=self.root,
            other_files=tuple(sorted(self.others)),
            databases=databases,
            entered=tuple(self._walk.entered),
            opened=tuple(self.opened),
        )

    def _with_systems(self) -> Iterable[Source]:
        for source, top in self.sources:
            if source.kind in OF_THEIR_OWN:
                system = self._systems.mapped(source.path) or source.path
            else:
                system = self._systems.of(source.path, top)
            yield replace(source, system=system)


def _head(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read(HEAD)


def _extension(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _pattern(pattern: str) -> str:
    """A wildcard of `exclude`: as in a `.gitignore`, but `./x` and backslashes are understood."""
    text = pattern.strip().replace("\\", "/")
    return "/" + text[2:] if text.startswith("./") else text


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
