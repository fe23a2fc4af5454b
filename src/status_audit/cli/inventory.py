"""`status-audit inventory`: every field and statement that can be seen."""

from __future__ import annotations

from typing import Any

import click

from status_audit.cli import INCOMPLETE, output
from status_audit.cli.options import reading, request_of
from status_audit.report.listing import FORMATS


@click.command("inventory")
@reading
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--files", is_flag=True, help="List files, read and not read, in place of fields.")
def command(form: str, files: bool, **given: Any) -> None:
    """List every field that can be seen, classified or not, with where it stands."""
    from status_audit.audit import gaps_of, hold, is_incomplete
    from status_audit.report import listing

    held = hold(request_of(given))
    if files:
        states = [(each.source, each.state()) for each in held.readings]
        output.show(listing.files(states, dict(held.found.others), dict(held.found.excluded), gaps_of(held)))
    else:
        text = listing.render(held.inventory, held.classifications, gaps_of(held), form)
        output.show_as(form, text)
    if is_incomplete(held):
        click.get_current_context().exit(INCOMPLETE)
