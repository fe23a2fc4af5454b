"""Policy files -> Policy: packaged ones by name, a city's own by path, each with what it extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from status_audit.documents import Document, Opener, check, fault, load, open_file, refuse, suggestion
from status_audit.errors import AuditError
from status_audit.model.meaning import KINDS
from status_audit.model.policy import Policy
from status_audit.model.vocabulary import Category
from status_audit.policy.categories import own_category
from status_audit.policy.layers import laid_over, unknown_references
from status_audit.policy.sense import policy_problems
from status_audit.shipped import shipped

ENDINGS = (".yaml", ".yml", ".json")
LONGEST_CHAIN = 20
"""Policies that build on one another."""
UNUSABLE = (OSError, ValueError, RuntimeError)
"""What a path may raise that no file system takes: a zero byte, a loop of symbolic links."""


def packaged_policies() -> tuple[str, ...]:
    """Names of the policies that come with the tool, in order."""
    return tuple(sorted(each.stem for each in shipped("policies").glob("*.yaml")))


def load_policies(names: Iterable[str], root: Path, opener: Opener = open_file) -> tuple[Policy, ...]:
    """Every named policy once, in the order given. Raises AuditError."""
    return tuple(load_policy(name, root, opener) for name in dict.fromkeys(names))


def load_policy(name: str, root: Path, opener: Opener = open_file) -> Policy:
    """A packaged policy by its bare name, or a file (it has a `/` or ends in .yaml) relative to the root.

    A file that is not there is looked for from the working directory, as a shell would. Raises AuditError that names
    file, line and key.
    """
    if not is_file(name):
        return _load(packaged(name), ())
    path = root / name
    if opener is open_file and not path.exists() and Path(name).exists():
        path = Path(name)
    return _load(Written(path, root, opener), ())


def is_file(name: str) -> bool:
    """A bare name is only ever a packaged policy."""
    return "/" in name or "\\" in name or name.lower().endswith(ENDINGS)


@dataclass(frozen=True, slots=True)
class Written:
    """One policy file and the folder that it and all it extends must lie in."""

    path: Path
    root: Path
    opener: Opener = open_file
    name: str = ""
    """Of a packaged policy; then the file is trusted, for the tests have checked it."""

    @property
    def shown(self) -> str:
        return f"policies/{self.name}.yaml" if self.name else shown(self.path, self.root)


def shown(path: Path, root: Path) -> str:
    """The path relative to the root where it lies under it, else as given; forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except UNUSABLE:
        return path.as_posix()


def packaged(name: str) -> Written:
    """Raises AuditError where no packaged policy is called so."""
    known = packaged_policies()
    if name not in known:
        near = suggestion(name, known)
        hint = f"{near} " if near.startswith("Did") else ""
        raise AuditError(
            f"no packaged policy is called {name!r}",
            f"{hint}All names: status-audit policy list. A file has a / or ends in .yaml",
        )
    folder = shipped("policies")
    return Written(folder / f"{name}.yaml", folder, name=name)


def document_of(written: Written) -> Document:
    """The text of a policy; a user's file is checked as far as it can be without what it extends."""
    document = open_document(written)
    if not written.name:
        check(document, "policy", policy_problems(document.data))
    return document


def open_document(written: Written) -> Document:
    """The text of a policy, not checked. Raises AuditError where it is no document."""
    return load(written.path, written.shown, written.opener)


def _load(written: Written, chain: tuple[str, ...]) -> Policy:
    document = document_of(written)
    chain = (*chain, written.name or document.path)
    spelled = document.data.get("extends", ())
    bases = (spelled,) if isinstance(spelled, str) else spelled
    extended = tuple(_load(_extended(document, written, each, chain), chain) for each in bases)
    added = tuple(_added(document, written))
    if not written.name:
        refuse(document, tuple(unknown_references(document.data, extended, added)))
    return laid_over(document, extended, added, "" if written.name else document.path)


def _added(document: Document, written: Written) -> Iterator[Category]:
    """The category files that a policy names, relative to itself and under the root."""
    for position, name in enumerate(document.data.get("categories", ())):
        line = document.line_of(("categories", position))
        try:
            file = _beside(written, name)
        except UNUSABLE:
            raise fault(document.path, line, f"categories: {name!r} is not a usable path") from None
        if not file.path.is_relative_to(file.root):
            said = f"categories: {name!r} lies outside the root"
            raise fault(document.path, line, said, "Only files under the root are opened")
        try:
            category = own_category(file.path, file.shown, written.opener)
        except AuditError as error:
            if not error.message.startswith(f"{file.shown}: "):
                raise  # it names a line of the category file itself
            raise fault(document.path, line, f"categories: {error.message}", error.hint) from None
        if category.id in KINDS:
            said = f"categories: {file.shown} is called {category.id!r}, as a packaged category is"
            raise fault(document.path, line, said, "Give it another id")
        yield category


def _extended(document: Document, written: Written, name: str, chain: tuple[str, ...]) -> Written:
    """The file that a policy builds on: a packaged one, or one under the root, and never one already on the way."""

    def wrong(message: str, hint: str = "") -> AuditError:
        return fault(document.path, document.line_of(("extends",)), f"extends: {message}", hint)

    if not is_file(name):
        if name not in packaged_policies():
            near = suggestion(name, packaged_policies())
            raise wrong(f"no packaged policy is called {name!r}", near or "All names: status-audit policy list")
        base = packaged(name)
    else:
        try:
            base = _beside(written, name)
        except UNUSABLE:
            raise wrong(f"{name!r} is not a usable path") from None
        if not base.path.is_relative_to(base.root):
            raise wrong(f"{name!r} lies outside the root", "Only files under the root are opened")
    if (base.name or base.shown) in chain:
        raise wrong(f"goes in a circle: {' -> '.join((*chain, base.name or base.shown))}")
    if len(chain) > LONGEST_CHAIN:
        raise wrong(f"more than {LONGEST_CHAIN} policies build on one another")
    return base


def _beside(written: Written, name: str) -> Written:
    """Relative to the folder of the file that names it."""
    root = written.root.resolve()
    here = written.path.resolve()
    if not here.is_relative_to(root):
        root = here.parent
    return Written((here.parent / name).resolve(), root, written.opener)
