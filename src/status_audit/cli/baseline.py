"""`status-audit baseline`: set apart what was there before, without hiding it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from status_audit.cli.options import judging, reading, request_of

if TYPE_CHECKING:
    from status_audit.model.outcome import Outcome
    from status_audit.model.policy import Known


@click.group("baseline")
def command() -> None:
    """Create, update or prune the file of findings and gaps that were there before."""


@command.command()
@click.argument("file", metavar="FILE")
@reading
@judging
def create(file: str, **given: Any) -> None:
    """Write FILE with every finding and gap of TARGETs; an existing file is never overwritten."""
    from status_audit.errors import AuditError

    if Path(file).exists():
        raise AuditError(f"{file} is there already", "Use: status-audit baseline update")
    _write(file, _known(given))


@command.command()
@click.argument("file", metavar="FILE")
@reading
@judging
def update(file: str, **given: Any) -> None:
    """Add what is new in TARGETs to FILE; what is there keeps the day it was first seen."""
    from status_audit.policy import load_baseline

    _write(file, (*load_baseline(Path(file)).entries, *_known(given)))


@command.command()
@click.argument("file", metavar="FILE")
@reading
@judging
def prune(file: str, **given: Any) -> None:
    """Take out of FILE what TARGETs, read completely, no longer show."""
    from status_audit.policy import load_baseline

    current = {each.fingerprint for each in _known(given)}
    kept = tuple(each for each in load_baseline(Path(file)).entries if each.fingerprint in current)
    _write(file, kept)


def _known(given: dict[str, Any]) -> tuple[Known, ...]:
    """Everything the run shows that nothing else sets apart."""
    from dataclasses import replace

    from status_audit.audit import outcome_of
    from status_audit.model.policy import Baseline

    return _entries(outcome_of(replace(request_of(given), baseline=Baseline())))


def _entries(outcome: Outcome) -> tuple[Known, ...]:
    from status_audit.model.policy import Known

    seen = outcome.as_of
    findings = [each for each in outcome.findings if each.state == "new" and each.category != "audit"]
    return (
        *(Known(each.fingerprint, each.rule, each.location.ref, each.location.path, seen) for each in findings),
        *(Known(each.fingerprint, each.rule, each.ref, each.path, seen) for each in outcome.gaps),
    )


def _write(file: str, entries: tuple[Known, ...]) -> None:
    from status_audit.errors import AuditError
    from status_audit.policy import baseline_text

    try:
        Path(file).write_text(baseline_text(entries), encoding="utf-8", newline="\n")
    except OSError as problem:
        raise AuditError(f"cannot write {file}: {problem.strerror}", "Check the folder and its rights") from problem
    count = len({each.fingerprint for each in entries})
    click.echo(f"{file}: {count} entr{'y' if count == 1 else 'ies'}.")
