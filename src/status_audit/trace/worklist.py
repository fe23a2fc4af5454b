"""From banned columns to everything they reach: opens statements as relations are tainted, until nothing new comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from status_audit.trace.names import Place, is_private, is_temporary, place_in, shown, split_name, system_in
from status_audit.trace.notation import Seed, column_of
from status_audit.trace.paths import clashes
from status_audit.trace.strings import HOLE
from status_audit.trace.values import MAX_PATH, Move, Outlet, Path, Ref

if TYPE_CHECKING:
    from status_audit.trace.tracer import Tracer


class Node(NamedTuple):
    """A tainted column, path or attribute row."""

    relation: str
    column: str
    path: Path = ()
    key: str = ""
    code: str = ""


class Step(NamedTuple):
    """How a node was first reached."""

    before: Node
    number: int
    at: int
    how: str


class Exit(NamedTuple):
    """An outlet that a tainted node feeds."""

    outlet: Outlet
    number: int
    node: Node


class Worklist:
    """One run. Sets only grow, so it ends, and the order of statements does not matter."""

    def __init__(self, tracer: Tracer, seeds: Sequence[Seed]) -> None:
        self.tracer = tracer
        self.seeds = seeds
        self.origins: dict[Node, int] = {}
        """Bit set of the seeds that reach a node."""
        self.steps: dict[Node, Step] = {}
        self.sown: dict[Node, int] = {}
        """Seed number by node."""
        self.nodes: list[Node] = []
        """The seeds as nodes, in order."""
        self.exits: dict[tuple[str, str, str, str], Exit] = {}
        """By destination, kind, recipient and system: two departments may export to files of one name."""
        self.exit_origins: dict[tuple[str, str, str, str], int] = {}
        self.opened: set[int] = set()
        """Statements that name a tainted relation."""
        self._moves: dict[str, list[tuple[Move, int]]] = {}
        self._outlets: dict[str, list[tuple[Outlet, int]]] = {}
        self._nodes: dict[str, list[Node]] = {}
        self._queue: deque[Node] = deque()
        self._words: set[tuple[str, str]] = set()
        self.columns: dict[str, set[str]] = {}
        """Tainted column names by relation, for statements that could not be read."""

    def run(self) -> Worklist:
        for number, seed in enumerate(self.seeds):
            node = self._node_of(seed)
            self.nodes.append(node)
            self.sown.setdefault(node, number)
            self._reach(node, 1 << number, None)
        while self._queue:
            node = self._queue.popleft()
            self._open(node)
            self._apply(node)
        return self

    def _node_of(self, seed: Seed) -> Node:
        slot = seed.slot
        place = Place(slot.system, seed.location.source, "")
        key = seed.relation or self.tracer.names.key(split_name(slot.relation), place)
        column = column_of(slot.column)
        return Node(key, column.name, column.path, column.key, column.code)

    def _reach(self, node: Node, origins: int, step: Step | None) -> None:
        known = self.origins.get(node, 0)
        if known | origins == known:
            return
        self.origins[node] = known | origins
        if not known:
            self._nodes.setdefault(node.relation, []).append(node)
            self.columns.setdefault(node.relation, set()).add(node.column)
        if step is not None and node not in self.steps and self._may_come_from(node, step.before):
            self.steps[node] = step
        self._queue.append(node)

    def _may_come_from(self, node: Node, before: Node) -> bool:
        """A declared field that is looked for is where its paths start; one that only statements name may be filled."""
        return node not in self.sown or (node != before and not self.tracer.catalogue.declares(*node[:2]))

    def _open(self, node: Node) -> None:
        """Read every statement that names the node's relation; local names only inside their routine."""
        word = (
            node.column.lstrip("@")
            if shown(node.relation) == "@"
            else split_name(shown(node.relation))[-1].lstrip("@#")
        )
        if (node.relation, word) in self._words:
            return
        self._words.add((node.relation, word))
        local = place_in(node.relation) if is_temporary(node.relation) else None
        for number in (*self.tracer.gate.naming_all(word), *self._dynamic(node.column)):
            if number in self.opened or not self.tracer.followed(number):
                continue
            if self.tracer.only_writes(number, word):
                continue
            place = self.tracer.places[number]
            if local is not None and is_private(node.relation) and not place.sees(local):
                continue
            self._take(number)

    def _dynamic(self, column: str) -> list[int]:
        """Statements that run text with a tainted column's name in it, whatever relation they read."""
        if (HOLE, column) in self._words:
            return []
        self._words.add((HOLE, column))
        return [each for each in self.tracer.gate.naming_all(column) if self.tracer.runs_text(each)]

    def _take(self, number: int) -> None:
        self.opened.add(number)
        effects = self.tracer.effects(number)
        for move in effects.moves:
            self._moves.setdefault(move.origin.relation, []).append((move, number))
            for node in tuple(self._nodes.get(move.origin.relation, ())):
                self._move(move, number, node)
        for outlet in effects.outlets:
            self._outlets.setdefault(outlet.origin.relation, []).append((outlet, number))
            for node in self._nodes_of(outlet.origin):
                self._let_out(outlet, number, node)

    def _nodes_of(self, ref: Ref) -> list[Node]:
        """Tainted nodes that a reference may read; of an unknown relation, those of its column's name."""
        if ref.relation != HOLE:
            return list(self._nodes.get(ref.relation, ()))
        return [node for nodes in self._nodes.values() for node in nodes if node.column == ref.column]

    def _apply(self, node: Node) -> None:
        for move, number in tuple(self._moves.get(node.relation, ())):
            self._move(move, number, node)
        for outlet, number in self._outlets.get(node.relation, ()):
            self._let_out(outlet, number, node)
        for outlet, number in self._outlets.get(HOLE, ()):
            if outlet.origin.column == node.column:
                self._let_out(outlet, number, node)

    def _move(self, move: Move, number: int, node: Node) -> None:
        if matches(move.origin, node):
            self._reach(self._carried(move, number, node), self.origins[node], Step(node, number, move.at, move.how))

    def _let_out(self, outlet: Outlet, number: int, node: Node) -> None:
        unknown = outlet.origin.relation == HOLE
        if not is_private(node.relation) if unknown else matches(outlet.origin, node):
            self._leave(outlet, number, node, self.origins[node])

    def _leave(self, outlet: Outlet, number: int, node: Node, origins: int) -> None:
        destination = outlet.destination.replace("{column}", node.column)
        at = (destination, outlet.kind, outlet.recipient, system_in(node.relation))
        self.exits.setdefault(at, Exit(outlet, number, node))
        self.exit_origins[at] = self.exit_origins.get(at, 0) | origins

    def _carried(self, move: Move, number: int, node: Node) -> Node:
        column = node.column if move.column == "*" else move.column
        rest = node.path[len(move.origin.path) :] if move.how == "copied" else ()
        key = self._carried_key(move, number, node) if node.key else ""
        return Node(move.relation, column, (*move.inner, *rest)[:MAX_PATH], key, node.code if key else "")

    def _carried_key(self, move: Move, number: int, node: Node) -> str:
        """The attribute's key column goes along, under its name in the target; empty where it stays behind."""
        ref = move.origin
        pinned = any(each.column == node.key and not each.negated and len(each.values) == 1 for each in ref.keys)
        if pinned or move.how != "copied":
            return ""
        if ref.column == "*":
            return "" if (node.key,) in ref.without else node.key
        for other in self.tracer.effects(number).moves:
            same = other.relation == move.relation and other.origin.relation == ref.relation
            if same and other.how == "copied" and other.origin.column in (node.key, "*"):
                return node.key if other.column == "*" else other.column
        return ""

    def path(self, node: Node) -> list[tuple[Node, Step | None]]:
        """The first way found to a node, origin first."""
        found: list[tuple[Node, Step | None]] = []
        seen: set[Node] = set()
        current: Node | None = node
        while current is not None and current not in seen:
            seen.add(current)
            step = self.steps.get(current)
            found.append((current, step))
            current = step.before if step else None
        return found[::-1]


def matches(ref: Ref, node: Node) -> bool:
    """Whether what a statement reads may hold what is tainted."""
    if ref.column == "*":
        if (node.column,) in ref.without:
            return False
    elif (
        node.column not in (ref.column, "*")
        or clashes(ref.path, node.path)
        or any(node.path[: len(gone)] == gone for gone in ref.without if gone)
    ):
        return False
    return not node.key or all(
        (node.code in each.values) != each.negated for each in ref.keys if each.column == node.key
    )
