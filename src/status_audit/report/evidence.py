"""The page of one field: what spoke for each category, what against, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from status_audit.model import Evidence, Field
from status_audit.report.escape import printable


class Decided(Protocol):
    """What was decided about one field and one category."""

    @property
    def category(self) -> str: ...
    @property
    def decided(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...
    @property
    def review(self) -> str: ...


def field_page(field: Field, verdicts: Sequence[Decided]) -> str:
    return "".join(f"{printable(line)}\n" for line in _lines(field, verdicts))


def _lines(field: Field, verdicts: Sequence[Decided]) -> Iterator[str]:
    at = field.location
    yield f"{field.location.ref}   {field.datatype or field.kind}"
    yield f"  --> {at.source}" + ("" if at.line is None else f":{at.line}")
    if field.label:
        yield f"  label: {' | '.join(each.text for each in field.label)}"
    if field.comment:
        yield f"  comment: {field.comment}"
    if field.options:
        yield f"  options: {', '.join(field.options[:12])}" + (" …" if len(field.options) > 12 else "")
    if field.dropped:
        yield f"  dropped at {field.dropped.source}:{field.dropped.line}" + ("" if field.judged else "; not judged")
    for each in verdicts:
        yield from _verdict(each)
    if not any(each.evidence for each in verdicts):
        yield "  nothing in its name, table, label, comment, type or values speaks for any category"


def _verdict(verdict: Decided) -> Iterator[str]:
    if not verdict.evidence and verdict.decided == "not-found":
        yield f"  {verdict.category}: not found"
        return
    detail = ", ".join(each for each in (verdict.kind, verdict.confidence) if each)
    yield f"  {verdict.category}: {verdict.decided.replace('-', ' ')}" + (f" ({detail})" if detail else "")
    for each in verdict.evidence:
        language = f" [{each.language}]" if each.language else ""
        yield f"    {'for    ' if each.supports else 'against'}  {each.signal} “{each.matched}”{language}"
    if verdict.review:
        yield f"    a person must answer: {verdict.review}"
