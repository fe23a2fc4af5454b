"""Reads calls of stored procedures that declare: T-SQL's extended properties, renames, role members."""

from __future__ import annotations

from collections.abc import Iterator

from status_audit.model import Change, Item, Membership
from status_audit.patterns import pattern_of
from status_audit.read.ddl.items import split
from status_audit.read.ddl.literal import unquoted
from status_audit.read.ddl.script import Script
from status_audit.sql.cut import Fragment
from status_audit.sql.names import joined, read_name

_CALL = pattern_of(r"\s*+(?:execute|exec|call)?\s*+(?:@\w+\s*+=\s*+)?(?=\S)")
_NAMED = pattern_of(r"@(\w+)\s*+=\s*+")
_POSITIONS = {
    "sp_addextendedproperty": (
        "name",
        "value",
        "level0type",
        "level0name",
        "level1type",
        "level1name",
        "level2type",
        "level2name",
    ),
    "sp_rename": ("objname", "newname", "objtype"),
    "sp_addrolemember": ("rolename", "membername"),
}
_POSITIONS["sp_updateextendedproperty"] = _POSITIONS["sp_addextendedproperty"]
_DESCRIPTIONS = frozenset({"ms_description", "description", "caption", "ms_caption", "definition", "comment"})


def procedure(script: Script, fragment: Fragment) -> str:
    """The folded name of the procedure that an EXEC calls, without its schema."""
    call = _CALL.match(script.mask, fragment.start, fragment.end)
    name = script.name(call.end(), fragment.end)[0] if call else ""
    return name.rpartition(".")[2].casefold()


def stored(script: Script, fragment: Fragment) -> Iterator[Item] | None:
    """Items of a call that declares something; None when the procedure is another one."""
    name = procedure(script, fragment)
    if name not in _POSITIONS:
        return None
    given = _arguments(script, fragment, _POSITIONS[name])
    if name == "sp_rename":
        return _renamed(script, fragment, given)
    if name == "sp_addrolemember":
        return iter(
            [Membership(given.get("rolename", ""), given.get("membername", ""), script.location("", fragment.start))]
        )
    return _described(script, fragment, given)


def _arguments(script: Script, fragment: Fragment, names: tuple[str, ...]) -> dict[str, str]:
    call = _CALL.match(script.mask, fragment.start, fragment.end)
    start = script.name(call.end() if call else fragment.start, fragment.end)[1]
    end = fragment.end
    while end > start and script.mask[end - 1] in "; \r\n\t":
        end -= 1
    given: dict[str, str] = {}
    for position, (begin, stop) in enumerate(split(script.mask, start, end)):
        named = _NAMED.match(script.mask, begin, stop)
        key = named[1] if named else names[position] if position < len(names) else ""
        given[key] = _value(script, named.end() if named else begin, stop)
    return given


def _value(script: Script, start: int, end: int) -> str:
    piece = script.text[start:end].strip()
    if piece[:1] in "nN" and piece[1:2] == "'":
        piece = piece[1:]
    if piece[:1] in "'\"":
        return unquoted(piece, script.dialect)
    name = joined(read_name(piece, 0)[0])
    return "" if name.casefold() in ("null", "default") else name


def _described(script: Script, fragment: Fragment, given: dict[str, str]) -> Iterator[Item]:
    table, column = given.get("level1name", ""), given.get("level2name", "")
    kinds = given.get("level1type", "").casefold(), given.get("level2type", "").casefold()
    if given.get("name", "").casefold() not in _DESCRIPTIONS or kinds[0] not in ("table", "view") or not table:
        return
    if kinds[1] not in ("", "column") or (column and kinds[1] != "column"):
        return
    schema = given.get("level0name", "")
    container = f"{schema}.{table}" if schema else table
    ref = f"{container}.{column}" if column else container
    yield Change(
        "comment", container, script.location(ref, fragment.start), column, " ".join(given.get("value", "").split())
    )


def _renamed(script: Script, fragment: Fragment, given: dict[str, str]) -> Iterator[Item]:
    parts, _ = read_name(given.get("objname", ""), 0)
    new, kind = given.get("newname", ""), given.get("objtype", "").casefold()
    if not parts or not new or kind in ("index", "userdatatype", "statistics", "database"):
        return
    if kind == "column" and len(parts) > 1:
        container = joined(parts[:-1])
        yield Change("rename", container, script.location(f"{container}.{parts[-1]}", fragment.start), parts[-1], new)
    elif kind in ("", "object"):
        yield Change("rename", joined(parts), script.location(joined(parts), fragment.start), value=new)
