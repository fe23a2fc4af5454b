"""The lines that end every report for people: what was examined, what was not, and what the numbers are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from status_audit.model.outcome import GapFound, Outcome
from status_audit.report.escape import printable

SHOWN_GAPS = 12
SHOWN_NAMES = 6
SHOWN_ALIKE = 3


def plural(count: int, noun: str) -> str:
    ending = "" if count == 1 else "s"
    return f"{count:,} {noun}{ending}"


def as_seen(day: str) -> str:
    """`as seen 2026-11-21`; a text that nobody has looked at has words in the place of the day."""
    return f"as seen {day}" if day[:1].isdigit() else day


def coverage(outcome: Outcome) -> Iterator[str]:
    total = outcome.summary
    read = sum(each.reading == "read" for each in outcome.sources)
    policies = ", ".join(each.id for each in outcome.policies)
    passed = f"({total.skipped:,} more passed over: data rows, settings, what names nothing looked for)"
    read_of = f"{plural(total.fields, 'field')}, {plural(total.statements, 'statement')}"
    yield f"Checked {plural(total.sources, 'source')}: {read_of} {passed}."
    yield f"Policy: {policies}. As of {outcome.as_of}."
    yield from _not_read(outcome, read)
    if outcome.left_out:
        listed = ", ".join(f"{printable(each.why)} {each.count:,}" for each in outcome.left_out)
        yield f"Left out by rule: {listed}."
    yield _counts(outcome)


def _counts(outcome: Outcome) -> str:
    total = outcome.summary
    apart = [
        (total.claimed, "claimed (lawful collection, older system, or legal process)"),
        (total.waived, "waived"),
        (total.baseline, "in the baseline"),
    ]
    more = "".join(f"; {count} {words}" for count, words in apart if count)
    numbers = ", ".join(
        plural(count, noun)
        for count, noun in ((total.errors, "error"), (total.warnings, "warning"), (total.notes, "note"))
    )
    start = "; ".join(each for each in (numbers if outcome.findings else "", none_found(outcome)) if each)
    return f"{start}{more}; {plural(total.gaps, 'gap')}. Exit {outcome.exit}."


def none_found(outcome: Outcome) -> str:
    """Why there is no finding: nothing was recognised, or what was meets no rule. Empty where there is one."""
    if any(each.category != "audit" for each in outcome.findings):
        return ""
    seen = outcome.summary.recognised
    total = sum(each.count for each in seen)
    if not total:
        return "" if outcome.findings else "None found in what was read"
    each_of = ", ".join(f"{each.category} {each.count:,}" for each in seen)
    *some, last = [each.id for each in outcome.policies] or ["any policy"]
    rules = f"{', '.join(some)} or {last}" if some else last
    meets = "none meets" if total > 1 else "it does not meet"
    return printable(f"{plural(total, 'field')} recognised ({each_of}); {meets} a rule of {rules}")


def _not_read(outcome: Outcome, read: int) -> Iterator[str]:
    gaps = [each for each in outcome.gaps if each.state == "new"]
    if not outcome.sources:
        yield "Not read: nothing was found that holds a schema, a form or SQL."
    elif not gaps:
        yield "Not read: nothing that was recognised."
    if not gaps:
        return
    whole = f"{read} of {plural(len(outcome.sources), 'source')} read whole"
    yield f"Not read, or only in part: {plural(len(gaps), 'gap')} ({whole})."
    lines = list(_grouped(gaps))
    yield from (f"  {line}" for line in lines[:SHOWN_GAPS])
    if len(lines) > SHOWN_GAPS:
        yield f"  … and {len(lines) - SHOWN_GAPS} kinds more; all are in the JSON result."


def _grouped(gaps: Sequence[GapFound]) -> Iterator[str]:
    """Gaps of one reason are one line when they are many: a reader looks at reasons, a program at files."""
    alike: dict[tuple[str, str], list[GapFound]] = {}
    for each in gaps:
        alike.setdefault((each.kind, each.reason), []).append(each)
    for (kind, reason), found in alike.items():
        if len(found) <= SHOWN_ALIKE:
            yield from map(gap_line, found)
            continue
        what = f"{len(found):,} files: {kind}: {reason.rstrip('. ')}"
        yield printable(f"{what} ({found[0].path} and others). {found[0].remedy}")


def gap_line(gap: GapFound) -> str:
    where = gap.path if gap.line is None else f"{gap.path}:{gap.line}"
    ref = f" {gap.ref}" if gap.ref else ""
    times = f" (x{gap.count})" if gap.count > 1 else ""
    reason = gap.reason.rstrip(". ")
    return printable(f"{where}{ref}: {gap.kind}{times}: {reason}. {gap.remedy}".rstrip())


def notices(outcome: Outcome) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for each in outcome.policies:
        for caveat in each.caveats:
            said.setdefault(caveat, []).append(each.id)
    yield from (f"{', '.join(ids)}: {caveat}" for caveat, ids in said.items())
    if not any(each.category != "audit" for each in outcome.findings) and outcome.method.measured:
        yield outcome.method.measured
    unseen = [each.name for each in outcome.project.systems if not each.examined]
    if unseen:
        yield f"Systems of the register that no target covered: {_some(unseen)}."
    untyped = [each.name for each in outcome.project.systems if each.examined and each.type in ("", "unknown")]
    if untyped:
        yield f"Agency type not given, so every rule applies: {_some([_named(each) for each in untyped])}."
    if outcome.unused:
        yield f"Met by nothing in this run: {_some(outcome.unused)}."
    yield from outcome.notices


def _named(system: str) -> str:
    return "all that was named" if system == "." else system


def _some(names: Sequence[str]) -> str:
    more = "" if len(names) <= SHOWN_NAMES else f" and {len(names) - SHOWN_NAMES} more"
    return f"{', '.join(names[:SHOWN_NAMES])}{more}"
