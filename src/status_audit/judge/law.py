"""Which rules of which policies a draft meets, what is claimed to excuse it, and how severe that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from status_audit.judge.case import Case, Draft
from status_audit.judge.citations import differ
from status_audit.judge.claims import Question, nearest_claim
from status_audit.judge.grandfather import before, could_be_claimed
from status_audit.judge.process import process_note
from status_audit.judge.recipients import entry_of
from status_audit.judge.wording import listed, phrase
from status_audit.model.outcome import ExemptionNamed, Law
from status_audit.model.policy import SEVERITIES, Policy, Rule, System

EVERY_BODY = "public-body"
IMMIGRATION_AUTHORITY = "federal-immigration-authority"
FEDERAL = (IMMIGRATION_AUTHORITY, "other-federal")
STATUS = "immigration-status"
LAW_1373 = "8 U.S.C. 1373"
NOT_LAW = {"bill": "A bill, not law as far as seen.", "repealed": "Repealed, as far as seen."}
CLAIMS = ("exemption-claimed", "grandfather-claimed")
HALF_SEEN = {"no": "was not seen as text", "partly": "was seen in part only"}
REVIEWED = "warning"
"""How severe a rule may be that only a person can say to be met."""
REVIEW_1373 = "Review with counsel: 8 U.S.C. 1373. What is not collected cannot be shared."


@dataclass(frozen=True, slots=True)
class Ruling:
    severity: str
    """Empty when no policy in force has a rule for it."""
    laws: tuple[Law, ...]
    excused: bool
    """Every rule it meets is answered by a claim."""
    remedy: str
    kind: str = ""
    """The first kind of the draft that a rule names."""


def rule_on(draft: Draft, case: Case) -> Ruling:
    """Hold one draft against every policy of the run; the strictest effect wins and every law is listed."""
    system = _system(draft.subject.system, case)
    met = [(policy, rule) for policy in case.policies for rule in _rules_met(draft, policy, system)]
    laws: dict[tuple[str, str, str], Law] = {}
    for policy, rule in met:
        law = _law(policy, Question(draft, rule, system, case))
        laws.setdefault((law.policy, law.citation, law.effect), law)
    severity = min((_severity(draft, rule, case) for _, rule in met), key=SEVERITIES.index, default="")
    remedy = next((rule.remedy for _, rule in met if rule.remedy), "")
    kinds = [each for each in draft.every_kind if any(rule.selects_kind(draft.category, each) for _, rule in met)]
    return Ruling(
        severity=severity,
        laws=tuple(laws.values()),
        excused=bool(laws) and all(law.effect in CLAIMS for law in laws.values()),
        remedy=REVIEW_1373 if is_protected(draft) and "1373" not in remedy else remedy,
        kind=next(iter(kinds), draft.kind),
    )


def _severity(draft: Draft, rule: Rule, case: Case) -> str:
    """As the rule has it; where the project records another purpose than the rule speaks of, no more than a warning."""
    other = _plain(_other_purpose(draft, rule, case))
    if not other or any(_plain(each) in other for each in rule.purposes):
        return rule.severity
    return max(rule.severity, REVIEWED, key=SEVERITIES.index)


def _other_purpose(draft: Draft, rule: Rule, case: Case) -> str:
    """What the project file gives as the recipient's purpose, where the rule speaks of others; else empty."""
    if draft.act != "share" or not rule.purposes or "any" in rule.purposes:
        return ""
    entry = entry_of(draft.recipient, case)
    purpose = entry.purpose if entry is not None else ""
    return "" if _plain(purpose) in map(_plain, rule.purposes) else purpose


def _plain(purpose: str) -> str:
    """Civil enforcement is enforcement: which of the two is recorded must not excuse a share."""
    return " ".join(purpose.casefold().replace("-", " ").split()).removeprefix("civil ")


def is_protected(draft: Draft) -> bool:
    """8 U.S.C. 1373 limits rules against giving a federal agency status; it names neither birthplace nor address."""
    return draft.act == "share" and draft.category == STATUS and draft.recipient_class in FEDERAL


def is_unknown(draft: Draft) -> bool:
    """A share with somebody whom neither the project nor a policy has classed."""
    return draft.act == "share" and draft.recipient_class in ("", "unclassed")


def _system(name: str, case: Case) -> System:
    return next((each for each in case.project.systems if each.name == name), System(name))


def _rules_met(draft: Draft, policy: Policy, system: System) -> Iterator[Rule]:
    for rule in policy.rules:
        if rule.act != draft.act or not any(rule.selects_kind(draft.category, kind) for kind in draft.every_kind):
            continue
        # The federal caution stands for every agency, whomever the policy that builds on it binds.
        types = () if rule.citation == LAW_1373 else rule.applies_to or policy.applies_to
        if not _applies(types, system.type):
            continue
        if rule.subjects and draft.about not in (*rule.subjects, "unknown"):
            continue
        if draft.act == "share" and not recipient_meant(rule, draft.recipient_class):
            continue
        yield rule


