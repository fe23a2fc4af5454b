"""The columns a FROM item offers: those known by name, and whether it may have more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from status_audit.trace.values import Origin, Origins, Output, Path, Ref, together


class Rows:
    """What a query, a table or a function yields; looked up by folded column name."""

    __slots__ = ("_index", "base", "outputs", "whole")

    def __init__(self, outputs: Iterable[Output], base: str = "", whole: Origins = ()) -> None:
        self.outputs: tuple[Output, ...] = tuple(outputs)
        self.base = base
        """The relation's key where this is a stored relation."""
        self.whole = whole
        """What any column carries, for functions whose columns nobody can list."""
        self._index: dict[str, Origins] | None = None

    def find(self, name: str) -> Origins | None:
        """What a column that is known by name carries."""
        if self._index is None:
            self._index = {}
            for each in self.outputs:
                if each.name != "*":
                    self._index[each.name] = together(self._index.get(each.name, ()), each.origins)
        return self._index.get(name)

    @property
    def open(self) -> bool:
        return bool(self.whole) or any(each.name == "*" for each in self.outputs)

    def guess(self, name: str) -> Origins:
        """What a column carries that is not known by name but may be among the undeclared ones."""
        found: list[Origin] = [each._replace(inner=()) for each in self.whole]
        for output in self.outputs:
            if output.name == "*":
                found.extend(_named(origin, name) for origin in output.origins if (name,) not in origin.ref.without)
        return tuple(found)

    def insist(self, name: str, at: int) -> Origins:
        """What a column carries that the statement says is there, whatever the schema that was read says."""
        found = self.find(name)
        if found is None:
            found = self.guess(name)
        if not found and self.base:
            found = (Origin(Ref(self.base, name), at=at),)
        return tuple(each._replace(at=at) for each in found)

    def renamed(self, names: Sequence[str]) -> Rows:
        """The same rows under a column list; with undeclared columns in the way, only those before them take a name."""
        if not names:
            return self
        outputs: list[Output] = []
        left = list(names)
        for each in self.outputs:
            if each.name == "*":
                outputs.extend(each._replace(name=name) for name in left)
                if not left:
                    outputs.append(each)
                left = []
            else:
                outputs.append(each._replace(name=left.pop(0)) if left else each)
        outputs.extend(Output(name, self.whole) for name in left if self.whole)
        return Rows(outputs, whole=self.whole)

    def as_document(self) -> Origins:
        """A row taken as one value: each column stands under its own name."""
        found: list[Origin] = list(self.whole)
        for each in self.outputs:
            inner: Path = () if each.name == "*" else (each.name,)
            found.extend(origin._replace(inner=(*inner, *origin.inner)) for origin in each.origins)
        return tuple(dict.fromkeys(found))

    def shape(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.outputs)


def _named(origin: Origin, name: str) -> Origin:
    ref = origin.ref
    return origin._replace(ref=ref._replace(column=name, without=()) if ref.column == "*" else ref)


def base_rows(key: str, columns: Sequence[str] | None) -> Rows:
    """A stored relation; `columns` None where nobody declares any, with `*` last where there may be more."""
    if columns is None:
        return Rows((Output("*", (Origin(Ref(key, "*")),)),), key)
    listed = [name for name in columns if name != "*"]
    outputs = [Output(name, (Origin(Ref(key, name)),)) for name in listed]
    if "*" in columns:
        outputs.append(Output("*", (Origin(Ref(key, "*", without=tuple((name,) for name in listed))),)))
    return Rows(outputs, key)


def union_rows(one: Rows, other: Rows) -> Rows:
    """Columns matched by position, named by the first; undeclared ones are matched by name."""
    if not one.outputs:
        return other
    if one.open or other.open:
        return _union_by_name(one, other)
    outputs = [
        each._replace(origins=together(each.origins, other.outputs[index].origins))
        if index < len(other.outputs)
        else each
        for index, each in enumerate(one.outputs)
    ]
    return Rows(outputs)


def _union_by_name(one: Rows, other: Rows) -> Rows:
    outputs = []
    for index, each in enumerate(one.outputs):
        more: Origins = ()
        if each.name == "*":
            more = together(*(peer.origins for peer in other.outputs if peer.name == "*"))
        elif index < len(other.outputs) and not _star_before(one, other, index):
            more = other.outputs[index].origins
        else:
            more = together(other.find(each.name) or (), other.guess(each.name))
        outputs.append(each._replace(origins=together(each.origins, more)))
    known = {each.name for each in outputs}
    outputs.extend(each for each in other.outputs if one.open and each.name not in known)
    return Rows(outputs, whole=together(one.whole, other.whole))


def _star_before(one: Rows, other: Rows, index: int) -> bool:
    return any(each.name == "*" for rows in (one, other) for each in rows.outputs[: index + 1])


def union_named(one: Rows, other: Rows) -> Rows:
    """UNION BY NAME."""
    names = dict.fromkeys([*one.shape(), *other.shape()])
    return Rows(
        Output(name, together(*(each.origins for rows in (one, other) for each in rows.outputs if each.name == name)))
        for name in names
    )
