"""`status-audit completion`: the script that lets a shell complete our commands and options."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the completion script for SHELL, for example: status-audit completion bash >> ~/.bashrc"""
    from click.shell_completion import get_completion_class

    from status_audit.cli import status_audit
    from status_audit.errors import AuditError

    maker = get_completion_class(shell)
    if maker is None:
        raise AuditError(f"the installed click cannot complete for {shell}", "Use bash, zsh or fish, or a newer click")
    click.echo(maker(status_audit, {}, "status-audit", "_STATUS_AUDIT_COMPLETE").source())
