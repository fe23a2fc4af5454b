"""Policies for people: plain words first, then the rules, then the citation and what nobody here has verified."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from status_audit.documents import Problem, problems
from status_audit.errors import AuditError
from status_audit.model.policy import Duty, Exemption, Policy, Rule, Selection
from status_audit.policy.law import Written, load_policy, open_document, packaged_policies
from status_audit.policy.layers import UNSEEN
from status_audit.policy.sense import NOT_YET, policy_problems

WIDTH = 100
ANY = ""
"""Stands for every kind of a category."""
DOES = {"collect": "collect", "inquire": "ask", "share": "share", "use": "use"}
"""Acts as people say them."""
VERIFIED = {"yes": "operative text seen", "partly": "seen in part", "no": "not seen"}
IN_FORCE = {
    "in-force": "in force",
    "bill": "a bill, not law",
    "repealed": "repealed",
    "recommendation": "a recommendation",
}
FORBIDS = {"recommendation": "should not", "bill": "could not", "repealed": "could not"}
"""How a rule of a text that is not in force forbids."""
HEADERS = ("policy", "jurisdiction", "citation", "acts", "what", "exceptions", "in force", "verified")


class Row(NamedTuple):
    """One policy in the list; its cells stand under `HEADERS`."""

    id: str
    jurisdiction: str
    citation: str
    acts: str
    what: str
    exceptions: str
    in_force: str
    verified: str


def rows(policies: Iterable[Policy] | None = None) -> list[Row]:
    """The packaged policies (or those given) as the list and the README table show them."""
    return [_row(each) for each in (packaged() if policies is None else policies)]


@cache
def packaged() -> tuple[Policy, ...]:
    return tuple(load_policy(each, Path()) for each in packaged_policies())


def own_rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules a policy states itself, not those of packaged policies it builds on."""
    below = {rule for each in packaged() if each.id in policy.extends for rule in each.rules}
    return tuple(each for each in policy.rules if each not in below) or policy.rules


def own_words(policy: Policy) -> tuple[tuple[str, str], ...]:
    """What this text means by its words; what a policy below means by its own stays there."""
    below = {pair for each in packaged() if each.id in policy.extends for pair in each.definitions}
    return tuple(pair for pair in policy.definitions if pair not in below)


def _row(policy: Policy) -> Row:
    said = own_rules(policy)
    grounds = dict.fromkeys(ground for rule in said for ground in rule.excused_by or ())
    process = ["legal process"] if any(rule.process for rule in said) else []
    return Row(
        id=policy.id,
        jurisdiction=policy.jurisdiction,
        citation=policy.authority.citation,
        acts=", ".join(act for act in DOES if any(each.act == act for each in said)),
        what=" · ".join(_what(said)),
        exceptions=", ".join([*(_words(each.replace("_", " ")) for each in grounds), *process]) or "none",
        in_force=f"{IN_FORCE.get(policy.in_force, policy.in_force)}, {_day(policy)}",
        verified=_verified(policy, said),
    )


def _verified(policy: Policy, said: Iterable[Rule]) -> str:
    """How much of the text was seen, and for which agencies and rules less of it."""
    told = policy.authority
    seen = VERIFIED.get(told.verified, told.verified)
    whom = f" for {_list(told.seen_for)}" if told.seen_for else ""
    less = told.verified == "yes" and any(rule.verified != "yes" for rule in said)
    return f"{seen}{whom}{'; some rules in part' if less else ''}"


def _what(said: Iterable[Rule]) -> Iterator[str]:
    """`ask: immigration status (status, entry?)`: acts of the same reach together; `?` where only a review is asked."""
    reach: dict[str, list[str]] = {}
    for act, verb in DOES.items():
        found = "; ".join(_reach(each for each in said if each.act == act))
        if found:
            reach.setdefault(found, []).append(verb)
    yield from (f"{', '.join(verbs)}: {found}" for found, verbs in reach.items())


