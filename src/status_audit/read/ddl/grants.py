"""Reads who is let in: GRANT, role members, publications, shares, foreign servers."""
# ruff: noqa: E501 (word lists and patterns, one thought a line)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.model import Grant, Item, Location, Membership
from status_audit.patterns import pattern_of
from status_audit.read.ddl.items import closing, split
from status_audit.read.ddl.script import Script
from status_audit.sql.cut import Fragment
from status_audit.sql.names import joined, read_name

_GRANT = pattern_of(r"grant\s++")
_ON = pattern_of(r"\bon\s++(?=\S)")
_TO = pattern_of(r"\bto\s++(?=\S)")
_TO_NOISE = pattern_of(
    r"(?:group|role|user|login|database\s++role|application\s++role|ldap_\w+|consumer|account|namespace)\s++(?=\S)"
)
_SHARE = pattern_of(r"share\s++(?=\S)")
_END = pattern_of(
    r"\bwith\s++(?:\w+\s++)*(?:option|grant|admin)\b|\bgranted\s++by\b|\bas\s++\w|\bcascade\b|\bidentified\b|\brequire\b|;|\bcontainer\b|\bwith\s++mysql\b|\bwith\s++inherit\b|\bwith\s++set\b|\bcopy\s++current\b"
)
_ALL_IN = pattern_of(r"(?:all|future)\s++(?P<kinds>(?:\w+\s++)*?)in\s++(?:(?P<what>schema|database)s?\s++)(?=\S)")
_HOLD_ROWS = pattern_of(r"\b(?:tables|views|functions|procedures|routines)\b")
_KIND = pattern_of(
    r"(?P<kind>schema|database|warehouse|function|procedure|routine|sequence|type|language|tablespace|domain|foreign\s++data\s++wrapper|"
    r"foreign\s++server|large\s++object|parameter|external\s++location|integration|stage|file\s++format|account|task|pipe|dataset|catalog|"
    r"share|datashare|table|view|materialized\s++view|object|role|login|user|endpoint|assembly|certificate|xml\s++schema\s++collection|directory|"
    r"package|queue|contract|service|symmetric\s++key|asymmetric\s++key|fulltext\s++catalog|model|volume|metastore|proxy)(?:\s*+::\s*+|\s++)(?=[\w\"\[`*@'$])"
)
_NO_DATA = frozenset({
    "sequence", "type", "language", "tablespace", "domain", "warehouse", "parameter", "integration", "account", "task", "pipe", "login",
    "user", "endpoint", "assembly", "certificate", "queue", "contract", "service", "model", "metastore", "proxy", "role",
})  # fmt: skip
_WHOLE = frozenset({"schema", "database", "dataset", "catalog"})
_ELSEWHERE = {
    "share": "share", "datashare": "share", "foreign server": "server", "external location": "server", "stage": "server",
    "directory": "server", "volume": "server",
}  # fmt: skip
_ONLY = pattern_of(r"(?:table\s++|tables\s++in\s++schema\s++)?(?:only\s++)?")
_PRIVILEGE = pattern_of(
    r"(?:select|insert|update|delete|execute|all|references|trigger|truncate|usage|create|connect|control|alter|view|index|drop|unlimited|"
    r"read|write|apply|ownership|debug|reload|process|file|shutdown|super|show|lock|event|temporary|temp|maintain|backup|restore|impersonate|"
    r"take|monitor|operate|modify|resource|dba|sysdba|administer|replication|exempt|bypass|analyze|flashback|comment|force|grant|inherit|"
    r"merge|under|on)\b",
    re.IGNORECASE,
)
_BELONGS = pattern_of(r"(?<!default )\b(?P<in>in\s++)?(?:role|group|user|admin)\s++(?=[\w\"\[`])")
_ROLE_OPTION = pattern_of(
    r";|\b(?:in\s++(?:role|group)|role|user|admin|(?:no)?(?:superuser|createdb|createrole|createuser|inherit|login|replication|bypassrls)|(?:encrypted\s++|"
    r"unencrypted\s++)?password|valid\s++until|connection\s++limit|sysid|with)\b"
)
_PUBLICATION = pattern_of(
    r"\bfor\s++(?P<all>all\s++tables)|\b(?:for|add|set)\s++(?:table\s++)(?P<tables>)|\b(?:for|add|set)\s++tables\s++in\s++schema\s++(?P<schemas>)"
)
_SHARE_ADD = pattern_of(
    r"\b(?:add|set)\s++(?:(?P<all>all\s++tables\s++in\s++schema|schema)\s++|(?:table|view|materialized\s++view)\s++)(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _What:
    object: str
    columns: tuple[str, ...] = ()
    kind: str = "grant"
    whole: bool = False
    """A schema or database as an object of its own: what is granted on it may say nothing about its tables."""


_REACHES_DOWN = frozenset({"tsql", "databricks", "bigquery", "clickhouse"})
"""Dialects in which a right on a schema is a right on what stands in it."""
_READS = pattern_of(r"(?:select|read|control|execute|exec)\b", re.IGNORECASE)


def _conveys(script: Script, privilege: str, what: _What) -> bool:
    """GRANT ALL ON SCHEMA lets a role make tables in it, and in most databases read none of them."""
    return not what.whole or script.dialect in _REACHES_DOWN or _READS.match(privilege.strip()) is not None


def grant(script: Script, fragment: Fragment) -> Iterator[Item]:
    """GRANT of privileges on objects, or of roles to members."""
    mask = script.mask
    begin = _GRANT.search(mask, fragment.start, fragment.end)
    to = _last_to(mask, fragment)
    if begin is None or to is None:
        return
    stop = _END.search(mask, to.end(), fragment.end)
    place = script.location("", fragment.start)
    grantees = _grantees(script, to.end(), stop.start() if stop else fragment.end)
    on = _on(mask, begin.end(), to.start())
    privileges = list(_privileges(script, begin.end(), on.start() if on else to.start()))
    if on is None and not any(_PRIVILEGE.match(word) for word, _ in privileges):
        for role, _ in privileges:
            yield from (Membership(role, member, place) for member, _ in grantees)
        return
    objects = _objects(script, on.end(), to.start()) if on else [_What("*")]
    for what in objects:
        for privilege, columns in privileges:
            if not _conveys(script, privilege, what):
                continue
            for grantee, kind in grantees:
                chosen = kind if kind != "grant" else what.kind
                yield Grant(
                    grantee, privilege.upper(), what.object, _at(place, what.object), columns or what.columns, chosen
                )


def _at(place: Location, ref: str) -> Location:
    return Location(place.source, ref, place.line, place.column, part=place.part)


def _last_to(mask: str, fragment: Fragment) -> re.Match[str] | None:
    found = None
    for found in _TO.finditer(mask, fragment.start, fragment.end):
        before = mask[fragment.start : found.start()]
        if before.count("(") == before.count(")"):
            return found
    return found


def _on(mask: str, start: int, end: int) -> re.Match[str] | None:
    for found in _ON.finditer(mask, start, end):
        before = mask[start : found.start()]
        if before.count("(") == before.count(")"):
            return found
    return None


def _privileges(script: Script, start: int, end: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    for begin, stop in split(script.mask, start, end):
        opening = script.mask.find("(", begin, stop)
        if opening < 0:
            name = joined(read_name(script.text, begin, stop)[0])
            words = script.text[begin:stop].split()
            yield (" ".join(words) if len(words) > 1 else name), ()
            continue
        columns = split(script.mask, opening + 1, closing(script.mask, opening, stop))
        yield script.text[begin:opening].strip(), tuple(joined(read_name(script.text, a, b)[0]) for a, b in columns)


def _grantees(script: Script, start: int, end: int) -> list[tuple[str, str]]:
    found = []
    for begin, stop in split(script.mask, start, end):
        share = _SHARE.match(script.mask, begin, stop)
        noise = share or _TO_NOISE.match(script.mask, begin, stop)
        name = _person(script, noise.end() if noise else begin, stop)
        if name:
            found.append((name, "share" if share else "grant"))
    return found


def _person(script: Script, start: int, end: int) -> str:
    """A grantee: `'app'@'10.%'` is `app`, a quoted principal stays whole."""
    if script.mask[start] == "'":
        return script.text[start + 1 : _run_end(script.mask, start) - 1]
    name = joined(read_name(script.text, start, end)[0])
    return name.partition("@")[0] or name if script.dialect == "mysql" else name


def _run_end(mask: str, start: int) -> int:
    at = start
    while at < len(mask) and mask[at] == "'":
        at += 1
    return at


def _objects(script: Script, start: int, end: int) -> list[_What]:
    mask = script.mask
    if all_in := _ALL_IN.match(mask, start, end):
        if not _HOLD_ROWS.search(all_in["kinds"]):
            return []
        return [
            _What(f"{joined(read_name(script.text, a, b)[0])}.*" if all_in["what"] == "schema" else "*")
            for a, b in split(mask, all_in.end(), end)
        ]
    if re.compile(r"all\s++\w+(?:\s++\w+)*\s++in\b").match(mask, start, end):
        return [_What("*")]
    found = _KIND.match(mask, start, end)
    kind = " ".join(found["kind"].split()) if found else ""
    start = found.end() if found else start
    if kind in _NO_DATA:
        return []
    return [what for a, b in split(mask, start, end) if (what := _object(script, kind, a, b))]


def _object(script: Script, kind: str, start: int, end: int) -> _What | None:
    mask = script.mask
    if mask.startswith("*", start):
        return _What("*")
    parts, after = read_name(script.text, start, end)
    name = joined(parts)
    if not name:
        return None
    if kind in _WHOLE or mask[start:end].rstrip().endswith(".*"):
        wide = "*" if kind in ("database", "catalog") else f"{name}.*"
        return _What(wide, whole=kind in _WHOLE and not mask[start:end].rstrip().endswith(".*"))
    if kind in _ELSEWHERE:
        return _What(name, kind=_ELSEWHERE[kind])
    opening = script.skip(after, end)
    columns: tuple[str, ...] = ()
    if mask[opening : opening + 1] == "(" and kind not in ("function", "procedure", "routine"):
        listed = split(mask, opening + 1, closing(mask, opening, end))
        columns = tuple(joined(read_name(script.text, a, b)[0]) for a, b in listed)
    return _What(name, columns)


def role(script: Script, fragment: Fragment) -> Iterator[Item]:
    """CREATE ROLE and USER … IN ROLE a, b; … ROLE c, … ADMIN d: who belongs to whom from the start."""
    name, after = script.name(fragment.after, fragment.end)
    place = script.location(name, fragment.start)
    for found in _BELONGS.finditer(script.mask, after, fragment.end) if name else ():
        end = _ROLE_OPTION.search(script.mask, found.end(), fragment.end)
        for start, stop in split(script.mask, found.end(), end.start() if end else fragment.end):
            other = _person(script, start, stop)
            if other:
                yield Membership(other, name, place) if found["in"] else Membership(name, other, place)


def publication(script: Script, fragment: Fragment) -> Iterator[Item]:
    """CREATE and ALTER PUBLICATION: whoever subscribes reads the tables."""
    name, after = script.name(fragment.after, fragment.end)
    place = script.location(name, fragment.start)
    found = _PUBLICATION.search(script.mask, after, fragment.end)
    if found is None:
        return
    if found["all"]:
        yield Grant(name, "SELECT", "*", place, kind="publication")
        return
    end = _clause_end(script, found.end(), fragment.end)
    for start, stop in split(script.mask, found.end(), end):
        only = _ONLY.match(script.mask, start, stop)
        what = _object(script, "schema" if found["schemas"] is not None else "", only.end() if only else start, stop)
        if what:
            yield Grant(name, "SELECT", what.object, place, what.columns, "publication")


def _clause_end(script: Script, start: int, end: int) -> int:
    found = re.compile(r"\bwith\s*+\(|\bwhere\b|;").search(script.mask, start, end)
    return found.start() if found else end


def share(script: Script, fragment: Fragment) -> Iterator[Item]:
    """ALTER SHARE and DATASHARE: what is added is readable by its consumers."""
    name, after = script.name(fragment.after, fragment.end)
    found = _SHARE_ADD.search(script.mask, after, fragment.end)
    if found is None:
        return
    if found["all"] == "schema" and script.dialect == "redshift":
        return  # the schema's name alone: its tables are added one by one
    for start, stop in split(script.mask, found.end(), _clause_end(script, found.end(), fragment.end)):
        what = _object(script, "schema" if found["all"] else "", start, stop)
        if what:
            yield Grant(
                name, "SELECT", what.object, script.location(what.object, fragment.start), what.columns, "share"
            )


def server(script: Script, fragment: Fragment) -> Iterator[Item]:
    """CREATE SERVER, DATABASE LINK: another database that this one can read or write."""
    name, _ = script.name(fragment.after, fragment.end)
    if name:
        yield Grant(name, "CONNECT", "", script.location(name, fragment.start), kind="server")


def default_privileges(script: Script, fragment: Fragment) -> Iterator[Item]:
    """ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT … ON TABLES TO r: all tables to come."""
    found = re.compile(
        r"alter\s++default\s++privileges\b.*?(?:\bin\s++schema\s++(?P<in>))?(?=\bgrant\b)", re.DOTALL
    ).match(script.mask, fragment.start, fragment.end)
    to = _last_to(script.mask, fragment)
    if (
        found is None
        or to is None
        or not re.compile(r"\bon\s++tables\b").search(script.mask, found.end(), fragment.end)
    ):
        return
    schema = re.compile(r"\bin\s++schema\s++").search(script.mask, fragment.start, found.end())
    wide = f"{script.name(schema.end(), found.end())[0]}.*" if schema else "*"
    on = _on(script.mask, found.end(), to.start())
    stop = _END.search(script.mask, to.end(), fragment.end)
    begin = _GRANT.search(script.mask, found.end(), fragment.end)
    for privilege, _ in _privileges(script, begin.end() if begin else found.end(), on.start() if on else to.start()):
        for grantee, kind in _grantees(script, to.end(), stop.start() if stop else fragment.end):
            yield Grant(grantee, privilege.upper(), wide, script.location(wide, fragment.start), kind=kind)
