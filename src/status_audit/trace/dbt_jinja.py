"""Runs the templates of dbt models without dbt: what is not known becomes SQL that takes the same values."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined, TemplateError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Macro
from jinja2.sandbox import SandboxedEnvironment

FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template may raise when it runs: its own mistakes, and what our stand-ins do not know."""
MOST_STEPS = 200_000
"""Turns of all loops of one rendering."""
MOST_TEXT = 2_000_000
"""Characters of one rendering, and of one value that a template multiplies."""
MOST_SECONDS = 5.0


ASKED_BY_JINJA = ("unsafe_callable", "alters_data")
"""What the sandbox asks of everything that is called: an unknown name is neither."""


class EndlessTemplateError(TemplateError):
    """A template that runs on and on."""


class ReturnedError(TemplateError):
    """dbt's `return(…)` leaves a macro with a value."""

    def __init__(self, value: Any) -> None:
        super().__init__("returned")
        self.value = value


class Unknown(ChainableUndefined):
    """A name nobody has defined. It stands for itself; called, it is an SQL function of the same arguments."""

    __slots__ = ()

    @property
    def spelled(self) -> str:
        return str(self._undefined_name or "unknown")

    def __str__(self) -> str:
        return self.spelled.rpartition(".")[2]

    def __html__(self) -> str:
        return str(self)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return f"{self}({', '.join(arguments((*given, *named.values())))})"

    def __getattr__(self, name: str) -> Unknown:
        if name.startswith("__") or name in ASKED_BY_JINJA:
            raise AttributeError(name)
        return type(self)(name=f"{self.spelled}.{name}")

    def __getitem__(self, key: Any) -> Unknown:  # type: ignore[override]
        return type(self)(name=f"{self.spelled}.{key}")

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Held(Unknown):
    """An unknown name that conditions take for true."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


def arguments(given: Iterable[Any]) -> Iterator[str]:
    """Values as SQL arguments: names and expressions as they are, lists one by one, settings left out."""
    for each in given:
        if isinstance(each, list | tuple | set):
            yield from arguments(each)
        elif isinstance(each, dict):
            yield from arguments(each.values())
        elif isinstance(each, str | Unknown) and str(each).strip():
            yield str(each)


class Sandbox(SandboxedEnvironment):
    """Jinja with bounds: loops are counted, long values refused, dbt's own tags understood."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self) -> None:
        super().__init__(undefined=Unknown, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", Tags])
        for name in ("center", "indent", "wordwrap", "format", "pprint"):
            self.filters[name] = lambda value, *_, **__: value
        for name in ("as_bool", "as_native", "as_number", "as_text"):
            self.filters[name] = lambda value: value
        self.filters["replace"] = _replaced
        self.filters["join"] = lambda values, between="", attribute=None: joined(
            str(between), [getattr(each, attribute, each) if attribute else each for each in values]
        )
        self.globals["range"] = lambda *given: range(*(min(int(each), MOST_STEPS) for each in given))
        self.steps = 0
        self.until = 0.0

    def begin(self, *, condition: bool = False) -> None:
        """Before each rendering; `condition` is what unknown names are when a template asks whether they hold."""
        self.undefined = Held if condition else Unknown
        self.steps, self.until = 0, time.monotonic() + MOST_SECONDS

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for each in values:
            self.steps += 1
            if self.steps > MOST_STEPS or (self.steps % 256 == 0 and time.monotonic() > self.until):
                raise EndlessTemplateError("a template that loops without end")
            yield each

    def call(self, context: Any, function: Any, /, *given: Any, **named: Any) -> Any:
        """As the sandbox calls; a macro may leave early with a value."""
        try:
            return super().call(context, function, *given, **named)
        except ReturnedError as done:
            if isinstance(function, Macro):
                return done.value
            raise

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            return left
        sizes = [len(each) for each in (left, right) if isinstance(each, str | list | tuple)]
        numbers = [each for each in (left, right) if isinstance(each, int)]
        if operator == "**" and any(abs(each) > 64 for each in numbers):
            raise EndlessTemplateError("a number without end")
        if operator == "+" and sum(sizes) > MOST_TEXT:
            raise EndlessTemplateError("a text without end")
        if operator == "*" and sizes and max(sizes) * max([1, *numbers]) > MOST_TEXT:
            raise EndlessTemplateError("a text without end")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every loop goes through `counted`, and every `~` through `joined`."""
        tree = super()._parse(source, name, filename)
        for each in tree.find_all(nodes.Concat):
            parts = nodes.List(each.nodes, lineno=each.lineno)
            empty = nodes.Const("", lineno=each.lineno)
            joining = nodes.Name("joined_parts", "load", lineno=each.lineno)
            each.nodes = [nodes.Call(joining, [empty, parts], [], None, None, lineno=each.lineno)]
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Call(nodes.Name("counted_steps", "load"), [loop.iter], [], None, None, lineno=loop.lineno)
        return tree

    def rendered(self, text: str, names: Mapping[str, Any]) -> str:
        """Raises one of `FAULTS`."""
        template = self.from_string(text, globals={**names, "counted_steps": self.counted, "joined_parts": joined})
        parts: list[str] = []
        length = 0
        for each in template.generate():
            parts.append(each)
            length += len(each)
            if length > MOST_TEXT or time.monotonic() > self.until:
                raise EndlessTemplateError("a template that writes without end")
        return "".join(parts)

    def macros(self, text: str, names: Mapping[str, Any]) -> dict[str, Macro]:
        """What a file of macros defines. Raises one of `FAULTS`."""
        template = self.from_string(text, globals={**names, "counted_steps": self.counted, "joined_parts": joined})
        module = template.make_module()
        return {name: value for name, value in vars(module).items() if isinstance(value, Macro)}


class Tags(Extension):
    """dbt's own blocks: a snapshot's body is a query; tests, documents and materializations are not."""

    tags = {"snapshot", "test", "data_test", "materialization", "docs"}  # noqa: RUF012 (the base class's own form)

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        tag = parser.stream.current.value
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        body = parser.parse_statements((f"name:end{tag}",), drop_needle=True)
        return body if tag == "snapshot" else []


def joined(between: str, parts: Iterable[Any]) -> str:
    """Raises EndlessTemplateError for a text that grows without end."""
    texts = [str(each) for each in parts]
    if sum(map(len, texts)) + len(between) * len(texts) > MOST_TEXT:
        raise EndlessTemplateError("a text without end")
    return between.join(texts)


def _replaced(value: Any, old: Any, new: Any, count: int | None = None) -> str:
    text, before, after = str(value), str(old), str(new)
    if text.count(before) * len(after) + len(text) > MOST_TEXT:
        raise EndlessTemplateError("a text without end")
    return text.replace(before, after, -1 if count is None else count)
