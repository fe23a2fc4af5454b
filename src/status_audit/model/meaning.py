"""What a field says about a person, and the evidence for saying so."""

from __future__ import annotations

from dataclasses import dataclass

from status_audit.model.schema import Field

CONFIDENCES = ("high", "medium", "low")
SUBJECTS = ("self", "relative", "pupil", "victim", "unknown")
KINDS = {
    "immigration-status": (
        "status",
        "citizenship",
        "nationality",
        "document-number",
        "visa",
        "work-authorisation",
        "entry",
        "enforcement",
        "eligibility-check",
    ),
    "place-of-birth": ("country", "subdivision", "city-or-facility", "foreign-born-flag", "unspecified"),
    "origin-proxy": ("passport", "foreign-id", "national-origin", "tax-id", "former-residence"),
    "personal-details": (
        "address",
        "contact",
        "workplace",
        "school",
        "relatives",
        "appointments",
        "custody-status",
        "release-date",
        "birth-date",
        "id-number",
        "medical",
        "photograph",
        "case-information",
    ),
}
"""Of the packaged categories, as their files declare them (a test compares); kept here so that a policy can be checked
without reading the vocabularies."""
ONLY_SHARED = ("personal-details",)
"""Packaged categories that only a share rule may select."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation about a field."""

    signal: str
    """Where it was seen: `name`, `container`, `label`, `comment`, `options`, `reference`, `entry`, `neighbour`,
    `title`, `type`, `path`, `declared-by-project` …"""
    matched: str
    """What was seen, in the words of the source."""
    supports: bool
    """False for evidence against."""
    entry: str = ""
    """The vocabulary entry's id."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    field: Field
    category: str
    kind: str
    confidence: str
    """`high`, `medium` or `low`."""
    evidence: tuple[Evidence, ...]
    subject: str = "unknown"
    """Whose data it is: one of `SUBJECTS`."""
    review: str = ""
    """The question a person must answer, where the words alone cannot decide; then it is `needs-review`."""
