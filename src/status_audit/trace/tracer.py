"""The room's front: an inventory's statements, opened only where they may matter, and the flows from what is banned."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from status_audit.model import Field, Inventory, Location, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.bodies import MOST, Summary, summary_of
from status_audit.trace.calls import Routine
from status_audit.trace.catalogue import Catalogue
from status_audit.trace.context import Context
from status_audit.trace.created import created_by, stored_at
from status_audit.trace.dbt import Model, model_of, with_stars
from status_audit.trace.dbt_model import models_among, together, way_back
from status_audit.trace.dynamic import (
    Texts,
    assignments,
    calls_out,
    executed,
    inside_others,
    prepared,
    run_text,
    runs_at_top,
)
from status_audit.trace.facts import Facts
from status_audit.trace.gate import Gate, Telling
from status_audit.trace.given import given_fields, given_seeds
from status_audit.trace.mentions import mentioned_fields, seeds_of
from status_audit.trace.names import Names, Place, shown, split_name
from status_audit.trace.notation import Seed
from status_audit.trace.places import Batches, Positions
from status_audit.trace.routines import Routines
from status_audit.trace.servers import Servers
from status_audit.trace.shell import Spools
from status_audit.trace.statement import RUNS, SILENT, effects_of
from status_audit.trace.texts import NAME, words_of
from status_audit.trace.unsaid import unsaid
from status_audit.trace.values import Effects

_TEMPORARY = pattern_of(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:(?:GLOBAL|LOCAL)\s+)?(?:TEMP|TEMPORARY)\s+(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w\"`.]+)"
    r"|\bINTO\s+(?:LOCAL\s+)?TEMP(?:ORARY)?\s+(?:TABLE\s+)?([\w\"`.]+)|(?:\bINTO|\bTABLE)\s+(#[\w#]+)",
    re.IGNORECASE,
)

_GIVES_BACK = pattern_of(r"\b(?:returning|output|conflict|duplicate|over|generated)\b")
_CLAUSE = pattern_of(r"\b(?:SELECT|VALUES|SET|FROM|WHERE|EXEC)\b|\(", re.IGNORECASE)
_CALLS = pattern_of(rf"\s*(?:EXEC(?:UTE)?|CALL|PERFORM)\s+(?:@\w+\s*=\s*)?({NAME})", re.IGNORECASE)
_NUMBERED = pattern_of(r"\$\d")
"""A parameter of a routine by its number."""
CREATES = ("create-table", "create-view", "select", "with")
"""Kinds of statements that make temporary tables."""
TOO_DEEP = "the statement is nested too deeply"
DEEPEST = 8000
"""Python frames that one statement may need: the parser takes about twenty for each parenthesis."""
Guard = Callable[[Callable[[], Effects]], Effects | str]


@contextmanager
def deeper() -> Iterator[None]:
    """Room for one deeply nested statement; the interpreter's own limit is put back."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


