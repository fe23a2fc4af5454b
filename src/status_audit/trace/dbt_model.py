"""The SQL that a dbt model becomes: as compiled, else rendered here; and the way back to the written lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import PurePosixPath

from status_audit.model import Inventory, Statement
from status_audit.patterns import pattern_of
from status_audit.sql.dialect import detect
from status_audit.sql.prepare import prepare
from status_audit.trace.dbt import TEMPLATED
from status_audit.trace.dbt_project import FILES, Columns, DbtProject
from status_audit.trace.texts import words_of
from status_audit.trace.values import Effects

TEMPLATE = pattern_of(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
PLAIN = pattern_of(
    r"\{\{-?\s*(?:(?:ref|source|config|doc)\s*\(|this\b|(?:\w+\.)?star\s*\()"
    r"|\{%-?\s*(?:endif|if\s+(?:not\s+)?is_incremental\s*\(\s*\))",
)
"""Templates whose stand-ins of equal length say as much as the rendered text."""
QUERIES = ("select", "with")
_ALL = pattern_of(
    r"""(?:\b\w+\s*\(\s*)?["`\[]?\*["`\]]?\s*\)?\s+as\s+["`\[]?\w*\*["`\]]?|["`\[]\*["`\]]""", re.IGNORECASE
)
"""Columns that nobody declares, as a macro writes each of them: `"*" AS *`, `lower(*) AS *`."""
MISSING = "the templates of this dbt model were not run"
"""The reason of a gap that an extra would close."""
MOST_LINES = 3_000
"""Longer models are not aligned line by line: what they do is placed at their start."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A model's statements as SQL without templates, or why there are none."""

    statements: tuple[Statement, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Models:
    """The dbt projects among the sources."""

    projects: dict[str, DbtProject]
    """By folder."""
    text_of: Callable[[str], str]
    compiled: Callable[[str], str]
    """A model's SQL as dbt compiled it, by the path of its source; empty where there is none."""
    loose: DbtProject
    """For models that stand in no project's folder."""
    _texts: dict[str, str] = field(default_factory=dict)

    def project(self, source: str) -> DbtProject | None:
        """The project a file belongs to: the nearest one above it, else none but its own templates."""
        for folder in PurePosixPath(source).parents:
            if str(folder) in self.projects:
                return self.projects[str(folder)]
        return self.loose if TEMPLATED.search(self.text(source)) else None

    def text(self, source: str) -> str:
        """What a file with templates says; empty for one without, which is not kept in memory."""
        if source not in self._texts:
            text = self.text_of(source)
            self._texts[source] = text if "{{" in text or "{%" in text else ""
        return self._texts[source]

    def with_template_words(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """Statements of models know the words of their templates, which may name columns."""
        for each in statements:
            if each.kind not in QUERIES or each.scope or self.project(each.location.source) is None:
                yield each
                continue
            text = self.text(each.location.source)
            words = {word for found in TEMPLATE.findall(text) if not PLAIN.match(found) for word in words_of(found)}
            yield replace(each, words=tuple(sorted(words.union(each.words)))) if words else each

    def is_plain(self, statement: Statement) -> bool:
        """Whether the stand-ins for its templates lose nothing."""
        return all(PLAIN.match(each) for each in TEMPLATE.findall(self.text(statement.location.source)))

    def rendered(self, statement: Statement, columns: Columns) -> Rendered:
        """What dbt compiled where that is at hand, else what the templates give when they are run here."""
        source = statement.location.source
        compiled = self.compiled(source)
        if compiled:
            return Rendered(tuple(_statements(statement, [compiled])))
        project = self.project(source)
        if project is None:
            return Rendered()
        try:
            from status_audit.trace.dbt_jinja import FAULTS
        except ModuleNotFoundError:
            return Rendered(reason=MISSING)
        name = PurePosixPath(source).stem
        try:
            return Rendered(tuple(_statements(statement, project.rendered(source, name, columns, statement.dialect))))
        except FAULTS as fault:
            return Rendered(reason=f"the templates of this dbt model could not be run ({type(fault).__name__})")


def models_among(
    inventory: Inventory, text_of: Callable[[str], str] | None, compiled: Callable[[str], str]
) -> Models | None:
    """The projects by the files that name them; None where no text can be had."""
    if text_of is None:
        return None
    paths = [path for path, _ in inventory.system_of]
    roots = [str(PurePosixPath(path).parent) for path in paths if PurePosixPath(path).name.lower() in FILES]
    projects = {root: DbtProject(root, text_of, _below(root, paths)) for root in roots}
    return Models(projects, text_of, compiled, DbtProject(".", text_of, _below(".", paths)))


def _below(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    start = "" if root == "." else f"{root}/"
    return tuple(path for path in paths if path.startswith(start) and path.lower().endswith(".sql"))


def _statements(statement: Statement, texts: Iterable[str]) -> Iterator[Statement]:
    for written in texts:
        text = _ALL.sub("*", written)
        if text.strip():
            dialect = statement.dialect or detect(text, statement.location.source)
            yield replace(statement, text=prepare(text, dialect).text, offset=0, dialect=dialect)


def together(found: Sequence[tuple[Effects, Callable[[int], int]]]) -> Effects:
    """Effects of several renderings as one, each place led back to the statement as it was written."""
    result = Effects()
    for effects, back in found:
        result.moves.extend(each._replace(at=back(each.at)) for each in effects.moves)
        result.outlets.extend(each._replace(at=back(each.at)) for each in effects.outlets)
        for name, at in effects.mentions.items():
            result.mentions.setdefault(name, back(at))
        for key, at in effects.keys.items():
            result.keys.setdefault(key, back(at))
        for alias, at in effects.aliases.items():
            result.aliases.setdefault(alias, back(at))
        for relation, shape in effects.shapes.items():
            known = result.shapes.get(relation, ())
            result.shapes[relation] = tuple(dict.fromkeys((*known, *shape)))
    result.moves = list(dict.fromkeys(result.moves))
    result.outlets = list(dict.fromkeys(result.outlets))
    return result


def way_back(rendered: str, source: str, statement: Statement) -> Callable[[int], int]:
    """From an offset in rendered text to one in the statement: the same line, or the template that wrote it."""
    lines, written = rendered.splitlines(keepends=True), source.splitlines(keepends=True)
    if len(lines) > MOST_LINES or len(written) > MOST_LINES:
        return lambda _: 0
    starts, origins = _starts(lines), _starts(written)
    matched = _matched([each.strip() for each in lines], [each.strip() for each in written])

    def back(at: int) -> int:
        line = max(0, sum(1 for start in starts if start <= at) - 1)
        to, same = matched[line] if line < len(matched) else (0, False)
        if to >= len(written):
            return 0
        indent = len(written[to]) - len(written[to].lstrip())
        shift = at - starts[line] - (len(lines[line]) - len(lines[line].lstrip())) if same else 0
        offset = origins[to] + indent + max(0, shift) - statement.offset
        return offset if 0 <= offset <= len(statement.text) else 0

    return back


def _starts(lines: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, lines))][: max(1, len(lines))]


def _matched(lines: Sequence[str], written: Sequence[str]) -> list[tuple[int, bool]]:
    """For each rendered line the written line it is, or the one after the last that it is known to follow."""
    found: list[tuple[int, bool]] = []
    for tag, first, last, start, end in SequenceMatcher(None, lines, written, autojunk=False).get_opcodes():
        for number in range(first, last):
            if tag == "equal":
                found.append((start + number - first, True))
            else:
                found.append((min(start + number - first, max(start, end - 1)), False))
    return found
