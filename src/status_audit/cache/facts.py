"""What statements do, kept source by source: read when a source is first asked for, written when a run has ended."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from status_audit.cache.store import Store

KIND = "facts"


class Shelf:
    """Rows of plain JSON values by statement. Whoever puts them there sees to it that no literal is among them."""

    def __init__(self, store: Store, engine: str) -> None:
        """`engine` is its digest: what another one kept is not seen."""
        self._store = store
        self._engine = engine
        self._rows: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()

    def get(self, source: str, statement: str) -> Any | None:
        """The rows of a statement by its digest, in a source by the digest of its path and content."""
        return self._of(source).get(statement)

    def put(self, source: str, statement: str, rows: Any) -> None:
        self._of(source)[statement] = rows
        self._changed.add(source)

    def save(self) -> None:
        """Write what is new. What an earlier run kept of statements that nobody asked for now stays."""
        for each in sorted(self._changed):
            self._store.put(KIND, self._key(each), self._rows[each])
        self._changed.clear()

    def _of(self, source: str) -> dict[str, Any]:
        if source not in self._rows:
            found = self._store.get(KIND, self._key(source))
            self._rows[source] = found if isinstance(found, dict) else {}
        return self._rows[source]

    def _key(self, source: str) -> str:
        return hashlib.sha256(json.dumps([self._engine, source]).encode()).hexdigest()
