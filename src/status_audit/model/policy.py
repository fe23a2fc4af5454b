"""What a policy bans and allows, what a city says of its own systems, and what it has already accepted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from status_audit.model.place import Location
from status_audit.model.vocabulary import Category

ACTS = ("collect", "inquire", "share", "use")
SEVERITIES = ("error", "warning", "note")
AGENCY_TYPES = (
    "state-agency",
    "public-body",
    "police",
    "jail",
    "school",
    "school-police",
    "court",
    "prosecutor",
    "health",
    "library",
    "contractor",
    "unknown",
)
RECIPIENT_CLASSES = (
    "federal-immigration-authority",
    "other-federal",
    "police",
    "vendor",
    "public",
    "other-agency",
    "own",
    "unclassed",
)
IN_FORCE = ("in-force", "bill", "repealed", "recommendation")
VERIFIED = ("yes", "partly", "no")
EFFECTS_OF_RULES = ("banned", "review")
BASES = (
    "required_by_law",
    "authorised",
    "eligibility",
    "agency_duty",
    "court",
    "criminal_investigation",
    "consent",
    "aggregate",
    "treaty",
    "litigation",
    "pass_through",
    "constraint",
)
"""Grounds of a lawful collection. A rule says which of them its text accepts (`Rule.excused_by`)."""
PURPOSES = ("immigration-enforcement", "civil-immigration-enforcement", "registration", "any")
"""What a share rule says the recipient wants it for; `any` where the text asks no purpose."""
ADMINISTRATIVE = ("administrative-warrant", "administrative-subpoena")
"""Process that the asking agency signs itself (I-200, I-205, a detainer): no text here accepts it."""
PROCESSES = (
    "article-iii-warrant",
    "federal-criminal-warrant",
    "judicial-warrant",
    "judicial-subpoena",
    "court-order",
    *ADMINISTRATIVE,
)
"""Grades of legal process, strongest first."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Categories and kinds a rule or an exemption speaks of; empty `kinds` means every kind of the category."""

    category: str
    kinds: tuple[str, ...] = ()

    def covers(self, category: str, kind: str) -> bool:
        return self.category == category and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Authority:
    """The text a policy encodes."""

    citation: str
    url: str = ""
    quote: str = ""
    verified: str = "no"
    """`yes` (operative text seen), `partly`, `no`."""
    not_seen: str = ""
    seen_for: tuple[str, ...] = ()
    """Agency types whose inclusion was seen as text; empty means all that the policy applies to."""
    beyond: str = ""
    """On what it rests that other agencies are meant too."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    """Unique in its policy; findings carry the rule name `<category>-<what>`, not this id."""
    act: str
    selects: tuple[Selection, ...]
    severity: str
    citation: str
    why: str
    remedy: str
    applies_to: tuple[str, ...] = ()
    """Agency types; empty means every public body."""
    recipients: tuple[str, ...] = ()
    """Recipient classes a share rule speaks of; empty means every class but `own`."""
    purposes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Plain-word exceptions in the text that only a person can check."""
    subjects: tuple[str, ...] = ()
    """Whose data; empty means anyone's."""
    effect: str = "banned"
    """`banned` or `review`."""
    excused_by: tuple[str, ...] | None = None
    """Bases of a claim that the text accepts; None where the policy does not say, which accepts every basis but
    `constraint`. Where an exemption's basis is not among them, the claim does not reach this rule."""
    process: tuple[str, ...] = ()
    """Grades of legal process that the text accepts for a disclosure."""
    verified: str = ""
    """How much of this part of the text was seen; a policy that builds on it does not change that."""
    url: str = ""
    """Where the cited section can be read; empty where only another section's address is known."""

    def selects_kind(self, category: str, kind: str) -> bool:
        return any(each.covers(category, kind) for each in self.selects)

    def accepts(self, exemption: Exemption) -> bool:
        """Whether the ground of this lawful collection is one that the rule's text excuses."""
        grounds = exemption.bases or (exemption.basis,)
        if self.excused_by is None:
            return "constraint" not in grounds
        return any(each in self.excused_by for each in grounds)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A collection some law requires or allows, which a system may claim."""

    id: str
    title: str
    citation: str
    basis: str
    """One of `BASES`: the first of `bases`."""
    covers: tuple[Selection, ...]
    not_covered: tuple[Selection, ...]
    who: str = ""
    note: str = ""
    acts: tuple[str, ...] = ()
    """Empty means collect and inquire."""
    verified: str = "no"
    as_seen: str = ""
    bases: tuple[str, ...] = ()
    """Every ground the text gives: SNAP is required by law and a test of eligibility; empty means `basis` alone."""
    systems: tuple[str, ...] = ()
    """Plain words for the systems it is about: `HR onboarding`; shown where a claim does not reach another system."""
    types: tuple[str, ...] = ()
    """Agency types that may claim it; empty means every type."""
    purposes: tuple[str, ...] = ()
    """Of a constraint: the `System.purpose` words it speaks of (`shelter`, `immunization` …)."""
    bars: tuple[str, ...] = ()
    """Of a constraint: exemptions that a system with such a purpose cannot claim."""
    case_by_case: bool = False
    """The ground needs a person's decision each time, so it never excuses a standing column or question."""
    approver: str = ""
    expires: datetime.date | None = None
    not_seen: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    id: str
    what: str
    to_whom: str
    due: str
    """Plain words, or a yearly date `MM-DD`."""
    citation: str
    every: str = ""
    """`year`, `2 years` …; with a yearly date."""
    since: str = ""
    """ISO date of the first time, where `every` is more than a year."""
    contributes: str = ""
    """What the result of an audit contributes to it."""


