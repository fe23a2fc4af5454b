"""Finds what a `$ref` leads to where it is no pointer into the document: an anchor, an id, another file in the root."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from status_audit.documents import Document, Limits, parse
from status_audit.errors import AuditError
from status_audit.model import Gap, Location, Source
from status_audit.read.beside import Beside

Keys = tuple[str | int, ...]
LIMITS = Limits(size=5_000_000, depth=120, nodes=300_000)
DEEPEST = 60
STANDARD = ("json-schema.org", "geojson.org")
"""Hosts whose schemas everybody knows: they say nothing about a person."""
SHOWN = 3
"""References of one document that a gap quotes."""


def pointed(data: Any, fragment: str) -> tuple[Keys, dict[str, Any]] | None:
    """The mapping that a JSON pointer (without `#`) leads to."""
    keys: list[str | int] = []
    at = data
    for part in fragment.strip("/").split("/") if fragment.strip("/") else ():
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(at, dict) and key in at:
            keys.append(key)
            at = at[key]
        elif isinstance(at, list) and key.isdecimal() and int(key) < len(at):
            keys.append(int(key))
            at = at[int(key)]
        else:
            return None
    return (tuple(keys), at) if isinstance(at, dict) else None


def anchors(data: Any) -> dict[str, Keys]:
    """The way to every schema in a document that has an id or an anchor, by that name."""
    found: dict[str, Keys] = {}
    for keys, schema in _mappings(data):
        for name in ("$anchor", "$id", "id"):
            held = schema.get(name)
            if isinstance(held, str) and held and keys:
                found.setdefault(f"#{held}" if name == "$anchor" else held, keys)
    return found


def _mappings(data: Any) -> Iterator[tuple[Keys, dict[str, Any]]]:
    waiting: list[tuple[Keys, Any]] = [((), data)]
    while waiting:
        keys, at = waiting.pop()
        if len(keys) > DEEPEST:
            continue
        if isinstance(at, dict):
            yield keys, at
            waiting += [((*keys, key), each) for key, each in at.items() if isinstance(each, dict | list)]
        elif isinstance(at, list):
            waiting += [((*keys, number), each) for number, each in enumerate(at) if isinstance(each, dict | list)]


class Elsewhere:
    """The references of one document that lead out of it, or nowhere."""

    def __init__(self, source: Source, document: Document) -> None:
        self._source = source
        self._data = document.data
        self._beside = Beside(source)
        self._documents: dict[str, Document | None] = {}
        self._anchors: dict[str, Keys] | None = None
        self._missing: dict[str, None] = {}

    def anchored(self, reference: str) -> tuple[Keys, dict[str, Any]] | None:
        """The schema in this document that bears the name."""
        if self._anchors is None:
            self._anchors = anchors(self._data)
        keys = self._anchors.get(reference)
        at: Any = self._data
        for key in keys or ():
            at = at[key]
        return (keys, at) if keys and isinstance(at, dict) else None

    def document(self, reference: str) -> tuple[Source, Document, str] | None:
        """The other file, and the fragment in it. What is not there is remembered for the gap."""
        place, _, fragment = reference.partition("#")
        if not place:
            self._missing[reference] = None
            return None
        for path in self._places(place):
            if path not in self._documents:
                self._documents[path] = self._opened(path)
            if document := self._documents[path]:
                return Source(path, self._source.kind, self._source.system, file=""), document, fragment
        if not _is_standard(place):
            self._missing[reference] = None
        return None

    def gap(self) -> Gap | None:
        """One for all that was not found."""
        if not self._missing:
            return None
        named = ", ".join(each[:120] for each in list(self._missing)[:SHOWN])
        reason = f"refers to {named}{' …' if len(self._missing) > SHOWN else ''}, which is not among the files."
        place = Location(self._source.path, "")
        return Gap("not-given", place, reason, "Put what it refers to beside it, or bundle it.", len(self._missing))

    def _places(self, place: str) -> Iterator[str]:
        """Paths where the file may lie; a URL is taken as relative to the document's own id, then by its last part."""
        split = _split(place)
        if split is None:
            return
        if not split[0]:
            if path := self._beside.path(self._source.path, place):
                yield path
            return
        own = _split(self._own_id()) or ("", "")
        if own[0] == split[0]:
            relative = posixpath.relpath(split[1] or "/", posixpath.dirname(own[1]) or "/")
            if path := self._beside.path(self._source.path, relative):
                yield path
        if path := self._beside.path(self._source.path, PurePosixPath(split[1]).name):
            yield path

    def _own_id(self) -> str:
        data = self._data if isinstance(self._data, dict) else {}
        return next((each for name in ("$id", "id") if isinstance(each := data.get(name), str)), "")

    def _opened(self, path: str) -> Document | None:
        found = self._beside.open(path, PurePosixPath(path).name)
        if found is None or not found.data:
            return None
        try:
            return parse(found.data, "other.yml" if path.lower().endswith((".yml", ".yaml")) else "other.json", LIMITS)
        except AuditError:
            return None


def _split(place: str) -> tuple[str, str] | None:
    """(host or scheme, path) of a reference."""
    try:
        parts = urlsplit(place)
    except ValueError:
        return None
    return parts.netloc or parts.scheme, parts.path


def _is_standard(place: str) -> bool:
    split = _split(place)
    return split is not None and split[0].removeprefix("www.") in STANDARD
