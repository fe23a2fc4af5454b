"""What an audit says: the one value that every report is rendered from, shaped as the JSON contract."""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA_VERSION = "1.0.0"
STATES = ("new", "baseline", "waived", "exemption-claimed", "suppressed")
EFFECTS = ("banned", "review", "exemption-claimed", "grandfather-claimed", "not-applicable")


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class DutyDue:
    """What a policy in force asks to be reported: what, to whom, by when, and what this result adds to it."""

    id: str
    what: str
    to_whom: str
    citation: str
    due: str
    """As the policy has it: plain words, `MM-DD`, or a date."""
    next: str
    """ISO date, on or after the as-of date; empty where the text gives none or its only date is past."""
    when: str
    """For people: `2027-03-01 (every year)`, or the text's own words."""
    contributes: str
    """What an audit can give to it; empty where it can give nothing."""
    found: str
    """What this run found under the policy, in one sentence."""

    def __str__(self) -> str:
        whom = f", to: {self.to_whom}" if self.to_whom else ""
        return f"{self.what}{whom}; due: {self.when} ({self.citation})"


@dataclass(frozen=True, slots=True)
class PolicyUsed:
    id: str
    title: str
    sha256: str
    in_force: str
    as_seen: str
    caveats: tuple[str, ...] = ()
    duties: tuple[DutyDue, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemSeen:
    name: str
    type: str
    owner: str
    activated_on: str
    examined: bool


@dataclass(frozen=True, slots=True)
class ProjectUsed:
    systems: tuple[SystemSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRead:
    path: str
    kind: str
    reader: str
    dialect: str
    sha256: str
    fields: int
    statements: int
    reading: str
    """`read`, `partly`, `unread`."""


@dataclass(frozen=True, slots=True)
class Subject:
    kind: str
    """`column`, `question`, `property`, `attribute`, `statement`, `grant`."""
    system: str
    container: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    line: int | None
    column: int | None
    ref: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    signal: str
    matched: str
    supports: bool


@dataclass(frozen=True, slots=True)
class ExemptionNamed:
    id: str
    citation: str
    claimed_by: str
    covers: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    policy: str
    citation: str
    url: str
    verified: str
    effect: str
    exemption: ExemptionNamed | None = None
    note: str = ""
    """What the text leaves to a person: its exceptions, the purpose, legal process, when the field was added."""


@dataclass(frozen=True, slots=True)
class WaiverUsed:
    owner: str
    reason: str
    citation: str
    approved_by: str
    created: str
    expires: str


@dataclass(frozen=True, slots=True)
class Step:
    ref: str
    path: str
    line: int | None
    how: str


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    category: str
    kind: str
    about: str
    act: str
    severity: str
    confidence: str
    state: str
    subject: Subject
    location: Place
    message: str
    evidence: tuple[Witness, ...]
    laws: tuple[Law, ...]
    waiver: WaiverUsed | None
    recipient: str
    flow: tuple[Step, ...]
    remedy: str
    fingerprint: str
    occurrence: int = 1
    """Tells equal fingerprints of one run apart; the first is 1."""


@dataclass(frozen=True, slots=True)
class GapFound:
    rule: str
    """Always `not-read`."""
    kind: str
    path: str
    ref: str
    line: int | None
    count: int
    reason: str
    remedy: str
    fingerprint: str
    state: str


@dataclass(frozen=True, slots=True)
class Method:
    engine: str
    vocabulary_sha256: str
    measured: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Fields and form questions of one category, whether or not a rule of the run speaks of them."""

    category: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    sources: int = 0
    fields: int = 0
    statements: int = 0
    skipped: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    waived: int = 0
    baseline: int = 0
    claimed: int = 0
    """Set apart by a claim: lawful collection, a system older than the law, or legal process."""
    gaps: int = 0
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Files passed over by a rule, not by a fault: ignored by git, excluded by the caller."""

    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    schema_version: str
    tool: Tool
    as_of: str
    verdict: str
    """`findings` or `none-found`."""
    complete: bool
    strict: bool
    exit: int
    policies: tuple[PolicyUsed, ...]
    project: ProjectUsed
    sources: tuple[SourceRead, ...]
    findings: tuple[Finding, ...]
    gaps: tuple[GapFound, ...]
    statements_sent: tuple[str, ...]
    unused: tuple[str, ...]
    method: Method
    summary: Summary
    notices: tuple[str, ...] = ()
    """Sentences every report carries: the handling notice, what was not examined, 8 U.S.C. 1373, not legal advice."""
    left_out: tuple[LeftOut, ...] = ()
    handling: str = ""
    """The handling notice alone, for formats that set it apart; it stands in `notices` as well."""
