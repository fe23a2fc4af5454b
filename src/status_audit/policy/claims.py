"""Claims of a project file name a lawful collection that somebody has written down; a slip of the pen is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from status_audit.documents import Opener, Problem, suggestion
from status_audit.errors import AuditError
from status_audit.policy.law import is_file, load_policy, packaged_policies
from status_audit.policy.library import load_exemptions


def claim_problems(data: Any, root: Path, opener: Opener) -> Iterator[Problem]:
    """Claims of exemptions that neither the library nor a policy of the project knows.

    Raises AuditError with the fault of a policy that could not be read and may be the one that has them: to say that
    the claim is wrong would name a consequence.
    """
    claims = list(_claims(data))
    if not claims:
        return
    known = {each.id for each in load_exemptions()}
    if any(name not in known for _, name in claims):
        added, faults = _of_policies(data, root, opener)
        known |= added
        if faults and any(name not in known for _, name in claims):
            raise faults[0]
    for at, name in claims:
        if name not in known:
            near = suggestion(name, known)
            hint = near if near.startswith("Did") else "A policy of the project may add its own, with a citation"
            yield Problem(at, f"no lawful collection is called {name!r}", hint)


def _claims(data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    systems = data.get("systems") if isinstance(data, Mapping) else None
    for position, system in enumerate(systems if isinstance(systems, list) else ()):
        claims = system.get("exemptions") if isinstance(system, Mapping) else None
        for number, claim in enumerate(claims if isinstance(claims, list) else ()):
            name = claim.get("exemption") if isinstance(claim, Mapping) else None
            if isinstance(name, str):
                yield ("systems", position, "exemptions", number, "exemption"), name


def _of_policies(data: Mapping[str, Any], root: Path, opener: Opener) -> tuple[set[str], list[AuditError]]:
    """Exemptions of the policies that the project names, and the faults of those that cannot be read."""
    named = data.get("policies")
    names = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
    found: set[str] = set()
    faults: list[AuditError] = []
    for name in (*packaged_policies(), *(each for each in names if is_file(each))):
        try:
            found |= {each.id for each in load_policy(name, root, opener).exemptions}
        except AuditError as fault:
            faults.append(fault)
    return found, faults
