"""`status-audit explain`: a rule, a field whether found or not, or a finding by its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from status_audit.cli import output
from status_audit.cli.options import judging, reading, request_of
from status_audit.patterns import pattern_of

if TYPE_CHECKING:
    from status_audit.audit import Request

FINGERPRINT = pattern_of(r"[0-9a-f]{8,32}")


@click.command("explain")
@click.argument("subject", metavar="RULE|FIELD|FINGERPRINT")
@reading
@judging
def command(subject: str, **given: Any) -> None:
    """Explain a rule (place-of-birth-collected), a field (client.birth_ctry), or a finding.

    A field is explained whether it was found or not: what spoke for it, and what against.
    Fields and findings need the same TARGETs as the check that read them.
    """
    from status_audit.errors import AuditError

    request = request_of(given)
    text = _rule(subject, request)
    if not text:
        text = _finding(subject, request) if FINGERPRINT.fullmatch(subject) else _fields(subject, request)
    if not text:
        raise AuditError(
            f"nothing is called {subject}", "Name a rule, a field as table.column, or a fingerprint from a report"
        )
    output.show(text)


def _rule(subject: str, request: Request) -> str:
    from status_audit.report.rules import rule_page

    return rule_page(subject, request.policies)


def _fields(subject: str, request: Request) -> str:
    from status_audit.audit import hold
    from status_audit.report.evidence import field_page

    held = hold(request)
    wanted = subject.casefold()
    pages = []
    for field in held.inventory.fields:
        ref = field.location.ref.casefold()
        name = f"{field.container}.{field.name}".casefold()
        if wanted in (ref, name) or ref.endswith(f".{wanted}") or name.endswith(f".{wanted}"):
            pages.append(field_page(field, held.classifier.explain(field, held.inventory)))
    return "\n".join(pages)


def _finding(subject: str, request: Request) -> str:
    from status_audit.audit import outcome_of
    from status_audit.report.escape import printable
    from status_audit.report.text import block

    found = [each for each in outcome_of(request).findings if each.fingerprint.startswith(subject)]
    return "".join(f"{printable(line)}\n" for each in found for line in block(each))
