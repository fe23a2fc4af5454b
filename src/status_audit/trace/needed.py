"""Which names matter to what is looked for: scripts that hold none of them need not be opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from status_audit.model import Classification
from status_audit.trace.names import shown, split_name
from status_audit.trace.notation import Seed
from status_audit.trace.tracer import Tracer
from status_audit.trace.worklist import Worklist


def names_needed(tracer: Tracer, seeds: Sequence[Seed], classified: Sequence[Classification]) -> set[str]:
    """Names that no closed script may hold: of relations that carry a value, of relations beside them, of attributes.

    A script that names none of them can neither carry a value on nor say anything about a statement that does.
    """
    done = Worklist(tracer, seeds).run()
    keys = {*done.columns, *tracer.names.spelled, *tracer.catalogue.asked()}
    names = {split_name(shown(key))[-1].lstrip("@#") for key in keys}
    names |= {split_name(each.container)[-1] for number, each in enumerate(tracer.statements) if tracer.opened(number)}
    for each in classified:
        names.add(split_name(each.field.container)[-1])
        if each.field.kind == "attribute":
            names.update((each.field.key.casefold(), each.field.name.casefold()))
    return names - {""}


def names_of_origins(origins: Iterable[str], seeds: Iterable[Seed]) -> set[str]:
    """Names of which a script must hold one to say anything about what a person asks for."""
    found = {split_name(each.slot.relation)[-1] for each in seeds}
    for each in origins:
        parts = split_name(re.split(r"[$@]", each.strip())[0])
        found.update(parts[:1] if len(parts) == 1 else (parts[-2], *_outer(parts)))
    return found - {""}


def _outer(parts: tuple[str, ...]) -> list[str]:
    """`client.address.country` may be a field of the column `address`: both names then stand in one script."""
    return [f"{one} {other}" for one, other in pairwise(parts[:-1])]
