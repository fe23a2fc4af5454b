"""The only file that knows the order: read, assemble, classify, trace, link, follow, judge."""

from __future__ import annotations

import datetime
import logging
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from status_audit.cache import Store, engine_digest
from status_audit.cache.facts import Shelf
from status_audit.classify import Classifier
from status_audit.classify.examples import refuse_failing
from status_audit.errors import AuditError
from status_audit.judge import Case, Examined, Settings, judge, judge_gaps
from status_audit.judge.account import account
from status_audit.judge.verdict import unfinished
from status_audit.model import (
    Classification,
    Field,
    Flow,
    Gap,
    Hop,
    Inventory,
    Link,
    Location,
    Reading,
    Source,
)
from status_audit.model.outcome import Outcome
from status_audit.model.policy import Baseline, Exemption, Policy, Project, Waiver
from status_audit.model.vocabulary import Category
from status_audit.policy import duties, load_exemptions, load_policies
from status_audit.policy.categories import categories_for, vocabulary_digest
from status_audit.policy.hints import hints_of
from status_audit.read import reader_named, sql_file
from status_audit.read.dbt_manifest import Manifests
from status_audit.read.discover import Found, discover
from status_audit.read.every_source import Means
from status_audit.read.inventory import assemble
from status_audit.read.sparing import Sparing
from status_audit.read.texts import texts_of
from status_audit.read.unopened import accounted
from status_audit.trace import Seed, Traced, Tracer, crossing, links, seed_of
from status_audit.trace.facts import Facts
from status_audit.trace.needed import names_needed, names_of_origins

DEFAULT_POLICY = "safe-city"
LOG = logging.getLogger("status_audit")
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called with (what is being done, done so far, of how many)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit, and what to hold it against."""

    targets: tuple[str, ...] = (".",)
    project: Project = field(default_factory=Project)
    policies: tuple[Policy, ...] = ()
    as_of: datetime.date = field(default_factory=datetime.date.today)
    settings: Settings = field(default_factory=Settings)
    dialect: str = ""
    exclude: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    progress: Progress | None = None
    store: Store | None = None
    """What earlier runs found out; None to find it out anew."""
    jobs: int = 1
    """Processes that read; 0 for as many as pay."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known before anything is read."""

    found: Found
    classifier: Classifier
    categories: tuple[Category, ...]
    manifests: Manifests
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the sources hold, and what the vocabulary makes of it."""

    found: Found
    readings: tuple[Reading, ...]
    inventory: Inventory
    classifications: tuple[Classification, ...]
    links: tuple[Link, ...]
    tracer: Tracer
    vocabulary: str
    classifier: Classifier
    categories: tuple[Category, ...] = ()
    """What was looked for."""


def check(targets: Sequence[str | Path], project: Project | None = None, as_of: datetime.date | None = None) -> Outcome:
    """Audit files, folders and databases, as `status-audit check` does with its defaults.

    Raises AuditError when no target can be opened, or a policy, waiver or project file is wrong.
    """
    given = project or Project()
    request = Request(
        targets=tuple(str(each) for each in targets),
        project=given,
        policies=load_policies(given.policies or (DEFAULT_POLICY,), Path(given.root or ".")),
        as_of=as_of or datetime.date.today(),
    )
    return outcome_of(request)


def outcome_of(request: Request) -> Outcome:
    """The whole sentence: read, classify, trace, judge."""
    return audited(request)[1]


def audited(request: Request) -> tuple[Held, Outcome]:
    """As `outcome_of`, with all that the outcome was made from."""
    held = hold(request, sparing=True)
    return held, judged(held, request)


def judged(held: Held, request: Request) -> Outcome:
    """The second half of the sentence: follow what is held, and judge it."""
    traced = follow(held, request)
    LOG.info("%d statements opened, %d not, %d flows", traced.opened, traced.skipped, len(traced.flows))
    gaps = (*gaps_of(held), *traced.gaps)
    case = Case(
        inventory=held.inventory,
        classifications=held.classifications,
        flows=traced.flows,
        policies=request.policies,
        project=request.project,
        as_of=request.as_of,
        settings=request.settings,
        exemptions=_exemptions(request),
        waivers=request.waivers,
        baseline=request.baseline,
        unread=frozenset(each.location.source for each in gaps),
        text_of=texts_of(held.found.sources, every=True),
        duties=duties(request.policies, request.as_of),
        categories=held.categories,
    )
    examined = Examined(held.readings, held.found.missing, held.vocabulary, held.found.excluded)
    return account(case, examined, judge(case), judge_gaps(gaps, case, dict(held.inventory.system_of)))


def _exemptions(request: Request) -> tuple[Exemption, ...]:
    """The lawful collections that claims are held against; nobody's claim needs none of them."""
    if not any(system.claims for system in request.project.systems):
        return ()
    return (*load_exemptions(), *(each for policy in request.policies for each in policy.exemptions))


