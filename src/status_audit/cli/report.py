"""`status-audit report`: a saved result in another format."""

from __future__ import annotations

from pathlib import Path

import click

from status_audit.cli import output
from status_audit.report import FORMATS, render


@click.command("report")
@click.argument("result", metavar="RESULT.json")
@click.option("-f", "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT=PATH", help="Also write a file.")
def command(result: str, form: str, outputs: tuple[str, ...]) -> None:
    """Render RESULT.json, written earlier by `status-audit check -o json=FILE`; nothing is read again."""
    from status_audit.errors import AuditError
    from status_audit.report.jsonfile import load

    files = output.parse(outputs, list(FORMATS))
    try:
        text = Path(result).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise AuditError(
            f"cannot read {result}", "Give a file written by: status-audit check -o json=FILE"
        ) from problem
    outcome = load(text, result)
    output.write(files, lambda name: render(outcome, name))
    output.show_as(form, render(outcome, form))
