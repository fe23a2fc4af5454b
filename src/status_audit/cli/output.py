"""Where results go: stdout, and the files that `-o FORMAT=PATH` names."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from status_audit.errors import AuditError


def parse(outputs: Sequence[str], formats: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """`FORMAT=PATH` pairs. Raises click.UsageError for anything else."""
    pairs = []
    for each in outputs:
        name, equals, path = each.partition("=")
        if not equals or not path or name not in formats:
            raise click.UsageError(f"-o {each}: write it as FORMAT=PATH, with FORMAT one of {', '.join(formats)}")
        pairs.append((name, Path(path)))
    return tuple(pairs)


def show(text: str, color: str) -> None:
    """Print a result. Colour only marks severities that the text already names, and never goes into a pipe."""
    click.echo(SEVERITY.sub(_painted, text) if _wanted(color) else text, nl=False, color=_wanted(color))


SEVERITY = re.compile(r"^(error|warning|note)(?=\[)", re.MULTILINE)


def _painted(found: re.Match[str]) -> str:
    return click.style(found[0], fg={"error": "red", "warning": "yellow", "note": "cyan"}[found[0]], bold=True)


def _wanted(color: str) -> bool:
    if color != "auto":
        return color == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return bool(os.environ.get("FORCE_COLOR") or sys.stdout.isatty()) and not plain


def write(outputs: Sequence[tuple[str, Path]], render: Callable[[str], str]) -> None:
    """Write each rendering as UTF-8. Raises AuditError when a file cannot be written."""
    for name, path in outputs:
        text = render(name)
        try:
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as problem:
            raise AuditError(f"cannot write {path}: {problem.strerror}", "Check the folder and its rights") from problem
