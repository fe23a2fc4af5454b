"""Reads files of translations of many frameworks: each text that a form may show is a question, in its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from status_audit.errors import AuditError
from status_audit.model import Gap, Item, Location, Reading, Source
from status_audit.read.bounded import Refused
from status_audit.read.contents import contents, head_text, unread
from status_audit.read.i18n.coded import of_php, of_python, of_script, of_xml
from status_audit.read.i18n.lined import language_columns, of_gettext, of_properties, of_table
from status_audit.read.i18n.locale_path import in_folder, is_bundle, language_of, path_language
from status_audit.read.i18n.structured import of_document
from status_audit.read.i18n.wording import MOST, Wording, items_of
from status_audit.read.xml_tree import parsed
from status_audit.sql.decode import decode

KIND = "i18n"
BYTES = 5_000_000
"""Bytes of one file that are read."""
_YAML = re.compile(
    r"\A(?:\s*#[^\n]*\n|\s*---[^\n]*\n|\s*\n)*+"
    r"[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)[\"']?:[ \t]*(?:#[^\n]*)?\r?\n[ \t]"
)
_JSON = re.compile(r"\A\s*\{\s*\"[^\"\n]{1,200}\"\s*:\s*[\"{\[]")
_NO_JSON = re.compile(
    r"\"(?:\$schema|resourceType|openapi|swagger)\"\s*:\s*\"|\"(?:dependencies|devDependencies|compilerOptions)\"\s*:\s*\{"
    r"|\"type\"\s*:\s*\"(?:object|array|string|module|FeatureCollection)\""
)
_PROPERTY = re.compile(r"^[ \t]*[A-Za-z][\w.\-]*[ \t]*[=:][ \t]*\S*[^\W\d_]{2}", re.MULTILINE)
_PHP = re.compile(r"return\s*(?:array\s*\(|\[)|\$(?:lang|string|LANG|l|translations|messages)\[")
_SCRIPT = re.compile(r"(?:export\s+(?:default|const)|module\.exports\s*=|define\()\s*[^;]{0,80}\{")
_PY_FOLDER = re.compile(r"(?:^|/)languages?/[a-z]{2,3}(?:-[a-z]{2,4})?\.py\Z")


def accepts(path: str, head: bytes) -> bool:
    """By the places and names that frameworks prescribe, and by the shape of the first bytes."""
    name = path.lower()
    suffix = PurePosixPath(name).suffix
    return suffix in SUFFIXES and _fits(suffix, path, head_text(head))


SUFFIXES = frozenset(
    (
        *(".yml", ".yaml", ".po", ".pot", ".properties", ".json", ".arb", ".csv", ".resx", ".xlf", ".xliff", ".xml"),
        *(".py", ".php", ".js", ".ts", ".mjs"),
    )
)


def _fits(suffix: str, path: str, head: str) -> bool:
    placed = in_folder(path)
    if suffix in (".yml", ".yaml"):
        found = _YAML.match(head)
        return bool(found and path_language(f"x.{found[1]}.yml")) and (placed or is_bundle(path))
    if suffix in (".po", ".pot"):
        return "msgid" in head
    if suffix == ".properties":
        return (placed or is_bundle(path)) and len(_PROPERTY.findall(head[:20_000])) > 0
    if suffix in (".json", ".arb"):
        named = any(language_of(each) for each in PurePosixPath(path).stem.split("."))
        spoken = placed and (named or bool(path_language(path)) or is_bundle(path))
        return suffix == ".arb" or ((spoken or named) and bool(_JSON.match(head)) and not _NO_JSON.search(head[:4000]))
    if suffix == ".csv":
        key, columns, _ = language_columns(re.split(r"[,]", head.split("\n", 1)[0].replace('"', "").rstrip("\r")))
        return key >= 0 and len(columns) > 0
    return _fits_code(suffix, path, head, placed)


def _fits_code(suffix: str, path: str, head: str, placed: bool) -> bool:
    if suffix in (".resx", ".xlf", ".xliff"):
        return "<data " in head or "<trans-unit" in head or "<unit" in head
    if suffix == ".xml":
        return "<resources" in head[:2000] and "<string " in head
    if suffix == ".py":
        return bool(_PY_FOLDER.search(path.lower())) and "{" in head[:4000]
    if suffix == ".php":
        return placed and bool(_PHP.search(head)) and bool(path_language(path) or is_bundle(path))
    return placed and bool(path_language(path)) and bool(_SCRIPT.search(head[:4000]))


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
    items: list[Item] = [each for each in found if each is not None]
    return Reading(source, (*items, *faults), skipped=len(found) - len(items), partly=bool(faults))


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
