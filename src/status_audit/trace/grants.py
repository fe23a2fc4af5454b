"""GRANT, REVOKE, DENY, publications and shares, from a statement's text to who may read what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.model import Grant, Location, Membership, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.texts import NAME, comma_parts, literals_in, without_comments

READING = ("SELECT", "ALL", "OWNERSHIP", "CONTROL", "READ", "EXECUTE", "EXEC", "OWN")
"""Privileges that let a role see values."""

LONGEST = 8000
"""Characters of one statement about rights that are looked at."""
_GRANT = pattern_of(
    r"^\s*(?P<word>GRANT|REVOKE|DENY)\s+(?:GRANT\s+OPTION\s+FOR\s+)?(?P<what>.+?)\s+ON\s+(?P<on>.+?)\s+(?:TO|FROM)\s+(?P<who>.+?)\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ROLE = pattern_of(
    r"^\s*GRANT\s+(?:ROLE\s+)?(?P<roles>[^()]+?)\s+TO\s+(?P<who>.+?)\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
_OPTIONS = pattern_of(
    r"\s+(?:WITH\s+(?:GRANT|ADMIN|HIERARCHY)\s+OPTION|WITH\s+\w+\s+(?:TRUE|FALSE|OPTION)|AS\s+\w+|CASCADE|RESTRICT|GRANTED\s+BY\s+\S+|IDENTIFIED\s+BY\b.*|REQUIRE\b.*|COPY\s+CURRENT\s+GRANTS)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ALL_IN = pattern_of(
    r"^(?:ALL|FUTURE)\s+(?:TABLES|VIEWS|MATERIALIZED\s+VIEWS|EXTERNAL\s+TABLES|FOREIGN\s+TABLES)\s+IN\s+(SCHEMA|DATABASE)\s+(.+)$",
    re.IGNORECASE,
)
_TYPED = pattern_of(
    r"^(TABLE|VIEW|MATERIALIZED\s+VIEW|DYNAMIC\s+TABLE|EXTERNAL\s+TABLE|FOREIGN\s+TABLE|OBJECT|SCHEMA|DATABASE|CATALOG|FUNCTION|PROCEDURE|ROUTINE|TYPE|SEQUENCE|WAREHOUSE|STAGE|INTEGRATION|DATASHARE|SHARE|LANGUAGE|TABLESPACE|SERVER|FOREIGN\s+SERVER|DIRECTORY|LOGIN|ENDPOINT|FOREIGN\s+DATA\s+WRAPPER|PACKAGE|DATASET|SYMMETRIC\s+KEY|CERTIFICATE|ROLE|USER)(?:\s*::\s*|\s+)(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WHO = pattern_of(
    r"^(?P<kind>DATABASE\s+ROLE|APPLICATION\s+ROLE|ROLE|USER|GROUP|SHARE|ACCOUNT|NAMESPACE|RECIPIENT|APPLICATION|LOGIN)?\s*(?P<name>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_PUBLICATION = pattern_of(
    rf"^\s*(?:CREATE|ALTER)\s+PUBLICATION\s+({NAME})\s+(?:FOR|ADD|SET)\s+(?P<what>.+?)\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SHARE = pattern_of(
    rf"^\s*ALTER\s+(?:DATA)?SHARE\s+({NAME})\s+ADD\s+(?:(?P<all>ALL\s+TABLES\s+IN\s+)?(?P<kind>TABLE|VIEW|MATERIALIZED\s+VIEW|SCHEMA)S?)\s+(?P<what>.+?)\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_WITH_OPTIONS = pattern_of(r"\s+(?:WITH|WHERE|AS|COMMENT|PARTITION)\b.*$", re.IGNORECASE | re.DOTALL)
_MEMBER = pattern_of(
    rf"^\s*ALTER\s+(?:SERVER\s+)?(?:ROLE|GROUP)\s+({NAME})\s+(?P<way>ADD|DROP)\s+(?:MEMBER|USER)\s+(?P<who>.+?)\s*;?\s*$",
    re.IGNORECASE,
)
_MEMBER_CALL = pattern_of(r"\bsp_(?P<way>add|drop)(?:srv)?rolemember\b", re.IGNORECASE)
_DEFAULT = pattern_of(
    r"\s*ALTER\s+DEFAULT\s+PRIVILEGES\b(?:.*?\bIN\s+SCHEMA\s+(?P<schema>[\w\", ]+?))?\s+(?=GRANT|REVOKE)",
    re.IGNORECASE | re.DOTALL,
)
_OPTION_FOR = pattern_of(r"^\s*REVOKE\s+(?:GRANT|ADMIN|INHERIT|SET|HIERARCHY)\s+OPTION\s+FOR\b", re.IGNORECASE)
_EVERYTHING = pattern_of(
    r"^\s*REVOKE\s+ALL(?:\s+PRIVILEGES)?\s*,\s*GRANT\s+OPTION\s+FROM\s+(?P<who>.+?)\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
_LEAVE = pattern_of(
    r"^\s*REVOKE\s+(?:ROLE\s+)?(?P<roles>[^()]+?)\s+FROM\s+(?P<who>.+?)\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
_TAKEN_OUT = pattern_of(
    rf"^\s*ALTER\s+PUBLICATION\s+({NAME})\s+DROP\s+(?:TABLE\s+)?(?P<what>.+?)\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
_ARTICLE = pattern_of(r"\bsp_add(?:merge)?article\b", re.IGNORECASE)
_ARGUMENT = pattern_of(r"@(\w+)\s*=\s*N?'([^']*)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Denial:
    """A REVOKE or DENY."""

    grantee: str
    object: str
    columns: tuple[str, ...]
    location: Location
    always: bool
    """True for DENY, which outweighs a grant wherever it stands."""


@dataclass(frozen=True, slots=True)
class Leave:
    """A member is taken out of a role again."""

    role: str
    member: str
    location: Location


Permit = Grant | Membership | Denial | Leave


def permits_of(statement: Statement) -> Iterator[Permit]:
    """What the statement allows, takes back, or puts into a role."""
    text = without_comments(statement.text)[:LONGEST]
    kind = statement.kind
    if kind in ("grant", "revoke") or is_default(statement):
        yield from _grant(text, statement)
    elif kind in ("create-publication", "alter-publication"):
        yield from _publication(text, statement.location)
    elif kind in ("create-share", "alter-share"):
        yield from _share(text, statement.location)
    elif kind == "alter-other":
        found = _MEMBER.match(text)
        if found:
            kind_of = Membership if found["way"].upper() == "ADD" else Leave
            yield from (kind_of(_plain(found[1]), _plain(who), statement.location) for who in comma_parts(found["who"]))
    elif kind == "execute":
        yield from _procedure(text, statement.location)


def is_default(statement: Statement) -> bool:
    """ALTER DEFAULT PRIVILEGES: about tables that are still to come."""
    return statement.kind == "alter-other" and _DEFAULT.match(statement.text) is not None


def _plain(name: str) -> str:
    """A role's or object's name without quotes; a host part stays off."""
    name = (
        re.sub(r"^['\"`]?([^'\"`@]+)['\"`]?@.*$", r"\1", name.strip())
        if "@" in name and "@" not in name[:1] and ":" not in name
        else name.strip()
    )
    return re.sub(r"[\"'`\[\]]", "", name).strip()


def _grant(text: str, statement: Statement) -> Iterator[Permit]:
    default = _DEFAULT.match(text)
    text = text[default.end() :] if default else text
    text = _OPTIONS.sub("", text.rstrip().rstrip(";"))
    text = _OPTIONS.sub("", text)
    if _OPTION_FOR.match(text):
        return  # only the right to hand it on is taken back
    found = _GRANT.match(text)
    if found is None:
        yield from _roles(text, statement.location)
        return
    if default and found["on"].strip().upper() != "TABLES":
        return
    target = found["on"] if not default else f"ALL TABLES IN SCHEMA {default['schema']}" if default["schema"] else "*.*"
    for privilege, columns in _privileges(found["what"]):
        for name, listed in _objects(target, privilege, statement.dialect):
            for who in comma_parts(found["who"]):
                yield _permit(found["word"], privilege, (name, columns or listed), who, statement.location)


def _permit(word: str, privilege: str, what: tuple[str, tuple[str, ...]], who: str, location: Location) -> Permit:
    grantee = _WHO.match(who.strip())
    name = _plain(grantee["name"]) if grantee else _plain(who)
    if word.upper() != "GRANT":
        return Denial(name, what[0], what[1], location, word.upper() == "DENY")
    shared = bool(grantee and (grantee["kind"] or "").upper() in ("SHARE", "RECIPIENT", "ACCOUNT", "NAMESPACE"))
    return Grant(name, privilege, what[0], location, what[1], "share" if shared else "grant")


def _privileges(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(privilege, its columns) for each that lets values be read."""
    for part in comma_parts(text):
        found = re.match(r"^([`\w./ ]+?)\s*(?:\(([^()]*)\))?$", part.strip(), re.DOTALL)
        if found is None:
            continue
        word = found[1].strip("` ").upper()
        first = word.split()[0] if word else ""
        reads = first in READING or re.search(r"DATA(?:VIEWER|EDITOR|OWNER)|BIGQUERY\.ADMIN", word)
        if reads:
            columns = tuple(_plain(each).casefold() for each in comma_parts(found[2])) if found[2] else ()
            yield (first if first in READING else "SELECT"), columns


