"""Writes out the controls that the macros of Spring make in FreeMarker and Velocity."""

from __future__ import annotations

from status_audit.model import Source
from status_audit.patterns import pattern_of
from status_audit.read.template.pieces import Control, Pieces, kind_of

_MACRO = pattern_of(
    r"(?:<@spring\.form|#springForm)(?P<kind>\w*)\s*\(?\s*[\"'](?P<path>[\w.\[\]]{1,200})[\"'][^<>\r\n]{0,300}?(?:/?>|\))"
)


def of_macros(source: Source, pieces: Pieces) -> None:
    """`<@spring.formInput "client.town"/>` and `#springFormInput("client.town" "")`; the rest stays as it is."""
    del source
    text, at = pieces.original, 0
    for found in _MACRO.finditer(text):
        pieces.copy(at, found.start())
        at = found.end()
        name = found["path"].partition(".")[2] or found["path"]
        pieces.put(Control(name, kind_of(found["kind"]), binding=found["path"]).markup(), found.start())
    pieces.copy(at, len(text))
