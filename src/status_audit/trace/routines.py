"""What routines, triggers and rules declare: parameters, variables, records, cursors, trigger rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from status_audit.model import Location, Statement
from status_audit.patterns import pattern_of
from status_audit.trace.calls import Routine
from status_audit.trace.context import TRIGGER_ROWS, Surroundings
from status_audit.trace.heads import Heads
from status_audit.trace.names import Names, Place, fold, private_key, split_name, variables_key
from status_audit.trace.texts import NAME, balanced, comma_parts, without_comments

_HEAD = pattern_of(
    rf"\b(?:PROCEDURE|PROC|FUNCTION|MACRO)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{NAME})\s*(?P<open>\()?", re.IGNORECASE
)
_MODE = pattern_of(
    r"^(?:(?P<mode>INOUT|IN\s+OUT|OUT|IN|VARIADIC)\s+)?(?P<name>@?[\w$\"`\[\]]+)(?:\s+(?P<late>IN\s+OUT|OUT|IN)\b)?",
    re.IGNORECASE,
)
_TYPE_ALONE = pattern_of(
    r"(?:(?:INOUT|IN|OUT)\s+)?(?:double\s+precision|character(?:\s+varying)?|bit\s+varying|(?:big|small)?int(?:eger|[248])?|text|(?:var|bp)?char|numeric|decimal|real|"
    r"float[48]?|bool(?:ean)?|date|time|timestamp(?:tz)?|interval|jsonb?|uuid|bytea|xml|name|oid|record|any\w+)\s*(?:\([\d\s,]*\))?(?:\s+with(?:out)?\s+time\s+zone)?(?:\[\])*\Z",
    re.IGNORECASE,
)
"""PostgreSQL lets a parameter go without a name: its body then calls it `$1`."""
_T_PARAMETER = pattern_of(
    r"(@\w+)\s+(?:AS\s+)?[\w.\[\]]+(?:\s*\([^)]*\))?[^,@]*?(?=,\s*@|\bAS\b|\bWITH\b|\)|\Z)", re.IGNORECASE | re.DOTALL
)
_RETURNS_TABLE = pattern_of(r"\bRETURNS?\s+(?:@\w+\s+)?TABLE\s*\(", re.IGNORECASE)
_RETURNS_ANGLED = pattern_of(r"\bRETURNS\s+TABLE\s*<", re.IGNORECASE)
_RETURNS_VARIABLE = pattern_of(r"\bRETURNS\s+(@\w+)\s+TABLE\s*\(", re.IGNORECASE)
_TRIGGER = pattern_of(rf"\bON\s+(?:ONLY\s+)?(?P<table>{NAME})", re.IGNORECASE)
_RULE = pattern_of(rf"\bTO\s+(?P<table>{NAME})", re.IGNORECASE)
_EXECUTES = pattern_of(rf"\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\s+(?P<name>{NAME})", re.IGNORECASE)
_REFERENCING = pattern_of(r"\b(?:NEW|OLD)(?:_TABLE|\s+TABLE|\s+ROW)?\s+AS\s+(\w+)", re.IGNORECASE)
_FOR = pattern_of(r"^\s*(?:<<\w+>>\s*)?FOR(?:EACH)?\s+([\w$\"]+)\s+(?:IN|AS|SLICE)\b", re.IGNORECASE)
_CURSOR_FIRST = pattern_of(r"^\s*(?:DECLARE\s+)?CURSOR\s+([\w$\"]+)", re.IGNORECASE)
_CURSOR_LAST = pattern_of(
    r"(?:^\s*(?:DECLARE\s+)?|,\s*)(@?[\w$\"]+)\s+(?:(?:INSENSITIVE|SCROLL|NO\s+SCROLL|ASENSITIVE|BINARY)\s+)*(?:CURSOR|REFCURSOR|SYS_REFCURSOR)\b",
    re.IGNORECASE,
)
_DECLARED = pattern_of(
    r"^\s*(?:DECLARE\s+)?(?:OR\s+REPLACE\s+)?(?:VARIABLE\s+(?=\w+\s+\w))?(?:CONSTANT\s+)?(@?[\w$\"`]+)(?:\s+\S|\s*,)",
    re.IGNORECASE,
)
_LET = pattern_of(r"^\s*LET\s+(?P<name>[\w$\"]+)\s+(?P<kind>CURSOR|RESULTSET|[\w:]+)", re.IGNORECASE)
_ROWTYPE = pattern_of(
    r"^\s*(?:DECLARE\s+)?([\w$\"]+)\s+(?:(?P<table>[\w$.\"]+)%ROWTYPE|RECORD\b|RESULTSET\b)", re.IGNORECASE
)
_T_VARIABLE = pattern_of(r"(@\w+)\s+(?:AS\s+)?(?!TABLE\b)[A-Za-z]", re.IGNORECASE)
_NO_NAME = frozenset(
    [
        "declare",
        "begin",
        "cursor",
        "type",
        "pragma",
        "exception",
        "as",
        "is",
        "if",
        "for",
        "while",
        "end",
        "select",
        "set",
        "procedure",
        "function",
        "return",
        "default",
    ]
)


@dataclass(frozen=True, slots=True)
class Head:
    """The parts of a routine's head."""

    parameters: tuple[str, ...]
    outs: frozenset[str]
    returns: tuple[str, ...]
    result: str = ""