class Tracer:
    """Reads each statement at most once, and only when the gate opens it."""

    def __init__(
        self,
        inventory: Inventory,
        telling: Callable[[str], bool],
        text_of: Callable[[str], str] | None = None,
        crossing: Callable[[Sequence[str]], str] | None = None,
        guard: Guard | None = None,
        compiled: Callable[[str], str] | None = None,
    ) -> None:
        """`telling` judges one word or phrase; `text_of` gives a source's decoded text; `crossing` names the system
        that a qualified name leads to, or nothing; `guard` runs the reading of one statement and gives what it reads,
        or one sentence on what went wrong; `compiled` gives a dbt model's SQL as dbt compiled it, where that is at
        hand."""
        self._guard = guard
        self._facts: Facts | None = None
        self.inventory = inventory
        more = tuple(unsaid(inventory, text_of)) if text_of else ()
        self.statements: tuple[Statement, ...] = (*inventory.statements, *more)
        self._dbt = models_among(inventory, text_of, compiled or (lambda _: ""))
        if self._dbt is not None:
            self.statements = tuple(self._dbt.with_template_words(self.statements))
        self.names = Names(inventory, crossing)
        self.telling = Telling(telling)
        self._text_of = text_of
        batches = Batches(self.statements, text_of)
        self.places = [
            Place(self.names.system_of(each.location.source), each.location.source, each.scope, batches.of(each))
            for each in self.statements
        ]
        self._learn_names()
        self.routines = Routines(self.names, zip(self.statements, self.places, strict=True))
        self._inside = inside_others(self.statements, self.places)
        self._texts = self._learn_texts()
        self._prepared = {
            (place.source, found[0]): found[1]
            for each, place in zip(self.statements, self.places, strict=True)
            if each.kind == "execute" and (found := prepared(each)) is not None
        }
        self.gate = Gate(self.statements, self._more_words)
        self.catalogue = Catalogue(inventory, self.names)
        self.catalogue.bind(self.statements, self.places, self.effects, self.gate.naming_all, self.routines.routine)
        self._effects: dict[int, Effects] = {}
        self._reading: set[int] = set()
        self._summaries: dict[Routine, Summary | None] = {}
        self._models: dict[str, Model] = {}
        self._spools: dict[str, Spools] = {}
        self.models: set[str] = set()
        """Keys of relations that a file's one query is."""
        self.stored: set[str] = set()
        """Keys of models that are kept as tables."""
        self.positions = Positions(self.statements)
        self.remote = Servers(inventory, text_of)
        self.views, self.created, self.servers = created_by(self)
        self.stored_at = stored_at(self)
        self._spelled = {
            self.names.key(split_name(each.name), Place(each.system, "", "")): each.name
            for each in inventory.containers
        }

    def keep(self, facts: Facts) -> None:
        """Believe what earlier runs found out, and keep what this one does."""
        self._facts = facts
        facts.begin(self.inventory.sources, self.statements)

    def spelled(self, relation: str) -> str:
        """A relation as its declaration, else as a statement, spells it."""
        return self._spelled.get(relation) or self.names.spelled.get(relation) or shown(relation)

    def _learn_names(self) -> None:
        for each, place in zip(self.statements, self.places, strict=True):
            known = each.kind == "alter-table" and self.names.knows(place.system, each.container)
            if (
                each.container
                and each.kind != "create-routine"
                and not (known or each.container.startswith(("#", "@")))
            ):
                self.names.know(place.system, each.container)
            if each.kind in CREATES and ("temp" in each.text.lower() or "#" in each.text):
                for found in _TEMPORARY.finditer(each.text):
                    name = split_name(next(filter(None, found.groups())))[-1]
                    self.names.know_temporary(place, name)
            if each.kind == "execute" and place.scope:
                called = _CALLS.match(each.text)
                if called:
                    self.names.know_call(place, split_name(called[1])[-1])

    def _learn_texts(self) -> dict[Place, Texts]:
        """Text variables of the routines that run text."""
        running = {self.places[n] for n, each in enumerate(self.statements) if self._runs(each) or calls_out(each)}
        own: dict[Place, list[Statement]] = {place: [] for place in running}
        for each, place in zip(self.statements, self.places, strict=True):
            if place in own:
                own[place].append(each)
        return {place: Texts(assignments(each)) for place, each in own.items()}

    def _runs(self, statement: Statement) -> bool:
        if statement.kind not in RUNS:
            return False
        lowered = statement.text.lower()
        return ("exec" in lowered or "prepare" in lowered) and run_text(statement) is not None

    def _more_words(self, number: int) -> Iterable[str]:
        """Words a statement does not hold itself: its trigger's table, the texts it runs."""
        place = self.places[number]
        words = [split_name(shown(key))[-1] for key in self.routines.trigger_words(place)]
        if place in self._texts and (self._runs(self.statements[number]) or calls_out(self.statements[number])):
            values = self._texts[place].before(self.statements[number].offset)
            words.extend(word for texts in values.values() for text in texts for word in words_of(text))
        if place.scope and _NUMBERED.search(self.statements[number].text):
            words.extend(name for each in self.routines.heads.at(place) for name in each.parameters)
        if self._prepared and (named := executed(self.statements[number])):
            words.extend(words_of(self._prepared.get((place.source, named), "")))
        return words

    def effects(self, number: int) -> Effects:
        """What one statement does; empty while it is being read (a relation defined by itself)."""
        found = self._effects.get(number)
        if found is not None:
            return found
        if number in self._reading:
            return Effects()
        self._reading.add(number)
        found = self._guarded(number)
        self._reading.discard(number)
        self._effects[number] = found
        return found

    def _guarded(self, number: int) -> Effects:
        def reading() -> Effects:
            found = self._read(number)
            if found.trouble == TOO_DEEP:
                with deeper():
                    found = self._read(number)
            return found

        found = self._guard(reading) if self._guard else reading()
        return Effects(trouble=found, failed=True) if isinstance(found, str) else found

    def _read(self, number: int) -> Effects:
        try:
            reader = self._facts.effects_of if self._facts else effects_of
            found = reader(self._context(number), self._with_stars(number))
            return (
                self._rendered(number, found)
                if self._dbt is not None and self._model(self.statements[number])
                else found
            )
        except RecursionError:
            return Effects(trouble=TOO_DEEP)

    def _rendered(self, number: int, found: Effects) -> Effects:
        """What a dbt model does once its templates are run, where they say more than their stand-ins."""
        statement = self.statements[number]
        assert self._dbt is not None
        if self._dbt.is_plain(statement) and not found.trouble:
            return found
        rendered = self._dbt.rendered(statement, lambda name: self._columns_of(number, name))
        source = self._dbt.text(statement.location.source)
        read = [
            (effects_of(self._context(number, each.dialect), each), way_back(each.text, source, statement))
            for each in rendered.statements
        ]
        understood = [each for each in read if not each[0].trouble]
        if not understood:
            found.trouble = rendered.reason or found.trouble
            return found
        return together(understood)

    def _columns_of(self, number: int, name: str) -> tuple[str, ...]:
        """The columns of a relation as a template asks for them."""
        key = self.names.key(split_name(name), self.places[number])
        return self.catalogue.columns(key, self.statements[number].location) or ("*",)

    def _context(self, number: int, dialect: str = "") -> Context:
        statement, place = self.statements[number], self.places[number]
        return Context(
            names=self.names,
            columns=lambda key: self.catalogue.columns(key, None if _runs_later(statement) else statement.location),
            routine=lambda name: self.routines.heads.called(place, name),
            place=place,
            dialect=dialect or statement.dialect,
            around=self.routines.around_head(statement, place)
            if statement.kind == "create-trigger"
            else self.routines.around(place),
            model=self._model(statement),
            spool=self._spool(statement),
            outside=lambda package, name: self.routines.package_key(place.system, package, name),
            server=self.remote.shown,
            attached=lambda name: self.remote.attached(place.source, name),
            stage=self.remote.stage,
            prepared=lambda name: self._prepared.get((place.source, name), ""),
            summary=self._summary,
            texts=lambda: self._texts[place].before(statement.offset) if place in self._texts else {},
        )

    def _summary(self, routine: Routine) -> Summary | None:
        """What a routine hands back; None while its body is being read, and where that says nothing."""
        if routine not in self._summaries:
            numbers = self.bodies.get(routine.place, ())
            if not 0 < len(numbers) <= MOST or not self._reading.isdisjoint(numbers):
                return None
            self._summaries[routine] = None
            self._summaries[routine] = summary_of(routine, [self.effects(each) for each in numbers])
        return self._summaries[routine]

    @cached_property
    def bodies(self) -> dict[Place, list[int]]:
        """Statements by the routine they stand in."""
        found: dict[Place, list[int]] = {}
        for number, place in enumerate(self.places):
            if place.scope and self.followed(number):
                found.setdefault(place, []).append(number)
        return found

    def _spool(self, statement: Statement) -> str:
        """Where a client's command sends the results of a query at the top of a script."""
        if statement.scope or statement.kind not in ("select", "with", "export") or not self._text_of:
            return ""
        source = statement.location.source
        if source not in self._spools:
            self._spools[source] = Spools(self._text_of(source))
        return self._spools[source].of(statement)

    def spooled(self, number: int) -> str:
        """Where a client's command sends what a statement puts out."""
        return self._spool(self.statements[number])

    def _with_stars(self, number: int) -> Statement:
        """A dbt `star(…, except=[…])` stands as `*` in the statement: what it leaves out is in the source."""
        statement = self.statements[number]
        if not self._text_of or "*" not in statement.text or not self._model(statement):
            return statement
        text = self._text_of(statement.location.source)[statement.offset : statement.offset + len(statement.text)]
        return replace(statement, text=with_stars(statement.text, text))

    def _model(self, statement: Statement) -> str:
        """The model a query is the body of, by the file it stands in."""
        if statement.scope or statement.kind not in ("select", "with"):
            return ""
        source = statement.location.source
        if source not in self._models:
            in_project = self._dbt is not None and self._dbt.project(source) is not None
            self._models[source] = model_of(source, self._text_of(source) if self._text_of else "", in_project)
            key = self.names.key((self._models[source].name,), Place(self.names.system_of(source), source, ""))
            self.models.add(key)
            if self._models[source].stored:
                self.stored.add(key)
        return self._models[source].name

    def opened(self, number: int) -> bool:
        return number in self._effects

    def followed(self, number: int) -> bool:
        """Whether a statement is of a kind that can carry a value, and no literal that is read with what runs it."""
        outer = self._inside.get(number)
        if outer is not None and self.places[number] in self._texts:
            holder = self.statements[outer]
            if holder.kind in ("set", "declare", "other", "select") or self._runs(holder):
                return False
        return self.statements[number].kind not in SILENT

    def only_writes(self, number: int, word: str) -> bool:
        """Whether an INSERT names the relation only as what it fills: nothing comes out of it."""
        statement = self.statements[number]
        if statement.kind != "insert" or split_name(statement.container)[-1].lstrip("#@") != word:
            return False
        text = statement.text.casefold()
        return text.count(word) == 1 and not _GIVES_BACK.search(text)

    def runs_text(self, number: int) -> bool:
        return self.places[number] in self._texts and self._runs(self.statements[number])

    def runs_unknown(self, number: int) -> bool:
        """Whether nothing at all is known of the text a routine's statement runs. Prepared statements have names."""
        statement = self.statements[number]
        found = run_text(statement)
        named = statement.dialect == "mysql" and re.fullmatch(r"\w+", found[0].strip()) if found else None
        if found is None or named or not (statement.scope or runs_at_top(statement)):
            return False
        return not self._context(number).assembled(found[0])

    def is_prose(self, number: int) -> bool:
        """Whether it stood in a literal that begins like a statement and is none: `'Insert into the archive'`."""
        holder = self._inside.get(number)
        kept = holder is not None and self.statements[holder].kind in ("set", "declare", "select", "insert", "execute")
        return kept and _CLAUSE.search(self.statements[number].text) is None

    def mentions(self) -> tuple[Field, ...]:
        """Fields that only statements name, from statements with a telling word."""
        numbers = [
            number
            for number, each in enumerate(self.statements)
            if self.followed(number) and (self.telling.statement(each) or self._runs_telling(number))
        ]
        return (*mentioned_fields(self, numbers), *given_fields(self, numbers))

    def _runs_telling(self, number: int) -> bool:
        """Whether the text that a statement runs, as far as it is known, holds a telling word."""
        return self.runs_text(number) and any(self.telling.word(each) for each in self._more_words(number))

    def seeds(self, fields: Iterable[Field]) -> tuple[Seed, ...]:
        """Where the values of fields are kept: declared ones, mentioned ones, attribute rows."""
        found = tuple(fields)
        return (*seeds_of(self, found), *given_seeds(self, found))

    def follow(self, seeds: Sequence[Seed]) -> Traced:
        """Flows from the seeds to a fixpoint."""
        from status_audit.trace.flows import flows_of
        from status_audit.trace.worklist import Worklist

        found = flows_of(self, Worklist(self, seeds).run())
        # What the stack had no room for depends on how the statement was come by, and so would all that asked for it.
        if self._facts is not None and not any(each.trouble == TOO_DEEP for each in self._effects.values()):
            self._facts.save()
        return found

    def location(self, number: int, at: int) -> Location:
        return self.positions.at(number, at)


def _runs_later(statement: Statement) -> bool:
    """Whether it stands in a routine, and so runs when the script around it is through."""
    return bool(statement.scope) and not statement.scope.startswith("block ")


from status_audit.trace.flows import Traced  # noqa: E402
