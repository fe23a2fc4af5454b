"""`status-audit check`: the audit itself."""

from __future__ import annotations

from typing import Any

import click

from status_audit.cli import output
from status_audit.cli.kept import outcome_for
from status_audit.cli.options import judging, reading
from status_audit.report import FORMATS, render


@click.command("check")
@reading
@judging
@click.option("-f", "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write a file.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
def command(form: str, outputs: tuple[str, ...], color: str, **given: Any) -> None:
    """Find the fields, follow them, and judge them by the policy.

    TARGET is a file, a folder, or an SQLite database; the default is the current folder.
    """
    files = output.parse(outputs, list(FORMATS))
    outcome = outcome_for(given)
    output.write(files, lambda name: render(outcome, name))
    output.show_as(form, render(outcome, form), color)
    click.get_current_context().exit(outcome.exit)
