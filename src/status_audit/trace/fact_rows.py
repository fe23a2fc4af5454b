"""Effects as rows of numbers, for what is kept from run to run; texts stand in them by their numbers."""

from __future__ import annotations

from typing import Any

from status_audit.trace.fact_words import Reader, Writer
from status_audit.trace.values import Effects, Key, Move, Outlet, Path, Ref


def rows_of(effects: Effects, words: Writer) -> list[Any]:
    """Raises UnknownWordError where a text in them came from nowhere."""
    refs: dict[Ref, int] = {}
    word = words.word

    def ref(value: Ref) -> int:
        return refs.setdefault(value, len(refs))

    moves = [
        [ref(each.origin), words.words(each.inner), word(each.relation), word(each.column), word(each.how), each.at]
        for each in effects.moves
    ]
    outlets = [
        [ref(each.origin), word(each.kind), word(each.destination), word(each.recipient), word(each.how), each.at]
        for each in effects.outlets
    ]
    return [
        moves,
        outlets,
        [[word(a), word(b), words.words(path), at] for (a, b, path), at in effects.mentions.items()],
        [[word(a), word(b), word(c), at] for (a, b, c), at in effects.keys.items()],
        [[word(a), word(b), at] for (a, b), at in effects.aliases.items()],
        [[word(key), words.words(names)] for key, names in effects.shapes.items()],
        effects.trouble,
        [_ref_row(each, words) for each in refs],
    ]


def effects_from(rows: list[Any], words: Reader) -> Effects:
    """Raises TypeError, ValueError or IndexError where the rows are of another shape."""
    moves, outlets, mentions, keys, aliases, shapes, trouble, ref_rows = rows
    refs = [_ref(each, words) for each in ref_rows]
    word = words.word
    return Effects(
        moves=[Move(refs[a], words.words(b), word(c), word(d), word(e), at) for a, b, c, d, e, at in moves],
        outlets=[Outlet(refs[a], word(b), word(c), word(d), word(e), at) for a, b, c, d, e, at in outlets],
        mentions={(word(a), word(b), words.words(path)): at for a, b, path, at in mentions},
        keys={(word(a), word(b), word(c)): at for a, b, c, at in keys},
        aliases={(word(a), word(b)): at for a, b, at in aliases},
        shapes={word(key): words.words(names) for key, names in shapes},
        trouble=trouble,
    )


def _ref_row(ref: Ref, words: Writer) -> list[Any]:
    row: list[Any] = [words.word(ref.relation), words.word(ref.column)]
    if ref.path or ref.keys or ref.without:
        row.append(words.words(ref.path))
        row.append(
            [
                [words.word(each.relation), words.word(each.column), words.words(sorted(each.values)), each.negated]
                for each in ref.keys
            ]
        )
        row.append([words.words(each) for each in ref.without])
    return row


def _ref(row: list[Any], words: Reader) -> Ref:
    relation, column, *more = row
    if not more:
        return Ref(words.word(relation), words.word(column))
    path, keys, without = more
    held = tuple(Key(words.word(a), words.word(b), frozenset(words.words(c)), bool(d)) for a, b, c, d in keys)
    gone: tuple[Path, ...] = tuple(words.words(each) for each in without)
    return Ref(words.word(relation), words.word(column), words.words(path), held, gone)
