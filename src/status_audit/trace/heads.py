"""Which routines a call means where several have the name: told apart by package and schema, else all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from status_audit.model import Statement
from status_audit.trace.calls import Routine
from status_audit.trace.names import Names, Place, shown, split_name


class Heads:
    """The heads of routines by their bare names. `routine_of` reads one head; it is asked at the first call."""

    def __init__(self, names: Names, routine_of: Callable[[Statement, Place, str], Routine]) -> None:
        self._names, self._routine_of = names, routine_of
        self._heads: dict[tuple[str, str], list[tuple[Statement, Place, str]]] = {}
        self._routines: dict[tuple[str, str], tuple[Routine, ...]] = {}

    def add(self, name: str, statement: Statement, place: Place, scope: str) -> None:
        """`scope` is the one that the routine's own statements stand in."""
        heads = self._heads.setdefault((place.system, name), [])
        heads.append((statement, place, scope))
        if len({_around(each) for _, _, each in heads}) > 1:
            for _, _, each in heads:
                self._names.know(place.system, ".".join(filter(None, (_around(each), name))))

    def all(self, system: str, name: str) -> tuple[Routine, ...]:
        """Every routine of a folded bare name, in the order of the statements."""
        at = (system, name)
        if at not in self._heads:
            return ()
        if at not in self._routines:
            self._routines[at] = tuple(dict.fromkeys(self._routine_of(*each) for each in self._heads[at]))
        return self._routines[at]

    def first(self, system: str, name: str) -> Routine | None:
        """The routine that a key's shown name is the result of, else the first of its bare name."""
        found = self.all(system, split_name(name)[-1])
        return next((each for each in found if shown(each.key) == name), found[0] if found else None)

    def at(self, place: Place) -> tuple[Routine, ...]:
        """The routine whose body stands at a place: several where it is overloaded."""
        name = split_name(place.scope)[-1] if place.scope else ""
        found = self.all(place.system, name) if name else ()
        return tuple(each for each in found if each.place == place) or found[:1]

    def called(self, place: Place, name: str) -> Routine | None:
        """The routine that a folded name, dotted or not, means at a place; what else it may mean is with it."""
        parts = split_name(name)
        found = self.all(place.system, parts[-1])
        if len(found) > 1:
            found = _of(parts[-2], found) if len(parts) > 1 else _near(place, parts[-1], found)
        return replace(found[0], also=found[1:]) if len(found) > 1 else found[0] if found else None


def _around(scope: str) -> str:
    """The package or schema of a routine's scope."""
    return (split_name(scope)[-2:-1] or ("",))[0]


def _of(qualifier: str, found: Sequence[Routine]) -> tuple[Routine, ...]:
    """Those of a package or schema; a synonym or a schema that no head names may be any."""
    named = tuple(each for each in found if _around(each.place.scope) == qualifier)
    return named or tuple(each for each in found if not _around(each.place.scope)) or tuple(found)


def _near(place: Place, name: str, found: Sequence[Routine]) -> tuple[Routine, ...]:
    """An unqualified name means the own package's; from elsewhere, a package's routine has to be named with it."""
    around = split_name(place.scope) if place.scope else ()
    for depth in range(len(around), 0, -1):
        scope = (*around[:depth], name)
        own = tuple(each for each in found if each.member and split_name(each.place.scope) == scope)
        if own:
            return own
    outside = tuple(each for each in found if not each.member)
    return outside or tuple(found)
