"""The words a project file explains, and whether what it takes them for is known."""

from __future__ import annotations

import difflib

from status_audit.errors import AuditError
from status_audit.model.policy import Hint, Project


def hints_of(project: Project, categories: set[str]) -> tuple[Hint, ...]:
    """Every hint of the project. Raises AuditError for one that means nothing."""
    hints = (*project.hints, *(hint for system in project.systems for hint in system.hints))
    for each in hints:
        meant = each.meaning.removeprefix("not:").partition("/")[0]
        if meant not in (*categories, "any-resident", "not-personal", "none"):
            near = difflib.get_close_matches(meant, [*categories, "any-resident", "not-personal", "none"], 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(categories))}, none"
            raise AuditError(f"{project.path}: hint for {each.term}: no such meaning: {each.meaning}", hint)
    return hints