def _applies(types: tuple[str, ...], system_type: str) -> bool:
    """An unknown agency type meets every rule: silence about an agency must not excuse it."""
    return not types or system_type in ("unknown", "", *types) or EVERY_BODY in types


def recipient_meant(rule: Rule, recipient_class: str) -> bool:
    """A recipient that nobody has classed may be any of them, so the rule is listed for a person to look at."""
    return not rule.recipients or recipient_class in ("unclassed", *rule.recipients)


def _law(policy: Policy, question: Question) -> Law:
    draft, rule, system, case = question.draft, question.rule, question.system, question.case
    named = nearest_claim(question)
    old = before(draft, rule, policy, system, case)
    effect, notes = _undecided(question)
    if policy.in_force in NOT_LAW and rule.citation != LAW_1373:
        effect, notes = "review", (*notes, NOT_LAW[policy.in_force])
    notes = (*notes, _named_of_several(question))
    if named is not None and named.covers:
        effect = "exemption-claimed"
        notes = (*notes, _of_another_law(question, named), _seen_of_the_claim(question, named))
    elif old is not None:
        effect = "grandfather-claimed" if old.claimed else "review"
        notes = (*notes, old.note)
    else:
        notes = (*notes, could_be_claimed(rule, policy, system, case))
    return Law(
        policy=policy.id,
        citation=rule.citation or policy.authority.citation,
        url=rule.url,
        verified=_seen(policy, rule, system),
        effect=effect,
        exemption=named,
        note=" ".join(each for each in (*_exceptions(question, named), *notes) if each),
    )


def _is_seen_for(policy: Policy, rule: Rule, system: System) -> bool:
    """Whether the text was seen to bind this kind of agency; a rule of a policy below has its own authority."""
    types = policy.authority.seen_for
    return not types or system.type in types or rule.citation == LAW_1373


def _seen(policy: Policy, rule: Rule, system: System) -> str:
    seen = rule.verified or policy.authority.verified
    return seen if seen != "yes" or _is_seen_for(policy, rule, system) else "partly"


def _named_of_several(question: Question) -> str:
    """Which kinds the text names, where the finding is about more of them than that."""
    draft, rule = question.draft, question.rule
    named = [kind for kind in draft.every_kind if rule.selects_kind(draft.category, kind)]
    if len(named) == len(draft.every_kind):
        return ""
    return f"Of these it names: {listed([phrase(draft.category, kind, question.case.categories) for kind in named])}."


def _seen_of_the_claim(question: Question, named: ExemptionNamed) -> str:
    """That nobody here has seen the text a claim rests on, or only a part of it."""
    exemption = question.exemption(named.id)
    if exemption is None or exemption.verified not in HALF_SEEN:
        return ""
    return f"What {exemption.citation} covers {HALF_SEEN[exemption.verified]}."


def _of_another_law(question: Question, named: ExemptionNamed) -> str:
    """That the claim cites one law and the lawful collection it names rests on another."""
    exemption = question.exemption(named.id)
    if exemption is None or not differ(named.citation, exemption.citation):
        return ""
    return (
        f"The two citations differ: the claim cites {named.citation}, and {exemption.id} rests on "
        f"{exemption.citation}; a person must say which is meant."
    )


def _exceptions(question: Question, named: ExemptionNamed | None) -> Iterator[str]:
    """What only a person can check; nothing as long as nobody has said who gets it."""
    rule = question.rule
    if is_unknown(question.draft):
        return
    if rule.unless:
        yield f"Except, for a person to check: {'; '.join(rule.unless)}."
    yield process_note(rule, named)


def _undecided(question: Question) -> tuple[str, tuple[str, ...]]:
    """The effect of a rule before any claim: a review where recipient, purpose or 8 U.S.C. 1373 leave it open."""
    draft, rule = question.draft, question.rule
    if draft.act != "share":
        return rule.effect, ()
    if is_protected(draft):
        said = (
            "" if rule.citation == LAW_1373 else "A rule against giving status to a federal agency meets 8 U.S.C. 1373."
        )
        return "review", (said,)
    if is_unknown(draft):
        return "review", ("Who gets it is not known here.",)
    if not rule.purposes or "any" in rule.purposes:
        return rule.effect, ()
    return _by_purpose(question)


def _by_purpose(question: Question) -> tuple[str, tuple[str, ...]]:
    """A text that turns on the purpose: no statement says it, so only an immigration authority is taken to have it."""
    draft, rule = question.draft, question.rule
    meant = " or ".join(each.replace("-", " ") for each in rule.purposes)
    other = _other_purpose(draft, rule, question.case)
    if other:
        return "review", (f"It speaks of sharing for {meant}; the project file says: {other}.",)
    entry = entry_of(draft.recipient, question.case)
    if entry is not None and entry.purpose:
        return rule.effect, (f"It speaks of sharing for {meant}, which the project file gives as the purpose.",)
    note = f"It speaks of sharing for {meant}; the purpose is not in what was read."
    return (rule.effect if draft.recipient_class == IMMIGRATION_AUTHORITY else "review"), (note,)
