"""What stands around the findings: the account, what was not read, duties, laws, systems, sources and method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from status_audit.model.outcome import Finding, GapFound, Outcome, PolicyUsed, SystemSeen
from status_audit.report.coverage import as_seen, none_found, plural
from status_audit.report.html.elements import Child, Element, element, items, table
from status_audit.report.html.findings import system_anchor, system_name

SHOWN_PLACES = 200
"""Places listed for one reason; the rest are counted, and all are in the JSON result."""


def headline(outcome: Outcome) -> str:
    total = outcome.summary
    found = [(total.errors, "error"), (total.warnings, "warning"), (total.notes, "note")]
    numbers = ", ".join(plural(count, noun) for count, noun in found if count)
    none = none_found(outcome)
    if numbers:
        return f"Found: {numbers}; {none}" if none else f"Found: {numbers}"
    return none or "Nothing new was found in what was read"


def completeness(outcome: Outcome) -> str:
    new = sum(each.state == "new" for each in outcome.gaps)
    whole = sum(each.reading == "read" for each in outcome.sources)
    if not outcome.sources:
        return "Nothing was found that holds a schema, a form or SQL."
    read = f"{whole:,} of {plural(len(outcome.sources), 'source')} read whole"
    if new:
        verb = "is" if new == 1 else "are"
        return f"{read}; {plural(new, 'gap')} {verb} listed below. What was not read is never counted as none found."
    return f"{read}; nothing that was recognised was left unread."


def numbers(outcome: Outcome) -> Element:
    total = outcome.summary
    shown = [
        ("sources", total.sources),
        ("fields", total.fields),
        ("fields and questions recognised", sum(each.count for each in total.recognised)),
        ("statements", total.statements),
        ("passed over (data rows, settings, what names nothing looked for)", total.skipped),
        ("claimed (lawful collection, older system, or legal process)", total.claimed),
        ("waived or set apart", total.waived),
        ("in the baseline", total.baseline),
        ("gaps", total.gaps),
    ]
    return element(
        "ul",
        *(element("li", element("strong", f"{count:,}"), f" {name}") for name, count in shown),
        class_="numbers",
    )


def at_a_glance(findings: Sequence[Finding]) -> Element:
    """How many of each rule in each system; only what is new."""
    counts = Counter((each.subject.system, each.rule, each.severity) for each in findings)
    rows: list[list[Child]] = [
        [
            element("a", system_name(system), href=f"#{system_anchor(system)}"),
            element("code", rule),
            element("span", severity, class_=f"badge {severity}"),
            f"{count:,}",
        ]
        for (system, rule, severity), count in counts.items()
    ]
    return table(("System", "Rule", "Severity", "Findings"), rows)


def not_read(gaps: Sequence[GapFound]) -> Iterator[Element]:
    """By reason, since a reader looks at reasons; each with its remedy and every place."""
    alike: dict[tuple[str, str, str, str], list[GapFound]] = {}
    for each in gaps:
        alike.setdefault((each.state, each.kind, each.reason, each.remedy), []).append(each)
    for (state, kind, reason, remedy), found in alike.items():
        before = "" if state == "new" else f" ({state})"
        count = f"{plural(len(found), 'place')}, {kind}{before}: "
        places = items(map(_place, found[:SHOWN_PLACES]), class_="at")
        if len(found) > SHOWN_PLACES:
            places.append(element("li", f"… and {len(found) - SHOWN_PLACES:,} more; all are in the JSON result."))
        summary = element("summary", element("strong", count), reason)
        attributes = {"open": "open"} if len(found) <= 10 else {}
        yield element("details", summary, element("p", remedy, class_="remedy"), places, **attributes)


def _place(gap: GapFound) -> str:
    at = gap.path if gap.line is None else f"{gap.path}:{gap.line}"
    times = f" (×{gap.count})" if gap.count > 1 else ""
    return f"{at} {gap.ref}{times}".strip()


def policies(used: Sequence[PolicyUsed]) -> Iterator[Element]:
    """Each with its own cautions; those that all of them share are said once."""
    shared = [each for each in used[0].caveats if all(each in other.caveats for other in used)] if len(used) > 1 else []
    if shared:
        yield element("section", element("h3", "For every policy below"), items(shared))
    for each in used:
        made = element(
            "section",
            element("h3", each.title),
            element(
                "p",
                element("code", each.id),
                f" · {each.in_force.replace('-', ' ')} · {as_seen(each.as_seen)} · sha256 ",
                element("code", each.sha256[:16] + "…" if each.sha256 else "none"),
            ),
        )
        own = [caveat for caveat in each.caveats if caveat not in shared]
        if own:
            made.append(items(own))
        yield made


def systems(seen: Sequence[SystemSeen]) -> Element:
    rows = [
        (
            "all that was named" if each.name == "." else each.name,
            "not given: every rule applies" if each.type in ("", "unknown") else each.type,
            each.owner or "–",
            each.activated_on or "–",
            "examined" if each.examined else element("strong", "no target covered it"),
        )
        for each in seen
    ]
    return table(("System", "Kind of agency", "Owner", "In use since", "In this audit"), rows)


def sources(outcome: Outcome) -> Element:
    rows = [
        (each.path, each.kind, each.dialect or "–", f"{each.fields:,}", f"{each.statements:,}", each.reading)
        for each in outcome.sources
    ]
    made = element("details", element("summary", f"All {plural(len(rows), 'source')} with what became of each"))
    made.append(table(("Path", "Kind", "Dialect", "Fields", "Statements", "Reading"), rows))
    return made


def method(outcome: Outcome) -> Iterator[Element]:
    """How it was found, what was left out, and what the numbers do not say."""
    lines = [each for each in outcome.notices if each != outcome.handling]
    if outcome.left_out:
        lines.append("Left out by rule: " + ", ".join(f"{each.why} {each.count:,}" for each in outcome.left_out) + ".")
    if outcome.unused:
        lines.append("Met by nothing in this run: " + ", ".join(outcome.unused) + ".")
    if outcome.method.measured:
        lines.append(outcome.method.measured)
    yield items(lines)
    yield element(
        "p",
        f"Made by {outcome.method.engine}; vocabulary sha256 ",
        element("code", outcome.method.vocabulary_sha256[:16] + "…"),
        f"; result schema {outcome.schema_version}; exit code {outcome.exit}.",
    )
    if outcome.statements_sent:
        yield element(
            "details",
            element("summary", "Every statement that was sent to a database"),
            items(element("code", each) for each in outcome.statements_sent),
        )
