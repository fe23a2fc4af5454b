"""What is known of SQL that was not cut into statements: enough to tell whether it must be."""

from __future__ import annotations

from dataclasses import dataclass

from status_audit.model.schema import Reading


@dataclass(frozen=True, slots=True)
class Closed(Reading):
    """A reading of words alone. `skipped` counts statement ends, the rows of data that were passed over among them."""

    words: frozenset[str] = frozenset()
    """Every word as it is spelled, of letters, digits and `_` of any script; comments and literals count too."""
    phrases: frozenset[str] = frozenset()
    """What may be a quoted phrase: stretches with a blank between two quotes of one kind."""
    runs_text: bool = False
    """Whether some statement seems to run text that is put together at run time."""
    wide: bool = False
    """Whether it may speak of relations without naming them: a grant on a schema, an export of everything."""
