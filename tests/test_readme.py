"""The README's generated blocks say what the code says today."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def example() -> str:
    import datetime

    from status_audit.audit import Request, outcome_of
    from status_audit.judge import Settings
    from status_audit.policy import load_policies, load_project
    from status_audit.report import render

    project = load_project(ROOT / "sample_schemas/status-audit.yaml")
    request = Request(
        targets=(str(ROOT / "sample_schemas/library_and_recreation"),),
        project=project,
        policies=load_policies(("safe-city",), ROOT),
        as_of=datetime.date(2026, 12, 1),
        settings=Settings(only=("forms",)),
    )
    text = render(outcome_of(request), "text")
    command = "$ status-audit check sample_schemas/library_and_recreation --only forms --as-of 2026-12-01"
    return f"```console\n{command}\n{text}```"


def readers() -> str:
    from status_audit.read import descriptions

    return table(("reader", "files", "what is read"), [tuple(each) for each in descriptions()])


def formats() -> str:
    from status_audit.report import FORMATS

    return table(("`-f`", "what it is for"), [(f"`{name}`", what) for name, (_, what) in FORMATS.items()])


def exits() -> str:
    from status_audit.cli import EPILOG

    rows = re.findall(r"^  (\d+)\s+(.+)$", EPILOG, re.MULTILINE)
    return table(("exit", "meaning"), rows)


def policies() -> str:
    from status_audit.policy.show import HEADERS, rows

    return table(HEADERS, [tuple(each) for each in rows()])


def help_text() -> str:
    from status_audit.cli import COMMANDS, status_audit

    parts = []
    for arguments in ([], *([name] for name in COMMANDS)):
        shown = CliRunner().invoke(status_audit, [*arguments, "--help"], prog_name="status-audit", terminal_width=100)
        parts.append(f"$ {' '.join(['status-audit', *arguments, '--help'])}\n{shown.output}")
    return "```text\n" + "\n".join(parts) + "```"


BLOCKS: dict[str, Callable[[], str]] = {
    "example": example,
    "readers": readers,
    "formats": formats,
    "exits": exits,
    "policies": policies,
    "help": help_text,
}


@pytest.mark.parametrize("name", BLOCKS)
def test_block_is_fresh(name: str, rewriting: bool) -> None:
    text = README.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- block: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert len(pattern.findall(text)) == 1
    fresh = pattern.sub(lambda found: f"{found[1]}{BLOCKS[name]()}\n{found[2]}", text)
    if rewriting:
        README.write_text(fresh, encoding="utf-8", newline="\n")
    assert README.read_text(encoding="utf-8") == fresh, "rewrite it with pytest --rewrite-golden"


def test_every_block_has_a_maker() -> None:
    assert set(re.findall(r"<!-- block: (\w+) -->", README.read_text(encoding="utf-8"))) == set(BLOCKS)
