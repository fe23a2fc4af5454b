"""Other servers, databases and stages that scripts give a name to, and where each leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from status_audit.model import Inventory
from status_audit.patterns import pattern_of
from status_audit.sql.addresses import without_secrets
from status_audit.trace.names import fold
from status_audit.trace.texts import NAME, without_comments

_SIGNS = (
    "create server",
    "foreign data wrapper",
    "database link",
    "sp_addlinkedserver",
    "external data source",
    "attach",
    "create stage",
    " stage ",
    "external schema",
)
_FORMS = (
    re.compile(
        rf"\bCREATE\s+SERVER\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})[^;]*?\bOPTIONS\s*\((?P<options>[^;]*?)\)\s*(?:;|\Z)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:SHARED\s+|PUBLIC\s+)*DATABASE\s+LINK\s+(?P<name>{NAME})[^;]*?\bUSING\s+'(?P<address>[^']*)'",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bCREATE\s+EXTERNAL\s+DATA\s+SOURCE\s+(?P<name>{NAME})[^;]*?\bLOCATION\s*=\s*N?'(?P<address>[^']*)'",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?STAGE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})[^;]*?\bURL\s*=\s*'(?P<address>[^']*)'",
        re.IGNORECASE,
    ),
)
_ATTACH = pattern_of(
    rf"\bATTACH\s+(?:DATABASE\s+)?(?:IF\s+NOT\s+EXISTS\s+)?'(?P<address>[^']*)'\s+AS\s+(?P<name>{NAME})", re.IGNORECASE
)
_LINKED = pattern_of(r"\bsp_addlinkedserver\b(?P<rest>[^;\r\n]*(?:[\r\n]+\s*,?\s*@[^;\r\n]*)*)", re.IGNORECASE)
_ARGUMENT = pattern_of(r"(?:@(\w+)\s*=\s*)?N?'([^']*)'")
_POSITIONS = ("server", "srvproduct", "provider", "datasrc", "location", "provstr", "catalog")
_PLACE = pattern_of(
    r"\b(host|hostaddr|dbserver|servername|dbname|database|filename|endpoint)\s+'([^']*)'", re.IGNORECASE
)


class Servers:
    """Looked up by folded name; an attached database is known in its own script only."""

    def __init__(self, inventory: Inventory, text_of: Callable[[str], str] | None) -> None:
        self._addresses: dict[str, str] = {}
        self._attached: dict[tuple[str, str], str] = {}
        for source in inventory.sources if text_of else ():
            if source.kind == "sql":
                text = text_of(source.path) if text_of else ""
                if any(sign in text.lower() for sign in _SIGNS):
                    self._learn(source.path, without_comments(text))

    def _learn(self, source: str, text: str) -> None:
        for name, address in (*_defined(text), *_linked(text)):
            self._addresses.setdefault(fold(name), address)
        for found in _ATTACH.finditer(text):
            self._attached.setdefault((source, fold(found["name"])), without_secrets(found["address"]))

    def shown(self, name: str) -> str:
        """A server's name with where it leads, as a recipient; what nobody defines keeps its name alone."""
        address = self._addresses.get(fold(name).rpartition(".")[2], "")
        return f"{name} ({address})" if address and address != name else name

    def stage(self, text: str) -> str:
        """`@fed_stage/people/` as the bucket behind it, where the stage was read."""
        name = text.lstrip("@").partition("/")[0]
        return self._addresses.get(fold(name).rpartition(".")[2], "") or text

    def attached(self, source: str, name: str) -> str | None:
        """Where an attached database lies; None for any other name."""
        return self._attached.get((source, fold(name)))


def _defined(text: str) -> Iterator[tuple[str, str]]:
    for form in _FORMS:
        for found in form.finditer(text):
            parts = found.groupdict()
            if parts.get("address") is not None:
                yield found["name"], without_secrets(parts["address"])
            else:
                options = _PLACE.findall(parts["options"] or "")
                yield found["name"], " ".join(f"{name.lower()}={place}" for name, place in options)


def _linked(text: str) -> Iterator[tuple[str, str]]:
    for found in _LINKED.finditer(text):
        given = {
            (named.lower() or _POSITIONS[number]): value
            for number, (named, value) in enumerate(_ARGUMENT.findall(found["rest"])[: len(_POSITIONS)])
        }
        if given.get("server"):
            address = given.get("datasrc") or without_secrets(given.get("provstr", ""))
            yield given["server"], address
