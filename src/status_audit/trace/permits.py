"""Who may read a relation's columns: grants, role members, shares, publications, less what was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from status_audit.model import Grant, Membership, Statement
from status_audit.trace.grants import READING, Denial, Permit, permits_of
from status_audit.trace.names import DEFAULT_SCHEMAS, Place, split_name, system_in

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


class Permits:
    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._grants: dict[tuple[str, str], list[Grant]] = {}
        """By (system, relation key, `schema.*` or `*`)."""
        self._denials: list[tuple[str, Denial]] = []
        self._members: dict[str, list[Membership]] = {}
        for grant in tracer.inventory.grants:
            if grant.kind == "server":
                continue
            self._add(grant, tracer.names.system_of(grant.location.source))
        for member in tracer.inventory.memberships:
            self._add(member, tracer.names.system_of(member.location.source))
        for number, statement in enumerate(tracer.statements):
            if statement.kind in KINDS and _may_permit(statement):
                for permit in permits_of(statement):
                    self._add(permit, tracer.places[number].system)

    def _add(self, permit: Permit, system: str) -> None:
        if isinstance(permit, Membership):
            role = re.sub(r"^role\s+", "", permit.role.casefold())
            self._members.setdefault(role, []).append(permit)
            if role in READ_ALL:
                self._grants.setdefault((system, "*"), []).append(Grant(permit.role, "SELECT", "*", permit.location))
        elif isinstance(permit, Denial):
            self._denials.append((self._at(permit.object, system), permit))
        elif _reads(permit.privilege.upper()):
            self._grants.setdefault((system, self._at(permit.object, system)), []).append(permit)

    def _at(self, name: str, system: str) -> str:
        if name.endswith("*"):
            return name.casefold()
        return self._tracer.names.key(split_name(name), Place(system, "", ""))

    def readers(self, relation: str, column: str) -> Iterator[tuple[Grant, str]]:
        """Every (grant, grantee) under which a column may be read; members of a role with the role's grant."""
        system = system_in(relation)
        schemas = [key for (known, key) in self._grants if known == system and key.endswith(".*")]
        keys = [relation, "*", *(key for key in schemas if self._in_schema(relation, key[:-2]))]
        seen = set()
        for key in keys:
            for grant in self._grants.get((system, key), ()):
                if grant.columns and column not in grant.columns and column != "*":
                    continue
                if self._denied(grant, key, relation, column):
                    continue
                for grantee in self._with_members(grant):
                    if (grantee, grant.kind) not in seen:
                        seen.add((grantee, grant.kind))
                        yield grant, grantee

    def _with_members(self, grant: Grant) -> list[str]:
        found, rest = [], [grant.grantee]
        while rest:
            name = rest.pop(0)
            if name not in found:
                found.append(name)
                rest.extend(each.member for each in self._members.get(name.casefold(), ()))
        return found

    def _in_schema(self, relation: str, schema: str) -> bool:
        known = self._tracer.names.schemas_of(relation)
        if schema in known:
            return True
        unqualified = known <= set(DEFAULT_SCHEMAS)
        return unqualified and (
            schema in DEFAULT_SCHEMAS or not self._tracer.names.has_schema(system_in(relation), schema)
        )

    def _denied(self, grant: Grant, key: str, relation: str, column: str) -> bool:
        for at, denial in self._denials:
            if denial.grantee.casefold() != grant.grantee.casefold() or at not in (key, relation):
                continue
            if denial.columns and column not in denial.columns:
                continue
            if denial.always or _later(denial, grant):
                return True
        return False


def _reads(privilege: str) -> bool:
    return privilege.split(maxsplit=1)[0] in READING or privilege.endswith(
        ("DATAVIEWER", "DATAEDITOR", "DATAOWNER", ".ADMIN")
    )


def _later(denial: Denial, grant: Grant) -> bool:
    one, other = denial.location, grant.location
    if one.source != other.source or one.line is None or other.line is None:
        return False
    return (one.line, one.column or 0) > (other.line, other.column or 0)


def _may_permit(statement: Statement) -> bool:
    if statement.kind == "execute":
        return "sp_add" in statement.text.casefold()
    return statement.kind != "alter-other" or any(
        word in statement.text.upper() for word in ("MEMBER", "PRIVILEGES", "ADD USER")
    )
