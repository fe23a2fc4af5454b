"""YAML, JSON and TOML that remember the line of every key, so that a fault names file, line and key."""

from __future__ import annotations

from status_audit.documents.checked import Problem, check, problems, refuse, suggestion
from status_audit.documents.document import Document, Limits, Mark, fault
from status_audit.documents.opened import Opener, load, open_file, parse

__all__ = [
    "Document",
    "Limits",
    "Mark",
    "Opener",
    "Problem",
    "check",
    "fault",
    "load",
    "open_file",
    "parse",
    "problems",
    "refuse",
    "suggestion",
]
