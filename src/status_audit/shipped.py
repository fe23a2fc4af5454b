"""Where the packaged YAML lies, in a wheel and in an editable install alike."""

from __future__ import annotations

from pathlib import Path


def shipped(kind: str) -> Path:
    """The folder of packaged files of one kind: `policies`, `connectors`.

    The source tree wins over a copy inside the package: an editable install keeps its data at the top of the
    repository, and a stale copy left in `src/` by a build must not be read instead.
    """
    here = Path(__file__).resolve().parent
    beside_the_source = here.parents[1] / kind
    if here.parent.name == "src" and beside_the_source.is_dir():
        return beside_the_source
    return here / kind
