"""Which rules of which policies a draft meets, what is claimed to excuse it, and how severe that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.judge.case import Case, Draft
from status_audit.judge.claims import Question, grandfathered, nearest_claim
from status_audit.model.outcome import Law
from status_audit.model.policy import SEVERITIES, Policy, Rule, System

EVERY_BODY = "public-body"


@dataclass(frozen=True, slots=True)
class Ruling:
    severity: str
    """Empty when no policy in force has a rule for it."""
    laws: tuple[Law, ...]
    excused: bool
    """Every rule it meets is answered by a claim."""
    remedy: str


def rule_on(draft: Draft, case: Case) -> Ruling:
    """Hold one draft against every policy of the run; the strictest effect wins and every law is listed."""
    system = _system(draft.subject.system, case)
    met = [(policy, rule) for policy in case.policies for rule in _rules_met(draft, policy, system)]
    laws: dict[tuple[str, str, str], Law] = {}
    for policy, rule in met:
        law = _law(draft, policy, rule, system, case)
        laws.setdefault((law.policy, law.citation, law.effect), law)
    severity = min((rule.severity for _, rule in met), key=SEVERITIES.index, default="")
    claims = ("exemption-claimed", "grandfather-claimed")
    return Ruling(
        severity=severity,
        laws=tuple(laws.values()),
        excused=bool(laws) and all(law.effect in claims for law in laws.values()),
        remedy=next((rule.remedy for _, rule in met if rule.remedy), ""),
    )


def _system(name: str, case: Case) -> System:
    return next((each for each in case.project.systems if each.name == name), System(name))


def _rules_met(draft: Draft, policy: Policy, system: System) -> Iterator[Rule]:
    for rule in policy.rules:
        if rule.act != draft.act or not any(each.covers(draft.category, draft.kind) for each in rule.selects):
            continue
        if not _applies(rule.applies_to or policy.applies_to, system.type):
            continue
        if rule.subjects and draft.about not in (*rule.subjects, "unknown"):
            continue
        if draft.act == "share" and not _recipient_meant(rule, draft.recipient_class):
            continue
        yield rule


def _applies(types: tuple[str, ...], system_type: str) -> bool:
    """An unknown agency type meets every rule: silence about an agency must not excuse it."""
    return not types or system_type in ("unknown", "", *types) or EVERY_BODY in types


def _recipient_meant(rule: Rule, recipient_class: str) -> bool:
    """A recipient that nobody has classed may be any of them, so the rule is listed for a person to look at."""
    return not rule.recipients or recipient_class in ("unclassed", *rule.recipients)


def _law(draft: Draft, policy: Policy, rule: Rule, system: System, case: Case) -> Law:
    named = nearest_claim(Question(draft, rule, system, case))
    effect = rule.effect
    if named is not None and named.covers:
        effect = "exemption-claimed"
    elif grandfathered(rule, policy, system):
        effect = "grandfather-claimed"
    return Law(
        policy=policy.id,
        citation=rule.citation or policy.authority.citation,
        url=policy.authority.url,
        verified=rule.verified or policy.authority.verified,
        effect=effect,
        exemption=named,
    )
