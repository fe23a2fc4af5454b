"""`status-audit flow`: where fields go."""

from __future__ import annotations

from typing import Any

import click

from status_audit.cli import INCOMPLETE, output
from status_audit.cli.options import reading, request_of
from status_audit.report.flows import FORMATS


@click.command("flow")
@reading
@click.option("--from", "origins", multiple=True, metavar="FIELD",
              help="Start at table.column, whatever it is called; may be given again.")  # fmt: skip
@click.option("--to", "recipient", metavar="RECIPIENT", help="Show only flows to this recipient or destination.")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
def command(origins: tuple[str, ...], recipient: str | None, form: str, **given: Any) -> None:
    """Show where fields go: those named by --from, else every field that is recognised."""
    from status_audit.audit import follow, gaps_of, hold, is_declared, is_incomplete
    from status_audit.report import flows

    request = request_of(given)
    held = hold(request, sparing=True, origins=origins)
    traced = follow(held, request, origins)
    shown = [each for each in traced.flows if not recipient or _goes_to(each.recipient, each.destination, recipient)]
    for each in origins:
        if not is_declared(each, held):
            click.echo(f"status-audit: no schema read declares {each}; followed as statements name it", err=True)
    output.show_as(form, flows.render(shown, (*gaps_of(held), *traced.gaps), form))
    if is_incomplete(held):
        click.get_current_context().exit(INCOMPLETE)


def _goes_to(recipient: str, destination: str, wanted: str) -> bool:
    from fnmatch import fnmatchcase

    pattern = wanted.casefold()
    return any(fnmatchcase(each.casefold(), pattern) for each in (recipient, destination))