def hold(request: Request, *, sparing: bool = False, origins: Sequence[str] = ()) -> Held:
    """Read everything, assemble it, and classify the fields that schemas, forms and statements name.

    With `sparing`, scripts that can neither hold, carry nor show what is looked for are not cut into statements; with
    `origins`, no script is unless one names what they name.
    """
    found = discover(request.targets, request.project, request.exclude, request.dialect)
    found = accounted(found, len(request.targets), [each.alias for each in request.project.databases])
    categories = categories_for(request.policies)
    refuse_failing(categories, {each.id for policy in request.policies for each in policy.categories})
    classifier = Classifier(categories, hints_of(request.project, {each.id for each in categories}))
    manifests = Manifests({each.path: each.file for each in found.sources if each.kind == "sql"})
    means = _means(request)
    sources = Sparing(found.sources, read_one, means)
    facts = Facts(Shelf(means.store, means.engine)) if means.store else None
    start = _Found(found, classifier, categories, manifests, facts)

    def held() -> Held:
        return _held(request, start, sources)

    if not sparing:
        sources.read()
        return held()
    if origins:
        return _held_for(origins, sources, held)
    sources.glance(glance_one, classifier.telling)
    while True:
        now = held()
        names = boundary(lambda now=now: names_needed(now.tracer, _seeds(now), now.classifications))  # type: ignore[misc]
        if not (sources.open_all() if isinstance(names, str) else sources.open(names)):
            return now


def _held_for(origins: Sequence[str], sources: Sparing, held: Callable[[], Held]) -> Held:
    """What is held where a person names the fields: no script is opened unless one names what they name."""
    sources.glance(glance_whatever, None)
    now = held()
    seeds = [seed for each in origins for seed in seed_of(each, now.inventory)]
    if sources.open_all_for(names_of_origins(origins, seeds)):
        return held()
    return replace(now, inventory=replace(now.inventory, gaps=(*now.inventory.gaps, *sources.gaps)))


def _held(request: Request, start: _Found, sources: Sparing) -> Held:
    """All that follows from the readings."""
    readings = sources.readings
    inventory = assemble(readings, request.project)
    LOG.info("%d sources, %d fields, %d statements", len(readings), len(inventory.fields), len(inventory.statements))
    tracer = Tracer(
        inventory,
        start.classifier.telling,
        texts_of(sources.opened()),
        guard=boundary,
        compiled=start.manifests.compiled,
        crossing=crossing(request.project),
    )
    if start.facts is not None:
        tracer.keep(start.facts)
    mentioned = boundary(tracer.mentions)
    undeclared = () if isinstance(mentioned, str) else mentioned
    everything = replace(inventory, fields=(*inventory.fields, *undeclared))
    return Held(
        found=start.found,
        readings=readings,
        inventory=everything,
        classifications=start.classifier.classify(everything),
        links=links(inventory, request.project),
        tracer=tracer,
        vocabulary=vocabulary_digest(start.categories),
        classifier=start.classifier,
        categories=start.categories,
    )


def follow(held: Held, request: Request, origins: Sequence[str] = ()) -> Traced:
    """Where fields go: the ones named (a given origin replaces classification), else all that are classified."""
    if origins:
        return _traced(lambda: held.tracer.follow([seed for each in origins for seed in seed_of(each, held.inventory)]))
    return _follow_classified(held, request)


def _traced(work: Callable[[], Traced]) -> Traced:
    """A fault in following, outside any one statement, leaves the fields found and says that nothing was followed."""
    found = boundary(work)
    if isinstance(found, Traced):
        return found
    reason = f"following the fields failed: {found}; no flow is shown."
    return Traced(gaps=(Gap("reader-failed", Location(".", ""), reason, "Please report it."),))


