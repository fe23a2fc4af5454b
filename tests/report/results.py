"""Small results that the tests of every format render."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from status_audit.model.outcome import (
    ExemptionNamed,
    Finding,
    GapFound,
    Law,
    Method,
    Outcome,
    Place,
    PolicyUsed,
    ProjectUsed,
    SourceRead,
    Step,
    Subject,
    Summary,
    SystemSeen,
    Tool,
    WaiverUsed,
    Witness,
)

T = TypeVar("T")
NASTY = "birth\x1b[31m\u202ectry\n\u200b=1+1"


GAP = GapFound("not-read", "unparsed", "db/schema.sql", "", 40, 2, "not understood.", "Look at it.", "1" * 32, "new")


def finding(name: str = "birth_ctry", **changes: object) -> Finding:
    plain = Finding(
        rule="place-of-birth-collected",
        category="place-of-birth",
        kind="country",
        about="self",
        act="collect",
        severity="error",
        confidence="high",
        state="new",
        subject=Subject("column", "library", "patron", name),
        location=Place("db/schema.sql", 14, 5, f"patron.{name}"),
        message="column holds country of birth",
        evidence=(Witness("name", "birth ctry", True), Witness("type", "char(2)", False)),
        laws=(
            Law(
                "safe-city",
                "Recommendation",
                "https://example.org/",
                "no",
                "banned",
                ExemptionNamed("x", "c", "who", False, "it ended"),
            ),
        ),
        waiver=None,
        recipient="",
        remedy="Stop asking.",
        fingerprint="0" * 32,
        flow=(Step("patron.birth_ctry", "db/schema.sql", 14, "origin"), Step("export.b", "q.sql", 3, "exported")),
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]


def outcome(*findings: Finding) -> Outcome:
    return Outcome(
        schema_version="1.0.0",
        tool=Tool("status-audit", "0"),
        as_of="2026-07-01",
        verdict="findings" if findings else "none-found",
        complete=False,
        strict=False,
        exit=1 if findings else 0,
        policies=(
            PolicyUsed("safe-city", "Safe city", "0", "recommendation", "2026-07-01", ("confirm with counsel",)),
        ),
        project=ProjectUsed(
            (SystemSeen("library", "library", "IT", "", True), SystemSeen("jail", "jail", "", "", False))
        ),
        sources=(SourceRead("db/schema.sql", "sql", "sql", "postgres", "0", 3, 1, "partly"),),
        findings=findings,
        gaps=(GAP,),
        statements_sent=(),
        unused=(),
        method=Method("status-audit 0", "0", "Measured: 9 of 10."),
        summary=Summary(1, 3, 1, 0, len(findings), 0, 0, 0, 0, 0, 1),
        notices=("Handle with care.",),
    )


WAIVED = finding(state="waived", waiver=WaiverUsed("o", "r", "c", "a", "2026-01-01", "2027-01-01"))


def with_changes(value: T, **changes: Any) -> T:
    """A copy of a dataclass with some of its fields changed."""
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]
