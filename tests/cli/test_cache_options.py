"""`--cache`, `--no-cache` and `--jobs`: when something is kept, where, and that nobody sees it in a result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from status_audit.cli import main
from status_audit.cli.options import strict


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs a command on a small schema; how many files the cache holds then."""
    monkeypatch.setattr("status_audit.cache.witness.MARGIN", -(10**15))
    monkeypatch.setenv("STATUS_AUDIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "audited").mkdir()
    (tmp_path / "audited" / "a.sql").write_text("CREATE TABLE client (birth_country text);", encoding="utf-8")

    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit):
            main([arguments[0], str(tmp_path / "audited"), *arguments[1:]])
        return sum(1 for _ in (tmp_path / "cache").rglob("*.json"))

    return run


@pytest.mark.parametrize(
    ("ci", "arguments", "expected"),
    [
        ("", (), 1),
        ("", ("--no-cache",), 0),
        ("true", (), 0),
        ("true", ("--cache",), 1),
        ("false", (), 1),
    ],
)
def test_when_a_run_is_kept(
    kept: Callable[..., int], monkeypatch: pytest.MonkeyPatch, ci: str, arguments: tuple[str, ...], expected: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert kept("check", *arguments) == expected


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_jobs_are_one_or_more(kept: Callable[..., int], capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    assert kept("check", "--jobs", jobs) == 0
    assert "--jobs" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "inventory", "flow"])
@pytest.mark.parametrize("arguments", [("--jobs", "2"), ("--jobs", "1"), ("--no-cache",), ("--cache",)])
def test_no_option_changes_what_is_printed(
    kept: Callable[..., int], capsys: pytest.CaptureFixture[str], command: str, arguments: tuple[str, ...]
) -> None:
    kept(command)
    plain = capsys.readouterr()
    kept(command, *arguments)
    assert capsys.readouterr() == plain


def test_how_it_is_said_is_no_part_of_what_is_kept(kept: Callable[..., int]) -> None:
    assert kept("check", "-f", "json") == 1
    assert kept("check", "-f", "text", "-q", "--jobs", "2") == 1
    assert kept("check", "-f", "text", "--as-of", "2026-01-01") == 2


def test_a_hit_is_told_when_asked(kept: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    kept("check")
    capsys.readouterr()
    kept("check", "-v")
    assert "nothing has changed since an earlier run" in capsys.readouterr().err


def test_a_usage_error_is_the_same_with_something_kept(
    kept: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    kept("check")
    capsys.readouterr()
    kept("check", "--as-of", "someday")
    assert "someday: not a date" in capsys.readouterr().err


def test_ci_makes_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert strict(None)
    assert not strict(given=False)
