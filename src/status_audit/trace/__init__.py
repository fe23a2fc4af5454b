"""Statements + Inventory -> Facts; Facts + seeds -> Flow or Gap."""

from __future__ import annotations

from status_audit.trace.crossing import crossing
from status_audit.trace.flows import Traced
from status_audit.trace.link import links
from status_audit.trace.notation import Seed, seed_of
from status_audit.trace.tracer import Tracer

__all__ = ["Seed", "Traced", "Tracer", "crossing", "links", "seed_of"]
