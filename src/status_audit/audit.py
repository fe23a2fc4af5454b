"""The only file that knows the order: read, assemble, classify, trace, link, judge."""

from __future__ import annotations

from status_audit.model.outcome import Outcome


def check() -> Outcome:
    """Audit the targets."""
    raise NotImplementedError
