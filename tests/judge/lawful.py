"""Builds small cases of packaged law: a field that is held, or a grant of it to somebody."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from status_audit.judge import Case, judge
from status_audit.model import Classification, Evidence, Field, Flow, Hop, Inventory, Location, Source
from status_audit.model.outcome import Finding, Law
from status_audit.model.policy import (
    Claim,
    Project,
    Recipient,
    System,
)
from status_audit.policy import load_exemptions, load_policies
from status_audit.policy.categories import categories_for

AS_OF = datetime.date(2026, 12, 1)
SNAP = Claim("snap", "7 U.S.C. 2015(f)", "Benefits office")


def held(what: str, path: str = "schema.sql", name: str = "field") -> Classification:
    category, _, kind = what.partition("/")
    at = Location(path, f"client.{name}", 3, 1)
    field = Field(name, "client", "column", at, system="agency")
    return Classification(field, category, kind, "high", (Evidence("name", name, supports=True),), "self")


def case_of(policies: tuple[str, ...], *found: Classification, system: System | None = None) -> Case:
    loaded = load_policies(policies, Path())
    return Case(
        inventory=Inventory(
            fields=tuple(each.field for each in found),
            sources=tuple(Source(each.field.location.source, "sql") for each in found),
            system_of=tuple((each.field.location.source, "agency") for each in found),
        ),
        classifications=found,
        flows=(),
        policies=loaded,
        project=Project(systems=(system or System("agency", type="public-body"),)),
        as_of=AS_OF,
        exemptions=load_exemptions(),
        categories=categories_for(loaded),
    )


def one(case: Case) -> Finding:
    (finding,) = judge(case)
    return finding


def law_of(finding: Finding, policy: str) -> Law:
    return next(each for each in finding.laws if each.policy == policy)


def shared(policies: tuple[str, ...], what: str, entry: Recipient, *more: str) -> Case:
    """A grant of these fields to the recipient."""
    found = tuple(held(each, name=f"f{number}") for number, each in enumerate((what, *more)))
    flows = []
    for each in found:
        at = each.field.location
        to = f"grant:{entry.match}.client.{each.field.name}"
        hops = (Hop(at.ref, at, "declared"), Hop(to, Location("grants.sql", to, 7), "grant"))
        flows.append(Flow((at.ref,), to, "grant", entry.match, "high", hops, "agency"))
    case = case_of(policies, *found)
    return replace(case, flows=tuple(flows), project=replace(case.project, recipients=(entry,)))


def share_of(case: Case) -> Finding:
    return next(each for each in judge(case) if each.rule.endswith("-shared"))


FEED = Recipient("ice_feed", "", "federal-immigration-authority")