def head_of(text: str) -> Head:
    """Parameters and declared result of CREATE PROCEDURE or FUNCTION."""
    text = without_comments(text)
    found = _HEAD.search(text)
    if found is None:
        return Head((), frozenset(), ())
    inside = balanced(text, found.end() - 1) if found["open"] else ""
    parts = comma_parts(inside) if inside else _bare_parameters(text, found.end())
    names, outs, cursors = [], set(), set()
    unnamed = re.search(r"\bRETURNS\b", text, re.IGNORECASE) is not None
    for number, part in enumerate(parts, start=1):
        match = _MODE.match(part.strip())
        if match is None:
            continue
        name = f"${number}" if unnamed and _TYPE_ALONE.match(part.strip()) else fold(match["name"])
        names.append(name)
        mode = (match["mode"] or match["late"] or "").upper()
        if "OUT" in mode or re.search(r"\bOUT(?:PUT)?\s*$", part.strip(), re.IGNORECASE):
            outs.add(name)
        if re.search(r"\bREFCURSOR\b|\bSYS_REFCURSOR\b|\bCURSOR\b", part, re.IGNORECASE):
            cursors.add(name)
    variable = _RETURNS_VARIABLE.search(text)
    return Head(
        tuple(names), frozenset(outs), _returns(text, outs - cursors, names), fold(variable[1]) if variable else ""
    )


def _bare_parameters(text: str, start: int) -> list[str]:
    """T-SQL parameters without parentheses, up to the AS that opens the body."""
    rest = text[start:]
    if not rest.lstrip().startswith("@"):
        return []
    end = re.search(
        r"(?<![\w@])AS(?=\s+(?:BEGIN|SET|SELECT|DECLARE|INSERT|UPDATE|DELETE|WITH|IF|EXEC|MERGE|PRINT|RETURN|TRUNCATE|CREATE)|\s*$)",
        rest,
        re.IGNORECASE,
    )
    return comma_parts(rest[: end.start()] if end else rest)


def _angled(text: str, start: int) -> list[str]:
    """The parts of BigQuery's `TABLE<a INT64, b ARRAY<STRING>>`, from after its first `<`."""
    depth, parts, part = 1, [], ""
    for letter in text[start:]:
        depth += {"<": 1, ">": -1}.get(letter, 0)
        if depth == 0:
            break
        if letter == "," and depth == 1:
            parts.append(part)
            part = ""
        else:
            part += letter
    return [*parts, part]


def _returns(text: str, outs: set[str], names: Sequence[str]) -> tuple[str, ...]:
    table, angled = _RETURNS_TABLE.search(text), _RETURNS_ANGLED.search(text)
    if table or angled:
        columns = comma_parts(balanced(text, table.end() - 1)) if table else _angled(text, angled.end())  # type: ignore[union-attr]
        return tuple(
            fold(part.split()[0])
            for part in columns
            if part.split() and part.split()[0].upper() not in ("PRIMARY", "UNIQUE", "CHECK", "INDEX")
        )
    return tuple(name.lstrip("@") for name in names if name in outs)


