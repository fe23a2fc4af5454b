"""The page of one rule: what it means, which laws are behind it, and what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from status_audit.model.policy import Policy, Rule
from status_audit.report.coverage import as_seen

ACTS = {
    "collected": ("collect",),
    "asked": ("inquire",),
    "shared": ("share",),
    "exported": ("share",),
    "used": ("use",),
}
MEANING = {
    "collected": "A column, property, attribute or stored copy holds it.",
    "asked": "A form or script asks a person for it.",
    "shared": "It reaches a recipient that the policy or the project file classes as outside.",
    "exported": "It leaves the database, and nobody has said who gets it.",
    "used": "Rows, joins or branches depend on it, or a statement uses it though no schema read declares it.",
}
AUDIT_RULES = {
    "needs-review": "The words alone cannot decide, or a recipient is unknown: a person must answer the question.",
    "not-read": "Something was not read or not understood. What was not read is never counted as none found.",
    "waiver-ambiguous": "A waiver names no system, and several have the field; it excuses none until it names one.",
    "waiver-expired": "A waiver's date has passed; what it excused is reported again.",
    "waiver-uncited": "A waiver, claim or legal process without a citation is refused when the file is read (exit 2).",
    "waiver-unused": "A waiver excuses nothing that was found, in paths this run read completely.",
}


def rule_page(name: str, policies: Sequence[Policy]) -> str:
    """The page as text, or an empty string when no rule has this name."""
    if name in AUDIT_RULES:
        return f"{name}\n  {AUDIT_RULES[name]}\n"
    category, _, what = name.rpartition("-")
    if what not in ACTS or not category:
        return ""
    matching = [(policy, rule) for policy in policies for rule in policy.rules if _is_meant(rule, category, what)]
    known = {select.category for policy in policies for rule in policy.rules for select in rule.selects}
    if category not in known:
        return ""
    return "\n".join([name, f"  {MEANING[what]}", *_lines(matching, category, exported=what == "exported")]) + "\n"


def _is_meant(rule: Rule, category: str, what: str) -> bool:
    return rule.act in ACTS[what] and any(each.category == category for each in rule.selects)


def _lines(matching: Sequence[tuple[Policy, Rule]], category: str, *, exported: bool) -> Iterator[str]:
    if not matching:
        yield "  No policy of this run has a rule for it."
    for policy, rule in matching:
        kinds = [kind for each in rule.selects if each.category == category for kind in each.kinds]
        yield ""
        yield f"  {policy.id}: {policy.title} ({policy.in_force}, {as_seen(policy.as_seen)})"
        yield f"    severity  {'warning, until somebody says who gets it' if exported else rule.severity}"
        yield f"    kinds     {', '.join(kinds) or 'all'}"
        yield f"    citation  {rule.citation or policy.authority.citation} {rule.url}".rstrip()
        for title, text in (("why", rule.why), ("except", "; ".join(rule.unless)), ("remedy", rule.remedy)):
            yield from textwrap.wrap(
                text, 92, initial_indent=f"    {title:9} ", subsequent_indent=" " * 14, break_on_hyphens=False
            )
        if policy.authority.verified != "yes":
            yield f"    not fully seen: {policy.authority.not_seen}"
