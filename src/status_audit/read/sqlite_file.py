"""Reads the catalogue of an SQLite database file: opened read-only, asked what its connector lists, no row seen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from status_audit.model import Change, Container, Field, Gap, Item, Location, Reading, Reference, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import unread, unreadable

if TYPE_CHECKING:
    from sqlite3 import Connection

KIND = "sqlite"
MAGIC = b"SQLite format 3\x00"
EXTENSIONS = (".sqlite", ".sqlite3", ".gpkg", ".s3db", ".sl3", ".db3")
SINGLE_QUOTED = pattern_of(r"(?P<head>\A\s*CREATE\s+(?:TABLE|VIEW)\s+)'(?P<name>[^'\"]+)'", re.IGNORECASE)
"""A name as only SQLite lets it be quoted."""
SEARCH_TABLE = pattern_of(
    r"\s*CREATE\s+VIRTUAL\s+TABLE\s.*?\bUSING\s+(?:fts[345]|rtree\w*)\s*\((?P<columns>.*)\)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
COPY = "Close the program that uses it, or audit a copy of the file."


def accepts(path: str, head: bytes) -> bool:
    """By its first bytes; by its extension too, so that an encrypted database is not passed over."""
    return head.startswith(MAGIC) or path.lower().endswith(EXTENSIONS)


def read(source: Source) -> Reading:
    """Tables, views, columns, keys, and what the stored statements say of them. Locations have no line."""
    import sqlite3

    source = replace(source, dialect="sqlite")
    try:
        with open(source.file, "rb") as stream:
            head = stream.read(100)
    except OSError as error:
        return unread(source, unreadable(source.path, error))
    if head and not head.startswith(MAGIC):
        return unread(source, _gap(source, "encrypted", "is encrypted, damaged or no SQLite database.", COPY))
    catalogue = _Catalogue(source, _connector())
    try:
        catalogue.ask(write_ahead=head[18:19] == b"\x02")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter: an error text that quotes a damaged name
        catalogue.items.append(_fault(source, error))
    items = tuple(catalogue.items)
    partly = any(isinstance(each, Gap) for each in items)
    return Reading(source, items, catalogue.skipped, partly, tuple(catalogue.sent))


def _connector() -> Any:
    from status_audit.documents import load
    from status_audit.shipped import shipped

    return load(shipped("connectors") / "sqlite.yaml", "connectors/sqlite.yaml").data


def _gap(source: Source, kind: str, reason: str, remedy: str, ref: str = "") -> Gap:
    return Gap(kind, Location(source.path, ref), reason, remedy)


def _fault(source: Source, error: Exception, ref: str = "") -> Gap:
    """What SQLite says is wrong, without its text where that could quote a definition."""
    said = str(error)
    if "locked" in said or "busy" in said:
        return _gap(source, "not-visible", "is locked by another program.", COPY, ref)
    if "interrupted" in said:
        return _gap(source, "limit", "took too long to describe itself.", "Export its schema as SQL.", ref)
    if "unable to open" in said:
        return _gap(source, "not-visible", "could not be opened.", COPY, ref)
    code = getattr(error, "sqlite_errorname", "") or type(error).__name__
    return _gap(source, "unparsed", f"could not be read by SQLite ({code}).", "Export its schema as SQL.", ref)


@dataclass(slots=True)
class _Catalogue:
    """Asks one database, and turns the answers into items."""

    source: Source
    connector: Any
    items: list[Item] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    skipped: int = 0

    def ask(self, write_ahead: bool) -> None:
        """Raises sqlite3.Error where the database cannot be opened or its catalogue cannot be read at all."""
        connection = self._opened(write_ahead)
        try:
            self._catalogue(connection)
        finally:
            connection.close()

    def _opened(self, write_ahead: bool) -> Connection:
        """Without leaving a file behind: `mode=ro` makes a -wal beside a database that has none."""
        import sqlite3

        from status_audit.read.sqlite_session import opened

        beside = f"{self.source.file}-wal"
        pending = os.path.exists(beside) and os.path.getsize(beside) > 0
        quiet = write_ahead and not pending
        uri = Path(self.source.file).absolute().as_uri()
        connect = self.connector["connect"]
        try:
            return opened(connect["immutable_uri" if quiet else "uri"].format(uri=uri), self.connector, self._send)
        except sqlite3.OperationalError as error:
            if quiet or not any(each in str(error) for each in ("unable to open", "readonly")):
                raise
        reason = "could only be opened without its -wal or -journal file: the newest changes were not seen."
        self.items.append(_gap(self.source, "not-visible", reason, COPY))
        return opened(connect["immutable_uri"].format(uri=uri), self.connector, self._send)

    def _send(self, statement: str) -> str:
        """Record a statement before it is sent."""
        text = " ".join(statement.split())
        if text not in self.sent:
            self.sent.append(text)
        return statement

    def _rows(self, connection: Connection, name: str, *values: str) -> list[tuple[Any, ...]]:
        return connection.execute(self._send(self.connector["queries"][name]), values).fetchall()

    def _catalogue(self, connection: Connection) -> None:
        tables = self._rows(connection, "tables")
        definitions = {str(name): str(sql or "") for name, _, sql in tables}
        for name, kind, _ in tables:
            place = Location(self.source.path, str(name))
            self.items.append(Container(str(kind), str(name), self.source.system, location=place))
        self.items.extend(self._columns(connection, definitions))
        for table, column, to, other in self._rows(connection, "foreign_keys"):
            place = Location(self.source.path, f"{table}.{column}")
            self.items.append(Reference(table, column, to, other or "", place))
        self.items.extend(self._comments(connection))
        triggers = [str(sql) for _, _, sql in self._rows(connection, "triggers") if sql]
        self.items.extend(self._stored([*filter(None, definitions.values()), *triggers]))

    def _columns(self, connection: Connection, definitions: dict[str, str]) -> Iterator[Item]:
        """All at once; object by object where one of them cannot be described."""
        import sqlite3

        try:
            for table, name, datatype, key in self._rows(connection, "columns"):
                yield self._field(str(table), str(name), datatype, key)
            return
        except (sqlite3.Error, UnicodeDecodeError):
            pass
        for table, definition in definitions.items():
            try:
                for name, datatype, key in self._rows(connection, "columns_of_one", table):
                    yield self._field(table, str(name), datatype, key)
            except (sqlite3.Error, UnicodeDecodeError):
                yield from self._undescribed(table, definition)

    def _undescribed(self, table: str, definition: str) -> Iterator[Item]:
        """A search table lists its columns in its definition; of anything else it is not known what it holds."""
        search = SEARCH_TABLE.match(definition)
        for column in search["columns"].split(",") if search else ():
            if "=" not in column and (name := column.split()[:1]):
                yield self._field(table, name[0].strip("\"'[]`"), "", 0)
        if not search:
            reason = "has columns that cannot be listed: what it is built on is gone or not installed."
            yield _gap(self.source, "not-visible", reason, "Drop it, or mend it.", table)

    def _field(self, table: str, name: str, datatype: Any, key: Any) -> Field:
        place = Location(self.source.path, f"{table}.{name}")
        primary = "primary" if key else ""
        return Field(name, table, "column", place, self.source.system, str(datatype or ""), key=primary)

    def _comments(self, connection: Connection) -> Iterator[Item]:
        """What a GeoPackage says of its columns."""
        query = self.connector["queries"]["comments"]
        if not connection.execute(self._send(query["requires"])).fetchone()[0]:
            return
        for table, column, comment in connection.execute(self._send(query["sql"])).fetchall():
            if comment:
                yield Change("comment", table, Location(self.source.path, f"{table}.{column}"), column, comment)

    def _stored(self, definitions: list[str]) -> Iterator[Item]:
        """What the stored statements say beyond the catalogue: comments, checks, the queries of views and triggers."""
        from status_audit.read.sql_file import read_text

        text = ";\n\n".join(SINGLE_QUOTED.sub(r'\g<head>"\g<name>"', each) for each in definitions)
        reading = read_text(self.source, f"{text};\n")
        self.skipped += reading.skipped
        for item in reading.items:
            place = getattr(item, "location", None)
            yield replace(item, location=Location(self.source.path, place.ref)) if place else item
