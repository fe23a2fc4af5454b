"""Who gets it: a name in a statement, classed by the project and the policies."""

from __future__ import annotations

from fnmatch import fnmatchcase

from status_audit.judge.case import Case
from status_audit.model.policy import Recipient

OUTSIDE = ("federal-immigration-authority", "other-federal", "police", "vendor", "public", "other-agency")


def recipient_of(name: str, case: Case) -> Recipient | None:
    """The first entry that matches; what the city says of its own recipients comes before what a policy says."""
    known = (*case.project.recipients, *(each for policy in case.policies for each in policy.recipients))
    return next((each for each in known if is_meant(name, each)), None)


def is_meant(name: str, entry: Recipient) -> bool:
    """Whether an entry names a recipient, by its name or by where it leads: `fed (host=db.example)`."""
    folded = name.casefold()
    short, _, address = folded.rstrip(")").partition(" (")
    return any(fnmatchcase(each, entry.match.casefold()) for each in dict.fromkeys((folded, short, address)) if each)


def entry_of(name: str, case: Case) -> Recipient | None:
    """What the city itself says of a recipient; None where its project file does not name it."""
    return next((each for each in case.project.recipients if is_meant(name, each)), None)


def class_of(name: str, case: Case) -> str:
    """One of `RECIPIENT_CLASSES`; `unclassed` when nobody has said who it is."""
    if name.casefold() == "public":
        return "public"
    found = recipient_of(name, case) if name else None
    return found.recipient_class if found else "unclassed"