def gaps_of(held: Held) -> tuple[Gap, ...]:
    """What was not read or not understood before anything was followed."""
    return (*held.found.gaps, *held.inventory.gaps)


def is_incomplete(held: Held) -> bool:
    """As the judge decides it: nothing read, one of several targets failed, or a reader failed."""
    return unfinished(held.readings, held.found.missing, [each.kind for each in gaps_of(held)])


def is_declared(field: str, held: Held) -> bool:
    """Whether a schema that was read declares the field a person named."""
    wanted = re.split(r"[$@]", field)[0].casefold()
    refs = (each.location.ref.casefold() for each in held.inventory.fields if each.declared)
    return any(ref == wanted or ref.endswith(f".{wanted}") or wanted.endswith(f".{ref}") for ref in refs)


def _means(request: Request) -> Means:
    engine = engine_digest() if request.store else ""
    return Means(request.store, engine, request.jobs, request.progress)


def read_one(source: Source) -> Reading:
    """The reading of one source; a fault of its reader is a gap in it."""
    return _guarded(source, reader_named(source.kind).read)


def glance_one(source: Source) -> Reading:
    """As `read_one`, but a script that only queries and writes stays closed."""
    return _guarded(source, sql_file.glance) if source.kind == sql_file.KIND else read_one(source)


def glance_whatever(source: Source) -> Reading:
    """As `read_one`, but every script stays closed."""
    return _guarded(source, sql_file.overlook) if source.kind == sql_file.KIND else read_one(source)


def _guarded(source: Source, read: Callable[[Source], Reading]) -> Reading:
    found = boundary(lambda: read(source))
    if isinstance(found, Reading):
        return found
    remedy = "Please report it with the kind of file; the file itself is not needed."
    gap = Gap("reader-failed", Location(source.path, ""), f"the {source.kind} reader failed: {found}.", remedy)
    return Reading(source, (gap,), partly=True)


def boundary(work: Callable[[], T]) -> T | str:
    """The boundary around one source or one statement: a fault of ours becomes a gap and never ends the audit.

    It is told by the exception's type and our file and line, never by its text, which may quote a value.
    """
    try:
        return work()
    except AuditError:
        raise
    except Exception as fault:  # noqa: BLE001 - design: one bad source never stops an audit and never disappears
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def _follow_classified(held: Held, request: Request) -> Traced:
    if request.progress:
        request.progress("following", len(held.inventory.statements), len(held.inventory.statements))
    traced = _traced(lambda: held.tracer.follow(_seeds(held)))
    stored = _stored(held, set(_sure(held)))
    return replace(traced, flows=(*traced.flows, *(flow for each in stored for flow in _asked(each, traced.flows))))


def _sure(held: Held) -> list[Field]:
    return [each.field for each in held.classifications if not each.review and each.field.judged]


def _stored(held: Held, classified: set[Field]) -> list[Link]:
    return [each for each in held.links if each.question in classified]


def _seeds(held: Held) -> tuple[Seed, ...]:
    """The fields that are classified, and the columns that store what classified questions ask."""
    sure = _sure(held)
    classified = set(sure)
    columns = [each.column for each in _stored(held, classified) if each.column not in classified]
    return held.tracer.seeds((*sure, *dict.fromkeys(columns)))


def _asked(link: Link, flows: Sequence[Flow]) -> Iterable[Flow]:
    """A question's answer arrives in a column, and goes wherever the column goes: one path from the form on."""
    asked = Hop(link.question.location.ref, link.question.location, "asked")
    how = "stored (same name: a guess)" if link.basis == "same-name" else "stored"
    stored = Hop(link.column.location.ref, link.column.location, how)
    sure = "low" if link.basis == "same-name" else "high"
    first = Flow((asked.ref,), f"{link.column.container}.{link.column.name}", "table", "", sure, (asked, stored))
    yield replace(first, system=link.question.system)
    for each in flows:
        if stored.ref in each.origins and each.system == link.column.system:
            confidence = sure if sure == "low" else each.confidence
            yield replace(each, origins=(asked.ref,), confidence=confidence, hops=(asked, stored, *each.hops[1:]))