def _objects(text: str, privilege: str, dialect: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(relation, or `schema.*`, or `*`; its columns)"""
    text = text.strip()
    every = _ALL_IN.match(text)
    if every:
        yield from (
            (f"{_plain(each)}.*" if every[1].upper() == "SCHEMA" else "*", ()) for each in comma_parts(every[2])
        )
        return
    typed = _TYPED.match(text)
    kind = re.sub(r"\s+", " ", typed[1].upper()) if typed and "::" not in text[:1] else ""
    names = typed[2] if typed else text
    if kind in ("SCHEMA", "DATASET") and (
        privilege in ("SELECT", "CONTROL", "READ") or dialect in ("tsql", "bigquery", "databricks")
    ):
        yield from ((f"{_plain(each)}.*", ()) for each in comma_parts(names))
    elif kind in ("DATABASE", "CATALOG") and (privilege in ("SELECT", "CONTROL", "READ")):
        yield "*", ()
    elif kind in (
        "",
        "TABLE",
        "VIEW",
        "MATERIALIZED VIEW",
        "DYNAMIC TABLE",
        "EXTERNAL TABLE",
        "FOREIGN TABLE",
        "OBJECT",
        "FUNCTION",
        "PROCEDURE",
        "ROUTINE",
    ):
        for each in comma_parts(names):
            yield _object(each)


def _object(text: str) -> tuple[str, tuple[str, ...]]:
    found = re.match(rf"^({NAME}|[\w`\"*]+\.\*|\*\.\*|\*)\s*(?:\(([^()]*)\))?", text.strip())
    if found is None:
        return _plain(text), ()
    columns = (
        tuple(_plain(each).casefold() for each in comma_parts(found[2]))
        if found[2] and re.fullmatch(r"[\w\s,\[\]\"`]+", found[2])
        else ()
    )
    name = _plain(text.strip()[: found.end(1)])
    if text.strip().startswith(("*.*",)) or name == "*":
        return "*", ()
    star = re.match(r"^([`\"\w]+)\s*\.\s*\*", text.strip())
    return (f"{_plain(star[1])}.*", ()) if star else (name, columns)


def _roles(text: str, location: Location) -> Iterator[Permit]:
    everything = _EVERYTHING.match(text)
    if everything:
        yield from (Denial(_plain(who), "*", (), location, False) for who in comma_parts(everything["who"]))
        return
    found = _ROLE.match(text)
    taken = _LEAVE.match(text) if found is None else None
    both = found or taken
    if both is None:
        return
    for role in comma_parts(both["roles"]):
        for who in comma_parts(both["who"]):
            member = _WHO.match(who)
            kind = Membership if found else Leave
            yield kind(_plain(role), _plain(member["name"] if member else who), location)


def _publication(text: str, location: Location) -> Iterator[Permit]:
    taken = _TAKEN_OUT.match(text)
    if taken:
        for part in comma_parts(taken["what"]):
            relation = _object(re.sub(r"^(?:TABLE\s+)?(?:ONLY\s+)?", "", part, flags=re.IGNORECASE))[0]
            yield Denial(_plain(taken[1]), relation, (), location, False)
        return
    found = _PUBLICATION.match(text)
    if found is None:
        return
    name, what = _plain(found[1]), found["what"]
    if re.match(r"ALL\s+TABLES\b", what, re.IGNORECASE):
        yield Grant(name, "SELECT", "*", location, (), "publication")
        return
    for part in comma_parts(_without_options(what)):
        schema = re.match(r"(?:TABLES\s+IN\s+SCHEMA|ALL\s+TABLES\s+IN\s+SCHEMA)\s+(.+)", part, re.IGNORECASE)
        if schema:
            yield Grant(name, "SELECT", f"{_plain(schema[1])}.*", location, (), "publication")
            continue
        relation, columns = _object(re.sub(r"^(?:TABLE\s+)?(?:ONLY\s+)?", "", part, flags=re.IGNORECASE))
        if relation.upper() not in ("PUBLISH",):
            yield Grant(name, "SELECT", relation, location, columns, "publication")


def _without_options(text: str) -> str:
    return re.sub(r"\s+WITH\s*\(.*$", "", text, flags=re.IGNORECASE | re.DOTALL)


def _share(text: str, location: Location) -> Iterator[Permit]:
    found = _SHARE.match(text)
    if found is None:
        return
    schema = bool(found["all"]) or found["kind"].upper() == "SCHEMA"
    for part in comma_parts(found["what"]):
        name = _plain(_WITH_OPTIONS.sub("", re.sub(r"^(?:TABLE|VIEW|SCHEMA)\s+", "", part, flags=re.IGNORECASE)))
        yield Grant(_plain(found[1]), "SELECT", f"{name}.*" if schema else name, location, (), "share")


def _procedure(text: str, location: Location) -> Iterator[Permit]:
    """T-SQL's own procedures for replication articles and role members."""
    named = {name.lower(): found for name, found in _ARGUMENT.findall(text)}
    if _ARTICLE.search(text):
        name = named.get("source_object") or named.get("article")
        if name:
            owner = named.get("source_owner")
            yield Grant(
                named.get("publication", ""),
                "SELECT",
                f"{owner}.{name}" if owner else name,
                location,
                (),
                "publication",
            )
    elif call := _MEMBER_CALL.search(text):
        given = [*named.values()] or literals_in(text)
        if len(given) >= 2:
            role, member = _plain(named.get("rolename", given[0])), _plain(named.get("membername", given[1]))
            yield (Membership if call["way"].lower() == "add" else Leave)(role, member, location)
