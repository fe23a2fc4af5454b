"""The outcome of an earlier, equal run: given again when nothing that the run looked at has changed."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from status_audit.cli.options import day, log_to_stderr, request_of, store_of, strict

if TYPE_CHECKING:
    from status_audit.audit import Held, Request
    from status_audit.cache import Store
    from status_audit.model.outcome import Outcome

LOG = logging.getLogger("status_audit")
KIND = "runs"
PRESENTING = frozenset({"quiet", "verbose", "no_progress", "jobs", "cache"})
"""Options that change nothing in the outcome."""
UNDERSTOOD = PRESENTING | {
    *("targets", "config", "isolated", "dialect", "exclude", "policies", "fail_on", "min_confidence", "only"),
    *("baseline", "strict", "no_suppressions", "as_of"),
}
"""Options that name all that they make the run look at; with any other a run is never kept."""
READ_WHOLE = (".gitignore", "sqitch.plan")
"""Files that are read whole wherever a folder holds them, whether they are sources or not."""
DBT = ("dbt_project.yml", "dbt_project.yaml")
MANIFEST = os.path.join("target", "manifest.json")


def outcome_for(given: dict[str, Any]) -> Outcome:
    """What the options ask for: an earlier outcome where a new one would be equal, else a new one, which is kept.

    Raises what `request_of` and the audit raise.
    """
    store = store_of(given)
    if store is None or any(value for name, value in given.items() if name not in UNDERSTOOD):
        from status_audit.audit import outcome_of

        return outcome_of(request_of(given))
    if given.get("verbose"):
        log_to_stderr()
        given = {**given, "verbose": False}
    key = _key(given)
    return _earlier(store, key, given) or _new(store, key, given)


def _new(store: Store, key: str, given: dict[str, Any]) -> Outcome:
    from status_audit.audit import audited

    since = time.time_ns()
    request = request_of(given)
    held, outcome = audited(request)
    if _is_settled(held, outcome):
        from status_audit.cache.witness import seen

        record = seen(held.found.entered, held.found.opened, _files(request, held), since)
        if record is not None:
            kept = {"settings": _settings(request), "again": _again(held), "seen": record}
            store.put(KIND, key, {**kept, "outcome": _codec().dump(outcome)})
    store.close()
    return outcome


def _earlier(store: Store, key: str, given: dict[str, Any]) -> Outcome | None:
    """The outcome that is kept under the key, where all that it was made from is as it was."""
    kept = store.get(KIND, key)
    if kept is None:
        return None
    from status_audit.cache.witness import unchanged

    try:
        if kept["settings"] and kept["settings"] != _settings(request_of(given)):
            return None
        if not unchanged(kept["seen"]) or not _reads_as_before(kept["again"]):
            return None
        outcome: Outcome = _codec().load(kept["outcome"])
    except (TypeError, ValueError, KeyError, IndexError):
        return None
    LOG.info("cache: nothing has changed since an earlier run")
    return outcome


def _key(given: dict[str, Any]) -> str:
    """Of the engine, and of everything on the command line and around it that an outcome depends on."""
    from status_audit.cache import engine_digest

    asked = {name: value for name, value in given.items() if name not in PRESENTING}
    asked["as_of"] = day(given.get("as_of")).isoformat()
    asked["strict"] = strict(given.get("strict"))
    parts = (engine_digest(), os.getcwd(), os.path.expanduser("~"), sorted(asked.items()))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _settings(request: Request) -> str:
    """Digest of what a city's own files say; empty where none was read, so that nobody need read them again."""
    own = (request.project, request.policies, request.waivers, request.baseline)
    if not request.project.path and not request.baseline.path and not any(each.path for each in request.policies):
        return ""
    return hashlib.sha256(repr(_plain(own)).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """A value whose `repr` is the same in every process: sets in order."""
    import dataclasses

    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, each.name)) for each in dataclasses.fields(value)]
    if isinstance(value, frozenset | set):
        return sorted(map(_plain, value), key=repr)
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def _again(held: Held) -> list[Any]:
    """[sources whose readers also look at what they refer to, digest of their readings]: read again, to be sure."""
    from status_audit.cache.codec import Codec
    from status_audit.cache.readings import ALONE, digest
    from status_audit.model import Source

    readings = [each for each in held.readings if each.source.kind not in ALONE]
    given = {each.path: each for each in held.found.sources}
    codec = Codec(Source)
    return [[codec.dump(given[each.source.path]) for each in readings], digest(readings)]


def _reads_as_before(again: list[Any]) -> bool:
    rows, before = again
    if not rows:
        return True
    from status_audit.audit import read_one
    from status_audit.cache.codec import Codec
    from status_audit.cache.readings import digest
    from status_audit.model import Source

    codec = Codec(Source)
    return digest(read_one(codec.load(each)) for each in rows) == str(before)


def _is_settled(held: Held, outcome: Outcome) -> bool:
    """Whether the run met nothing that may pass."""
    from status_audit.cache.readings import is_settled

    failed = any(each.kind == "reader-failed" for each in outcome.gaps)
    away = held.found.missing or held.found.databases
    return not failed and not away and all(is_settled(each) for each in held.readings)


def _files(request: Request, held: Held) -> Iterator[str]:
    """What was read whole, and what would have been read if it were there."""
    from status_audit.cache.witness import upwards
    from status_audit.policy.project import NAMES, PYPROJECT
    from status_audit.read.tracked import files_of

    targets = [os.path.abspath(os.path.expanduser(each)) for each in request.targets]
    entered = set(held.found.entered)
    starts = dict.fromkeys(os.path.dirname(each) for each in (*targets, *held.found.opened))
    above = [folder for each in starts if each not in entered for folder in upwards(each)]
    named = (".git", ".hg", ".svn", *READ_WHOLE, *DBT, *NAMES, PYPROJECT)
    yield from (os.path.join(folder, name) for folder in above for name in named)
    first = os.path.realpath(targets[0])
    start = upwards(first) if os.path.exists(first) else upwards(os.path.realpath(os.getcwd()))
    yield from (os.path.join(folder, name) for folder in start for name in (*NAMES, PYPROJECT))
    for folder in (*above, *held.found.entered):
        yield from (os.path.join(folder, name) for name in READ_WHOLE if os.path.lexists(os.path.join(folder, name)))
        if os.path.lexists(os.path.join(folder, ".git")):
            yield os.path.join(folder, ".git", "info", "exclude")
            yield from files_of(folder)
        if any(os.path.exists(os.path.join(folder, name)) for name in DBT):
            yield os.path.join(folder, MANIFEST)
    yield from (each.file for each in held.found.sources)


def _codec() -> Any:
    from status_audit.cache.codec import Codec
    from status_audit.model.outcome import Outcome

    return Codec(Outcome)
