"""The small notation in which a vocabulary says what it looks for, compiled and matched against words.

BIRTH COUNTRY          these ideas side by side, in this order; fillers (`of`, `the`, `de`) between them do not count
~ BIRTH COUNTRY        in any order; `~2` lets two other words stand between
ENTER .. US            with up to four words between; `...` up to eight
visa|PERMIT            either; a word in small letters means itself, `word*` any word that starts so
TYPE?                  may be missing
!CARD                  the next word must not be this
^ pob $                from the first word, to the last
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from status_audit.classify.lexicon import Lexicon, Spans

_GAPS = {"..": 4, "...": 8}


@dataclass(frozen=True, slots=True)
class Atom:
    any_of: frozenset[int]
    gap: int = 0
    optional: bool = False
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    atoms: tuple[Atom, ...]
    from_start: bool
    to_end: bool
    key: frozenset[int]
    """One of these must be among the words, or there is no need to look closer."""
    required: tuple[frozenset[int], ...]


def compile_phrase(text: str, lexicon: Lexicon) -> tuple[Phrase, ...]:
    """A phrase in the notation above; any order becomes one phrase per order. Raises ValueError."""
    pieces = text.split()
    any_order = pieces[0].startswith("~") if pieces else False
    between = int(pieces.pop(0)[1:] or 0) if any_order else 0
    from_start = bool(pieces) and pieces[0] == "^"
    to_end = bool(pieces) and pieces[-1] == "$"
    atoms = _atoms(pieces[from_start : len(pieces) - to_end], lexicon)
    if not any(not (atom.optional or atom.negative) for atom in atoms):
        raise ValueError(f"the phrase {text!r} names no word that must be there")
    orders = permutations(atoms) if any_order else (tuple(atoms),)
    return tuple(_phrase(order, between, (from_start, to_end), lexicon) for order in orders)


def _atoms(pieces: list[str], lexicon: Lexicon) -> list[Atom]:
    atoms: list[Atom] = []
    gap = 0
    for piece in pieces:
        if piece in _GAPS:
            gap = _GAPS[piece]
            continue
        negative, optional = piece.startswith("!"), piece.endswith("?")
        names = piece.removeprefix("!").removesuffix("?").split("|")
        numbers = frozenset(lexicon.number(n) if n.isupper() else lexicon.literal(n) for n in names)
        atoms.append(Atom(numbers, gap, optional, negative))
        gap = 0
    return atoms


def _phrase(atoms: tuple[Atom, ...], between: int, ends: tuple[bool, bool], lexicon: Lexicon) -> Phrase:
    if between:
        atoms = (atoms[0], *(Atom(a.any_of, between, a.optional, a.negative) for a in atoms[1:]))
    required = tuple(atom.any_of for atom in atoms if not (atom.optional or atom.negative))
    key = min(required, key=lexicon.commonness)
    return Phrase(atoms, ends[0], ends[1], key, required)


@dataclass(frozen=True, slots=True)
class Text:
    """Words ready to be matched."""

    words: tuple[str, ...]
    spans: Spans
    concepts: frozenset[int]
    skips: tuple[bool, ...]
    """True for fillers, which no gap counts."""
    stops: tuple[bool, ...]
    """True for the ends of sentences, which no phrase crosses."""
    opening: int = 0
    """Words at the start that a phrase bound to the start may pass over: fillers, and whose data it is (`emp_`)."""


def find(phrase: Phrase, text: Text) -> tuple[int, ...] | None:
    """The positions of the words that make up the first match, without what only stands between them."""
    concepts = text.concepts
    for each in phrase.required:
        if each.isdisjoint(concepts):
            return None
    starts = range(text.opening + 1) if phrase.from_start else range(len(text.words))
    for start in starts:
        used = _from(phrase, text, 0, start, first=True)
        if used is not None:
            return used
    return None


def _from(phrase: Phrase, text: Text, index: int, position: int, *, first: bool = False) -> tuple[int, ...] | None:
    """The words that the atoms from `index` on use, at or after `position`."""
    if index == len(phrase.atoms):
        return () if _ended(phrase, text, position) else None
    atom = phrase.atoms[index]
    if atom.negative:
        blocked = any(n in atom.any_of for at in _reach(text, position, 0) for _, n in text.spans[at])
        return None if blocked else _from(phrase, text, index + 1, position)
    for at in (position,) if first else _reach(text, position, atom.gap):
        for end, number in text.spans[at] if at < len(text.words) else ():
            if number in atom.any_of:
                done = _from(phrase, text, index + 1, end)
                if done is not None:
                    return (*range(at, end), *done)
    return _from(phrase, text, index + 1, position, first=first) if atom.optional else None


def _ended(phrase: Phrase, text: Text, position: int) -> bool:
    rest = range(position, len(text.words))
    return not phrase.to_end or all(text.skips[i] or text.stops[i] or text.words[i].isdigit() for i in rest)


def _reach(text: Text, position: int, gap: int) -> list[int]:
    """Positions that may come next: fillers are free, `gap` other words may stand between."""
    out: list[int] = []
    while position < len(text.words) and not text.stops[position]:
        out.append(position)
        if not text.skips[position]:
            gap -= 1
            if gap < 0:
                break
        position += 1
    return out
