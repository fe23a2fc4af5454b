"""What the judge looks at, and the half-made findings it passes along while judging."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from status_audit.model import Classification, Flow, Inventory, Reading
from status_audit.model.outcome import Place, Step, Subject, Witness
from status_audit.model.policy import Baseline, Due, Exemption, Policy, Project, Waiver
from status_audit.model.vocabulary import Category

STANDING = ("collect", "inquire")
"""Acts that last: a column stands, a form asks everyone."""


def _no_text(_path: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller asked for; nothing here changes what is read."""

    fail_on: str = "error"
    """`error`, `warning`, `note` or `never`."""
    min_confidence: str = "medium"
    strict: bool = False
    suppressions: bool = True
    """False shows findings that waivers, baseline and inline comments would set apart."""
    only: tuple[str, ...] = ()
    """Of `schema`, `forms`, `queries`; empty means all."""


@dataclass(frozen=True, slots=True)
class Case:
    inventory: Inventory
    classifications: tuple[Classification, ...]
    flows: tuple[Flow, ...]
    policies: tuple[Policy, ...]
    project: Project
    as_of: datetime.date
    settings: Settings = field(default_factory=Settings)
    exemptions: tuple[Exemption, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    unread: frozenset[str] = frozenset()
    """Paths of sources that were not read, or only partly."""
    text_of: Callable[[str], str] = _no_text
    """A source's text by its path, for the days that migrations write into it; empty where there is none."""
    duties: tuple[Due, ...] = ()
    """What the policies in force ask to be reported, as of the day of the run."""
    categories: tuple[Category, ...] = ()
    """What was looked for: their words for a sentence, and which of them count only where they are shared."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was opened to build the case."""

    readings: tuple[Reading, ...]
    missing: tuple[str, ...] = ()
    """Targets that could not be opened."""
    vocabulary: str = ""
    """Hex digest of the vocabulary."""
    left_out: tuple[tuple[str, int], ...] = ()
    """(why, count) of files passed over by a rule."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before the law, the waivers and the baseline have been held against it."""

    rule: str
    category: str
    kind: str
    act: str
    confidence: str
    subject: Subject
    place: Place
    message: str
    evidence: tuple[Witness, ...] = ()
    about: str = "unknown"
    recipient: str = ""
    recipient_class: str = ""
    flow: tuple[Step, ...] = ()
    undecided: bool = False
    """True when a person must answer a question first: then it is never more than a note."""
    severity: str = ""
    """Set where the rule's name fixes it; empty leaves it to the policies."""
    kinds: tuple[str, ...] = ()
    """Every kind that is meant, where there are several: one share may carry country and city of birth."""

    @property
    def every_kind(self) -> tuple[str, ...]:
        return self.kinds or (self.kind,)
