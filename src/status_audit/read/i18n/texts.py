"""Reads one file of translations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from status_audit.errors import AuditError
from status_audit.model import Gap, Item, Label, Location, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.contents import contents, unread
from status_audit.read.i18n.coded import of_php, of_python, of_script, of_xml
from status_audit.read.i18n.lined import of_gettext, of_properties, of_table
from status_audit.read.i18n.locale_path import path_language
from status_audit.read.i18n.structured import of_document
from status_audit.read.i18n.wording import MOST, Wording, items_of, plain
from status_audit.read.xml_tree import parsed
from status_audit.sql.decode import decode

BYTES = 5_000_000
"""Bytes of one file that are read."""
LABEL = 500
"""Characters kept of a text that is no question by itself."""


def read(source: Source) -> Reading:
    """The texts that may stand beside a question; the others are counted as skipped."""
    source, data, gap = contents(source)
    if not gap and len(data) > BYTES:
        reason = f"is larger than {BYTES:,} bytes, more than is read of a file of translations."
        gap = Gap("limit", Location(source.path, ""), reason, "Split it by language or by form.")
    if gap:
        return unread(source, gap)
    faults: list[Gap] = []
    stem = PurePosixPath(source.path).name.split(".")[0] or "texts"
    found = list(items_of(source, _most(_wordings(source, data, faults)), stem))
    items: list[Item] = [each for each in found if not isinstance(each, Wording)]
    passed = [each for each in found if isinstance(each, Wording)]
    unasked = tuple(
        (each.key[:300], Label(text, each.language)) for each in passed if (text := plain(each.text)[:LABEL])
    )
    return Reading(source, (*items, *faults), skipped=len(passed), partly=bool(faults), unasked=unasked)


def _most(wordings: Iterable[Wording]) -> Iterator[Wording]:
    for number, each in enumerate(wordings):
        if number >= MOST:
            return
        yield each


def _wordings(source: Source, data: bytes, faults: list[Gap]) -> Iterator[Wording]:
    suffix, language = PurePosixPath(source.path.lower()).suffix, path_language(source.path)
    try:
        if suffix in (".yml", ".yaml", ".json", ".arb"):
            for each in of_document(data, source.path if suffix != ".arb" else f"{source.path}.json", language):
                if isinstance(each, Wording):
                    yield each
                else:
                    faults.append(_unparsed(source, each))
        elif suffix in (".resx", ".xlf", ".xliff", ".xml"):
            tree = parsed(data)
            faults.extend([tree.fault.gap(source.path)] if tree.fault else [])
            yield from of_xml(tree.root, language)
        else:
            yield from _of_text(source, _text(data, suffix), language)
    except Refused as refused:
        faults.append(refused.gap(source.path))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        faults.append(Gap("unparsed", Location(source.path, "", line), "is not a file that can be parsed.", _MEND))


def _text(data: bytes, suffix: str) -> str:
    """Properties of old are in Latin-1: every byte is a letter."""
    decoded = decode(data)
    return data.decode("latin-1") if decoded.encoding == "binary" and suffix == ".properties" else decoded.text


def _of_text(source: Source, text: str, language: str) -> Iterator[Wording]:
    suffix = PurePosixPath(source.path.lower()).suffix
    if suffix in (".po", ".pot"):
        return of_gettext(text, language)
    if suffix == ".properties":
        return of_properties(text, language)
    if suffix == ".csv":
        return of_table(text)
    if suffix == ".py":
        return of_python(text, language)
    return of_php(source, text, language) if suffix == ".php" else of_script(source, text, language)


_MEND = "Mend the file, or list its questions in a CSV (form, field_name, label, options, language)."


def _unparsed(source: Source, error: AuditError) -> Gap:
    line = re.search(r":(\d+): ", str(error))
    place = Location(source.path, "", int(line[1]) if line else None)
    return Gap("unparsed", place, "cannot be parsed as a whole; its keys and texts are read line by line.", _MEND)
