"""A dbt project as its models see it: its macros, its variables, and what `ref`, `source` and the others stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from status_audit.patterns import pattern_of

if TYPE_CHECKING:
    from jinja2.runtime import Macro

    from status_audit.trace.dbt_jinja import Sandbox

FILES = ("dbt_project.yml", "dbt_project.yaml")
MACRO = pattern_of(r"\{%-?\s*+macro\b")
DISPATCHED = ("{dialect}__{name}", "default__{name}")
PACKAGES = ("dbt", "dbt_date", "dbt_expectations", "codegen", "fivetran_utils")
"""Names of packages whose macros are functions of what they are given."""
MOST_MACROS = 2_000
"""Files of macros that are read for one project."""
Columns = Callable[[str], Sequence[str]]
"""The columns of a relation as it is written in a model; `*` where nobody declares them."""


@dataclass(slots=True)
class DbtProject:
    root: str
    """Its folder, as in the paths of sources; `.` for the top."""
    text_of: Callable[[str], str]
    files: Sequence[str]
    """Every SQL file below the folder."""
    _macros: dict[str, Macro] = field(default_factory=dict)
    _variables: dict[str, Any] = field(default_factory=dict)
    _name: str = ""
    _sandbox: Sandbox | None = None

    def rendered(self, source: str, name: str, columns: Columns, dialect: str) -> list[str]:
        """The model's SQL: once with every unknown condition false, and once true where that makes a difference.

        Raises one of `dbt_jinja.FAULTS`, and ModuleNotFoundError without the extra.
        """
        from status_audit.trace.dbt_jinja import Sandbox

        if self._sandbox is None:
            self._sandbox = Sandbox()
            self._learn(self._sandbox)
        text = self.text_of(source)
        found = []
        for condition in (False, True):
            self._sandbox.begin(condition=condition)
            names = self._names(name, columns, dialect, condition)
            found.append(self._sandbox.rendered(text, names))
        return list(dict.fromkeys(found))

    def _learn(self, sandbox: Sandbox) -> None:
        from status_audit.trace.dbt_jinja import FAULTS

        settings = self._own_settings()
        self._name = str(settings.get("name", ""))
        given = settings.get("vars")
        own = given.get(self._name) if isinstance(given, dict) else None
        self._variables = {**(given if isinstance(given, dict) else {}), **(own if isinstance(own, dict) else {})}
        names = self._names("", lambda _: ("*",), "", condition=False)
        for path in self.files[:MOST_MACROS]:
            text = self.text_of(path)
            if MACRO.search(text):
                sandbox.begin()
                try:
                    self._macros.update(sandbox.macros(text, names))
                    sandbox.globals.update(self._macros)
                except FAULTS:
                    continue  # a macro that is missing later shows itself under its own name

    def _own_settings(self) -> dict[str, Any]:
        from status_audit.documents import Limits, parse
        from status_audit.errors import AuditError

        for name in FILES:
            text = self.text_of(name if self.root == "." else f"{self.root}/{name}")
            try:
                data = parse(text.encode(), name, Limits()).data if text else None
            except AuditError:
                continue
            if isinstance(data, dict):
                return data
        return {}

    def _names(self, name: str, columns: Columns, dialect: str, condition: bool) -> dict[str, Any]:
        known = {
            "ref": lambda *given, **_: Relation(str(given[-1])) if given else Relation(""),
            "source": lambda schema="", table="", **_: Relation(str(table), str(schema)),
            "this": Relation(name),
            "config": Config(),
            "model": {"name": name, "alias": name, "config": {}},
            "target": {"name": "default", "type": dialect or "postgres", "schema": "public", "database": "db"},
            "execute": condition,
            "flags": {"FULL_REFRESH": False, "WHICH": "run"},
            "is_incremental": lambda: condition,
            "should_full_refresh": lambda: False,
            "var": self._variable,
            "env_var": lambda key="", default="": default or str(key),
            "return": _return,
            "log": lambda *_, **__: "",
            "print": lambda *_, **__: "",
            "run_query": lambda *_, **__: Table(),
            "load_result": lambda *_, **__: {"table": Table(), "data": []},
            "statement": lambda *_, **__: "",
            "fromjson": lambda given="", default=None: default,
            "toyaml": lambda *_, **__: "",
            "modules": {},
            "graph": {"nodes": {}, "sources": {}},
            "builtins": {},
            "adapter": Adapter(columns, self._macros, dialect),
            "dbt_utils": Utilities(columns, self._macros),
        }
        packages = (self._name, *PACKAGES)
        return {**{package: Namespace(self._macros) for package in packages}, **known}

    def _variable(self, name: str = "", default: Any = None) -> Any:
        from status_audit.trace.dbt_jinja import Unknown

        found = self._variables.get(name, default)
        return Unknown(name=name) if found is None else found


def _return(value: Any = "") -> Any:
    from status_audit.trace.dbt_jinja import ReturnedError

    raise ReturnedError(value)


@dataclass(frozen=True, slots=True)
class Relation:
    """What `ref` and `source` give: a table's name, whose parts templates may ask for."""

    identifier: str
    schema: str = ""

    def __str__(self) -> str:
        return f"{self.schema}.{self.identifier}" if self.schema else self.identifier

    def __html__(self) -> str:
        return str(self)

    @property
    def name(self) -> str:
        return self.identifier

    table = alias = name

    @property
    def database(self) -> str:
        return ""

    def include(self, *_: Any, **__: Any) -> Relation:
        return self

    quote = render = include