@dataclass(frozen=True, slots=True)
class Due:
    """One duty of one policy, as of a day."""

    policy: str
    """The policy's id."""
    duty: Duty
    next: datetime.date | None
    """The next day it is due, today included; None where the text gives no date, or its only date is past."""
    when: str
    """For people: the next date, or the text's own words."""


@dataclass(frozen=True, slots=True)
class Process:
    """Legal process that the city says it has for a recipient: a claim, with its citation and its end."""

    grade: str
    """One of `PROCESSES`."""
    citation: str
    """Court and number of the order, or the instrument."""
    claimed_by: str
    expires: datetime.date
    systems: tuple[str, ...] = ()
    """Names of the systems it reaches; empty means every system."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name pattern (shell wildcards, folded) and the class of whoever it names."""

    match: str
    title: str
    recipient_class: str
    purpose: str = ""
    """Of the project: what the recipient gets it for, in plain words."""
    process: tuple[Process, ...] = ()
    """Of the project: legal process recorded for it."""


@dataclass(frozen=True, slots=True)
class Policy:
    id: str
    title: str
    jurisdiction: str
    authority: Authority
    rules: tuple[Rule, ...]
    sha256: str
    in_force: str
    """`in-force`, `bill`, `repealed`, `recommendation`."""
    as_seen: str
    """ISO date the text was looked at."""
    effective: str
    summary: str = ""
    caveats: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    duties: tuple[Duty, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    penalty: str = ""
    grandfather_before: str = ""
    """ISO date: a system activated on or before it may claim the grandfather clause of the text."""
    applies_to: tuple[str, ...] = ()
    grandfather_citation: str = ""
    grandfather_rules: tuple[str, ...] = ()
    """Ids of the rules that the grandfather clause reaches; empty means every collect and inquire rule."""
    grandfather_note: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    """(term, what this text means by it)."""
    extends: tuple[str, ...] = ()
    """Ids of the policies it was built on."""
    sources: tuple[str, ...] = ()
    """Ids in `policies/sources/laws.yaml`: where the facts of a packaged policy come from."""
    categories: tuple[Category, ...] = ()
    """Categories that the policy adds to the packaged ones."""
    path: str = ""
    """The file as shown to people; empty for a packaged policy."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A system says that an exemption is its ground. Never accepted without a citation."""

    exemption: str
    citation: str
    claimed_by: str
    reason: str = ""
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a city tells the classifier about its own words, with a name and a reason."""

    term: str
    """A word (`citizen`) or a field pattern (`client.res_stat`)."""
    meaning: str
    """A category, `<category>/<kind>`, or `any-resident`, `not-personal`, `none` …"""
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class System:
    name: str
    paths: tuple[str, ...] = ()
    """Wildcards relative to the root."""
    schemas: tuple[str, ...] = ()
    type: str = "unknown"
    owner: str = ""
    activated_on: datetime.date | None = None
    claims: tuple[Claim, ...] = ()
    hints: tuple[Hint, ...] = ()
    purpose: str = ""
    """What it serves, in a word that a constraint may name: `shelter`, `immunization`, `disaster-relief` …"""
    retention_cleared: str = ""
    """`by, date, citation` of whoever cleared stored values for removal; empty where nobody has."""


@dataclass(frozen=True, slots=True)
class Database:
    alias: str
    url: str
    """Without a password."""
    system: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredLink:
    """The project says where a question's answer is stored."""

    question: str
    column: str


@dataclass(frozen=True, slots=True)
class Project:
    """The one project file of a run, or the empty one."""

    root: str = ""
    path: str = ""
    policies: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    dialects: tuple[tuple[str, str], ...] = ()
    """(path wildcard, dialect), first match wins."""
    systems: tuple[System, ...] = ()
    databases: tuple[Database, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    links: tuple[DeclaredLink, ...] = ()
    hints: tuple[Hint, ...] = ()
    waivers: str = ""
    baseline: str = ""
    fail_on: str = ""
    handling_notice: str = ""
    connectors: tuple[str, ...] = ()
    """Connector files of the city's own, relative to the root."""


@dataclass(frozen=True, slots=True)
class Waiver:
    rule: str
    field: str
    """The ref of the field or container it excuses, or a finding's fingerprint."""
    owner: str
    reason: str
    citation: str
    approved_by: str
    created: datetime.date
    expires: datetime.date
    location: Location
    system: str = ""
    """The one system it speaks of; empty where the file names none, which does while only one has the field."""


@dataclass(frozen=True, slots=True)
class Known:
    """One finding or gap of a baseline; all but the fingerprint is there for people."""

    fingerprint: str
    rule: str
    ref: str
    path: str
    first_seen: str
    """ISO date."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Fingerprints of findings and gaps that were there before."""

    path: str = ""
    fingerprints: frozenset[str] = frozenset()
    entries: tuple[Known, ...] = ()
