"""`status-audit waiver`: the city's own file of accepted findings, each with its signatures."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from status_audit.patterns import pattern_of

if TYPE_CHECKING:
    from status_audit.model.policy import Project

EVERYWHERE = frozenset(("**", "*", "**/*"))
"""Path patterns of a system that take every file."""
DEFAULT_FILE = "status-audit-waivers.yaml"
FILE = click.option("--file", metavar="FILE", help=f"Default: what the project file names, else {DEFAULT_FILE}.")


RULE = pattern_of(r"[a-z][a-z0-9-]*-(?:collected|asked|shared|exported|used)|needs-review")


@click.group("waiver")
def command() -> None:
    """Add, list and check waivers: accepted findings with owner, reason, citation, approval and expiry."""


@command.command()
@click.argument("rule", metavar="RULE")
@click.argument("field", metavar="FIELD|FINGERPRINT")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--reason", required=True, help="Why it is needed.")
@click.option("--citation", required=True, help="The text that requires or allows it.")
@click.option("--approved-by", required=True, help="Who approved it.")
@click.option("--expires", required=True, metavar="DATE", help="The last day it counts.")
@click.option("--as-of", metavar="DATE", help="The day it is made (default: today).")
@click.option("--system", help="The system of the field, where several have one of its name.")
@FILE
def add(rule: str, field: str, file: str | None, system: str | None, **given: Any) -> None:
    """Add one waiver to the file, which the project file names under `waivers:`."""
    from status_audit.cli.options import day
    from status_audit.errors import AuditError
    from status_audit.model import Location
    from status_audit.model.policy import Waiver
    from status_audit.policy import add_waiver, load_waivers

    file = _file(file)
    created, expires = day(given["as_of"]), day(given["expires"])
    blank = [name for name in ("owner", "reason", "citation", "approved_by") if not given[name].strip()]
    if blank:
        raise AuditError(f"--{blank[0].replace('_', '-')} is empty", "A waiver needs all of its signatures")
    if system is not None and not system.strip():
        raise AuditError("--system is empty", "Copy the system's name from a report")
    if not RULE.fullmatch(rule):
        raise AuditError(f"no rule is called {rule}", "Copy the rule's name from a report")
    if expires < created:
        raise AuditError(f"--expires {expires}: the date has passed", "Name a day that is still to come")
    path = Path(file)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before:
        load_waivers(path, file)
    signed = (given["owner"], given["reason"], given["citation"], given["approved_by"])
    where = _only_system() if system is None else system
    text = add_waiver(before, Waiver(rule, field, *signed, created, expires, Location(file, rule), where))
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise AuditError(f"cannot write {file}: {problem.strerror}", "Check the folder and its rights") from problem
    of = f" of {where}" if where else ""
    click.echo(f"{file}: waiver for {rule} {field}{of} until {expires}.")


@command.command("list")
@FILE
@click.option("--as-of", metavar="DATE", help="Count days from this one (default: today).")
def list_(file: str | None, as_of: str | None) -> None:
    """Every waiver of the file, and how long it still counts."""
    from status_audit.cli.options import day
    from status_audit.policy import load_waivers
    from status_audit.report.escape import printable

    file = _file(file)
    for each in load_waivers(Path(file), file):
        left = _left(each.expires, day(as_of))
        of = f" of {each.system}" if each.system else ""
        click.echo(printable(f"{each.rule} {each.field}{of}: {left}; {each.owner}, approved by {each.approved_by}"))
        click.echo(printable(f"    {each.reason} ({each.citation})"))


@command.command()
@FILE
@click.option("--as-of", metavar="DATE", help="Judge as of this date (default: today).")
@click.pass_context
def check(context: click.Context, file: str | None, as_of: str | None) -> None:
    """Check the file: exit 2 when something is wrong with it, 1 when a waiver has expired."""
    from status_audit.cli.options import day
    from status_audit.policy import load_waivers

    file = _file(file)
    waivers = load_waivers(Path(file), file)
    expired = [each for each in waivers if each.expires < day(as_of)]
    for each in expired:
        of = f" of {each.system}" if each.system else ""
        click.echo(f"{each.rule} {each.field}{of}: expired on {each.expires}")
    click.echo(f"{len(waivers)} waiver{'' if len(waivers) == 1 else 's'}; {len(expired)} expired.")
    if expired:
        context.exit(1)


def _file(given: str | None) -> str:
    """The file named, else the one that the project file of this folder names, else the usual one."""
    if given:
        return given
    project = _project()
    return str(Path(project.root, project.waivers)) if project and project.waivers else DEFAULT_FILE


def _only_system() -> str:
    """The system of every field, where the project file says that there is only one and that it is everywhere."""
    project = _project()
    systems = project.systems if project else ()
    return systems[0].name if len(systems) == 1 and set(systems[0].paths) & EVERYWHERE else ""


def _project() -> Project | None:
    """What the project file of this folder says."""
    from status_audit.policy import find_project, load_project

    found = find_project(Path.cwd())
    return load_project(found) if found else None


def _left(expires: datetime.date, today: datetime.date) -> str:
    days = (expires - today).days
    return f"expired on {expires}" if days < 0 else f"until {expires}, {days} days"
