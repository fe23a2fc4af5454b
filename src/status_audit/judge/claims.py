"""How far a claimed lawful collection reaches: never further than its own text, and never past the rule it answers."""

from __future__ import annotations

from dataclasses import dataclass

from status_audit.judge.case import STANDING, Case, Draft
from status_audit.judge.process import recorded
from status_audit.model.outcome import ExemptionNamed
from status_audit.model.policy import Claim, Exemption, Rule, System


@dataclass(frozen=True, slots=True)
class Question:
    """May a claim answer this rule for this draft?"""

    draft: Draft
    rule: Rule
    system: System
    case: Case

    def exemption(self, name: str) -> Exemption | None:
        return next((each for each in self.case.exemptions if each.id == name), None)


def nearest_claim(question: Question) -> ExemptionNamed | None:
    """The claim of this system that reaches, else its first one with the reason why not, else one made elsewhere.

    For a share, legal process recorded for the recipient is a claim too, and says more than one about collecting.
    """
    named = [_named(claim, _why_not(question, claim)) for claim in question.system.claims]
    if question.draft.act == "share":
        process = recorded(question.draft, question.rule, question.system, question.case)
        named = [process, *named] if process else named
    covering = next((each for each in named if each.covers), None)
    return covering or next(iter(named), None) or _claimed_elsewhere(question)


def _named(claim: Claim, why_not: str) -> ExemptionNamed:
    return ExemptionNamed(claim.exemption, claim.citation, claim.claimed_by, covers=not why_not, why_not=why_not)


def _claimed_elsewhere(question: Question) -> ExemptionNamed | None:
    """A sister system's claim would cover the field: say that it does not reach here."""
    here = question.system
    for other in question.case.project.systems:
        for claim in other.claims if _sisters(here, other) else ():
            exemption = question.exemption(claim.exemption)
            if exemption and not _out_of_reach(question, exemption):
                return _named(claim, f"it is claimed for {other.name}; this is in {here.name}")
    return None


def _sisters(one: System, other: System) -> bool:
    """Two systems of one owner: near enough that a reader would take a claim of one for a claim of both."""
    return one.name != other.name and bool(one.owner) and one.owner == other.owner


def _why_not(question: Question, claim: Claim) -> str:
    """Empty when the claim reaches this far; else one sentence a privacy officer can act on."""
    exemption = question.exemption(claim.exemption)
    if exemption is None:
        return f"no lawful collection is known by the name {claim.exemption}"
    if not claim.citation:
        return "the claim names no citation"
    ends = min((each for each in (claim.expires, exemption.expires) if each is not None), default=None)
    if ends is not None and ends < question.case.as_of:
        return f"the claim ended on {ends.isoformat()}"
    return _barred(question, exemption) or _of_another_nature(question, exemption) or _out_of_reach(question, exemption)


def _barred(question: Question, exemption: Exemption) -> str:
    """Services that may never ask (8 U.S.C. 1621(b)) cannot claim what other services may."""
    purpose = question.system.purpose
    for constraint in question.case.exemptions:
        if purpose and purpose in constraint.purposes and exemption.id in constraint.bars:
            return f"{constraint.citation}: a service for {purpose} cannot claim it"
    return ""


def _of_another_nature(question: Question, exemption: Exemption) -> str:
    rule, system = question.rule, question.system
    if exemption.basis == "constraint":
        return f"{exemption.citation} gives no ground to collect; it limits who may ask"
    if not rule.accepts(exemption):
        accepted = ", ".join(each.replace("_", " ") for each in rule.excused_by or ()) or "no such ground"
        ground = ", ".join(each.replace("_", " ") for each in exemption.bases or (exemption.basis,))
        return f"its ground is {ground}; {rule.citation} accepts {accepted}"
    if exemption.types and system.type not in exemption.types:
        return f"{exemption.citation} is for {', '.join(exemption.types)}; this system is {system.type}"
    if exemption.case_by_case and question.draft.act in STANDING:
        return f"{exemption.citation} needs a decision in each case; it is no ground for a standing field"
    return ""


def _out_of_reach(question: Question, exemption: Exemption) -> str:
    """Whether the text itself reaches this act, category and every kind that the rule speaks of."""
    draft = question.draft
    if draft.act not in (exemption.acts or STANDING):
        return f"{exemption.citation} speaks of collecting, not of this act ({draft.act})"
    kinds = [kind for kind in draft.every_kind if question.rule.selects_kind(draft.category, kind)]
    for kind in kinds or draft.every_kind:
        what = f"{draft.category} ({kind})"
        if any(each.covers(draft.category, kind) for each in exemption.not_covered):
            return f"{exemption.citation} does not cover {what}"
        if not any(each.covers(draft.category, kind) for each in exemption.covers):
            return f"{exemption.citation} does not name {what}"
    return ""
