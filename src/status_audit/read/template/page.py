"""Reads one template as the page that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from status_audit.model import Container, Field, Gap, Item, Location, Reading, Source
from status_audit.read.code_schema.code import MOST, too_long, with_queries
from status_audit.read.contents import text_of, unread
from status_audit.read.html_form import questions
from status_audit.read.html_template import blanked
from status_audit.read.keyed import without_signs
from status_audit.read.template.curly_calls import of_curly
from status_audit.read.template.erb import of_erb, of_lines, of_pug
from status_audit.read.template.macro_calls import of_macros
from status_audit.read.template.php_calls import of_blade, of_php
from status_audit.read.template.pieces import Pieces
from status_audit.read.template.razor_calls import of_razor
from status_audit.read.template.template_file import LINED, MACROS, PHP, RAZOR
from status_audit.sql.positions import Lines


def read(source: Source) -> Reading:
    """The questions of the page that the template makes, at the places of the template."""
    source, text, gap = text_of(source)
    gap = gap or (too_long(source) if len(text) > MOST else None)
    if gap:
        return unread(source, gap)
    items = with_queries(source, text, made_page(source, text, _writer(source.path)))
    return Reading(source, items, partly=any(isinstance(each, Gap) for each in items))


Writer = Callable[[Source, Pieces], None]


def made_page(source: Source, text: str, writer: Writer) -> Iterator[Item]:
    """The questions of the page that a writer makes of a text, at their places in the text."""
    return _Template(source, Pieces(without_signs(text)), writer).items()


@dataclass(slots=True)
class _Template:
    source: Source
    pieces: Pieces
    writer: Writer
    _new: Lines = field(init=False)
    _old: Lines = field(init=False)

    def items(self) -> Iterator[Item]:
        self.writer(self.source, self.pieces)
        made = self.pieces.text()
        self._new, self._old = Lines(made), Lines(self.pieces.original)
        for each in questions(self.source, blanked(made).text):
            if isinstance(each, Container):
                yield replace(each, location=self._place(each.location))
            elif isinstance(each, Field):
                place = self._place(each.location)
                yield replace(each, location=place or each.location)
            else:
                yield each
        yield from self._gaps()

    def _place(self, place: Location | None) -> Location | None:
        """Where the template says what the page says here."""
        if place is None or place.line is None:
            return place
        offset = self._new.start(min(place.line, len(self._new))) + (place.column or 1) - 1
        line, column = self._old.at(self.pieces.origin(offset))
        return replace(place, line=line, column=column)

    def _gaps(self) -> Iterator[Gap]:
        unknown = self.pieces.unknown
        if unknown:
            line, column = self._old.at(min(unknown))
            reason = "makes controls whose names only running it would tell."
            remedy = "Save a rendered page and audit that, or the classes that declare the form."
            yield Gap("unparsed", Location(self.source.path, "", line, column), reason, remedy, len(unknown))


def _writer(path: str) -> Writer:
    """What writes out the calls of this kind of template."""
    name = path.lower()
    return next((writer for endings, writer in WRITERS if name.endswith(endings)), of_curly)


def _of_haml(source: Source, pieces: Pieces) -> None:
    of_lines(source, pieces, slim=False)


def _of_slim(source: Source, pieces: Pieces) -> None:
    of_lines(source, pieces, slim=True)


WRITERS: tuple[tuple[str | tuple[str, ...], Writer], ...] = (
    (".slim", _of_slim),
    (LINED, _of_haml),
    (".pug", of_pug),
    ((".erb", ".rhtml", ".ejs"), of_erb),
    (RAZOR, of_razor),
    (".blade.php", of_blade),
    (PHP, of_php),
    (MACROS, of_macros),
)
"""By the end of the file's name, the first that fits; Django, Jinja and Twig go by none."""
