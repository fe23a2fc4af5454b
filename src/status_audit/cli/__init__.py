"""The command line: options -> values -> audit -> report -> exit code."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import click

from status_audit import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": ("check", "Find the fields, follow them, and judge them by the policy."),
    "inventory": ("inventory", "List every field and statement that can be seen, classified or not."),
    "flow": ("flow", "Show where fields go, as paths."),
    "explain": ("explain", "Explain a rule, a field (found or not), or a finding."),
    "report": ("report", "Render a saved JSON result in another format."),
    "policy": ("policy", "List, show and check policies."),
    "baseline": ("baseline", "Set apart findings and gaps that were there before."),
    "waiver": ("waiver", "Add, list and check waivers."),
    "init": ("init", "Write a first project file with the systems that are found."),
    "completion": ("completion", "Print a completion script for a shell."),
}
"""Command -> (module in this folder, one line of help): `--help` needs neither the module nor what it imports."""

EPILOG = """\b
Exit codes:
  0    finished; nothing at or above --fail-on
  1    findings at or above --fail-on
  2    usage, configuration, policy or waiver file wrong, or no target could be opened
  3    nothing at the threshold, but not everything was read
  70   a bug in status-audit
  130  interrupted"""

BUG = 70
INCOMPLETE = 3
USAGE = 2
INTERRUPTED = 130


class Commands(click.Group):
    """A group that imports a command only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"status_audit.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{problem.message.rstrip('.')}{meant}", ctx) from problem


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="status-audit %(version)s")
def status_audit() -> None:
    """Find every place where a public agency's schemas, forms and SQL collect or share
    immigration status or place of birth, and judge it by a policy.

    Start with: status-audit check FOLDER
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the `status-audit` command: the one place where exceptions become exit codes."""
    import gc

    # One run makes many small objects that live to its end; looking for cycles among them is an eighth of the time.
    gc.set_threshold(50_000, 25, 25)
    _safe_output()
    try:
        code = status_audit.main(args=arguments, prog_name="status-audit", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        code = INTERRUPTED
    except click.ClickException as problem:
        code = _usage(problem)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = _broken_pipe()
    except Exception as fault:  # noqa: BLE001 - design: one of the two places; everything a user cannot mend ends here
        code = _fault(fault)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(problem: click.ClickException) -> int:
    if isinstance(problem, click.exceptions.NoArgsIsHelpError):
        click.echo(problem.format_message(), err=True)
        return USAGE
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "status-audit"
    click.echo(f"status-audit: {problem.format_message()} (see: {command} --help)", err=True)
    return USAGE


def _fault(fault: Exception) -> int:
    from status_audit.errors import AuditError

    if isinstance(fault, AuditError):
        click.echo(f"status-audit: {fault}", err=True)
        return USAGE
    if isinstance(fault, OSError) and fault.strerror:
        # Something of the surroundings (a folder that is gone, a disk that is full), never of what was audited.
        where = f" {fault.filename}" if fault.filename else ""
        click.echo(f"status-audit: {fault.strerror}{where}. Check the path, its rights and the disk", err=True)
        return USAGE
    import platform
    import traceback

    click.echo("".join(traceback.format_exception(fault)), err=True, nl=False)
    click.echo(
        f"status-audit {__version__}, Python {platform.python_version()}, {platform.system()}: this is a bug. "
        "Please report it with the lines above, after taking out names you would not publish.",
        err=True,
    )
    return BUG


def _broken_pipe() -> int:
    """The reader of our output (`head`, a pager) left; Python would complain again while closing stdout."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _safe_output() -> None:
    """Output never dies of an encoding: what the terminal cannot show is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
