"""Work in several processes: all of it is done, in order, whatever becomes of a process."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from status_audit.audit import read_one
from status_audit.model import Reading, Source
from status_audit.model.policy import Project
from status_audit.processes import spread
from status_audit.read import every_source
from status_audit.read.discover import discover
from status_audit.read.every_source import Means, read_all

METHODS = ["spawn", *(["fork"] if hasattr(os, "fork") else [])]


def dies_at_three(number: int) -> int:
    if number == 3:
        os._exit(9)
    return number * number


def dies_once(source: Source) -> Reading:
    """Ends the process it is in, unless that is the one that runs the suite."""
    if source.path == "b.sql" and os.getpid() != int(os.environ["SUITE"]):
        os._exit(9)
    return read_one(source)


@pytest.mark.parametrize("method", METHODS)
def test_every_task_has_its_result(method: str) -> None:
    assert dict(spread(math.sqrt, range(20), 2, method)) == {each: math.sqrt(each) for each in range(20)}


def test_nothing_to_do_starts_nothing() -> None:
    assert list(spread(math.sqrt, [], 4)) == []


@pytest.mark.skipif("fork" not in METHODS, reason="the function stands in a test")
def test_only_the_task_that_killed_its_process_is_missing() -> None:
    assert dict(spread(dies_at_three, range(8), 2, "fork")) == {each: each * each for each in range(8) if each != 3}


@pytest.mark.skipif("fork" not in METHODS, reason="the function stands in a test")
def test_no_source_is_lost_with_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITE", str(os.getpid()))
    monkeypatch.setattr(every_source, "BATCH", 1)
    for name in "abcdefg":
        (tmp_path / f"{name}.sql").write_text(f"CREATE TABLE {name} (birth_country text);", encoding="utf-8")
    sources = discover([str(tmp_path)], Project()).sources
    plain = list(read_all(sources, read_one, Means()))
    assert [each.source.path for each in plain] == [f"{name}.sql" for name in "abcdefg"]
    assert list(read_all(sources, dies_once, Means(jobs=2))) == plain


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def none_left(*_: object) -> None:
        raise OSError(11, "no more processes")

    monkeypatch.setattr("multiprocessing.context.BaseContext.Pipe", none_left)
    for name in "ab":
        (tmp_path / f"{name}.sql").write_text("CREATE TABLE t (birth_country text);", encoding="utf-8")
    sources = discover([str(tmp_path)], Project()).sources
    assert len(list(read_all(sources, read_one, Means(jobs=4)))) == 2


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.slow
def test_an_interrupt_ends_at_once(tmp_path: Path) -> None:
    lines = "SELECT a, b FROM t INNER JOIN u ON t.x = u.x WHERE t.birth_country = 'x';\n" * 20_000
    for number in range(8):
        (tmp_path / f"{number}.sql").write_text(lines, encoding="utf-8")
    arguments = [sys.executable, "-m", "status_audit", "check", str(tmp_path), "--jobs", "2", "--isolated"]
    running = subprocess.Popen(arguments, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    time.sleep(2)
    os.killpg(running.pid, signal.SIGINT)
    start = time.monotonic()
    _, told = running.communicate(timeout=30)
    assert running.returncode == 130
    assert time.monotonic() - start < 10
    assert b"Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
