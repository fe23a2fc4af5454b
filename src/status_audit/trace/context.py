"""What one statement is read with: names, columns, the routine around it, and where its effects are written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from status_audit.trace.names import Naming, Place, fold, private_key, variables_key
from status_audit.trace.rows import Rows, base_rows
from status_audit.trace.scope import Scope
from status_audit.trace.strings import DOUBLE_QUOTED, HOLE, assembled, settled, single_quoted
from status_audit.trace.values import Effects, Origin, Origins, Path, Ref, Use

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

    from status_audit.trace.bodies import Summary
    from status_audit.trace.calls import Routine

TRIGGER_ROWS = ("new", "old", "inserted", "deleted", "new_table", "old_table", "newtab", "oldtab")


@dataclass(slots=True)
class Surroundings:
    """The routine or trigger a statement stands in."""

    name: str = ""
    """Folded name of the routine, without its schema; empty at the top of a script."""
    key: str = ""
    """The relation that the routine's result is."""
    variables: frozenset[str] = frozenset()
    """Parameters and local variables that the routine declares."""
    outs: frozenset[str] = frozenset()
    """OUT parameters among them."""
    records: dict[str, str] = field(default_factory=dict)
    """Record and cursor names -> key of the relation whose columns they have."""
    triggers: tuple[str, ...] = ()
    """Relations whose rows NEW, OLD, inserted and deleted are."""
    trigger_names: tuple[str, ...] = TRIGGER_ROWS
    result: str = ""
    """The table variable that is the routine's result: `RETURNS @r TABLE (…)`."""
    returns: tuple[str, ...] = ()
    """Column names of the routine's own result, where its head declares them."""
    outer: dict[str, str] = field(default_factory=dict)
    """Variables of the package or routine around the routine -> the key they are kept under."""
    inside: bool = False
    """Whether there is any routine, trigger or block around it."""
    literals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """String variables -> the pieces they are put together from, for dynamic SQL."""


@dataclass(slots=True)
class Context:
    names: Naming
    columns: Callable[[str], tuple[str, ...] | None]
    """The columns of a relation key; None where nobody declares them, `*` last where there may be more."""
    routine: Callable[[str], Routine | None]
    """The routine of a folded name, dotted or not, where its head was read; with others that may be meant."""
    place: Place
    dialect: str
    around: Surroundings
    model: str = ""
    """The dbt model a query is the body of: its file's stem."""
    spool: str = ""
    """The file that a client's command sends results to: SPOOL, \\o, .output."""
    outside: Callable[[str, str], str] = lambda _package, _name: ""
    """The key of a package's variables, where a package declares the variable."""
    server: Callable[[str], str] = str
    """A linked server, link or source by its name, as a recipient: with where it leads, if that was read."""
    attached: Callable[[str], str | None] = lambda _: None
    """Where an attached database lies; None for any other name."""
    stage: Callable[[str], str] = str
    """A stage as the bucket behind it."""
    prepared: Callable[[str], str] = lambda _: ""
    """The expression or statement that PREPARE has given a name."""
    texts: Callable[[], dict[str, list[str]]] = dict
    """What the text variables around the statement may hold when it runs."""
    summary: Callable[[Routine], Summary | None] = lambda _: None
    """What the result of a routine is made of, where its body says so."""
    effects: Effects = field(default_factory=Effects)
    uses: list[Use] = field(default_factory=list)
    rows: Callable[[Context, Expr, Scope | None], Rows] = lambda *_: Rows(())
    """How a query is read; set by the statement that reads with this context."""

    def assembled(self, text: str) -> list[str]:
        """What an expression may be as text, with what is known of the variables in it."""
        values = self.texts()
        sign = "+" if self.dialect == "tsql" else "||"
        if self.dialect in DOUBLE_QUOTED:
            text = single_quoted(text)
        found = [settled(each, sign) for each in assembled(text, lambda name: values.get(name, ()))]
        return [each for each in dict.fromkeys(found) if each.strip() and each.strip() != HOLE]

    def key(self, *parts: str) -> str:
        if self.around.result and parts == (self.around.result,):
            return self.around.key or self.names.key((self.around.name,), self.place)
        return self.names.key(parts, self.place)

    def base(self, key: str) -> Rows:
        return base_rows(key, self.columns(key))

    def use(self, origins: Origins, how: str) -> None:
        self.uses.extend(Use(each.ref, how, each.at) for each in origins)

    def mention(self, ref: Ref, at: int) -> None:
        """A column or path that the statement names."""
        self.effects.mentions.setdefault((ref.relation, ref.column, ref.path), at)

    def renamed(self, name: str, origins: Origins, at: int) -> None:
        """An output takes a name that none of the columns it is made of has."""
        if origins and all(name not in (each.ref.column, *each.ref.path) for each in origins):
            self.effects.aliases.setdefault((origins[0].ref.relation, name), at)

    def variable(self, name: str, at: int = 0) -> Origins:
        return (Origin(Ref(self.variables_of(name), fold(name)), at=at),)

    def variables_of(self, name: str) -> str:
        """The key that a variable's value is kept under: its routine's, its package's, its session's."""
        name = fold(name)
        if self.dialect == "mysql" and name.startswith("@"):
            return variables_key(Place(self.place.system, self.place.source, ""))
        if name not in self.around.variables and name in self.around.outer:
            return self.around.outer[name]
        return variables_key(self.place)

    def knows(self, name: str) -> bool:
        """Whether a bare name may be a variable here."""
        return name in self.around.variables or name in self.around.outer

    def record(self, name: str) -> str | None:
        """The relation whose row a name outside FROM stands for."""
        if self.around.triggers and name in self.around.trigger_names:
            return self.around.triggers[0]
        return self.around.records.get(name)

    def record_field(self, name: str, column: str, path: Path, at: int) -> Origins | None:
        if self.around.triggers and name in self.around.trigger_names:
            return tuple(Origin(Ref(key, column, path), at=at) for key in self.around.triggers)
        key = self.around.records.get(name)
        return (Origin(Ref(key, column, path), at=at),) if key else None

    def own(self, name: str) -> str:
        """The key of a relation that only this routine knows."""
        return private_key(self.place, name)


def _identifiers() -> tuple[type[Expr], ...]:
    from sqlglot import exp

    return exp.Identifier, exp.Star