def _reach(said: Iterable[Rule]) -> Iterator[str]:
    """Each category with its kinds, which `any` covers all of."""
    whole: dict[str, dict[str, bool]] = {}
    for rule in said:
        for each in rule.selects:
            for kind in each.kinds or (ANY,):
                kinds = whole.setdefault(each.category, {})
                kinds[kind] = kinds.get(kind, False) or rule.effect == "banned"
    for category, kinds in whole.items():
        shown = [_words(kind) + ("" if sure else "?") for kind, sure in kinds.items() if kind != ANY]
        if kinds.get(ANY) or not shown:
            yield _words(category) + ("" if kinds[ANY] else "?")
        else:
            listed = [*shown, *(["any?"] if ANY in kinds else [])]
            yield f"{_words(category)} ({', '.join(listed)})"


def describe(policy: Policy) -> str:
    """The whole policy on some screens of text, wrapped, without colour."""
    careful = [each for each in policy.caveats if not each.startswith(f"{UNSEEN} ({policy.authority.citation})")]
    below = _together(each for each in policy.rules if each not in own_rules(policy))
    forbids = FORBIDS.get(policy.in_force, "must not")
    parts = [
        [f"{policy.id}: {policy.title}", f"{policy.jurisdiction}; {IN_FORCE.get(policy.in_force, policy.in_force)}"],
        _wrapped(policy.summary),
        _section("Rules", (line for each in _together(own_rules(policy)) for line in _rule(each, forbids))),
        _section(f"Rules of {', '.join(policy.extends)}", (line for each in below for line in _rule(each))),
        _section("Claims this policy adds", (line for each in policy.exemptions for line in _exemption(each))),
        _section("Systems that were there before", _grandfather(policy)),
        _section("Duties", (line for each in policy.duties for line in _duty(each))),
        _section("Penalty", _wrapped(policy.penalty, "  ")),
        _section("Words of this text", (line for pair in own_words(policy) for line in _bullet(": ".join(pair)))),
        _section("Authority", _authority(policy)),
        _section("Read with care", (line for each in careful for line in _bullet(each))),
    ]
    return "\n\n".join("\n".join(each) for each in parts if each) + "\n"


def _together(said: Iterable[Rule]) -> Iterator[tuple[Rule, ...]]:
    """Rules that differ in their act alone, to be read as one."""
    groups: dict[Rule, list[Rule]] = {}
    for each in said:
        groups.setdefault(replace(each, id="", act=""), []).append(each)
    yield from (tuple(each) for each in groups.values())


def _rule(rules: tuple[Rule, ...], forbids: str = "must not") -> Iterator[str]:
    rule = rules[0]
    yield from _bullet(headline(rules, forbids))
    details = {
        "why": rule.why,
        "whose": ", ".join(rule.subjects),
        "for": _list(rule.applies_to),
        "to": _list(rule.recipients),
        "purpose": _list(each for each in rule.purposes if each != "any"),
        "unless": "; ".join(rule.unless),
        "accepts a claim on the ground of": _grounds(rule),
        "allowed on": _list(rule.process),
        "remedy": rule.remedy,
    }
    for name, text in details.items():
        yield from _wrapped(f"{name}: {text}", "      ") if text else ()


def headline(rules: tuple[Rule, ...], forbids: str = "must not") -> str:
    """`[error] must not collect or ask for place of birth  (citation)`: of rules that differ in their act alone."""
    rule = rules[0]
    verb = forbids if rule.effect == "banned" else "review:"
    acts = " or ".join(DOES[each.act] + (" for" if each.act == "inquire" else "") for each in rules)
    seen = f"; {VERIFIED[rule.verified]}" if rule.verified in VERIFIED and rule.verified != "yes" else ""
    return f"[{rule.severity}] {verb} {acts} {selected(rule.selects)}  ({rule.citation}{seen})"


def _grounds(rule: Rule) -> str:
    if rule.excused_by is None:
        return "any law, as it does not say which"
    if not rule.excused_by:
        return "" if rule.effect == "review" else "nothing: the text seen has no exception"
    return _list(rule.excused_by)


def _exemption(each: Exemption) -> Iterator[str]:
    yield from _bullet(f"{each.id}: {each.title}  ({each.citation})")
    yield from _wrapped(
        f"ground: {_list(each.bases or (each.basis,))}; reaches {selected(each.covers) or 'nothing'}", "      "
    )
    if each.not_covered:
        yield from _wrapped(f"does not reach {selected(each.not_covered)}", "      ")


