"""Reads `policies/categories/*.yaml`, ours and a city's own, into the categories that the classifier compiles."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from status_audit.documents import Document, Opener, Problem, open_file, suggestion
from status_audit.errors import AuditError
from status_audit.model.policy import Policy
from status_audit.model.vocabulary import Category, Concept, Example, Sign
from status_audit.shipped import shipped

ON_REQUEST = "on_request"
"""The folder of packaged categories that a policy must name before they are looked for."""
_EXAMPLE_KEYS = {
    "name": "name",
    "in": "container",
    "label": "label",
    "comment": "comment",
    "type": "datatype",
    "entry": "entry",
    "ref": "reference",
}


def load_categories(extra: tuple[Path, ...] = (), asked: Collection[str] = ()) -> tuple[Category, ...]:
    """The packaged categories in the order of their names, those on request that are asked for, then `extra`.

    Raises AuditError.
    """
    folder = shipped("policies") / "categories"
    wanted = [path for path in sorted((folder / ON_REQUEST).glob("*.yaml")) if path.stem in asked]
    ours = tuple(
        _category(_packaged(path), _sha256(path), path.name) for path in (*sorted(folder.glob("*.yaml")), *wanted)
    )
    return joined(ours, [own_category(path) for path in extra])


def categories_for(policies: Iterable[Policy]) -> tuple[Category, ...]:
    """What a run under these policies looks for. Raises AuditError where two categories have one name."""
    known = tuple(policies)
    asked = {select.category for policy in known for rule in policy.rules for select in rule.selects}
    return joined(load_categories(asked=asked), [each for policy in known for each in policy.categories])


def on_request() -> tuple[str, ...]:
    """Names of the packaged categories that are looked for only when a policy names them."""
    return tuple(sorted(path.stem for path in (shipped("policies") / "categories" / ON_REQUEST).glob("*.yaml")))


def joined(ours: tuple[Category, ...], theirs: Iterable[Category]) -> tuple[Category, ...]:
    """Both, each file once, though several policies name it. Raises AuditError where two files share an id."""
    once = tuple({each.sha256: each for each in theirs}.values())
    _refuse_repeated([*ours, *once])
    return ours + once


def own_category(path: Path, shown: str = "", opener: Opener = open_file) -> Category:
    """A city's own file, checked, with file and line in every fault. Raises AuditError."""
    from status_audit import documents

    document = documents.load(path, shown, opener)
    documents.check(document, "category", _kinds_not_named(document))
    return _category(document.data, document.sha256, document.path)


def kinds_of(category: Category) -> tuple[str, ...]:
    """The kinds that a rule may select: those the file names, else those of its signs."""
    return tuple(kind for kind, _ in category.kinds) or tuple(dict.fromkeys(sign.kind for sign in category.signs))


def vocabulary_digest(categories: Iterable[Category]) -> str:
    """sha256 over the files' digests: two equal digests mean the same words were looked for."""
    whole = hashlib.sha256()
    for category in categories:
        whole.update(f"{category.id}:{category.sha256}\n".encode())
    return whole.hexdigest()


def _packaged(path: Path) -> Mapping[str, Any]:
    """Our own files are validated in the tests, so the quick loader is enough here."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: Mapping[str, Any] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader either way
    return data


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _kinds_not_named(document: Document) -> Iterator[Problem]:
    """Signs of a kind that the file's own list of kinds does not have."""
    data = document.data
    kinds = data.get("kinds") if isinstance(data, Mapping) else None
    signs = data.get("signs") if isinstance(data, Mapping) else None
    if not isinstance(kinds, Mapping) or not isinstance(signs, list):
        return
    for position, sign in enumerate(signs):
        kind = sign.get("kind") if isinstance(sign, Mapping) else None
        if isinstance(kind, str) and kind not in kinds:
            yield Problem(("signs", position, "kind"), f"no kind is called {kind!r} here", suggestion(kind, kinds))


def _refuse_repeated(categories: list[Category]) -> None:
    seen: dict[str, str] = {}
    for category in categories:
        if category.id in seen:
            message = f"{category.path}: category {category.id!r} is already defined in {seen[category.id]}"
            raise AuditError(message, "Give the new category another id")
        seen[category.id] = category.path


def _category(data: Mapping[str, Any], sha256: str, path: str) -> Category:
    return Category(
        id=data["category"],
        title=data.get("title", data["category"]),
        concepts=tuple(_concept(name, terms) for name, terms in data.get("words", {}).items()),
        signs=tuple(_sign(each) for each in data.get("signs", ())),
        lookalikes=tuple(_sign(each) for each in data.get("lookalikes", ())),
        ordinary=tuple(data.get("ordinary", ())),
        prefixes=tuple(data.get("prefixes", ())),
        sha256=sha256,
        path=path,
        kinds=tuple(data.get("kinds", {}).items()),
        only=data.get("only", ""),
    )


def _concept(name: str, terms: Mapping[str, str]) -> Concept:
    return Concept(name, tuple((language, term) for language, text in terms.items() for term in text.split()))


def _sign(data: Mapping[str, Any]) -> Sign:
    return Sign(
        id=data["id"],
        kind=data.get("kind", ""),
        find=_several(data["find"]),
        signals=_several(data.get("signals", ())),
        weight=data.get("weight", "high"),
        needs=_several(data.get("needs", ())),
        unless=_several(data.get("unless", ())),
        ask=data.get("ask", ""),
        holds=data.get("holds", ""),
        hits=tuple(map(_example, data.get("hits", ()))),
        misses=tuple(map(_example, data.get("misses", ()))),
    )


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _example(value: Any) -> Example:
    """Text with a space or letters beyond ASCII is a label; `table.column` and `column` are names; a group says all."""
    if isinstance(value, str):
        if " " in value or not value.isascii() or value.endswith("?"):
            return Example(label=value)
        container, _, name = value.rpartition(".")
        return Example(name=name, container=container)
    plain = {_EXAMPLE_KEYS[key]: str(text) for key, text in value.items() if key in _EXAMPLE_KEYS}
    options = tuple(map(str, value.get("options", ())))
    return Example(options=options, near=tuple(str(value.get("near", "")).split()), **plain)
