"""The findings as cards: what was found, where, on which words, under which law, where it goes, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from status_audit.model.outcome import Finding, Law, Step, Witness
from status_audit.report.html.elements import Child, Element, element, items, link, quoted
from status_audit.report.text import effect_words, state_words, where

APART = {
    "exemption-claimed": "Claimed: lawful collection, older system, or legal process",
    "waived": "Waived",
    "baseline": "There before: in the baseline",
    "suppressed": "Set apart by a comment in the file",
}
"""State -> heading, in the order of the page."""
BY_PATH = ("flow", "destination")
"""Signals that the path below tells better."""


def cards(findings: Sequence[Finding]) -> Iterator[Element]:
    """Headed by system, in the order of the result."""
    last = None
    for each in findings:
        if each.subject.system != last:
            last = each.subject.system
            yield element("h3", system_name(last), id=system_anchor(last) if each.state == "new" else "")
        yield card(each)


def system_name(system: str) -> str:
    return "All that was named" if system in (".", "") else f"System: {system}"


def system_anchor(system: str) -> str:
    return "system-" + "".join(each if each.isalnum() else f"-{ord(each):x}-" for each in system)


def anchor(finding: Finding) -> str:
    """The page's own name of a finding; fingerprints of one run may be equal."""
    return f"f-{finding.fingerprint}" + ("" if finding.occurrence == 1 else f"-{finding.occurrence}")


def card(finding: Finding) -> Element:
    made = element(
        "article",
        element(
            "h4",
            element("span", finding.severity, class_=f"badge {finding.severity}"),
            " ",
            finding.message,
        ),
        element(
            "p", element("code", finding.location.ref), element("br"), element("span", where(finding), class_="at")
        ),
        class_=f"finding {finding.severity}",
        id=anchor(finding),
    )
    facts = element("dl")
    for title, *children in _facts(finding):
        facts.append(element("dt", str(title)))
        facts.append(element("dd", *children))
    made.append(facts)
    return made


def _facts(finding: Finding) -> Iterator[tuple[Child, ...]]:
    if finding.state != "new":
        yield "State", state_words(finding)
    yield "Rule", element("code", finding.rule)
    for supports, title in ((True, "Seen"), (False, "Against")):
        told = BY_PATH if finding.flow else ()
        seen = [each for each in finding.evidence if each.supports is supports and each.signal not in told]
        if seen:
            yield title, *_witnesses(seen)
    about = "" if finding.about == "unknown" else f", about: {finding.about}"
    yield "Confidence", f"{finding.confidence} (kind: {finding.kind}{about})"
    for law in finding.laws:
        yield "Law", *_law(law)
    if finding.waiver:
        held = finding.waiver
        signed = f"Owner {held.owner}; approved by {held.approved_by} on {held.created}; expires {held.expires}."
        yield "Waiver", f"{held.reason} ({held.citation}). {signed}"
    if finding.recipient:
        yield "Recipient", quoted(finding.recipient, "span")
    if finding.flow:
        yield "Path", items((_step(each, number) for number, each in enumerate(finding.flow)), "ol", class_="path")
    if finding.remedy and finding.state == "new":
        yield "Remedy", finding.remedy
    yield "Fingerprint", element("code", finding.fingerprint)


def _witnesses(seen: Sequence[Witness]) -> Iterator[Child]:
    for number, (signal, matched) in enumerate(dict.fromkeys((each.signal, each.matched) for each in seen)):
        yield f"{'; ' if number else ''}{signal} "
        yield quoted(matched)


def _law(law: Law) -> Iterator[Child]:
    yield f"{law.policy}: "
    yield link(law.citation, law.url)
    yield f" ({effect_words(law)})"
    if law.verified != "yes":
        yield element("strong", " not fully seen")
    if law.exemption and law.exemption.covers:
        yield f"; {law.exemption.id} claimed by {law.exemption.claimed_by}, {law.exemption.citation}"
    elif law.exemption:
        yield f"; {law.exemption.id} does not reach it: {law.exemption.why_not}"
    if law.note:
        yield f". {law.note}"


def _step(step: Step, number: int) -> Element:
    at = step.path if step.line is None else f"{step.path}:{step.line}"
    how = f"{step.how}: " if number or step.how == "asked" else ""
    return element("span", how, element("code", step.ref), " ", element("span", at, class_="at"))
