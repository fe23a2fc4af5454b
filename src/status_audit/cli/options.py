"""Options that several commands share, and the values they become."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from status_audit.audit import Request
    from status_audit.cache import Store
    from status_audit.model.policy import Baseline, Project, Waiver

F = TypeVar("F", bound=Callable[..., Any])
ONLY = ("schema", "forms", "queries")


def reading(command: F) -> F:
    """What to read: targets, project file, dialect, exclusions."""
    for each in reversed(
        (
            click.argument("targets", nargs=-1, metavar="[TARGET]..."),
            click.option("--config", metavar="FILE", help="Use this project file; no discovery."),
            click.option("--isolated", is_flag=True, help="Use no project file at all."),
            click.option("--dialect", metavar="NAME", help="SQL dialect of every file (default: detected per file)."),
            click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out paths; may be given again."),
            click.option("--cache/--no-cache", default=None,
                         help="Keep what was read for the next run (off when CI=true)."),
            click.option("--jobs", type=click.IntRange(min=1), metavar="N",
                         help="Read in N processes (default: as many as pay)."),
            click.option("--no-progress", is_flag=True, help="Say nothing on stderr while working."),
            click.option("-q", "--quiet", is_flag=True, help="Only errors on stderr."),
            click.option("-v", "--verbose", is_flag=True, help="Log names and counts on stderr."),
        )
    ):  # fmt: skip
        command = each(command)
    return command


def judging(command: F) -> F:
    """What to hold it against: policies, thresholds, waivers, baseline, date."""
    for each in reversed(
        (
            click.option("-p", "--policy", "policies", multiple=True, metavar="NAME|FILE",
                         help="Policy to judge by; may be given again: policies stack."),
            click.option("--fail-on", type=click.Choice(["error", "warning", "note", "never"]),
                         help="Lowest severity that makes the exit code 1 (default: error)."),
            click.option("--min-confidence", type=click.Choice(["high", "medium", "low"]), default="medium",
                         show_default=True, help="Findings below it are notes."),
            click.option("--only", metavar="KIND[,KIND]", help="Report only schema, forms or queries; all is read."),
            click.option("--baseline", metavar="FILE", help="Findings that were there before."),
            click.option("--strict/--no-strict", default=None, help="New gaps make the exit code 3 (on when CI=true)."),
            click.option("--no-suppressions", is_flag=True, help="Show what waivers, claims and baseline set apart."),
            click.option("--as-of", metavar="DATE", help="Judge as of this date (default: today)."),
        )
    ):  # fmt: skip
        command = each(command)
    return command


def request_of(given: dict[str, Any]) -> Request:
    """The values of one run.

    Raises AuditError or click.UsageError when an option, the project file or what it names is wrong.
    """
    from status_audit.audit import DEFAULT_POLICY, Request
    from status_audit.judge import Settings
    from status_audit.policy import load_policies

    if given.get("verbose"):
        log_to_stderr()
    targets = tuple(given["targets"]) or (".",)
    project = _project(given, targets)
    root = Path(project.root or ".")
    return Request(
        targets=targets,
        project=project,
        policies=load_policies(given.get("policies") or project.policies or (DEFAULT_POLICY,), root),
        as_of=day(given.get("as_of")),
        settings=Settings(
            fail_on=given.get("fail_on") or project.fail_on or "error",
            min_confidence=given.get("min_confidence") or "medium",
            strict=strict(given.get("strict")),
            suppressions=not given.get("no_suppressions", False),
            only=_only(given.get("only")),
        ),
        dialect=_dialect(given.get("dialect")),
        exclude=tuple(given["exclude"]),
        waivers=_waivers(project),
        baseline=_baseline(given.get("baseline"), project),
        progress=_progress(given),
        store=store_of(given),
        jobs=given.get("jobs") or 0,
    )


def log_to_stderr() -> None:
    """Names and counts, never a value; other libraries stay silent. Until the command ends."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    log = logging.getLogger("status_audit")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    # Whoever runs two commands in one process gets the second without the first one's log.
    click.get_current_context().call_on_close(lambda: log.removeHandler(handler))


def _project(given: dict[str, Any], targets: tuple[str, ...]) -> Project:
    from status_audit.model.policy import Project
    from status_audit.policy import find_project, load_project

    if given["isolated"] and given["config"]:
        raise click.UsageError("--isolated and --config exclude each other")
    if given["isolated"]:
        return Project()
    if given["config"]:
        return load_project(Path(given["config"]))
    first = Path(targets[0])
    found = find_project(first if first.exists() else Path.cwd())
    return load_project(found) if found else Project()


def day(text: str | None) -> datetime.date:
    """A date as given, else today. Raises click.UsageError when it is none."""
    if not text:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as problem:
        raise click.UsageError(f"{text}: not a date; write it as 2026-07-01") from problem


def strict(given: bool | None) -> bool:
    return given if given is not None else _in_ci()


def store_of(given: dict[str, Any]) -> Store | None:
    """What earlier runs found out; None where nobody wants it, or there is no folder for it."""
    from status_audit.cache import opened

    wanted = given.get("cache")
    return opened() if (not _in_ci() if wanted is None else wanted) else None


def _in_ci() -> bool:
    return os.environ.get("CI", "").casefold() in ("true", "1", "yes")


def _only(text: str | None) -> tuple[str, ...]:
    kinds = tuple(each.strip() for each in text.split(",")) if text else ()
    for each in kinds:
        if each not in ONLY:
            raise click.UsageError(f"--only {each}: choose from {', '.join(ONLY)}")
    return kinds


def _dialect(name: str | None) -> str:
    from status_audit.sql.dialects import DIALECTS, dialect_named

    found = dialect_named(name or "")
    if found is None:
        raise click.UsageError(f"--dialect {name}: choose from {', '.join(DIALECTS)}")
    return found


def _waivers(project: Project) -> tuple[Waiver, ...]:
    from status_audit.policy import load_waivers

    return load_waivers(Path(project.root, project.waivers), project.waivers) if project.waivers else ()


def _baseline(given: str | None, project: Project) -> Baseline:
    from status_audit.model.policy import Baseline
    from status_audit.policy import load_baseline

    if given:
        return load_baseline(Path(given), given)
    return load_baseline(Path(project.root, project.baseline), project.baseline) if project.baseline else Baseline()


def _progress(given: dict[str, Any]) -> Callable[[str, int, int], None] | None:
    import sys

    quiet = given.get("no_progress") or given.get("quiet")
    return None if quiet or not sys.stderr.isatty() else _say


def _say(what: str, done: int, total: int) -> None:
    """One line on the terminal, rewritten in place; wiped when the work is done."""
    text = "" if done >= total else f"{what} {done:,} of {total:,}"
    click.echo(f"\r\x1b[K{text}", nl=False, err=True)
