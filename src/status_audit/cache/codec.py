"""Frozen dataclasses to rows of plain JSON values and back; their annotations are the schema."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from operator import attrgetter
from typing import Any

PLAIN = (str, int, float, bool, type(None))
Step = Callable[[Any, Any], Any]
"""(value, what the caller knows of this document) -> value."""


@dataclass(frozen=True, slots=True)
class Hook:
    """How rows of one class differ from its fields: what may not be kept, and what need not be repeated."""

    leave_out: Callable[[list[Any], Any], None]
    """Changes a row, fields in their order, before it is written."""
    put_back: Callable[[list[Any], Any], None]
    """Changes a row that was read, before values are built from it."""


class Codec:
    """For one class and all it is made of: dataclasses, tuples, unions of dataclasses, optional values."""

    def __init__(self, kind: type, hooks: Mapping[type, Hook] | None = None) -> None:
        self._hooks = dict(hooks or {})
        self._writers: dict[Any, Step | None] = {}
        self._readers: dict[Any, Step | None] = {}
        write, read = self._writer(kind), self._reader(kind)
        assert write is not None
        assert read is not None
        self._write, self._read = write, read

    def dump(self, value: Any, known: Any = None) -> Any:
        """Rows for `json`."""
        return self._write(value, known)

    def load(self, rows: Any, known: Any = None) -> Any:
        """The value again. Raises TypeError, ValueError, KeyError or IndexError where the rows are of another shape."""
        return self._read(rows, known)

    def _writer(self, kind: Any) -> Step | None:
        """None for what is written as it is."""
        if kind not in self._writers:
            self._writers[kind] = self._made(kind, self._writer, self._written)
        return self._writers[kind]

    def _reader(self, kind: Any) -> Step | None:
        if kind not in self._readers:
            found = self._made(kind, self._reader, self._built)
            # JSON has no tuples.
            plain_tuple = found is None and typing.get_origin(kind) is tuple
            self._readers[kind] = (lambda rows, _: tuple(rows)) if plain_tuple else found
        return self._readers[kind]

    def _made(self, kind: Any, inner: Callable[[Any], Step | None], one: Callable[[type], Step]) -> Step | None:
        if kind in PLAIN:
            return None
        origin = typing.get_origin(kind)
        if origin is tuple:
            element, *others = typing.get_args(kind)
            if others == [Ellipsis]:
                return _each(inner(element))
            return _side_by_side([inner(each) for each in (element, *others)])
        if origin in (types.UnionType, typing.Union):
            return self._chosen(kind, inner)
        if is_dataclass(kind) and isinstance(kind, type):
            return one(kind)
        raise TypeError(f"no rows for {kind}")

    def _chosen(self, kind: Any, inner: Callable[[Any], Step | None]) -> Step | None:
        choices = [each for each in typing.get_args(kind) if each is not type(None)]
        if all(each in PLAIN for each in choices):
            return None
        if len(choices) == 1:
            return _unless_none(inner(choices[0]))
        return _one_of(choices, [inner(each) for each in choices])

    def _written(self, kind: type) -> Step:
        hints = typing.get_type_hints(kind)
        names = [each.name for each in fields(kind)]
        get = attrgetter(*names)
        steps = [(at, step) for at, name in enumerate(names) if (step := self._writer(hints[name]))]
        hook = self._hooks.get(kind)
        leave_out = hook.leave_out if hook else None
        single = len(names) == 1

        def write(value: Any, known: Any) -> list[Any]:
            row = [get(value)] if single else list(get(value))
            if leave_out:
                leave_out(row, known)
            for at, step in steps:
                row[at] = step(row[at], known)
            return row

        return write

    def _built(self, kind: type) -> Step:
        hints = typing.get_type_hints(kind)
        names = [each.name for each in fields(kind)]
        steps = [(at, step) for at, name in enumerate(names) if (step := self._reader(hints[name]))]
        hook = self._hooks.get(kind)
        put_back = hook.put_back if hook else None
        width = len(names)

        def read(row: Any, known: Any) -> Any:
            if len(row) != width:
                raise ValueError("a row of another length")
            if put_back:
                put_back(row, known)
            for at, step in steps:
                row[at] = step(row[at], known)
            return kind(*row)

        return read


def _each(step: Step | None) -> Step | None:
    if step is None:
        return None
    return lambda rows, known: tuple([step(each, known) for each in rows])


def _side_by_side(steps: list[Step | None]) -> Step | None:
    """A tuple of a fixed length, each place of its own kind."""
    if not any(steps):
        return None

    def all_of(values: Any, known: Any) -> Any:
        pairs = zip(values, steps, strict=True)
        return tuple(step(each, known) if step else each for each, step in pairs)

    return all_of


def _unless_none(step: Step | None) -> Step | None:
    if step is None:
        return None
    return lambda value, known: None if value is None else step(value, known)


def _one_of(choices: list[Any], steps: list[Step | None]) -> Step:
    """A pair: the number of the class, and its row. Both ways by what is given."""
    numbers = {kind: number for number, kind in enumerate(choices)}

    def both(value: Any, known: Any) -> Any:
        number = numbers.get(type(value))
        if number is not None:
            step = steps[number]
            return [number, step(value, known) if step else value]
        number, row = value
        step = steps[number]
        return step(row, known) if step else row

    return both