def _grandfather(policy: Policy) -> Iterator[str]:
    if policy.grandfather_before:
        plain = dict.fromkeys(re.sub("-(collect|inquire)$", "", each) for each in policy.grandfather_rules)
        reach = f"the rules {_list(plain)}" if plain else "every rule on collecting and asking"
        yield from _bullet(
            f"activated on or before {policy.grandfather_before}: may be claimed ({policy.grandfather_citation}) "
            f"for {reach}. {policy.grandfather_note}"
        )


def _duty(duty: Duty) -> Iterator[str]:
    whom = f" To: {duty.to_whom}." if duty.to_whom else ""
    yield from _bullet(f"{duty.what}.{whom} Due: {duty.due}.  ({duty.citation})")


def _authority(policy: Policy) -> Iterator[str]:
    told = policy.authority
    unseen = "nothing is known to be missing" if told.verified == "yes" else "parts of the text"
    lines = {
        "citation": told.citation,
        "where": told.url,
        "quote": f"“{told.quote}”" if told.quote else "",
        "in force": f"{IN_FORCE.get(policy.in_force, policy.in_force)}; applies {policy.effective}",
        "seen": _seen(policy),
        "not verified": told.not_seen or unseen,
        "seen for": f"{_list(told.seen_for)}. {told.beyond}".strip() if told.seen_for else "",
        "digest": policy.sha256,
    }  # fmt: skip
    for name, text in lines.items():
        yield from _wrapped(f"{name}: {text}", "  ") if text else ()


def _day(policy: Policy) -> str:
    return policy.as_seen if policy.as_seen == NOT_YET else f"seen {policy.as_seen}"


def _seen(policy: Policy) -> str:
    """The day the text was looked at and how much of it was; a text that nobody has looked at has no such day."""
    if policy.as_seen == NOT_YET:
        return NOT_YET
    return f"{policy.as_seen}; {VERIFIED.get(policy.authority.verified, policy.authority.verified)}"


def validate(path: Path, root: Path | None = None) -> tuple[str, ...]:
    """Everything wrong with a policy file, as `file:line: key: what`; empty where it can be used. Never raises."""
    try:
        document = open_document(Written(path, root or path.parent))
        found = [*problems(document, "policy"), *policy_problems(document.data)]
        if found:
            return tuple(each.text(document) for each in found)
        policy = load_policy(path.resolve().as_posix(), root or path.parent)
    except AuditError as error:
        return (str(error),)
    return tuple(each.text(document) for each in _federal(document.data.get("rules", ()), policy))


def _federal(spelled: Sequence[dict[str, object]], policy: Policy) -> Iterator[Problem]:
    """Bans on sharing status with a federal recipient, which 8 U.S.C. 1373 turns into a question for counsel."""
    banned = {each.id for each in policy.rules if _bans_federal(each)}
    for position, each in enumerate(spelled):
        if {str(each["id"]), f"{each['id']}-share"} & banned:
            at = ("rules", position, "effect") if "effect" in each else ("rules", position)
            yield Problem(at, "bans sharing status with a federal recipient", "Write effect: review (8 U.S.C. 1373)")


def _bans_federal(rule: Rule) -> bool:
    federal = not rule.recipients or {"federal-immigration-authority", "other-federal"} & set(rule.recipients)
    status = any(each.category == "immigration-status" for each in rule.selects)
    return rule.act == "share" and rule.effect == "banned" and status and bool(federal)


def selected(selects: Iterable[Selection]) -> str:
    return "; ".join(
        _words(each.category) + (f" ({', '.join(map(_words, each.kinds))})" if each.kinds else "") for each in selects
    )


def _words(name: str) -> str:
    return name.replace("-", " ")


def _list(names: Iterable[str]) -> str:
    return ", ".join(each.replace("_", " ").replace("-", " ") for each in names)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [title, *found] if found else []


def _bullet(text: str) -> list[str]:
    return _wrapped(text, "    ", "  - ")


def _wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    start = indent if first is None else first
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
