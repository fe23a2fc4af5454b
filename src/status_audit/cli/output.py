"""Where results go: stdout, and the files that `-o FORMAT=PATH` names."""

from __future__ import annotations

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


def write(outputs: Sequence[tuple[str, Path]], render: Callable[[str], str]) -> None:
    """Write each rendering as UTF-8. Raises AuditError when a file cannot be written."""
    for name, path in outputs:
        text = render(name)
        try:
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as problem:
            raise AuditError(f"cannot write {path}: {problem.strerror}", "Check the folder and its rights") from problem
