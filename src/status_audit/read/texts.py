"""The text of sources that are looked at a second time: what stands in templates, in literals, in client commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from status_audit.model import Source
from status_audit.sql.decode import decode


def texts_of(sources: Iterable[Source], *, every: bool = False) -> Callable[[str], str]:
    """A source's decoded text by its path, read again when somebody asks; empty for databases.

    Only of SQL, which statements are cut from, unless `every` source is asked for.
    """
    files = {each.path: each.file for each in sources if every or each.kind in ("sql", "dbt")}

    def text_of(path: str) -> str:
        try:
            return decode(Path(files[path]).read_bytes()).text
        except (KeyError, OSError):
            return ""

    return text_of
