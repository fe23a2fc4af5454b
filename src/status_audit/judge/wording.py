"""The sentences a person reads: what was found and what is claimed, and never more than that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from status_audit.judge.case import Draft
from status_audit.model import Classification
from status_audit.model.policy import Policy, Project
from status_audit.model.vocabulary import Category

STOP = {
    "inquire": "Stop asking; then stop writing the answer.",
    "collect": "Stop asking for it, then stop writing it; where a service needs to know, derive a yes/no flag.",
    "share": "Stop sharing it; then look at whether it needs to be held at all.",
    "use": "Look at whether this decision needs the value at all.",
}
WHO = "Say who gets it, under `recipients:` in the project file; stop the export where nobody can say."
HELD = (
    "Existing values: ask the records officer and counsel about retention, holds and 8 U.S.C. 1373 "
    "before anything is changed."
)
HANDLING = "This report describes where sensitive data is held. Ask counsel before publishing or attaching it."
LIMITS = "Paper, images, free text, e-mail and systems run by vendors were not examined."
CITED, ASK = "8 u.s.c. 1373", "confirm with counsel"
COUNSEL = "Not legal advice; confirm with counsel."
LAW_1373 = (
    "8 U.S.C. 1373 forbids restricting the exchange of immigration status with federal immigration authorities; "
    "findings about such sharing ask for review. It asks nobody to collect."
)


def phrase(category: str, kind: str, categories: Sequence[Category]) -> str:
    """What a kind is called in a sentence: as its category's file says."""
    for each in categories:
        if each.id == category:
            for name, words in each.kinds:
                if name == kind:
                    return words
    return f"{category.replace('-', ' ')} ({kind.replace('-', ' ')})"


def listed(words: Sequence[str]) -> str:
    """`country of birth, citizenship and a visa or its details`."""
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last


def found(classification: Classification, categories: Sequence[Category]) -> str:
    """The headline of a field's finding."""
    field = classification.field
    what = phrase(classification.category, classification.kind, categories)
    whose = "" if classification.subject in ("self", "unknown") else f" of a {classification.subject}"
    if field.kind == "question":
        return f"question asks for {what}{whose}"
    noun = {"attribute": "attribute", "property": "property", "parameter": "parameter"}.get(field.kind, "column")
    return f"{noun} holds {what}{whose}"


def remedy(draft: Draft, from_policy: str) -> str:
    """What to do first; what to do about values that are already stored stands apart, in the notices."""
    if draft.undecided:
        return "Answer the question in the project file."
    if draft.recipient_class == "unclassed":
        return WHO
    return from_policy or STOP.get(draft.act, "")


def notices(project: Project, policies: Sequence[Policy]) -> tuple[str, ...]:
    """What every report carries, less what a policy's own caveats already say."""
    said = " ".join(caveat for policy in policies for caveat in policy.caveats).casefold()
    general = [text for words, text in ((CITED, LAW_1373), (ASK, COUNSEL)) if words not in said]
    return (*_told(project), HELD, project.handling_notice or HANDLING, LIMITS, *general)


def _told(project: Project) -> Iterator[str]:
    """What the city told us of its own words: it changes what is found, so every report says it."""
    hints = (*project.hints, *(hint for system in project.systems for hint in system.hints))
    for each in hints:
        yield f"The project file takes `{each.term}` as {each.meaning} ({each.by}: {each.reason})."
