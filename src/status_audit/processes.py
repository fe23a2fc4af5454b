"""Spreads work over processes: whatever dies, hangs up or cannot be started is left for the caller to do itself."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")
MOST = 8
"""Processes that are used where nobody says how many."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection[Any, Any]


def processors() -> int:
    """How many processes can run at once, at most `MOST`."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, MOST)


def spread(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, method: str | None = None
) -> Iterator[tuple[int, Result]]:
    """(number of the task, its result) as they come. `work` must be importable by name, tasks and results picklable.

    A task whose process died is missing, as is every task where no process could be started. `method` is one of
    `multiprocessing`'s ways to start a process; None for the system's own.
    """
    from multiprocessing.connection import wait

    todo = deque(enumerate(tasks))
    workers: dict[Connection[Any, Any], _Worker] = {}
    try:
        for _ in range(min(jobs, len(tasks))):
            worker = _started(work, method)
            if worker is None:
                break
            workers[worker.pipe] = worker
        busy = {pipe for pipe in workers if _give(pipe, todo)}
        while busy:
            ready = wait(list(busy))
            for pipe in [each for each in busy if each in ready]:
                try:
                    done: tuple[int, Result] = pipe.recv()
                except (EOFError, OSError):
                    busy.discard(pipe)
                    continue
                if not _give(pipe, todo):
                    busy.discard(pipe)
                yield done
    finally:
        for worker in workers.values():
            worker.process.terminate()
        for worker in workers.values():
            worker.process.join()
            worker.pipe.close()


def _started(work: Callable[[Any], Any], method: str | None) -> _Worker | None:
    """A process that waits for tasks; None where the system gives none (no memory, no right, no semaphores)."""
    from multiprocessing import get_context

    try:
        context = get_context(method)
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(work, theirs), daemon=True)  # type: ignore[attr-defined]
        process.start()
    except (OSError, ImportError):
        return None
    theirs.close()
    return _Worker(process, ours)


def _give(pipe: Connection[Any, Any], todo: deque[tuple[int, Any]]) -> bool:
    """Whether there was a task to give, and somebody to take it. A task nobody took is done by the others."""
    if not todo:
        return False
    try:
        pipe.send(todo[0])
    except OSError:
        return False
    todo.popleft()
    return True


def _serve(work: Callable[[Any], Any], pipe: Connection[Any, Any]) -> None:
    """A worker's life. An interrupt is the parent's affair, which ends us."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 25, 25)
    while True:
        try:
            number, task = pipe.recv()
            pipe.send((number, work(task)))
        except (EOFError, OSError):
            return
