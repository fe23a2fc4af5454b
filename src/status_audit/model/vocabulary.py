"""How a category shows itself in names and text: the vocabulary as values, read from `policies/categories/`."""

from __future__ import annotations

from dataclasses import dataclass

WEIGHTS = ("high", "medium", "low")
HOLDS = ("", "all", "places")


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea, named in capitals, and every way of writing it: `COUNTRY` is `ctry`, `pais`, `Land`, `국가` …"""

    name: str
    terms: tuple[tuple[str, str], ...]
    """(language, term); `abbr` is the language of abbreviations. `_` joins words, a final `*` makes a stem."""


@dataclass(frozen=True, slots=True)
class Example:
    """A field invented to show what an entry finds, or leaves alone."""

    name: str = ""
    container: str = ""
    label: str = ""
    options: tuple[str, ...] = ()
    comment: str = ""
    datatype: str = ""
    near: tuple[str, ...] = ()
    """Names of the other fields in the container."""
    entry: str = ""
    """Text of an attribute row; then `name` is its code and `container` its table."""
    reference: str = ""
    """The container it refers to."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of a vocabulary: phrases that speak for a kind of the category, or look like it and are not."""

    id: str
    kind: str
    """Empty for a look-alike."""
    find: tuple[str, ...]
    """Phrases over words and concepts; the notation is described in `classify/phrases.py`."""
    signals: tuple[str, ...] = ()
    """Where it may be seen (`name`, `label`, `comment`, `container`, `options` …); empty means anywhere but options."""
    weight: str = "high"
    needs: tuple[str, ...] = ()
    """Conditions that must all hold: `near:PERSON`, `in:STUDENT`, `type:yes-no`, `DATE` (in the same text)."""
    unless: tuple[str, ...] = ()
    """Conditions any of which takes the entry away."""
    ask: str = ""
    """The question a person must answer, where the words alone cannot decide."""
    holds: str = ""
    """For containers: `all` their telling columns belong to the category, or only `places`."""
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    title: str
    concepts: tuple[Concept, ...]
    """Shared by all categories of a run."""
    signs: tuple[Sign, ...]
    lookalikes: tuple[Sign, ...] = ()
    ordinary: tuple[str, ...] = ()
    """Concepts too common to start a search from: `COUNTRY`, `NUMBER`, `DATE`."""
    prefixes: tuple[str, ...] = ()
    """Letters that some languages write onto the front of a word (Arabic `ال`, Amharic `የ`)."""
    sha256: str = ""
    path: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    """(kind, what it is called in a sentence)."""
    only: str = ""
    """`share`: holding it is no finding of its own; it counts only where it reaches a recipient that a rule names."""
