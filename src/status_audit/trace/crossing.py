"""Which system a qualified name leads to, where the project file says so: a schema, a database, a linked server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from status_audit.model.policy import Project


def crossing(project: Project) -> Callable[[Sequence[str]], str] | None:
    """A function from a name's folded parts, schema before name, to a system, empty where nobody maps the name.

    None where the project maps nothing. A bare name never crosses.
    """
    schemas = tuple((pattern.casefold(), each.name) for each in project.systems for pattern in each.schemas)
    databases = dict(_databases(project))
    if not schemas and not databases:
        return None

    def system(parts: Sequence[str]) -> str:
        """Schemas first, as the inventory reads them; then the outermost part that is a database or server."""
        name, _, link = parts[-1].partition("@")
        for schema in (".".join(parts[:-1]), parts[-2]) if len(parts) > 1 and name else ():
            for pattern, owner in schemas:
                if fnmatchcase(schema, pattern):
                    return owner
        return next((databases[each] for each in (link, *parts[:-1]) if each in databases), "")

    return system


def _databases(project: Project) -> list[tuple[str, str]]:
    """(folded name, system) of each database by its alias, and by the name at the end of its URL if that is telling."""
    found = [(each.alias.casefold(), each.system or each.alias) for each in project.databases if each.alias]
    named = [
        (each.url.partition("?")[0].rpartition("/")[2].casefold(), each.system or each.alias)
        for each in project.databases
        if each.url.count("/") > 2
    ]
    once = [pair for pair in named if [name for name, _ in named].count(pair[0]) == 1]
    return [(name, owner) for name, owner in (*once, *found) if name]