class Routines:
    """Every routine, trigger and rule of a system's statements, found by the scope of what stands inside."""

    def __init__(self, names: Names, statements: Iterable[tuple[Statement, Place]]) -> None:
        self._names = names
        self.heads = Heads(names, self._routine_of)
        self._inside: dict[Place, list[Statement]] = {}
        self._tables: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        self._triggers: dict[Place, tuple[str, tuple[str, ...]]] = {}
        self._packages: dict[tuple[str, str], frozenset[str] | None] = {}
        """Variables by package; None until they are asked for."""
        self._cursors: dict[tuple[str, str], dict[str, str]] = {}
        """Cursors and records by package -> their keys."""
        self._known: dict[Place, Surroundings] = {}
        for statement, place in statements:
            self._add(statement, place)

    def _add(self, statement: Statement, place: Place) -> None:
        if statement.scope or statement.kind in ("declare", "set", "select", "execute", "for"):
            self._inside.setdefault(place, []).append(statement)
        if statement.kind == "create-package":
            self._packages.setdefault((place.system, split_name(statement.container)[-1]), None)
        if statement.kind == "create-routine":
            name = split_name(statement.container or _named(statement.text))[-1]
            self.heads.add(name, statement, place, _scope_of(statement, place))
        elif statement.kind in ("create-trigger", "create-rule"):
            self._add_trigger(statement, place)

    def _add_trigger(self, statement: Statement, place: Place) -> None:
        text = without_comments(statement.text)
        found = (_RULE if statement.kind == "create-rule" else _TRIGGER).search(text)
        if found is None:
            return
        key = self._names.key(split_name(found["table"]), place)
        aliases = tuple(dict.fromkeys([*TRIGGER_ROWS, *(fold(each) for each in _REFERENCING.findall(text))]))
        scope = _created(statement)
        self._triggers[place.within(scope)] = (key, aliases)
        executes = _EXECUTES.search(text)
        if executes:
            function = split_name(executes["name"])[-1]
            self._tables.setdefault((place.system, function), []).append((key, aliases))

    def trigger_words(self, place: Place) -> tuple[str, ...]:
        """Keys of the tables whose rows the statements at a place see without naming them."""
        tables = [self._triggers[place][0]] if place in self._triggers else []
        function = split_name(place.scope)[-1] if place.scope else ""
        return tuple(dict.fromkeys([*tables, *(key for key, _ in self._tables.get((place.system, function), []))]))

    def routine(self, system: str, name: str) -> Routine | None:
        """The first routine of a folded name, or the one that a key's name shows."""
        return self.heads.first(system, name)

    def _routine_of(self, statement: Statement, place: Place, scope: str) -> Routine:
        head = head_of(statement.text)
        key = self._names.key(split_name(scope)[-2:], place)
        member = bool(place.scope)
        return Routine(key, place.within(scope), head.parameters, head.outs, head.returns, head.result, member=member)

    def package_key(self, system: str, package: str, name: str) -> str:
        """The key of a package's variables where it declares the folded name, else nothing."""
        if (system, package) not in self._packages:
            return ""
        variables = self._packages[system, package]
        if variables is None:
            variables = self._packages[system, package] = self._declared_by(system, package)
        return variables_key(Place(system, "", f"package {package}")) if name in variables else ""

    def _declared_by(self, system: str, package: str) -> frozenset[str]:
        """Variables that specification and body of a package declare, in whatever files."""
        found, around = set[str](), Surroundings()
        for place, inside in self._inside.items():
            if place.system == system and place.scope and split_name(place.scope) == (package,):
                for each in inside:
                    _declare(each, _home(system, package), around, found)
        self._cursors[system, package] = around.records
        return frozenset(found)

    def _package_cursors(self, place: Place) -> dict[str, str]:
        """Cursors and records that the packages around a place, or at it, declare."""
        found: dict[str, str] = {}
        for package in split_name(place.scope) if place.scope else ():
            if (place.system, package) in self._packages:
                self.package_key(place.system, package, "")
                found.update(self._cursors.get((place.system, package), {}))
        return found

    def _outer(self, place: Place) -> dict[str, str]:
        """What a routine sees of the package or routines it stands in."""
        found: dict[str, str] = {}
        parts = place.scope.split(".")
        for depth in range(1, len(parts)):
            scope = ".".join(parts[:depth])
            package = fold(parts[depth - 1])
            if (place.system, package) in self._packages:
                self.package_key(place.system, package, "")
                key = variables_key(Place(place.system, "", f"package {package}"))
                found.update(dict.fromkeys(self._packages[place.system, package] or (), key))
            elif self.routine(place.system, package) is not None or place.within(scope) in self._triggers:
                around = self.around(place.within(scope))
                found.update(around.outer)
                found.update(dict.fromkeys(around.variables, variables_key(place.within(scope))))
        return found

    def around_head(self, statement: Statement, place: Place) -> Surroundings:
        """What a trigger's own WHEN clause can see."""
        return self.around(place.within(_created(statement)))

    def around(self, place: Place) -> Surroundings:
        """What a statement at a place can see of the routine or script around it."""
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._read(place)
        return found

    def _read(self, place: Place) -> Surroundings:
        name = split_name(place.scope)[-1] if place.scope else ""
        overloads = self.heads.at(place)
        routine = overloads[0] if overloads else None
        keys = self.trigger_words(place)
        aliases = self._triggers[place][1] if place in self._triggers else TRIGGER_ROWS
        for _, more in self._tables.get((place.system, name), []):
            aliases = tuple(dict.fromkeys([*aliases, *more]))
        around = Surroundings(name=name if routine else "", triggers=keys, trigger_names=aliases)
        around.records = self._package_cursors(place)
        variables = {parameter for each in overloads for parameter in each.parameters}
        around.key = routine.key if routine else ""
        around.outs = frozenset(out for each in overloads for out in each.outs)
        around.returns = next((each.returns for each in overloads if each.returns), ())
        around.result = routine.result if routine else ""
        package = (place.system, name) in self._packages and "." not in place.scope
        for each in self._inside.get(place, ()):
            _declare(each, _home(place.system, name) if package else place, around, variables)
        around.variables = frozenset(variables)
        around.outer = self._outer(place) if "." in place.scope else {}
        around.inside = bool(place.scope)
        return around


