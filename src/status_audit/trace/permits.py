"""Who may read a relation's columns: grants, role members, shares, publications, less what was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from status_audit.model import Grant, Location, Membership, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.grants import READING, Denial, Leave, Permit, is_default, permits_of
from status_audit.trace.names import DEFAULT_SCHEMAS, Place, shown, split_name, system_in

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

KINDS = frozenset(
    [
        "grant",
        "revoke",
        "create-publication",
        "alter-publication",
        "create-share",
        "alter-share",
        "alter-other",
        "execute",
    ]
)
READ_ALL = ("pg_read_all_data", "db_datareader", "db_owner")
BACKWARDS = ("down", "undo", "rollback")
"""Sections of a script that are not run when the rest of it is."""
RUNS = ("EXECUTE", "EXEC")
_EVERY = pattern_of(r"\bON\s+(?:ALL|FUTURE)\s+(?:(?P<views>(?:MATERIALIZED\s+)?VIEWS)|TABLES)\s+IN\b", re.IGNORECASE)
LEVELS = frozenset({"tsql", "mysql", "databricks", "bigquery", "clickhouse"})
"""Dialects in which a right on a schema is kept as such: taking back one table's leaves it. Elsewhere ALL TABLES IN
SCHEMA is only short for every table."""


class Given(NamedTuple):
    """A grant as it stands: of one relation, of a schema, of all."""

    grant: Grant
    default: bool
    """ALTER DEFAULT PRIVILEGES: about tables to come."""


class Taken(NamedTuple):
    """A REVOKE or DENY, and the key of what it is about."""

    at: str
    denial: Denial
    default: bool
    system: str


class Permits:
    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._given: dict[tuple[str, str], list[Given]] = {}
        """By (system, relation key, `schema.*` or `*`)."""
        self._taken: list[Taken] = []
        self._members: dict[str, list[Membership]] = {}
        self._left: list[Leave] = []
        sources = tracer.inventory.sources
        self._order = {each.path: (each.sequence[:1], number) for number, each in enumerate(sources) if each.sequence}
        self._undone = {each.path for each in sources if not each.replayed}
        self._dialects = {each.path: each.dialect for each in sources}
        self._narrowed: dict[tuple[str, int, int], str] = {}
        """What a grant on all of a schema is about, by its place: `views` or `tables` alone."""
        self._read()

    def _read(self) -> None:
        tracer = self._tracer
        rights = [number for number, each in enumerate(tracer.statements) if each.kind in KINDS and _may_permit(each)]
        defaults = {_point(tracer.statements[n].location) for n in rights if is_default(tracer.statements[n])}
        for grant in tracer.inventory.grants:
            if grant.kind != "server" and _point(grant.location) not in defaults:
                self._add(grant, tracer.names.system_of(grant.location.source))
        for member in tracer.inventory.memberships:
            self._add(member, tracer.names.system_of(member.location.source))
        for number in rights:
            statement = tracer.statements[number]
            every = _EVERY.search(statement.text)
            if every and (every["views"] or statement.dialect == "snowflake"):
                self._narrowed[_point(statement.location)] = "views" if every["views"] else "tables"
            for permit in permits_of(statement):
                if isinstance(permit, Grant | Membership) or self._is_run(statement):
                    self._add(permit, tracer.places[number].system, is_default(statement))

    def _is_run(self, statement: Statement) -> bool:
        """Whether a statement that takes back runs with the script: not in a routine, not in a section that undoes."""
        place, scope = statement.location, statement.scope
        called = bool(scope) and not scope.startswith("block ")
        return not called and place.part not in BACKWARDS and place.source not in self._undone

    def _add(self, permit: Permit, system: str, default: bool = False) -> None:
        if isinstance(permit, Membership):
            role = re.sub(r"^role\s+", "", permit.role.casefold())
            self._members.setdefault(role, []).append(permit)
            if role in READ_ALL:
                everything = Grant(permit.role, "SELECT", "*", permit.location)
                self._given.setdefault((system, "*"), []).append(Given(everything, False))
        elif isinstance(permit, Leave):
            self._left.append(permit)
        elif isinstance(permit, Denial):
            self._taken.append(Taken(self._at(permit.object, system), permit, default, system))
        elif _reads(permit.privilege.upper()):
            self._given.setdefault((system, self._at(permit.object, system)), []).append(Given(permit, default))

    def _at(self, name: str, system: str) -> str:
        if name.endswith("*"):
            return name.casefold()
        return self._tracer.names.key(split_name(name), Place(system, "", ""))

    def readers(self, relation: str, column: str) -> Iterator[tuple[Grant, str]]:
        """Every (grant, grantee) under which a column may be read; members of a role with the role's grant."""
        system = system_in(relation)
        schemas = [key for (known, key) in self._given if known == system and key.endswith(".*")]
        keys = [relation, "*", *(key for key in schemas if self._in_schema(relation, key))]
        routine = self._tracer.routines.routine(system, split_name(shown(relation))[-1]) is not None
        denied = self._denied(relation, column)
        seen = set()
        for key in keys:
            for given in self._given.get((system, key), ()):
                if key.endswith("*") and self._is_other(given.grant, relation):
                    continue
                if not _shows(given.grant, column, routine) or self._revoked(given, key, (relation, column)):
                    continue
                for grantee in self._with_members(given.grant.grantee):
                    outweighed = denied.get(grantee.casefold())
                    if outweighed is not None and not (given.grant.columns and not outweighed.columns):
                        continue
                    if (grantee, given.grant.kind) not in seen:
                        seen.add((grantee, given.grant.kind))
                        yield given.grant, grantee

    def _is_other(self, grant: Grant, relation: str) -> bool:
        """Whether a grant on all views says nothing of the relation, or one on all tables where views are apart."""
        narrowed = self._narrowed.get(_point(grant.location))
        if narrowed is None:
            return False
        kind = self._tracer.catalogue.kinds.get(relation, "")
        made = relation in self._tracer.created and kind != "table"
        view = relation in self._tracer.views or "view" in kind or made
        return view != (narrowed == "views")

    def _with_members(self, principal: str) -> list[str]:
        found, rest = [], [principal]
        while rest:
            name = rest.pop(0)
            if name not in found:
                found.append(name)
                members = self._members.get(name.casefold(), ())
                rest.extend(each.member for each in members if not self._has_left(each))
        return found

    def _has_left(self, member: Membership) -> bool:
        same = (each for each in self._left if each.role.casefold() == member.role.casefold())
        later = [each for each in same if each.member.casefold() == member.member.casefold()]
        again = [each for each in self._members.get(member.role.casefold(), ()) if each.member == member.member]
        last = again[-1] if again else member
        return any(self._later(each.location, last.location) for each in later)

    def _in_schema(self, relation: str, wide: str) -> bool:
        schema = split_name(wide[:-2])[-1]
        known = self._tracer.names.schemas_of(relation)
        if schema in known:
            return True
        unqualified = known <= set(DEFAULT_SCHEMAS)
        return unqualified and (
            schema in DEFAULT_SCHEMAS or not self._tracer.names.has_schema(system_in(relation), schema)
        )

    def _covers(self, taken: Taken, relation: str) -> bool:
        if taken.system != system_in(relation):
            return False
        if taken.at in (relation, "*"):
            return True
        return taken.at.endswith(".*") and self._in_schema(relation, taken.at)

    def _denied(self, relation: str, column: str) -> dict[str, Denial]:
        """DENY by folded principal, members of a denied role with it: it outweighs whatever is granted."""
        found: dict[str, Denial] = {}
        for each in self._taken:
            columns = each.denial.columns
            if each.denial.always and self._covers(each, relation) and (not columns or column in columns):
                for name in self._with_members(each.denial.grantee):
                    if columns or name.casefold() not in found:
                        found[name.casefold()] = each.denial
        return found

    def _revoked(self, given: Given, key: str, at: tuple[str, str]) -> bool:
        """Whether a later REVOKE of the same script or sequence took back the right on a (relation, column).

        In doubt the grant stands.
        """
        return any(self._takes(each, given, key, at) for each in self._taken if not each.denial.always)

    def _takes(self, taken: Taken, given: Given, key: str, at: tuple[str, str]) -> bool:
        grant, denial = given.grant, taken.denial
        relation, column = at
        if denial.grantee.casefold() != grant.grantee.casefold() or taken.default != given.default:
            return False
        if denial.columns and not (grant.columns and column in {each.casefold() for each in denial.columns}):
            return False  # one column taken from a right on the whole table: that right stands
        if not self._covers(taken, relation) or not self._later(denial.location, grant.location):
            return False
        wide = key != relation
        return not wide or taken.at in (key, "*") or self._dialects.get(grant.location.source, "") not in LEVELS

    def _later(self, one: Location, other: Location) -> bool:
        """Whether one place is run after the other: further down in the file, or in a later step of its sequence."""
        if one.source == other.source:
            return None not in (one.line, other.line) and _point(one)[1:] > _point(other)[1:]
        first, second = self._order.get(one.source), self._order.get(other.source)
        return first is not None and second is not None and first[0] == second[0] and first[1] > second[1]


def _point(place: Location) -> tuple[str, int, int]:
    return place.source, place.line or 0, place.column or 0


def _shows(grant: Grant, column: str, routine: bool) -> bool:
    if grant.columns and column not in {each.casefold() for each in grant.columns} and column != "*":
        return False
    return routine or grant.privilege.upper() not in RUNS


def _reads(privilege: str) -> bool:
    return privilege.split(maxsplit=1)[0] in READING or privilege.endswith(
        ("DATAVIEWER", "DATAEDITOR", "DATAOWNER", ".ADMIN")
    )


def _may_permit(statement: Statement) -> bool:
    if statement.kind == "execute":
        return "sp_add" in statement.text.casefold() or "sp_droprolemember" in statement.text.casefold()
    return statement.kind != "alter-other" or any(
        word in statement.text.upper() for word in ("MEMBER", "PRIVILEGES", "ADD USER", "DROP USER")
    )
