"""Which declared container a name means, inside one system: folded, and with or without its schema."""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """Knows every name a system declares; an unqualified name means the one qualified container that ends so."""

    __slots__ = ("_by_tail", "_known")

    def __init__(self, declared: Iterable[str]) -> None:
        self._by_tail: dict[str, set[str]] = {}
        self._known: dict[str, str] = {}
        for name in declared:
            self.add(name)

    def add(self, name: str) -> None:
        folded = folded_name(name)
        self._by_tail.setdefault(folded.rpartition(".")[2], set()).add(folded)
        self._known.clear()

    def canonical(self, name: str) -> str:
        """The longest declared name that this one can only mean, else the folded name itself."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._resolve(folded_name(name))
        return known

    def _resolve(self, name: str) -> str:
        same_tail = self._by_tail.get(name.rpartition(".")[2], ())
        longer = [each for each in same_tail if each.endswith(f".{name}")]
        longest = [each for each in longer if not any(other.endswith(f".{each}") for other in longer)]
        if len(longest) == 1:
            return longest[0]
        if longer or name in same_tail:
            return name
        shorter = [each for each in same_tail if name.endswith(f".{each}")]
        return self._resolve(max(shorter, key=len)) if shorter else name


def folded_name(name: str) -> str:
    """Case folded, as all names are compared."""
    return name.casefold()