def declared(texts: Iterable[str], place: Place) -> tuple[frozenset[str], dict[str, str]]:
    """(variables, records) that the declarations of an anonymous block make."""
    around, variables = Surroundings(), set[str]()
    for each in texts:
        kind = "set" if re.match(r"\s*LET\b", each, re.IGNORECASE) else "declare"
        _declare(Statement(kind, each, Location(place.source, "")), place, around, variables)
    return frozenset(variables), around.records


def _declare(statement: Statement, place: Place, around: Surroundings, variables: set[str]) -> None:
    """What one statement of a routine adds to its names."""
    text = without_comments(statement.text)
    loop = _FOR.match(text)
    if loop:
        around.records[fold(loop[1])] = private_key(place, fold(loop[1]))
        return
    if statement.kind == "set" and (let := _LET.match(text)):
        name, kind = fold(let["name"]), let["kind"].upper()
        if kind in ("CURSOR", "RESULTSET"):
            around.records[name] = private_key(place, name)
        else:
            variables.add(name)
        return
    if statement.kind not in ("declare", "other"):
        return
    cursor = _CURSOR_FIRST.match(text) or _CURSOR_LAST.search(text)
    if cursor:
        around.records[fold(cursor[1])] = private_key(place, fold(cursor[1]))
        return
    row = _ROWTYPE.match(text)
    if row:
        around.records[fold(row[1])] = private_key(place, fold(row[1]))
        return
    if "@" in text:
        variables.update(fold(each) for each in _T_VARIABLE.findall(text))
    match = _DECLARED.match(text)
    if match and fold(match[1]) not in _NO_NAME:
        variables.update(fold(each) for each in _listed(text, match[1]))


def _home(system: str, package: str) -> Place:
    """What a package's own variables and cursors belong to, in whatever files it is declared."""
    return Place(system, "", f"package {package}")


def _listed(text: str, first: str) -> list[str]:
    """`DECLARE a, b INT`: several names before one type."""
    found = re.match(r"\s*DECLARE\s+([\w$`\"]+(?:\s*,\s*[\w$`\"]+)+)\s+\S", text, re.IGNORECASE)
    return [each.strip() for each in found[1].split(",")] if found else [first]


def _named(text: str) -> str:
    found = _HEAD.search(text)
    return found["name"] if found else ""


def _created(statement: Statement) -> str:
    """The scope that stands for what a CREATE TRIGGER or RULE contains."""
    found = re.search(rf"\b(?:TRIGGER|RULE)\s+(?:IF\s+NOT\s+EXISTS\s+)?({NAME})", statement.text, re.IGNORECASE)
    return ".".join(_spelled(found[1])) if found else ""


def _scope_of(statement: Statement, place: Place) -> str:
    name = ".".join(_spelled(_named(statement.text))) or statement.container
    return f"{place.scope}.{name}" if place.scope and statement.kind == "create-routine" else name


def _spelled(name: str) -> list[str]:
    return [part.strip().strip('"`[]') for part in re.findall(r'"[^"]+"|`[^`]+`|\[[^\]]+\]|[^.\s]+', name)]
