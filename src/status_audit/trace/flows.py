"""Turns what was reached into flows: destinations in the command line's notation, each with its path; and into gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from status_audit.model import Flow, Gap, Hop, Location
from status_audit.trace.dbt_model import MISSING
from status_audit.trace.names import SEPARATOR, is_private, is_temporary, shown, split_name, system_in
from status_audit.trace.texts import words_of
from status_audit.trace.whole import whole_exports
from status_audit.trace.worklist import Node, Step, Worklist

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer

STORED = ("table", "materialized-view", "foreign-table")


@dataclass(frozen=True, slots=True)
class Traced:
    flows: tuple[Flow, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: int = 0
    """Statements that name nothing telling and no tainted relation: proven, not read."""
    opened: int = 0


def flows_of(tracer: Tracer, done: Worklist) -> Traced:
    writer = _Writer(tracer, done)
    flows = {(each.system, each.destination, each.kind, each.recipient): each for each in writer.all()}
    shared = {(system, destination) for system, destination, kind, _ in flows if kind == "share"}
    stored = ("table", "view")
    kept = [each for each in flows.values() if each.kind not in stored or (each.system, each.destination) not in shared]
    kept.sort(key=lambda each: (each.system, each.destination, each.kind, each.recipient))
    followed = [number for number in range(len(tracer.statements)) if tracer.followed(number)]
    opened = sum(1 for number in followed if tracer.opened(number))
    gaps = (*_gaps(tracer, done), *_unknown_texts(tracer))
    return Traced(tuple(kept), gaps, len(followed) - opened, opened)


class _Writer:
    def __init__(self, tracer: Tracer, done: Worklist) -> None:
        self.tracer, self.done = tracer, done
        self._hops: dict[Node, tuple[Hop, ...]] = {}

    def all(self) -> Iterator[Flow]:
        for node, origins in self.done.origins.items():
            if not self._arrives(node):
                continue
            sown = self.done.sown.get(node)
            others = origins if sown is None else origins & ~(1 << sown) or origins
            yield self.arrival(node, others)
            place = self.tracer.stored_at.get(node.relation)
            if place:
                at = (f"export.{node.column}", "export", place)
                yield self.flow(at, self.hops(node), others, node)
        for leaving, found in self.done.exits.items():
            at = leaving[:3]
            hops = self.hops(found.node)
            hop = Hop(at[0], self.tracer.location(found.number, found.outlet.at), found.outlet.how)
            yield self.flow(at, (*hops, hop), self.done.exit_origins[leaving], found.node)
        yield from self.granted()
        yield from self.exported_whole()
        yield from self.unread()

    def _arrives(self, node: Node) -> bool:
        """Whether the value comes here from elsewhere; a field that only statements name may be filled by one."""
        if node not in self.done.sown:
            return not is_private(node.relation)
        return node in self.done.steps or self._shown_there(node)

    def _shown_there(self, node: Node) -> bool:
        """A new name in a view or result set is where the value comes out, and the first that is known of it."""
        return node.relation in self.tracer.created or shown(node.relation) == "resultset"

    def arrival(self, node: Node, origins: int) -> Flow:
        """A column of a relation holds or shows the value."""
        name = f"{self.name_of(node.relation)}.{node.column}"
        kind, recipient = self.kind_of(node.relation)
        system = system_in(node.relation)
        if kind == "table" and not self._starts_in(system, origins):
            kind, recipient = "share", system
        return self.flow((name, kind, recipient), self.hops(node), origins, node)

    def _starts_in(self, system: str, origins: int) -> bool:
        """Whether a field that the value comes from is of the system: a table elsewhere is with somebody else."""
        return any(each.slot.system == system for number, each in enumerate(self.done.seeds) if origins >> number & 1)

    def name_of(self, relation: str) -> str:
        """A temporary table keeps its sign where a lasting one has the same name."""
        name = relation_name(relation)
        lasting = SEPARATOR.join((system_in(relation), name))
        return shown(relation) if is_temporary(relation) and self.tracer.catalogue.declared(lasting) else name

    def kind_of(self, relation: str) -> tuple[str, str]:
        """(destination kind, recipient)"""
        server = self.tracer.servers.get(relation)
        if server is not None:
            return "share", server
        if shown(relation) == "resultset" or self._is_routine(relation):
            return "resultset", ""
        declared = self.tracer.catalogue.kinds.get(relation)
        shows = (
            declared == "view" or relation in self.tracer.views or is_temporary(relation) or self._is_model(relation)
        )
        return ("view" if shows and declared not in STORED else "table"), ""

    def _is_model(self, relation: str) -> bool:
        return relation in self.tracer.models and relation not in self.tracer.stored

    def _is_routine(self, relation: str) -> bool:
        name = split_name(shown(relation))[-1]
        known = relation in self.tracer.catalogue.kinds or is_temporary(relation)
        return not known and self.tracer.routines.routine(system_in(relation), name) is not None

    def hops(self, node: Node) -> tuple[Hop, ...]:
        known = self._hops.get(node)
        if known is None:
            known = self._hops[node] = tuple(self._hop(each, step) for each, step in self.done.path(node))
        return known

    def _hop(self, node: Node, step: Step | None) -> Hop:
        if step is None:
            number = self.done.sown.get(node)
            seed = self.done.seeds[number] if number is not None else None
            return Hop(
                seed.ref if seed else node.column, seed.location if seed else Location("", node.column), "copied"
            )
        return Hop(node_name(node), self.tracer.location(step.number, step.at), step.how)

    def flow(
        self, at: tuple[str, str, str], hops: tuple[Hop, ...], origins: int, node: Node, low: bool = False
    ) -> Flow:
        seeds = [each for number, each in enumerate(self.done.seeds) if origins >> number & 1]
        sure = any(self._declared(each) for number, each in enumerate(self.done.nodes) if origins >> number & 1)
        confidence = "low" if low else "high" if sure else "medium"
        refs = tuple(sorted({each.ref for each in seeds}))
        system = system_in(node.relation)
        if not self._starts_in(system, origins):
            system = next((each.slot.system for each in seeds), system)
        return Flow(refs, at[0], at[1], at[2], confidence, hops, system)

    def _declared(self, node: Node) -> bool:
        return self.tracer.catalogue.declares(node.relation, node.column)

    def granted(self) -> Iterator[Flow]:
        from status_audit.trace.permits import Permits

        permits = Permits(self.tracer)
        for node, origins in self.done.origins.items():
            if is_private(node.relation) or is_temporary(node.relation):
                continue
            for grant, grantee in permits.readers(node.relation, node.column):
                kind = "share" if grant.kind in ("share", "publication", "server") else "grant"
                name = f"{kind}:{grantee}.{relation_name(node.relation)}.{node.column}".casefold()
                hop = Hop(name, grant.location, "shared" if kind == "share" else "granted")
                yield self.flow((name, kind, grantee), (*self.hops(node), hop), origins, node)

    def exported_whole(self) -> Iterator[Flow]:
        """What lets a whole database out names no relation: all of them leave."""
        for whole in whole_exports(self.tracer):
            for node, origins in self.done.origins.items():
                same = system_in(node.relation) == self.tracer.places[whole.number].system
                if same and not is_temporary(node.relation) and whole.holds(node.relation):
                    at = (f"export.{node.column}", "export", whole.recipient)
                    hop = Hop(at[0], self.tracer.location(whole.number, 0), "exported")
                    yield self.flow(at, (*self.hops(node), hop), origins, node)

    def unread(self) -> Iterator[Flow]:
        """Statements that could not be read and name a tainted relation and one of its tainted columns, or `*`."""
        for number in sorted(self.done.opened):
            effects = self.tracer.effects(number)
            if not effects.trouble:
                continue
            node = named_in(self.tracer, self.done, number)
            if node is not None:
                statement = self.tracer.statements[number]
                name = f"{statement.container or 'resultset'}.{node.column}".casefold()
                kind = "table" if statement.container else "dynamic"
                hop = Hop(name, statement.location, "derived")
                hops = (*self.hops(node), hop)
                yield self.flow((name, kind, ""), hops, self.done.origins[node], node, low=True)


def named_in(tracer: Tracer, done: Worklist, number: int) -> Node | None:
    """A tainted column that the words of a statement name together with its relation."""
    text = tracer.statements[number].text
    words = words_of(text)
    for node in done.origins:
        relation = split_name(shown(node.relation))[-1].lstrip("#@")
        if relation in words and (node.column in words or "*" in text):
            return node
    return None


def relation_name(key: str) -> str:
    return shown(key).lstrip("#@")


def node_name(node: Node) -> str:
    path = "".join(f".{step}" for step in node.path)
    key = f"@{node.key}={node.code}" if node.key else ""
    name = relation_name(node.relation)
    return f"{name}.{node.column}{'$' + path if path else ''}{key}" if name else f"{node.column}{key}"


def _unknown_texts(tracer: Tracer) -> Iterator[Gap]:
    """Routines that run text of which the script says nothing: nobody knows what it reads or writes."""
    groups: dict[tuple[str, str], list[int]] = {}
    for number, statement in enumerate(tracer.statements):
        if tracer.runs_text(number) and tracer.runs_unknown(number):
            groups.setdefault((statement.location.source, statement.scope), []).append(number)
    for (_, scope), numbers in groups.items():
        first = tracer.statements[numbers[0]].location
        place = Location(first.source, scope, first.line, first.column, part=first.part)
        reason = "runs SQL text that is only put together at run time"
        yield Gap("unparsed", place, reason, "Read by eye what the text can be, and from where it comes.", len(numbers))


def _gaps(tracer: Tracer, done: Worklist) -> Iterator[Gap]:
    """Statements that were opened and not understood, one gap for each source, routine and reason."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for number, statement in enumerate(tracer.statements):
        if not tracer.opened(number) or not tracer.effects(number).trouble:
            continue
        if number in done.opened and named_in(tracer, done, number) is not None:
            continue
        if tracer.is_prose(number):
            continue
        at = (statement.location.source, statement.scope, tracer.effects(number).trouble)
        groups.setdefault(at, []).append(number)
    for (_, scope, reason), numbers in groups.items():
        first = tracer.statements[numbers[0]].location
        place = Location(first.source, scope, first.line, first.column, part=first.part)
        if tracer.effects(numbers[0]).failed:
            yield Gap("reader-failed", place, reason, "Please report it with the statement's form.", len(numbers))
            continue
        if reason == MISSING:
            yield Gap("missing-extra", place, reason, "Run: pip install 'status-audit[dbt]'", len(numbers))
            continue
        remedy = "Read the statement by eye, or give the dialect of this file with --dialect."
        yield Gap("unparsed", place, reason, remedy, len(numbers))