class Config:
    """`config(…)` writes nothing; asked for a setting, it has the default."""

    def __call__(self, *_: Any, **__: Any) -> str:
        return ""

    def get(self, _: str, default: Any = None, **__: Any) -> Any:
        return default

    require = get

    def set(self, *_: Any) -> str:
        return ""


class Table:
    """The rows of a query that is not run: none."""

    columns: tuple[Any, ...] = ()
    rows: tuple[Any, ...] = ()
    column_names: tuple[str, ...] = ()

    def __iter__(self) -> Any:
        return iter(())

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Column:
    """A column as adapters describe it."""

    name: str
    data_type: str = "text"

    @property
    def column(self) -> str:
        return self.name

    quoted = column
    dtype = column

    def is_string(self) -> bool:
        return True

    def is_number(self) -> bool:
        return False

    is_numeric = is_float = is_integer = is_number

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Adapter:
    columns: Columns
    macros: Mapping[str, Macro]
    dialect: str

    def dispatch(self, name: str, *_: Any, **__: Any) -> Any:
        """The macro of this database, else the default one, else a function of the same name."""
        from status_audit.trace.dbt_jinja import Unknown

        short = name.rpartition(".")[2]
        for pattern in DISPATCHED:
            found = self.macros.get(pattern.format(dialect=self.dialect or "snowflake", name=short))
            if found is not None:
                return found
        return Unknown(name=short)

    def get_columns_in_relation(self, relation: Any) -> list[Column]:
        return [Column(each) for each in self.columns(str(relation))]

    def quote(self, name: Any) -> str:
        return str(name)

    def get_relation(self, *_: Any, identifier: str = "", schema: str = "", **__: Any) -> Relation:
        return Relation(str(identifier), str(schema))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: ""


@dataclass(frozen=True, slots=True)
class Namespace:
    """A package's macros by their names; what is not there is a function of that name."""

    macros: Mapping[str, Macro]

    def __getattr__(self, name: str) -> Any:
        from status_audit.trace.dbt_jinja import Unknown

        if name.startswith("__"):
            raise AttributeError(name)
        return self.macros.get(name) or Unknown(name=name)


@dataclass(frozen=True, slots=True)
class Utilities(Namespace):
    """The macros of dbt_utils that choose columns or relations: any other is a function of what it is given."""

    columns: Columns = lambda _: ("*",)

    def __init__(self, columns: Columns, macros: Mapping[str, Macro]) -> None:
        object.__setattr__(self, "macros", macros)
        object.__setattr__(self, "columns", columns)

    def star(self, relation: Any = "", **named: Any) -> str:
        """`from` is a word of Python, so the relation comes among the named ones."""
        left_out = [str(each).casefold() for each in named.get("except") or ()]
        known = [each for each in self.columns(str(named.get("from") or relation)) if each.casefold() not in left_out]
        alias = f"{named['relation_alias']}." if named.get("relation_alias") else ""
        if known and "*" not in known:
            return ", ".join(f"{alias}{each}" for each in known)
        return f"{alias}* except ({', '.join(left_out)})" if left_out else f"{alias}*"

    def get_filtered_columns_in_relation(self, relation: Any = "", **named: Any) -> list[str]:
        left_out = [str(each).casefold() for each in named.get("except") or ()]
        return [each for each in self.columns(str(named.get("from") or relation)) if each.casefold() not in left_out]

    def union_relations(self, relations: Iterable[Any] = (), **_: Any) -> str:
        queries = (f"select * from {each}" for each in relations)  # noqa: S608 (text to be read, never run)
        return f"({' union all '.join(queries)})"

    def deduplicate(self, relation: Any = "", **_: Any) -> str:
        return f"select * from {relation}"  # noqa: S608 (text to be read, never run)

    def get_column_values(self, *_: Any, default: Any = (), **__: Any) -> Any:
        return list(default or ())

    def group_by(self, n: int = 1, **_: Any) -> str:
        return f"group by {', '.join(str(each + 1) for each in range(min(int(n), 200)))}"
