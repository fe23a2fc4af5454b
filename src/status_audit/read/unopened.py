"""Targets that could not be opened, and databases nobody reads yet: each is told, and none at all is an error."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace

from status_audit.errors import AuditError
from status_audit.model import Gap, Location
from status_audit.read.discover import Found


def accounted(found: Found, targets: int, databases: Sequence[str]) -> Found:
    """Targets that could not be opened become gaps; when none could, there is nothing to audit.

    Raises AuditError for the latter.
    """
    rights = "Check the path and its rights."
    unopened = [(each, "cannot be opened.", rights) for each in found.missing]
    unopened += [
        (without_password(each), "is a database server, which is not read yet.", "Save its schema and name that file.")
        for each in found.databases
    ]
    if unopened and len(unopened) == targets:
        name, reason, remedy = unopened[0]
        raise AuditError(f"{name} {reason.rstrip('.')}", remedy)
    missing = tuple(name for name, _, _ in unopened)
    reason = "is a database of the project file, and databases are not read yet."
    unopened += [(each, reason, "Save its schema as a file.") for each in databases]
    # A target that is there but may not be read has its gap from the reading of its folder.
    gaps = tuple(
        Gap("not-given", Location(each[0], ""), *each[1:]) for each in unopened if not os.path.lexists(each[0])
    )
    return replace(found, gaps=(*found.gaps, *gaps), missing=missing)


def without_password(url: str) -> str:
    """A database URL as it may be shown: whatever stands between the user and the host is left out."""
    return re.sub(r"^([^:/]+://[^:/@]*):.*@", r"\1@", url)
