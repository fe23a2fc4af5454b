"""Where results go: stdout, and the files that `-o FORMAT=PATH` names."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from status_audit.errors import AuditError
from status_audit.patterns import pattern_of

FOR_PROGRAMS = ("json", "csv")


def parse(outputs: Sequence[str], formats: Sequence[str]) -> tuple[tuple[str, Path], ...]:
    """`FORMAT=PATH` pairs. Raises click.UsageError for anything else."""
    pairs = []
    for each in outputs:
        name, equals, path = each.partition("=")
        if not equals or not path or name not in formats:
            raise click.UsageError(f"-o {each}: write it as FORMAT=PATH, with FORMAT one of {', '.join(formats)}")
        pairs.append((name, Path(path)))
    return tuple(pairs)


def show(text: str, color: str = "never") -> None:
    """Print a result. Colour only marks severities that the text already names, and never goes into a pipe.

    Whoever reads us through a pipe may leave early: that is no fault, and the exit code stays what was found.
    Raises AuditError when the output cannot be written (a full disk).
    """
    painted = SEVERITY.sub(_painted, text) if _wanted(color) else text
    stream = sys.stdout
    if stream is None:
        return
    try:
        stream.write(painted)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as problem:
        sys.stdout = None  # Python would try once more while it ends
        raise AuditError(f"cannot write the result: {problem.strerror}", "Free some room, or use -o") from problem


def show_as(form: str, text: str, color: str = "never") -> None:
    """Print a result in one of our formats.

    JSON and CSV are always UTF-8, whatever the terminal's locale, for they are read by a program.
    """
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if form in FOR_PROGRAMS and reconfigure is not None:
        reconfigure(encoding="utf-8", newline="\n")
    show(text, color if form == "text" else "never")


SEVERITY = pattern_of(r"^(error|warning|note)(?=\[)", re.MULTILINE)


def _painted(found: re.Match[str]) -> str:
    return click.style(found[0], fg={"error": "red", "warning": "yellow", "note": "cyan"}[found[0]], bold=True)


def _wanted(color: str) -> bool:
    if color != "auto":
        return color == "always"
    if sys.stdout is None:
        return False
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
