"""The exemption library: lawful collections that a system may claim, and how far each of them reaches."""

from __future__ import annotations

from functools import cache

from status_audit.documents import load
from status_audit.model.policy import Exemption
from status_audit.policy.provisions import exemption
from status_audit.shipped import shipped


@cache
def load_exemptions() -> tuple[Exemption, ...]:
    """Every packaged lawful collection, by id. Packaged files are checked by the tests, not here."""
    folder = shipped("policies") / "exemptions"
    found = [exemption(load(each, f"exemptions/{each.name}").data) for each in folder.glob("*.yaml")]
    return tuple(sorted(found, key=lambda each: each.id))
